/* A table that holds only the rows in sight: twenty thousand would take half a second to lay out.
   Rows are of one height, which the style sheet sees to. */

import { element } from "./dom.js";

const SPARE = 12;
const FIRST_GUESS = 40;

export class Window {
  /* `make` gives the tr of an entry of the list that is shown. */
  constructor(table, scroll, make) {
    this.table = table;
    this.scroll = scroll;
    this.make = make;
    this.rows = [];
    this.drawn = new Map();
    this.height = FIRST_GUESS;
    this.above = spacer(table);
    this.below = spacer(table);
    table.tBodies[0].replaceChildren(this.above, this.below);
    scroll.addEventListener("scroll", () => this.soon(), { passive: true });
    new ResizeObserver(() => this.resized()).observe(scroll);
  }

  show(rows) {
    this.rows = rows;
    this.clear();
    // The headings are a row too.
    this.table.setAttribute("aria-rowcount", rows.length + 1);
    this.scroll.scrollTop = 0;
    this.draw();
  }

  soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.draw();
    });
  }

  resized() {
    const row = this.drawn.values().next().value;
    const height = row?.getBoundingClientRect().height;
    if (height && Math.abs(height - this.height) > 0.1) this.height = height;
    this.soon();
  }

  draw() {
    const top = this.scroll.scrollTop;
    const first = Math.max(0, Math.floor(top / this.height) - SPARE);
    const seen = Math.ceil(this.scroll.clientHeight / this.height);
    const last = Math.min(this.rows.length, first + seen + 2 * SPARE);
    this.drop(first, last);
    this.fill(first, last);
    this.above.firstChild.style.height = `${first * this.height}px`;
    this.below.firstChild.style.height = `${(this.rows.length - last) * this.height}px`;
    this.measure();
  }

  /* The first rows that are drawn say how high a row is; what was guessed is put right. */
  measure() {
    if (this.measured || !this.drawn.size) return;
    this.measured = true;
    this.resized();
  }

  drop(first, last) {
    for (const [at, row] of this.drawn) {
      if (at >= first && at < last) continue;
      if (row.contains(document.activeElement)) this.scroll.focus({ preventScroll: true });
      row.remove();
      this.drawn.delete(at);
    }
  }

  fill(first, last) {
    let next = this.above.nextSibling;
    for (let at = first; at < last; at += 1) {
      const row = this.drawn.get(at);
      if (row) {
        next = row.nextSibling;
        continue;
      }
      const made = this.make(this.rows[at]);
      made.setAttribute("aria-rowindex", at + 2);
      next.before(made);
      this.drawn.set(at, made);
    }
  }

  clear() {
    for (const row of this.drawn.values()) row.remove();
    this.drawn.clear();
  }
}

function spacer(table) {
  const columns = table.tHead.rows[0].cells.length;
  return element("tr", { class: "pb-spacer", "aria-hidden": "true" }, element("td", { colspan: columns }));
}

/* The map: one table of all claims, filtered as one types, its view kept in the address. */

import { Answers } from "./answer.js";
import { fetchClaims } from "./claims.js";
import { matching } from "./match.js";
import { makeRow } from "./row.js";
import { markSorted, sortButtons } from "./sort.js";
import { FILTERS, readState, writeState } from "./state.js";
import { Window } from "./window.js";

/* Where the data cannot be had, the table stays as the server wrote it. */
export async function startMap(map) {
  const table = map.querySelector("table.pb-claims");
  const form = map.querySelector("form.pb-filter");
  const claims = await fetchClaims(map.dataset.src);
  const state = readState();
  const view = map.dataset.windowed ? windowed(map, table, claims) : standing(map);
  const answers = new Answers(map, claims);
  const show = () => {
    const rows = matching(claims, state);
    view.show(rows);
    form.querySelector(".pb-count").textContent = counted(claims, rows);
    map.classList.toggle("pb-empty", rows.length === 0);
    for (const field of form.elements) field.classList.toggle("pb-set", Boolean(field.value));
    writeState(state);
  };
  const update = () => {
    const { find } = state;
    state.asked = null;
    let shown = false;
    answers.reply(find).then((asked) => {
      if (state.find !== find) return;
      state.asked = asked;
      // Most answers leave the table as it stands, and drawing it is what takes time.
      if (!shown || asked.services || asked.find !== find) show();
      shown = true;
    });
    // Where the answer needs data that is yet to come, the table does not wait for it.
    setTimeout(() => {
      if (!shown && state.find === find) show();
      shown = true;
    });
  };
  fill(form, state);
  listen(form, state, update);
  startSorting(table, state, update);
  stick(map, form, table);
  form.hidden = false;
  update();
  form.elements.q.addEventListener("focus", () => ["numbers", "variables"].forEach((name) => answers.data(name)), { once: true });
  // The first filter of a large map would be the slowest: what it needs is made while nobody waits.
  const idle = window.requestIdleCallback ?? setTimeout;
  idle(() => matching(claims, { ...readState(""), find: "1 a" }));
}

/* The rows of a smaller map all stand in the page: they are hidden and moved. */
function standing(map) {
  const rows = [];
  for (const row of map.querySelectorAll("tr[data-row]")) rows[Number(row.dataset.row)] = row;
  const bodies = new Map(rows.map((row) => [row, row.parentNode]));
  const folded = map.querySelector(".pb-unclaimed");
  return {
    show(wanted) {
      for (const row of rows) row.hidden = true;
      for (const at of wanted) {
        rows[at].hidden = false;
        bodies.get(rows[at]).append(rows[at]);
      }
      if (!folded) return;
      folded.hidden = !folded.querySelector("tr[data-row]:not([hidden])");
      // What is found in the fold alone would not be seen.
      if (wanted.length) folded.open ||= wanted.every((at) => folded.contains(rows[at]));
    },
  };
}

function windowed(map, table, claims) {
  const keys = [...table.querySelectorAll("th[data-key]")].map((heading) => heading.dataset.key);
  const make = (row) => makeRow(claims, row, keys, map.dataset.root);
  return new Window(table, map.querySelector(".pb-scroll"), make);
}

/* The headings stay below the filter, whose height is that of its fields; on a telephone these fold. */
function stick(map, form, table) {
  const sized = new ResizeObserver(() => {
    map.style.setProperty("--pb-filter", `${form.offsetHeight}px`);
    map.classList.toggle("pb-fits", table.offsetWidth <= map.clientWidth);
  });
  for (const each of [map, form, table]) sized.observe(each);
  const more = form.querySelector(".pb-more");
  more.addEventListener("click", () => {
    more.setAttribute("aria-expanded", form.classList.toggle("pb-open"));
  });
}

/* Claims hold a number; what has none is counted apart. */
function counted(claims, rows) {
  const number = (value) => value.toLocaleString("en");
  const shown = rows.filter((row) => claims.port(row) !== null).length;
  const rest = rows.length - shown;
  const all = claims.held;
  const noun = all === 1 ? "claim" : "claims";
  const head = shown === all ? `${number(all)} ${noun}` : `${number(shown)} of ${number(all)} ${noun}`;
  return rest ? `${head}, ${number(rest)} ${rest === 1 ? "service" : "services"} without a port` : head;
}

function fill(form, state) {
  form.elements.q.value = state.find;
  for (const name of FILTERS) {
    if (form.elements[name]) form.elements[name].value = state[name];
  }
}

function listen(form, state, update) {
  const read = () => {
    state.find = form.elements.q.value.trim();
    for (const name of FILTERS) state[name] = form.elements[name]?.value ?? state[name];
    update();
  };
  form.addEventListener("input", read);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    fill(form, Object.assign(state, readState("")));
    update();
    form.elements.q.focus();
  });
  addEventListener("popstate", () => {
    fill(form, Object.assign(state, readState()));
    update();
  });
}

function startSorting(table, state, update) {
  const mark = () => {
    const heading = table.querySelector(`th[data-key="${CSS.escape(state.sort.replace("-", ""))}"]`);
    markSorted(table, heading, state.sort.startsWith("-"));
  };
  sortButtons(table, (heading, back) => {
    state.sort = `${back ? "-" : ""}${heading.dataset.key}`;
    mark();
    update();
  });
  mark();
}

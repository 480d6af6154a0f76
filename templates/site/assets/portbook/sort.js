/* Headings that sort: a button in each th that says how its column compares. */

import { compare } from "./match.js";

/* Gives the headings of a table their buttons; `chosen` is told the key and whether it is reversed. */
export function sortButtons(table, chosen) {
  for (const heading of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pb-sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      chosen(heading, heading.getAttribute("aria-sort") === "ascending");
    });
  }
}

export function markSorted(table, heading, back) {
  for (const each of table.querySelectorAll("th[aria-sort]")) each.removeAttribute("aria-sort");
  heading?.setAttribute("aria-sort", back ? "descending" : "ascending");
}

/* Tables whose rows all stand in the page; the map has its own way. */
export function sortTables(root) {
  for (const table of root.querySelectorAll("table.pb-table:not([data-pb='map'] table)")) {
    sortButtons(table, (heading, back) => {
      sortRows(table, heading, back);
      markSorted(table, heading, back);
    });
  }
}

function sortRows(table, heading, back) {
  const column = heading.cellIndex;
  const number = heading.dataset.sort === "number";
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: valueOf(row.cells[column], number) }));
  rows.sort((one, other) => compare(one.value, other.value, back));
  body.append(...rows.map(({ row }) => row));
}

function valueOf(cell, number) {
  const text = (cell?.dataset.value ?? cell?.textContent ?? "").trim();
  return number ? (text === "" || Number.isNaN(Number.parseFloat(text)) ? null : Number.parseFloat(text)) : text;
}

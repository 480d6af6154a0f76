/* What these columns hold needs no name beside it. */
const PLAIN = new Set(
  `Address,Allowed origins,Check,Description,Environment,Host,Hosts,Kind,Notes,Port,Ports,Project,Projects,Purpose,
Service,Status,System,Title,What,What and why,What it finds,Why,Why it is accepted,Why it may stand here`.split(/,\n?/),
);

/* Where it is narrow, a row of a table becomes a card: each cell needs the name of its column. */

export function labelCells(root) {
  for (const table of root.querySelectorAll("table.pb-table:not(.pb-claims)")) {
    if (table.querySelector("tr[data-claim]")) continue;
    const heads = [...(table.tHead?.rows[0].cells ?? [])].map((head) => head.textContent.trim());
    for (const row of table.tBodies[0]?.rows ?? []) {
      [...row.cells].forEach((cell, at) => {
        if (at && heads[at] && !PLAIN.has(heads[at])) cell.dataset.label = heads[at];
        cell.querySelectorAll("br").forEach((end) => end.before(comma()));
        cell.classList.toggle("pb-blank", ["", "–"].includes(cell.textContent.trim()));
      });
    }
    table.classList.add("pb-stack");
  }
}

/* What stands on lines of its own in a wide table follows one another in a card. */
function comma() {
  const mark = document.createElement("span");
  mark.className = "pb-comma";
  mark.textContent = ", ";
  return mark;
}

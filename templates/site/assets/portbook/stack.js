/* What these columns hold needs no name beside it. */
const PLAIN = new Set(
  ["Address", "Allowed origins", "Description", "Environment", "Host", "Kind", "Notes", "Port", "Ports"].concat(
    ["Purpose", "Service", "Status", "What", "What and why", "Why it is accepted", "Why it may stand here"],
  ),
);

/* Where it is narrow, a row of a table becomes a card: each cell needs the name of its column. */

export function labelCells(root) {
  for (const table of root.querySelectorAll("table.pb-table:not(.pb-claims)")) {
    if (table.querySelector("tr[data-claim]")) continue;
    const heads = [...(table.tHead?.rows[0].cells ?? [])].map((head) => head.textContent.trim());
    for (const row of table.tBodies[0]?.rows ?? []) {
      [...row.cells].forEach((cell, at) => {
        if (at && heads[at] && !PLAIN.has(heads[at])) cell.dataset.label = heads[at];
        cell.classList.toggle("pb-blank", ["", "–"].includes(cell.textContent.trim()));
      });
    }
    table.classList.add("pb-stack");
  }
}

/* Who holds a cell of a picture, in a note beside it while it is pointed at or focused. */

const CELLS = "svg a:has(> title)";

export function startTips(root) {
  const cells = root.querySelectorAll(CELLS);
  if (!cells.length) return;
  cells.forEach(nameWithoutTitle);
  const tip = root.createElement("div");
  tip.className = "pb-tip";
  tip.hidden = true;
  // Screen readers have the cell's own name.
  tip.setAttribute("aria-hidden", "true");
  root.body.append(tip);
  const show = (event) => place(tip, event.target.closest?.("[data-tip]"));
  root.addEventListener("pointerover", show);
  root.addEventListener("focusin", show);
  root.addEventListener("scroll", () => place(tip, null), { capture: true, passive: true });
  root.addEventListener("keydown", (event) => event.key === "Escape" && place(tip, null));
}

/* Browsers show a title as a note of their own, later and over ours. */
function nameWithoutTitle(cell) {
  const title = cell.querySelector("title");
  cell.setAttribute("aria-label", title.textContent);
  cell.dataset.tip = title.textContent;
  title.remove();
}

function place(tip, cell) {
  tip.hidden = !cell;
  if (!cell) return;
  tip.textContent = cell.dataset.tip;
  const box = cell.getBoundingClientRect();
  const middle = box.left + box.width / 2 - tip.offsetWidth / 2;
  const right = document.documentElement.clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(middle, right))}px`;
  const above = box.top - tip.offsetHeight - 8;
  tip.style.top = `${above > 8 ? above : box.bottom + 8}px`;
}

/* The next free block of N numbers of a range. */

export function startBlock(form) {
  const free = intervals(form.dataset.free);
  const first = Number(form.dataset.first);
  const step = Number(form.dataset.step) || 1;
  const field = form.elements.n;
  const answer = form.querySelector("output");
  const update = () => {
    const size = Math.trunc(Number(field.value));
    answer.textContent = size > 0 ? said(nextBlock(free, size, first, step), size) : "";
  };
  form.hidden = false;
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
}

/* The first number of the block: on a step of the range if one has room, else wherever there is
   room, else null. */
export function nextBlock(free, size, first, step) {
  for (const [low, high] of free) {
    const steps = Math.max(0, Math.ceil((low - first) / step));
    const start = first + steps * step;
    if (start + size - 1 <= high) return start;
  }
  return free.find(([low, high]) => low + size - 1 <= high)?.[0] ?? null;
}

function intervals(text) {
  return text
    .split(",")
    .filter(Boolean)
    .map((part) => part.split("-").map(Number))
    .map(([low, high]) => [low, high ?? low]);
}

function said(start, size) {
  if (start === null) return `no ${size} numbers in a row are free`;
  return size === 1 ? String(start) : `${start}-${start + size - 1}`;
}

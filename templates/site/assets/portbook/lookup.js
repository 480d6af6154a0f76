/* The field that leads from a number to its page. */

export function startLookup(form) {
  // Above a thousand numbers there is one page for all of them; port.js listens for itself.
  if (form.dataset.numbers === undefined) return;
  const held = form.dataset.numbers.split(" ").filter(Boolean);
  const intervals = held.map((text) => text.split("-").map(Number));
  const answer = form.querySelector("output");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = Number(form.elements.port.value);
    const found = intervals.find(([low, high]) => low <= number && number <= (high ?? low));
    if (found) location.href = `${form.dataset.root}port/${found[0]}/`;
    else answer.textContent = `nobody holds ${number}`;
  });
}

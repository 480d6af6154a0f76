/* The page for any port of a large map: the number is in the address, `port/#5432`. */

import { fetchClaims } from "./claims.js";
import { addCopyButtons } from "./copy.js";
import { element } from "./dom.js";
import { makeRow } from "./row.js";

const COLUMNS = { service: "Service", project: "Project", environment: "Environment", host: "Host", role: "Role", status: "Status", url: "URL" };

export async function startPort(place) {
  const form = document.querySelector("form.pb-lookup");
  const [claims, facts] = await Promise.all([
    fetchClaims(place.dataset.claims),
    fetch(place.dataset.src).then((answer) => answer.json()),
  ]);
  const show = () => {
    const number = Number.parseInt(location.hash.slice(1), 10);
    const known = number >= 1 && number <= 65535;
    form.elements.port.value = known ? number : "";
    place.replaceChildren(...(known ? about(number, claims, facts, place.dataset.root) : []));
    addCopyButtons(place);
  };
  place.setAttribute("aria-live", "polite");
  form.hidden = false;
  const go = (event) => {
    event.preventDefault();
    if (form.elements.port.validity.valid) location.hash = form.elements.port.value;
  };
  form.addEventListener("submit", go);
  form.addEventListener("input", go);
  addEventListener("hashchange", show);
  show();
}

function about(number, claims, facts, root) {
  const held = holders(claims, number);
  const known = facts.numbers[number] ?? {};
  return [
    element("h2", {}, `Port ${number}`),
    element("p", {}, held.length ? holds(held.length) : "Nobody holds it."),
    held.length ? tableOf(claims, held, root) : null,
    rangesOf(number, facts.ranges, root),
    known.usual?.length ? element("p", {}, `Usually found there: ${known.usual.join(", ")}.`) : null,
    known.iana ? element("p", {}, "Registered with IANA as ", element("code", {}, known.iana), ".") : null,
    known.blocked ? element("p", {}, "Browsers refuse to connect to it.") : null,
    held.length && !known.blocked ? element("p", {}, "Browsers do not refuse it.") : null,
    ...historyOf(known.history ?? []),
  ].filter(Boolean);
}

function holds(count) {
  return count === 1 ? "One claim holds it." : `${count} claims hold it.`;
}

function holders(claims, number) {
  const found = [];
  for (let row = 0; row < claims.count; row += 1) {
    const first = claims.port(row);
    if (first !== null && first <= number && number <= (claims.value("port_end", row) ?? first)) found.push(row);
  }
  return found;
}

function tableOf(claims, rows, root) {
  const keys = Object.keys(COLUMNS);
  const headings = keys.map((key) => element("th", { scope: "col" }, COLUMNS[key]));
  const head = element("thead", {}, element("tr", {}, ...headings));
  const body = element("tbody", {}, ...rows.map((row) => makeRow(claims, row, keys, root)));
  const scroll = { class: "pb-scroll", tabindex: "0", role: "region", "aria-label": "Who holds it" };
  return element("div", scroll, element("table", { class: "pb-table" }, head, body));
}

function rangesOf(number, ranges, root) {
  const inside = ranges.filter(([, , , spans]) => spans.some(([low, high]) => low <= number && number <= high));
  if (!inside.length) return element("p", {}, "In no range.");
  const links = inside.flatMap(([name, project, , , purpose, url], at) => [
    at ? ", " : "",
    url ? element("a", { href: root + url }, named(name, project)) : named(name, project),
    purpose ? ` (${purpose})` : "",
  ]);
  return element("p", {}, "In the range ", ...links, ".");
}

function named(name, project) {
  return project ? `${project}/${name}` : name;
}

function historyOf(entries) {
  if (!entries.length) return [];
  const items = entries.map(([date, from, to, project, service, reason]) => {
    const moved = [from, to].filter((each) => each !== null).join(" → ");
    const whose = service ? `${project}/${service}` : project;
    return element("li", {}, [date, whose, moved, reason].filter(Boolean).join(": "));
  });
  return [element("h3", {}, "Who held it before"), element("ul", {}, ...items)];
}

/* The page for any port that has no page of its own: the number is in the address, `port/#5432`. */

import { fetchAll } from "./claims.js";
import { addCopyButtons } from "./copy.js";
import { element } from "./dom.js";
import { makeRow } from "./row.js";

const COLUMNS = { service: "Service", project: "Project", environment: "Environment", host: "Host", role: "Role", status: "Status", url: "URL" };

export async function startPort(form) {
  const { root } = form.dataset;
  const place = document.querySelector(".pb-answer");
  const field = form.elements.port;
  const [claims, facts] = await fetchAll(root);
  const show = () => {
    const number = Number.parseInt(location.hash.slice(1), 10);
    const known = number >= 1 && number <= 65535;
    field.value = known ? number : "";
    const held = known ? claims.holders(number) : [];
    if (held.length && claims.portPages) location.replace(root + claims.portPage(held[0]));
    place.replaceChildren(...(known ? about(number, held, claims, facts, root) : []));
    addCopyButtons(place);
  };
  place.setAttribute("aria-live", "polite");
  form.hidden = false;
  const go = (event) => {
    event.preventDefault();
    if (field.validity.valid) location.hash = field.value;
  };
  form.addEventListener("submit", go);
  if (!claims.portPages) form.addEventListener("input", go);
  addEventListener("hashchange", show);
  show();
}

function about(number, held, claims, facts, root) {
  const known = facts.numbers[number] ?? {};
  const { said } = claims.taken(number, facts.hosts);
  const beside = [...new Set(claims.neighbours(number).filter((row) => row !== null))].flatMap((row, at) => [
    at ? ", " : "Its neighbours: ",
    element("a", { href: root + claims.portPage(row) }, claims.portText(row)),
    ` ${claims.value("project", row)}/${claims.value("service", row)}`,
  ]);
  return [
    element("h2", {}, `Port ${number}`),
    element("p", {}, element("strong", {}, `${number}: ${said}.`)),
    held.length ? tableOf(claims, held, root) : null,
    rangesOf(number, facts.ranges, root),
    beside.length ? element("p", {}, ...beside, ".") : null,
    known.usual?.length ? element("p", {}, `Usually found there: ${known.usual.join(", ")}.`) : null,
    known.iana ? element("p", {}, "Registered with IANA as ", element("code", {}, known.iana), ".") : null,
    element("p", {}, known.blocked ? "Browsers refuse to connect to it." : "Browsers do not refuse it."),
    ...historyOf(known.history ?? []),
  ].filter(Boolean);
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

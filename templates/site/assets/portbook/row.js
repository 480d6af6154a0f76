/* One row of the map, with the markup that the server gives the rows of smaller maps. */

import { copyButton } from "./copy.js";
import { element, webLink } from "./dom.js";

/* `keys` are the columns in the order of the table's headings, `root` leads to the site's top. */
export function makeRow(claims, row, keys, root) {
  const made = element("tr", { "data-claim": claims.key(row), "data-row": row });
  if (claims.production.has(claims.value("environment", row))) made.className = "pb-production";
  made.append(...keys.map((key) => (CELLS[key] ?? plain)(claims, row, root, key)));
  return made;
}

const CELLS = {
  port: portCell,
  service: serviceCell,
  project: projectCell,
  host: (claims, row, root) => linkCell(`${root}host/${claims.value("host", row)}/`, claims.value("host", row)),
  status: statusCell,
  purpose: (claims, row) => element("td", { class: "pb-purpose" }, text(claims.value("purpose", row))),
  container_port: (claims, row) => element("td", { class: "pb-num" }, text(claims.value("container_port", row))),
  url: urlCell,
};

function plain(claims, row, root, key) {
  return element("td", {}, text(claims.value(key, row)));
}

function portCell(claims, row, root) {
  if (claims.port(row) === null) return element("td", { class: "pb-num" });
  const copied = String(claims.port(row));
  const link = element("a", { href: root + claims.portPage(row), "data-copy": copied }, claims.portText(row));
  const transport = claims.value("transport", row);
  const other = transport === "tcp" ? null : `/${transport}`;
  return element("td", { class: "pb-num" }, link, copyButton(copied), other);
}

function serviceCell(claims, row, root) {
  const name = claims.value("service", row);
  const endpoint = claims.value("endpoint", row);
  const code = endpoint === null || endpoint === "default" ? name : `${name}.${endpoint}`;
  const href = `${root}project/${claims.value("project", row)}/#svc-${name}`;
  const title = claims.serviceName(row);
  const link = element("a", { href }, title);
  return element("th", { scope: "row" }, link, ...(title.toLowerCase() === code ? [] : [" ", element("code", {}, code)]));
}

function projectCell(claims, row, root) {
  const href = `${root}project/${claims.value("project", row)}/`;
  const link = element("a", { href, class: claims.projectColour(row) }, claims.projectTitle(row));
  return element("td", { class: "pb-project" }, link);
}

function linkCell(href, shown) {
  return element("td", {}, element("a", { href }, shown));
}

function statusCell(claims, row) {
  const status = claims.value("status", row);
  return element("td", {}, element("span", { class: `pb-status pb-status-${status}` }, status));
}

function urlCell(claims, row) {
  const url = claims.url(row);
  return element("td", { class: "pb-url" }, ...(url === null ? [] : [webLink(url), copyButton(url)]));
}

function text(value) {
  return value === null ? "" : String(value);
}

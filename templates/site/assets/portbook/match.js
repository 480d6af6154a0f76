/* Which rows a filter lets through, and in what order. Knows rows, not the page. */

import { FILTERS } from "./state.js";

const INTERVAL = /^(\d{1,5})-(\d{1,5})$/;

/* The indices of the rows that hold all that the state asks for, sorted as it asks. */
export function matching(claims, state) {
  const tests = [...chosen(claims, state), ...words(claims, state.asked?.find ?? state.find)];
  if (state.asked?.services) tests.push(ofServices(claims, state.asked.services));
  const found = [];
  for (let row = 0; row < claims.count; row += 1) {
    let all = true;
    for (const test of tests) all &&= test(row);
    if (all) found.push(row);
  }
  if (state.sort.replace("-", "") in claims.columns) return sorted(claims, found, state.sort);
  return nearestFirst(claims, found, state.asked?.find ?? state.find);
}

function chosen(claims, state) {
  return FILTERS.filter((name) => state[name]).map((name) => {
    const wanted = meant(claims.tables[name] ?? [], state[name]);
    const column = claims.columns[name] ?? [];
    return (row) => wanted.has(column[row]);
  });
}

/* The places in a table that a value means: its own, else those of all that it is a part of, for
   fields that are typed into. */
function meant(table, value) {
  const exact = table.indexOf(value);
  if (exact >= 0) return new Set([exact]);
  const places = table.map((name, at) => (name.includes(value) ? at : -1));
  return new Set(places.filter((at) => at >= 0));
}

/* Services by name, each with spans of the projects that are meant. */
function ofServices(claims, services) {
  const { project, service } = claims.columns;
  const spans = claims.tables.service.map((name) => services.get(name) ?? []);
  return (row) => spans[service[row]].some(([low, high]) => low <= project[row] && project[row] <= high);
}

function words(claims, find) {
  const typed = find.toLowerCase().split(/\s+/).filter(Boolean);
  return typed.map((word) => numberTest(claims, word) ?? textTest(claims, word, TEXTS));
}

const TEXTS = ["host", "project", "service", "name", "endpoint", "environment", "role", "status", "transport", "purpose", "range"];

/* Whether a row's texts hold a word. Each table is searched once, rows only ask what was found. */
function textTest(claims, word, keys) {
  const tests = keys
    .filter((key) => claims.columns[key])
    .map((key) => inColumn(claims.tables[key], claims.columns[key], word));
  tests.push(inColumn(claims.tables.title, claims.columns.project, word));
  if (/[/.:@]/.test(word)) {
    tests.push((row) => claims.key(row).includes(word), (row) => claims.url(row)?.includes(word));
  }
  const some = tests.filter(Boolean);
  return (row) => some.some((test) => test(row));
}

/* Each table in lower case, once. */
const lowered = new WeakMap();

function inLowerCase(table) {
  if (!lowered.has(table)) lowered.set(table, table.map((text) => text?.toLowerCase()));
  return lowered.get(table);
}

function inColumn(table, column, word) {
  const found = inLowerCase(table).map((text) => Boolean(text?.includes(word)));
  return found.includes(true) ? (row) => found[column[row]] : null;
}

/* A number finds ports that begin with it and intervals that hold it, and names with it too. */
function numberTest(claims, word) {
  const interval = INTERVAL.exec(word);
  if (interval) return between(claims, Number(interval[1]), Number(interval[2]));
  if (!/^\d+$/.test(word)) return null;
  const number = Number(word);
  const holds = between(claims, number, number);
  const named = inNames(claims, word);
  const begins = beginning(word);
  const { port = [], container_port: inner = [] } = claims.columns;
  return (row) => begins[port[row]] || begins[inner[row]] || holds(row) || named(row);
}

/* Whether a port begins with these digits, by the port. */
function beginning(digits) {
  const found = new Uint8Array(65536);
  const first = Number(digits);
  for (let size = String(first) === digits ? 1 : Infinity; first && first * size < 65536; size *= 10) {
    found.fill(1, first * size, (first + 1) * size);
  }
  return found;
}

function between(claims, low, high) {
  const { port = [], port_end: ends = [] } = claims.columns;
  return (row) => {
    const first = port[row] ?? null;
    return first !== null && low <= (ends[row] ?? first) && first <= high;
  };
}

/* Names alone: the digits of an address are the port's. */
function inNames(claims, word) {
  const tests = ["service", "name", "project"]
    .map((key) => inColumn(claims.tables[key], claims.columns[key] ?? [], word))
    .filter(Boolean);
  return (row) => tests.some((test) => test(row));
}

/* Who asks for 5432 wants to know who holds it, before whose container listens on it; who asks for
   web-7 wants what is called so, then what begins so, then what only has it within. */
function nearestFirst(claims, rows, find) {
  const typed = new Set([find, ...find.split(/\s+/)].map((word) => word.toLowerCase()).filter(Boolean));
  const grades = [...typed].map((word) => (/^\d+$/.test(word) ? holding(claims, Number(word)) : naming(claims, word)));
  if (!grades.length) return rows;
  const byNearness = [];
  for (const row of rows) {
    let nearness = 0;
    for (const grade of grades) nearness += grade(row);
    (byNearness[nearness] ??= []).push(row);
  }
  return byNearness.reverse().flat();
}

function holding(claims, number) {
  const holds = between(claims, number, number);
  return (row) => (holds(row) ? 2 : 0);
}

/* How near a row's names come to a word: 2 called so, 1 beginning so, else 0. */
function naming(claims, word) {
  const grade = (text) => (text === word ? 2 : Number(Boolean(text?.startsWith(word))));
  const { columns, tables } = claims;
  const named = ["host", "project", "service", "name", "endpoint"].map((key) => [tables[key], columns[key]]);
  const grades = [...named, [tables.title, columns.project]]
    .filter(([table, column]) => table && column)
    .map(([table, column]) => [inLowerCase(table).map(grade), column])
    .filter(([found]) => found.some(Boolean));
  return (row) => grades.reduce((best, [found, column]) => Math.max(best, found[column[row]] ?? 0), 0);
}

function sorted(claims, rows, sort) {
  const back = sort.startsWith("-");
  const key = back ? sort.slice(1) : sort;
  const values = new Map(rows.map((row) => [row, sortValue(claims, key, row)]));
  const order = (one, other) => compare(values.get(one), values.get(other), back);
  return rows.sort((one, other) => order(one, other) || one - other);
}

function sortValue(claims, key, row) {
  if (key === "service") return claims.serviceName(row).toLowerCase();
  if (key === "project") return claims.projectTitle(row).toLowerCase();
  return key === "url" ? claims.url(row) : claims.value(key, row);
}

/* Numbers by size, texts as people sort them; what is not known comes last both ways. */
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export function compare(one, other, back = false) {
  if (one === other) return 0;
  if (one === null || one === "") return 1;
  if (other === null || other === "") return -1;
  const numbers = typeof one === "number" && typeof other === "number";
  const order = numbers ? one - other : collator.compare(String(one), String(other));
  return back ? -order : order;
}

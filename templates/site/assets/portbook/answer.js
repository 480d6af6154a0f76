/* What the Find field asks, answered above the table: who has a number and where, what is free next,
   which services read a variable, which page is about a name. */

import { counted, NUMBER } from "./claims.js";
import { element } from "./dom.js";

const FREE = /^:?(?:next\s+)?free\s+(?:from\s+)?:?(\S+)$/i;
const VARIABLE = /^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/;
const MOST = 8;

export class Answers {
  constructor(map, claims) {
    this.claims = claims;
    this.root = map.dataset.root;
    this.box = element("div", { class: "pb-reply", "aria-live": "polite", hidden: "" });
    map.querySelector("form").after(this.box);
    this.loaded = {};
  }

  /* Shows the answer, and returns what the table is to be filtered by: words, or services. */
  async reply(find) {
    const question = find.trim();
    const { nodes, ...filter } = await this.answer(question);
    this.box.replaceChildren(...nodes);
    this.box.hidden = nodes.length === 0;
    return filter;
  }

  async answer(question) {
    const number = Number(NUMBER.exec(question)?.[1] ?? 0);
    if (number >= 1 && number <= 65535) return this.about(number);
    const free = FREE.exec(question)?.[1];
    if (free) return /^\d+$/.test(free) ? this.freeFrom(Number(free)) : this.freeIn(free);
    if (VARIABLE.test(question)) return this.variable(question);
    return { find: question, nodes: question ? await this.named(question) : [] };
  }

  async about(number) {
    const facts = await this.data("numbers");
    const { held, free, said } = this.claims.taken(number, facts.hosts);
    // A number that nobody holds has no page of its own; the page of all numbers tells of it.
    const page = held.length ? this.claims.portPage(held[0]) : `port/#${number}`;
    const head = element("p", {}, this.link(page, `Port ${number}`), `: ${said}.`);
    const who = held.slice(0, MOST).map((row) => element("li", {}, ...this.claim(row)));
    if (held.length > MOST) who.push(element("li", {}, `and ${held.length - MOST} more, below`));
    // Plain words: who goes on by keyboard meets no further stop before the rows.
    const more = free.length > MOST ? ` and ${free.length - MOST} more` : "";
    if (held.length && free.length) who.push(element("li", {}, `free on ${free.slice(0, MOST).join(", ")}${more}`));
    const around = facts.ranges.filter(([, , , spans]) => spans.some(([low, high]) => low <= number && number <= high));
    const ranges = around.slice(0, 3).map((range) => element("li", {}, ...this.range(range)));
    return { find: String(number), nodes: [head, element("ul", {}, ...who, ...ranges)] };
  }

  async freeFrom(number) {
    const facts = await this.data("numbers");
    const items = facts.hosts.map((host) => {
      let free = number;
      while (free <= 65535 && this.claims.holders(free, host).length) free += 1;
      return element("li", {}, this.link(`host/${host}/`, host), `: ${free === number ? `${number} is free` : `next free ${free}`}`);
    });
    const head = element("p", {}, element("strong", {}, `Free from ${number}`), ", by host:");
    return { find: String(number), nodes: [head, element("ul", {}, ...items.slice(0, 2 * MOST))] };
  }

  async freeIn(name) {
    const facts = await this.data("numbers");
    const wanted = name.toLowerCase();
    const full = ([range, project]) => (project ? `${project}/${range}` : range);
    const exact = facts.ranges.filter((range) => [range[0], full(range)].includes(wanted));
    const said = (range) => `${full(range)} ${range[4] ?? ""}`.toLowerCase();
    const found = exact.length ? exact : facts.ranges.filter((range) => said(range).includes(wanted));
    const items = found.slice(0, MOST).map((range) => element("li", {}, ...this.range(range)));
    if (!items.length) return { find: name, nodes: [element("p", {}, `No range is called ${name}.`)] };
    const spans = found.length === 1 && found[0][3].length === 1 ? found[0][3][0].join("-") : name;
    return { find: spans, nodes: [element("ul", {}, ...items)] };
  }

  async variable(name) {
    const { names } = await this.data("variables");
    const services = new Map(Object.entries(names[name] ?? {}));
    const found = [...services].flatMap(([service, spans]) => spans.map((span) => [service, ...span]));
    if (!found.length) return { find: name, nodes: [element("p", {}, `No service has a variable ${name}.`)] };
    const places = found.flatMap(([service, low, high]) =>
      Array.from({ length: Math.min(MOST, high - low + 1) }, (_, at) => [this.claims.tables.project[low + at], service]));
    const items = places.slice(0, MOST).map(([project, service]) =>
      element("li", {}, this.link(`project/${project}/#svc-${service}`, `${project}/${service}`)));
    const count = found.reduce((sum, [, low, high]) => sum + high - low + 1, 0);
    const head = element("p", {}, element("code", {}, name), ` is a variable of ${counted(count, "service")}:`);
    return { find: "", services, nodes: [head, element("ul", {}, ...items)] };
  }

  /* The pages of projects, hosts and ranges that bear the name. */
  async named(name) {
    const found = this.claims.called(name, (await this.data("numbers")).ranges);
    const links = found.filter((each) => !each.range).map(({ href, text }) => this.link(href, text));
    const pages = links.length ? [element("p", {}, ...links.flatMap((link, at) => (at ? [", ", link] : [link])))] : [];
    return [...pages, ...found.filter((each) => each.range).map(({ range }) => element("p", {}, ...this.range(range)))];
  }

  range([name, project, , , purpose, url, next, count]) {
    const title = project ? `${project}/${name}` : name;
    const said = next === null ? "nothing is free" : `${count.toLocaleString("en")} free, next ${next}`;
    return ["Range ", this.link(url, title), purpose ? ` (${purpose})` : "", `: ${said}`];
  }

  claim(row) {
    const of = (key) => this.claims.value(key, row);
    const title = this.claims.serviceName(row);
    return [this.link(`project/${of("project")}/#svc-${of("service")}`, title),
      ` of ${this.claims.projectTitle(row)}, ${of("environment")} on `, this.link(`host/${of("host")}/`, of("host"))];
  }

  link(href, text) {
    return element("a", { href: this.root + href }, text);
  }

  data(name) {
    this.loaded[name] ??= fetch(`${this.root}data/${name}.json`).then((answer) => answer.json());
    return this.loaded[name];
  }
}

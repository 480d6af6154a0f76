/* data/claims.json, columns of indices into tables, as rows that can be asked one thing each. */

export const NUMBER = /^(?:port\s+|:)?(\d{1,5})$/i;
const SORT = /^(project|host|range)\s+/;

export async function fetchClaims(source) {
  const answer = await fetch(source);
  if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
  return new Claims(await answer.json());
}

/* The claims, and what there is to say of numbers and ranges beyond them. */
export function fetchAll(root) {
  const facts = fetch(`${root}data/numbers.json`).then((answer) => answer.json());
  return Promise.all([fetchClaims(`${root}data/claims.json`), facts]);
}

export class Claims {
  constructor(data) {
    this.count = data.count;
    this.tables = data.tables;
    this.columns = data.columns;
    this.portPages = data.portPages;
    this.production = new Set(data.production);
    this.held = data.columns.port?.filter((port) => port !== null).length ?? 0;
  }

  /* A column's value in a row: text or number, null where it is not known. */
  value(key, row) {
    const at = this.columns[key]?.[row] ?? null;
    const table = this.tables[key];
    return at === null || !table ? at : table[at];
  }

  port(row) {
    return this.value("port", row);
  }

  url(row) {
    return this.value("url", row)?.replace("{}", this.port(row)) ?? null;
  }

  projectTitle(row) {
    return this.tables.title[this.columns.project[row]] || this.value("project", row);
  }

  projectColour(row) {
    return `pb-dot pb-c${this.tables.colour[this.columns.project[row]]}`;
  }

  serviceName(row) {
    return this.value("name", row) || this.value("service", row);
  }

  /* What Python calls claim_key: the claim's name, the same from build to build. */
  key(row) {
    const of = (key) => this.value(key, row);
    const endpoint = of("endpoint") === null ? "" : `.${of("endpoint")}/${of("transport")}`;
    return `${of("host")}:${of("project")}@${of("environment")}/${of("service")}${endpoint}`;
  }

  /* 3000, or 50020–50030. */
  portText(row) {
    const end = this.value("port_end", row);
    return end === null ? String(this.port(row)) : `${this.port(row)}–${end}`;
  }

  /* The rows that hold a number, on a host or anywhere. */
  holders(number, host = null) {
    const found = [];
    for (let row = 0; row < this.count; row += 1) {
      const first = this.port(row);
      if (first === null || first > number) continue;
      if (number <= (this.value("port_end", row) ?? first) && (!host || this.value("host", row) === host)) found.push(row);
    }
    return found;
  }

  /* Who holds a number, which hosts have it free, and on how many it is taken and free. */
  taken(number, hosts) {
    const held = this.holders(number);
    const on = new Set(held.map((row) => this.value("host", row)));
    const free = hosts.filter((host) => !on.has(host));
    const said = held.length ? `taken on ${counted(on.size, "host")}, free on ${free.length.toLocaleString("en")}` : "free everywhere";
    return { held, free, said };
  }

  /* The rows that hold the next lower and the next higher number, null where none does. */
  neighbours(number) {
    const held = [...Array(this.count).keys()].filter((row) => this.port(row) !== null);
    const nearest = (rows, better) => rows.reduce((best, row) => (best === null || better(this.port(row), this.port(best)) ? row : best), null);
    const [below, above] = [held.filter((row) => this.port(row) < number), held.filter((row) => this.port(row) > number)];
    return [nearest(below, (one, best) => one > best), nearest(above, (one, best) => one < best)];
  }

  /* The pages of what is called exactly so, with or without saying what it is. */
  called(typed, ranges) {
    const asked = typed.trim().toLowerCase();
    const number = Number(NUMBER.exec(asked)?.[1]);
    const [held] = number ? this.holders(number) : [];
    if (held !== undefined) return [{ href: this.portPage(held), text: `Port ${this.portText(held)}` }];
    const name = asked.replace(SORT, "");
    const { project, title, host } = this.tables;
    const is = (...names) => names.some((each) => each && [name, asked].includes(each.toLowerCase()));
    return [
      ...project.filter((each, at) => is(each, title[at])).map((each) => ({ href: `project/${each}/`, text: `Project ${each}` })),
      ...host.filter((each) => is(each)).map((each) => ({ href: `host/${each}/`, text: `Host ${each}` })),
      ...ranges
        .filter(([range, owner]) => is(range, owner && `${owner}/${range}`))
        .map((range) => ({ href: range[5], text: `Range ${range[0]}`, range })),
    ].slice(0, 8);
  }

  portPage(row) {
    return this.pageOf(this.port(row));
  }

  pageOf(number) {
    return this.portPages ? `port/${number}/` : `port/#${number}`;
  }
}

export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/* Elements in one call each. Children are nodes or texts: a value of the map is never markup. */

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/* A link where the address is one of the web, else its text: `javascript:` leads nowhere. */
export function webLink(address) {
  if (!/^https?:\/\//.test(address)) return element("span", { "data-copy": address }, address);
  return element("a", { href: address, "data-copy": address }, address);
}

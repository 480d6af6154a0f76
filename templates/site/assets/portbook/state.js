/* The filter of the map in the page's address, so that a view can be shared.
   `q` is not among the names: Material opens its search for it. */

export const FILTERS = ["project", "environment", "host", "role", "range", "status"];

export function readState(search = location.search) {
  const given = new URLSearchParams(search);
  const state = { find: given.get("find") ?? "", sort: given.get("sort") ?? "" };
  for (const name of FILTERS) state[name] = given.get(name) ?? "";
  return state;
}

export function writeState(state) {
  const address = new URL(location.href);
  for (const name of ["find", ...FILTERS, "sort"]) {
    if (state[name]) address.searchParams.set(name, state[name]);
    else address.searchParams.delete(name);
  }
  history.replaceState(history.state, "", address);
}

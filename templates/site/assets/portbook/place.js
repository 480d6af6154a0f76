/* Where one is, beyond what the theme knows: pages that are in no menu belong to one of its tabs. */

const TABS = { project: "matrix/", flows: "matrix/", port: "port/", host: "hosts/", range: "ranges/", all: "" };
const TOP = new URL("../../", import.meta.url);

export function showPlace(root) {
  const own = TABS[location.pathname.slice(TOP.pathname.length).split("/")[0]];
  if (own === undefined || root.querySelector(".md-tabs__item--active")) return;
  for (const link of root.querySelectorAll(".md-tabs__link")) {
    if (link.href === new URL(own, TOP).href) link.parentNode.classList.add("md-tabs__item--active");
  }
}

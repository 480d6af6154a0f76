/* Where one is, beyond what the theme knows: pages that are in no menu belong to one of its tabs. */

const TABS = { project: "matrix/", flows: "matrix/", port: "port/", host: "hosts/", range: "ranges/", all: "" };
/* The site's top, whatever the page. */
export const TOP = new URL("../../", import.meta.url);

export function showPlace(root) {
  // In a frame of somebody else's page (`?embed`) there is no room for menus.
  root.body.classList.toggle("pb-embed", new URLSearchParams(location.search).has("embed"));
  // Paper cannot be unfolded.
  addEventListener("beforeprint", () => root.querySelectorAll("details").forEach((each) => (each.open = true)));
  const own = TABS[location.pathname.slice(TOP.pathname.length).split("/")[0]];
  if (own === undefined || root.querySelector(".md-tabs__item--active")) return;
  for (const link of root.querySelectorAll(".md-tabs__link")) {
    if (link.href === new URL(own, TOP).href) link.parentNode.classList.add("md-tabs__item--active");
  }
}

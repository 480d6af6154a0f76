/* The theme's search weighs words: `shop-7` counts for no more than `shop-70`, which begins with it.
   The page of what is called exactly as one types stands first here, as it does in Find. */

import { fetchAll } from "./claims.js";
import { element } from "./dom.js";
import { TOP } from "./place.js";

export function startSearch(root) {
  const field = root.querySelector("input.md-search__input");
  const list = root.querySelector(".md-search-result__list");
  if (!field || !list) return;
  let loaded;
  let pages = [];
  const load = () => (loaded ??= fetchAll(TOP));
  const put = () => putFirst(list, pages);
  field.addEventListener("focus", load, { once: true });
  field.addEventListener("input", async () => {
    const [claims, facts] = await load();
    pages = claims.called(field.value, facts.ranges);
    list.querySelectorAll(".pb-called").forEach((each) => each.remove());
    put();
  });
  // The theme writes its list anew for each word, and goes on with it as one scrolls.
  new MutationObserver(put).observe(list, { childList: true });
}

/* What the theme found itself moves up, with its extract. */
function putFirst(list, pages) {
  const items = pages.map(({ href, text }) => {
    const whole = TOP + href;
    const item = (name, is) => [...list.querySelectorAll(name)].find((link) => is(link.href))?.parentNode;
    const found = item("li:not(.pb-called) > a", (to) => to.split(/[?#]/)[0] === whole);
    const own = item(".pb-called > a", (to) => to === whole);
    if (found) own?.remove();
    return found ?? own ?? made(whole, text);
  });
  if (items.some((item, at) => item !== list.children[at])) list.prepend(...items);
  // Enter in the field follows the highest score.
  items.forEach((item) => (item.querySelector("[data-md-score]").dataset.mdScore = Number.MAX_SAFE_INTEGER));
}

function made(href, text) {
  const article = { class: "md-search-result__article md-typeset", "data-md-score": 0 };
  const link = { href, class: "md-search-result__link", tabindex: -1 };
  return element("li", { class: "md-search-result__item pb-called" },
    element("a", link, element("article", article, element("h1", {}, text))));
}

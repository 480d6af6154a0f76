/* Material's menu and search buttons are labels: it presses them with Enter, buttons take Space too. */

export function pressWithKeys(root) {
  for (const label of root.querySelectorAll('label[role="button"]')) {
    label.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      if (event.key === " ") {
        event.preventDefault();
        label.click();
      }
      openedBy(label);
    });
  }
  root.addEventListener("keydown", (event) => {
    const drawer = root.getElementById("__drawer");
    if (event.key !== "Escape" || !drawer?.checked) return;
    drawer.checked = false;
    drawer.dispatchEvent(new Event("change"));
    root.querySelector('label[role="button"][for="__drawer"]')?.focus();
  });
}

/* Focus goes where the button led: into the search field, or to the first link of the menu. */
function openedBy(label) {
  const inside = {
    __drawer: ".md-sidebar--primary .md-nav__link[href]",
    __search: ".md-search__input",
  };
  const target = document.querySelector(inside[label.htmlFor] ?? "");
  // The menu slides in; what is not visible yet takes no focus.
  setTimeout(() => target?.focus(), 300);
}

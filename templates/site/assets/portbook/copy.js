/* A copy button behind every element that says, in data-copy, what it would put on the clipboard. */

const SHOWN_FOR = 1500;

export function addCopyButtons(root) {
  for (const element of root.querySelectorAll("[data-copy]")) {
    if (!element.nextElementSibling?.classList.contains("pb-copy")) {
      element.after(copyButton(element.dataset.copy));
    }
  }
}

export function copyButton(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pb-copy";
  button.title = `Copy ${text}`;
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", async () => {
    const copied = await copy(text);
    say(button, copied ? `Copied ${text}` : `Could not copy ${text}`);
    button.classList.toggle("pb-copied", copied);
    setTimeout(() => button.classList.remove("pb-copied"), SHOWN_FOR);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/* Browsers offer the clipboard only to pages from https or from this machine. */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "pb-unseen";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return copied;
}

/* One live region for all buttons: screen readers speak it, eyes see the button change. */
let spoken = null;

function say(near, text) {
  if (!spoken) {
    spoken = near.ownerDocument.createElement("output");
    spoken.className = "pb-unseen";
    near.ownerDocument.querySelector("main")?.append(spoken);
  }
  spoken.textContent = text;
}

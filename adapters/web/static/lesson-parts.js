// What the page of a lesson draws itself from: words, buttons and links.

// Our own pages are opened by path, so that they open under whatever name this one was opened.
export function inner(url) {
  const { pathname, search, hash } = new URL(url, window.location.href);
  return pathname + search + hash;
}

export function element(name, kind, words) {
  const made = document.createElement(name);
  made.className = kind;
  if (words !== undefined) {
    made.textContent = words;
    made.dir = "auto";
  }
  return made;
}

export function action(words, press, kind = "button") {
  const button = element("button", kind, words);
  button.type = "button";
  button.addEventListener("click", press);
  return button;
}

export function link(words, url, kind) {
  const anchor = element("a", kind, words);
  anchor.href = inner(url);
  return anchor;
}

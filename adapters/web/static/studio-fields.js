// The fields of a page: read, added, moved and taken out.

const value = (node, name) => node.querySelector(`[data-field=${name}]`)?.value ?? "";

/** The page as it is posted. */
export function fieldsOf(editor) {
  const whole = editor.querySelector("[data-field=whole]");
  if (whole) return { words: whole.value };
  const sections = [...editor.querySelectorAll("[data-section]")].map(section);
  return { title: value(editor, "title"), summary: value(editor, "summary"), sections };
}

function section(node) {
  const heading = value(node, "heading");
  if (node.dataset.spoken !== "yes") return { heading, text: value(node, "text") };
  return { heading, lines: [...node.querySelectorAll("[data-line]")].map(line) };
}

function line(node) {
  const names = ["words", "speaker", "mood", "shows"];
  return Object.fromEntries(names.map((name) => [name, value(node, name)]));
}

let fresh = 0;

// A copy of a template whose labels name its own fields.
function copy(id) {
  const node = document.querySelector(id).content.cloneNode(true).firstElementChild;
  fresh += 1;
  for (const field of node.querySelectorAll("[id]")) field.id = `${field.id}-${fresh}`;
  for (const label of node.querySelectorAll("label")) label.htmlFor = `${label.htmlFor}-${fresh}`;
  return node;
}

export function addLine(part, words = "") {
  const node = copy("#blank-line");
  node.querySelector("[data-field=words]").value = words;
  part.querySelector(".takes").append(node);
  node.querySelector("[data-field=words]").focus();
}

// Before the first section that nobody says, and before the end of the story.
export function addSection(editor) {
  const sections = [...editor.querySelectorAll("[data-section]")];
  const node = copy("#blank-section");
  const next = sections.find(
    (each) => /^(call to action|cliffhanger)/i.test(value(each, "heading")) || each.dataset.spoken !== "yes",
  );
  if (next) next.before(node);
  else editor.querySelector("#sections").append(node);
  node.querySelector("input").focus();
}

/** A paragraph of the document as a line, and its source under Sources. */
export function takeLine(editor, button, at) {
  const [text, source] = [...button.closest("li").querySelectorAll("p")].map((each) => each.textContent);
  const spoken = [...editor.querySelectorAll("[data-spoken=yes]")];
  const own = [...editor.querySelectorAll("[data-section]")][at];
  addLine(spoken.includes(own) ? own : spoken[0], text);
  const list = sources(editor);
  const row = `- ${source}`;
  if (!list.value.split("\n").includes(row)) list.value = list.value ? `${list.value.trimEnd()}\n${row}` : row;
}

function sources(editor) {
  const there = [...editor.querySelectorAll("[data-spoken=no]")].find((each) =>
    /^sources/i.test(value(each, "heading")),
  );
  const node = there ?? copy("#blank-text");
  if (!there) editor.querySelector("#sections").append(node);
  return node.querySelector("[data-field=text]");
}

export function move(button, by) {
  const node = button.closest("[data-line]");
  const other = by < 0 ? node.previousElementSibling : node.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(node);
  else other.after(node);
  button.focus();
}

/** Lines are counted through the whole page, as they are heard. */
export function number(editor) {
  for (const [at, node] of [...editor.querySelectorAll("[data-number]")].entries()) node.textContent = at + 1;
}

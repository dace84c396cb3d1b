// The editor of a page: saves by itself, says what is wrong beside its field, and shows the line in the clip.

import { addLine, addSection, fieldsOf, move, number, takeLine } from "./studio-fields.js";
import { Preview } from "./studio-preview.js";

const PAUSE_MS = 400; // after the last key
const AGAIN_MS = 5000; // when Ninety could not be reached

const editor = document.querySelector("#editor");
const says = JSON.parse(editor.dataset.says);
const address = editor.dataset.address;
const news = document.querySelector("#saved");
const conflict = document.querySelector("#conflict");
const video = document.querySelector("#clip");
const preview =
  video && new Preview(video, document.querySelector("#still"), address, document.querySelector("#news"), says);

let version = Number(editor.dataset.version);
let timer = 0;
let saving = Promise.resolve();
let place = "0.0";
let edits = 0;

async function send(what, body) {
  const reply = await fetch(`${address}/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const content = await reply.json().catch(() => ({}));
  return { status: reply.status, content };
}

function changed() {
  edits += 1;
  news.textContent = says.saving;
  window.clearTimeout(timer);
  timer = window.setTimeout(save, PAUSE_MS);
}

function save() {
  saving = saving.then(saveNow);
  return saving;
}

async function saveNow() {
  const edit = edits;
  let reply;
  try {
    reply = await send("save", { version, ...fieldsOf(editor) });
  } catch {
    news.textContent = says.offline;
    timer = window.setTimeout(save, AGAIN_MS);
    return;
  }
  if (reply.status === 409) return showConflict(reply.content);
  if (reply.status !== 200) {
    news.textContent = `${says.not_saved}: ${reply.content.error || ""} ${reply.content.advice || ""}`;
    return;
  }
  version = reply.content.version;
  document.querySelector("[data-step=back]").disabled = false;
  document.querySelector("[data-step=forth]").disabled = true;
  if (edit === edits) news.textContent = says.saved;
  document.dispatchEvent(new CustomEvent("page-saved"));
  look(edit); // not waited for: undo and the next save come before any picture
}

// The clip first: it is what the writer waits for. Then the whole check, which also draws every card.
async function look(edit) {
  if (preview) {
    const found = await preview.show(place);
    if (edit !== edits) return;
    document.dispatchEvent(new CustomEvent("clip-made", { detail: found }));
    showFaults(found.faults);
    if (found.faults.length) return;
  }
  const reply = await fetch(`${address}/check`).catch(() => null);
  if (reply?.ok && edit === edits) showFaults((await reply.json()).faults);
}

function showConflict(content) {
  news.textContent = says.not_saved;
  conflict.hidden = false;
  conflict.querySelector("span").textContent = content.conflict;
  conflict.dataset.version = content.version;
}

function showFaults(faults) {
  for (const list of editor.querySelectorAll(".field-faults")) {
    list.hidden = true;
    list.replaceChildren();
  }
  for (const field of editor.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const fault of faults) showFault(fault);
  const all = document.querySelector("#faults");
  if (!all) return;
  all.replaceChildren(...(faults.length ? faults.map(item) : [words("li", says.right)]));
}

function item(fault) {
  return words("li", `${says.row} ${fault.line}: ${fault.what}. ${fault.instead}`);
}

function words(kind, text) {
  const node = document.createElement(kind);
  node.textContent = text;
  return node;
}

function showFault(fault) {
  const field = fieldAt(fault.place);
  const list = field?.querySelector(":scope > .field-faults");
  if (!list) return;
  list.hidden = false;
  list.append(item(fault));
  const input = field.querySelector("textarea, input");
  list.id ||= `${input.id}-faults`;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", list.id);
}

// "0.2.words": section, line and part; see lines.Written.
function fieldAt(where) {
  const [section, line, part] = where.split(".");
  const sections = [...editor.querySelectorAll("[data-section]")];
  const own = sections[Number(section)];
  if (!own) return editor.querySelector("[data-place=front]");
  if (line === undefined) return own.querySelector("[data-part=heading]");
  if (line === "text") return own.querySelector("[data-part=text]");
  return own.querySelectorAll("[data-line]")[Number(line)]?.querySelector(`[data-part=${part || "words"}]`);
}

function placeOf(target) {
  const section = target.closest("[data-section]");
  if (!section) return place;
  const at = [...editor.querySelectorAll("[data-section]")].indexOf(section);
  const line = target.closest("[data-line]");
  return `${at}.${line ? [...section.querySelectorAll("[data-line]")].indexOf(line) : 0}`;
}

// Another address, since browsers put what was typed back into the fields of a page that is loaded again.
function openVersion(newest) {
  window.location.replace(`${window.location.pathname}?version=${newest}`);
}

async function step(back) {
  window.clearTimeout(timer);
  await saving;
  const reply = await send("step", { version, back }).catch(() => null);
  if (reply?.status === 409) showConflict(reply.content);
  else if (reply?.status === 200) openVersion(reply.content.version);
  else news.textContent = says.offline;
}

const DEEDS = {
  look: (button) => preview.show(placeOf(button)),
  add: (button) => addLine(button.closest("[data-section]")),
  remove: (button) => button.closest("[data-line]").remove(),
  up: (button) => move(button, -1),
  down: (button) => move(button, 1),
};

editor.addEventListener("input", changed);
editor.addEventListener("focusin", (event) => {
  place = placeOf(event.target);
});
editor.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do], [data-take], #add-section");
  if (!button) return;
  const line = placeOf(button);
  if (button.dataset.do) DEEDS[button.dataset.do](button);
  else if (button.id === "add-section") addSection(editor);
  else takeLine(editor, button, Number(place.split(".")[0]));
  if (button.dataset.do) place = line;
  if (button.dataset.do === "look") return;
  number(editor);
  changed();
});
document.addEventListener("click", (event) => {
  const kind = event.target.dataset?.step;
  if (kind) step(kind === "back");
  if (event.target.dataset?.conflict === "reload") openVersion(conflict.dataset.version);
  if (event.target.dataset?.conflict === "overwrite") {
    version = Number(conflict.dataset.version);
    conflict.hidden = true;
    save();
  }
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  window.clearTimeout(timer);
  save();
});
// What was typed a moment ago is not lost when the page is left.
window.addEventListener("pagehide", () => {
  if (news.textContent !== says.saving) return;
  fetch(`${address}/save`, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ version, ...fieldsOf(editor) }),
  });
});

// Fields that differ from the page as it came were typed into before this script was there.
const typed = (field) => "defaultValue" in field && field.value !== field.defaultValue;

number(editor);
if ([...editor.querySelectorAll("[data-field]")].some(typed)) changed();
else look(edits);

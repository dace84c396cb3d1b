// The page of kept lessons: there without a line too, as its list is in the browser.

import { canKeep, dropAll, dropWithdrawn, keptLessons } from "./kept-lessons.js";
import { sendKept } from "./lesson-later.js";

const list = document.querySelector("#lessons");
const remove = document.querySelector("#remove");
const none = document.querySelector("#none");

remove.addEventListener("click", async () => {
  await dropAll();
  await draw();
});
if (canKeep()) open();

async function open() {
  await draw();
  sendKept("", () => {});
  await dropWithdrawn();
  await draw();
}

async function draw() {
  const lessons = await keptLessons();
  list.replaceChildren(...lessons.map(row));
  remove.hidden = !lessons.length;
  none.hidden = lessons.length > 0;
}

function row({ page, title, series }) {
  const link = document.createElement("a");
  link.className = "tile";
  link.href = page;
  link.dir = "auto";
  link.textContent = `${series} · ${title}`;
  const item = document.createElement("li");
  item.append(link);
  return item;
}

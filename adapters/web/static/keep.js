// The button that keeps this week's lessons in the browser.

import { canKeep, keepLessons } from "./kept-lessons.js";
import { post } from "./post.js";

const box = document.querySelector("#keep");
const news = box.querySelector("[role=status]");
const button = box.querySelector("button");

if (canKeep()) {
  box.hidden = false;
  button.addEventListener("click", keep);
}

async function keep() {
  button.disabled = true;
  try {
    const { lessons } = await post(`${box.dataset.here}/week`, {});
    const says = (count) => box.dataset.keeping.replace("{count}", count).replace("{of}", lessons.length);
    news.textContent = says(0);
    await keepLessons(lessons, (count) => (news.textContent = says(count)));
    news.textContent = box.dataset.kept.replace("{count}", lessons.length);
  } catch {
    news.textContent = box.dataset.failed;
  } finally {
    button.disabled = false;
  }
}

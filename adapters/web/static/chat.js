// The chat page: one pane for each person that is played, and one stream of news for all of them.

import { closeCinema, openCinema } from "./cinema.js";
import { Clock } from "./clock.js";
import { Pane } from "./pane.js";
import { inWords } from "./post.js";
import { follow } from "./stream.js";

const main = document.querySelector(".panes");
const says = JSON.parse(main.dataset.says);
inWords(says);
const panes = new Map();
for (const element of main.querySelectorAll(".pane")) {
  panes.set(element.dataset.learner, new Pane(element, says));
}
const clock = new Clock(document.querySelector(".clock"), document.getElementById("moving"));

follow([...panes.keys()], Number(main.dataset.change), says.lost, {
  entry: (news) => panes.get(news.learner)?.show(news),
  elsewhere: (news) => count(news),
  clock: (news) => clock.set(news),
  reload: () => location.reload(),
});

function count(news) {
  if (!news.fresh) return;
  const badge = document.querySelector(`[data-person="${CSS.escape(news.learner)}"] .badge`);
  if (!badge) return;
  badge.hidden = false;
  badge.textContent = Number(badge.textContent || 0) + 1;
  badge.setAttribute("aria-label", says.new.replace("{count}", badge.textContent));
}

document.addEventListener("click", (event) => {
  const watch = event.target.closest("[data-watch]");
  if (watch) {
    const { watch: url, title } = watch.dataset;
    // By a function, as a title may hold "$&".
    const name = says.player.replace("{title}", () => title);
    openCinema(url, title, name);
  }
  const words = event.target.closest("[data-words]");
  if (words) panes.values().next().value.suggest(words.dataset.words);
});
document.querySelector(".cinema .close").addEventListener("click", closeCinema);

// A poster that cannot be shown gives way to the sign behind it.
document.addEventListener("error", (event) => event.target.matches?.(".poster img") && event.target.remove(), true);
for (const image of document.querySelectorAll(".poster img")) {
  if (image.complete && !image.naturalWidth) image.remove();
}

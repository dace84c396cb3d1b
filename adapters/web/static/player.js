// The player page: the clip with its controls, or the wait until there is one.

import { Lesson } from "./lesson.js";
import { CaptionStyle } from "./player-captions.js";
import { Player } from "./player-controls.js";
import { Line } from "./player-line.js";

const ASK_AGAIN_MS = 1500;
const page = document.querySelector("#player");
const video = page.querySelector("video");

// In somebody else's frame the page must not scroll: it fits itself into what room there is.
if (window.self !== window.top) document.documentElement.classList.add("framed");
if (video) {
  const player = new Player(page, video, clipState);
  new Line(page, video, player).open();
  player.open();
  new CaptionStyle(page, video, player).open();
  new Lesson(page, player).open();
} else if (page.dataset.state === "wanted") waitForClip();

async function waitForClip() {
  do await new Promise((resolve) => window.setTimeout(resolve, ASK_AGAIN_MS));
  while ((await clipState()) === "wanted");
  window.location.reload();
}

// "wanted", "live", "ready" or "failed"; "wanted" also when nobody answers, so that it is asked again.
async function clipState() {
  try {
    const response = await fetch(page.dataset.stateAddress, { headers: { Accept: "application/json" } });
    if (response.status < 500 && !response.ok) return "failed";
    return response.ok ? (await response.json()).state : "wanted";
  } catch {
    return "wanted";
  }
}

// The clip of a page: after an edit only the scene that changed is made and fetched again.

import { playLive } from "./player-live.js";

export class Preview {
  constructor(video, still, address, news, says) {
    this.video = video;
    this.still = still;
    this.address = address;
    this.news = news;
    this.says = says;
    this.live = "";
    this.turn = 0;
  }

  /** Shows the scene of a line; what is wrong where there is no clip. */
  async show(place) {
    const turn = ++this.turn;
    this.news.textContent = this.says.making;
    const reply = await fetch(`${this.address}/preview`).catch(() => null);
    const found = reply?.ok ? await reply.json() : { live: "", seconds: 0, faults: [], scenes: [] };
    if (turn !== this.turn) return found;
    if (!found.live) {
      this.news.textContent = this.says.none;
      return found;
    }
    const scene = sceneOf(found.scenes, place);
    this.showStill(found, scene);
    await this.play(found, scene);
    if (turn !== this.turn) return found;
    this.still.onload = null; // a picture that comes now would cover the clip
    this.still.hidden = true;
    this.news.textContent = this.says.ready;
    return found;
  }

  // A picture of the scene is there long before it can be played.
  showStill(found, scene) {
    if (this.live === found.live) return;
    const number = Math.max(0, found.scenes.indexOf(scene));
    this.still.onload = () => {
      this.still.hidden = false;
    };
    this.still.src = new URL(`${number}.jpg`, new URL(found.live, window.location.href));
  }

  async play(found, scene) {
    // What comes in has come in after 0.6 s, and the line is seen as it is read.
    const start = scene ? scene.start_s + Math.min(0.6, (scene.end_s - scene.start_s) / 2) : 0;
    if (this.live === found.live) {
      this.video.currentTime = start;
      return;
    }
    this.live = found.live;
    const seen = new Promise((resolve) => this.video.addEventListener("loadeddata", resolve, { once: true }));
    await playLive(this.video, found.live, start).catch(() => {});
    await Promise.race([seen, new Promise((resolve) => window.setTimeout(resolve, 20_000))]);
  }
}

// The scene that a line begins or belongs to: the last one that begins at it or before it.
function sceneOf(scenes, place) {
  const [section, line] = place.split(".").map(Number);
  return scenes.findLast((each) => {
    const [at, n] = each.place.split(".").map(Number);
    return at < section || (at === section && (n || 0) <= line);
  });
}

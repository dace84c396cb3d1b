// Tells the server which seconds of the clip were really played.
//
// What counts comes from the browser's own record (video.played), not from timers: a tab in the background, a stalled
// network or a jump forward cannot count a second that was not shown.

const EVERY_MS = 5000;
const SHARE = 0.5; // of a second that must have been played for it to count

export class Seen {
  constructor(video, address, length, captionsOn) {
    this.video = video;
    this.address = address;
    this.length = length; // what the catalogue says: a file may end some milliseconds later
    this.captionsOn = captionsOn;
    this.known = new Set(); // seconds that the server has
    this.earlier = new Set(); // seconds played before the video's source was changed
    this.begun = false; // the server knows that playing began
    this.plays = 0; // plays that the server does not know yet
    this.furthest = 0;
    this.waitUntil = 0;
    this.over = false;
    this.busy = false;
  }

  watch() {
    this.video.addEventListener("playing", () => this.start(), { once: true });
    this.video.addEventListener("timeupdate", () => this.noticeReplay());
    for (const event of ["pause", "ended"]) this.video.addEventListener(event, () => this.tell());
    window.addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    window.setInterval(() => this.tell(), EVERY_MS);
  }

  start() {
    this.plays = 1;
    this.tell();
  }

  // Back at the beginning after more than half of the clip: a second play.
  noticeReplay() {
    const { currentTime, paused } = this.video;
    if (!paused && currentTime < 2 && this.furthest > this.length / 2) {
      this.plays = 1;
      this.furthest = currentTime;
      this.tell();
    }
    this.furthest = Math.max(this.furthest, currentTime);
  }

  // Keep what was played when the video element gets another source, which clears its record.
  keep() {
    for (const second of this.played()) this.earlier.add(second);
  }

  played() {
    const seconds = new Set(this.earlier);
    const { played } = this.video;
    for (let range = 0; range < played.length; range += 1) {
      const [from, to] = [played.start(range), Math.min(played.end(range), this.length)];
      for (let second = Math.floor(from); second < to; second += 1) {
        const whole = Math.min(1, this.length - second);
        const shown = Math.min(to, second + 1) - Math.max(from, second);
        if (shown >= whole * SHARE) seconds.add(second);
      }
    }
    return seconds;
  }

  // The first beacon only says that playing began: from then on the server knows how much can have been watched.
  beacon() {
    const fresh = this.begun ? [...this.played()].filter((second) => !this.known.has(second)) : [];
    const at = Math.round(Math.min(this.video.currentTime, this.length) * 10) / 10;
    return { seconds: fresh, played: this.plays > 0, captions: this.captionsOn(), at };
  }

  hasNews(beacon) {
    return beacon.seconds.length > 0 || beacon.played;
  }

  async tell() {
    const beacon = this.beacon();
    if (this.over || this.busy || Date.now() < this.waitUntil || !this.hasNews(beacon)) return;
    this.busy = true;
    try {
      this.heed(await this.post(beacon), beacon);
    } catch {
      // Offline: everything is kept and told with the next beacon.
    } finally {
      this.busy = false;
    }
  }

  post(beacon) {
    const headers = { "Content-Type": "application/json" };
    return fetch(this.address, { method: "POST", headers, body: JSON.stringify(beacon), keepalive: true });
  }

  heed(response, beacon) {
    if (response.ok || response.status === 422) {
      this.begun = true; // what was refused for good is not told again either
      if (beacon.played) this.plays = 0;
      for (const second of beacon.seconds) this.known.add(second);
    } else if (response.status === 429) {
      this.waitUntil = Date.now() + 1000 * Number(response.headers.get("Retry-After") || 5);
    } else if (response.status < 500) {
      this.over = true; // the link expired or was withdrawn: nothing more can be told
    }
  }

  // The page may be gone before an answer comes; telling a second twice does no harm.
  leave() {
    const beacon = this.beacon();
    if (this.over || !this.hasNews(beacon)) return;
    navigator.sendBeacon(this.address, new Blob([JSON.stringify(beacon)], { type: "application/json" }));
    if (beacon.played) this.plays = 0;
  }
}

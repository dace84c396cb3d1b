// Controls beside the picture (never over it), the keyboard, and the transcript.

import { playLive } from "./player-live.js";
import { Seen } from "./player-seen.js";

const STEP_S = 5;
const SPEEDS = [1, 1.25, 1.5, 2]; // faster than twice would not be counted as watched

export class Player {
  constructor(page, video, clipState) {
    this.page = page;
    this.video = video;
    this.clipState = clipState;
    for (const name of ["play", "position", "time", "captions", "sound", "speed", "full"]) {
      this[name] = page.querySelector(`[data-control=${name}]`);
    }
    this.stage = page.querySelector(".stage");
    this.news = page.querySelector("[role=status]");
    this.track = video.textTracks[0];
    if (video.querySelector("track")?.default) this.track.mode = "showing";
    this.lines = [...page.querySelectorAll("[data-at]")];
    this.length = Number(page.dataset.seconds);
    this.words = JSON.parse(page.dataset.words);
  }

  open() {
    this.video.controls = false;
    this.page.querySelector(".controls").hidden = false;
    this.connect();
    this.showTime();
    new Seen(this.video, this.page.dataset.seen, this.length, () => this.captionsOn()).watch();
    if (this.page.dataset.live) this.playLive();
    this.goToStart();
    window.addEventListener("hashchange", () => this.goToStart());
    if (new URLSearchParams(window.location.search).has("play")) this.video.play().catch(() => {});
  }

  async playLive() {
    try {
      await playLive(this.video, this.page.dataset.live);
    } catch {
      this.say(this.words.not_finished);
    }
    this.video.addEventListener("error", () => this.waitForFile());
    if (this.video.error || !this.video.src) this.waitForFile();
  }

  // The pieces are gone or cannot be played here: the finished file will do, from the same second on.
  async waitForFile() {
    while ((await this.clipState()) !== "ready") await new Promise((resolve) => window.setTimeout(resolve, 1500));
    window.location.hash = `t=${Math.floor(this.video.currentTime)}`;
    window.location.reload();
  }

  connect() {
    const { video } = this;
    this.play.addEventListener("click", () => this.toggle());
    video.addEventListener("click", () => this.toggle());
    this.position.addEventListener("input", () => this.seek(Number(this.position.value)));
    this.captions.addEventListener("click", () => this.toggleCaptions());
    this.sound.addEventListener("click", () => this.toggleSound());
    this.speed.addEventListener("click", () => this.changeSpeed());
    this.full.addEventListener("click", () => this.toggleFull());
    for (const event of ["play", "pause", "ended"]) video.addEventListener(event, () => this.showPlaying());
    for (const event of ["timeupdate", "loadedmetadata", "seeked"])
      video.addEventListener(event, () => this.showTime());
    video.addEventListener("volumechange", () => this.showSound());
    for (const line of this.lines) line.addEventListener("click", () => this.playFrom(Number(line.dataset.at)));
    document.addEventListener("keydown", (event) => this.key(event));
    this.captions.hidden = !this.track;
    this.captions.setAttribute("aria-pressed", String(this.captionsOn()));
    this.full.hidden = !(document.fullscreenEnabled || video.webkitEnterFullscreen);
  }

  // "#t=12" in the address: begin at second 12.
  goToStart() {
    const asked = /(?:^#|&)t=(\d+(?:\.\d+)?)/.exec(window.location.hash);
    if (!asked) return;
    const go = () => this.seek(Number(asked[1]));
    if (this.video.readyState >= HTMLMediaElement.HAVE_METADATA) go();
    else this.video.addEventListener("loadedmetadata", go, { once: true });
  }

  toggle() {
    if (this.video.paused) this.video.play().catch(() => this.say(this.words.cannot_play));
    else this.video.pause();
  }

  playFrom(second) {
    this.seek(second);
    if (this.video.paused) this.toggle();
  }

  seek(second) {
    this.video.currentTime = Math.min(Math.max(0, second), this.video.duration || this.length);
  }

  captionsOn() {
    return Boolean(this.track) && this.track.mode === "showing";
  }

  toggleCaptions() {
    if (!this.track) return;
    this.track.mode = this.captionsOn() ? "disabled" : "showing";
    this.captions.setAttribute("aria-pressed", String(this.captionsOn()));
    this.say(this.captionsOn() ? this.words.captions_on : this.words.captions_off);
  }

  toggleSound() {
    this.video.muted = !this.video.muted;
  }

  showSound() {
    const off = this.video.muted || this.video.volume === 0;
    this.sound.setAttribute("aria-pressed", String(off));
    this.say(off ? this.words.sound_off : this.words.sound_on);
  }

  changeSpeed() {
    const next = SPEEDS[(SPEEDS.indexOf(this.video.playbackRate) + 1) % SPEEDS.length];
    this.video.playbackRate = next;
    this.speed.textContent = `${next}×`;
    const words = filled(this.words.speed, { times: next });
    this.speed.setAttribute("aria-label", words);
    this.say(words);
  }

  toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (document.fullscreenEnabled) this.stage.requestFullscreen().catch(() => this.say(this.words.no_full));
    else if (this.video.webkitEnterFullscreen) this.video.webkitEnterFullscreen();
  }

  showPlaying() {
    const playing = !this.video.paused && !this.video.ended;
    this.play.classList.toggle("playing", playing);
    this.play.setAttribute("aria-label", playing ? this.words.pause : this.words.play);
  }

  showTime() {
    const length = Number.isFinite(this.video.duration) ? this.video.duration : this.length;
    const now = this.video.currentTime;
    this.position.max = String(length);
    this.position.value = String(now);
    const place = { now: this.spoken(now), length: this.spoken(length) };
    this.position.setAttribute("aria-valuetext", filled(this.words.position_text, place));
    this.time.textContent = `${clock(now)} / ${clock(length)}`;
    const current = this.lines.findLast((line) => Number(line.dataset.at) <= now + 0.05);
    for (const line of this.lines) {
      if (line === current) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const done = this.keys(event.target)[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!done) return;
    event.preventDefault();
    done();
  }

  // On a button or a summary the space bar presses that; everywhere else it plays and pauses.
  keys(target) {
    const keys = {
      k: () => this.toggle(),
      ArrowLeft: () => this.seek(this.video.currentTime - STEP_S),
      ArrowRight: () => this.seek(this.video.currentTime + STEP_S),
      Home: () => this.seek(0),
      c: () => this.toggleCaptions(),
      m: () => this.toggleSound(),
      f: () => this.toggleFull(),
    };
    return target.closest("button, summary, a") ? keys : { ...keys, " ": () => this.toggle() };
  }

  spoken(seconds) {
    const whole = Math.max(0, Math.floor(seconds || 0));
    return filled(this.words.minute, { minutes: Math.floor(whole / 60), seconds: whole % 60 });
  }

  say(words) {
    this.news.textContent = words;
  }
}

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// The words of a sentence with its values in their places.
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

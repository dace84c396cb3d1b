// The same clip for a slow line: a small picture, or the sound alone. The choice is remembered in this browser.

const KEY = "ninety-line";
const SLOW = ["slow-2g", "2g", "3g"];

export class Line {
  constructor(page, video, player) {
    this.choice = page.querySelector("[data-line]");
    this.video = video;
    this.player = player;
  }

  open() {
    if (!this.choice) return;
    this.choice.addEventListener("change", () => {
      remember(this.choice.value);
      this.show(this.choice.value);
    });
    const wanted = remembered() || fitting();
    if (wanted === "full" || !this.choice.dataset[wanted]) return;
    this.choice.value = wanted;
    this.show(wanted);
  }

  // The other file goes on at the same second, and plays where the one before played.
  show(kind) {
    const { video } = this;
    const second = video.currentTime;
    const plays = !video.paused && !video.ended;
    video.src = this.choice.dataset[kind];
    if (second) video.addEventListener("loadedmetadata", () => this.player.seek(second), { once: true });
    if (plays) video.play().catch(() => {});
    if (kind === "sound") this.player.say(this.player.words.made_by_program);
  }
}

// What the browser knows of the line; one that says nothing gets the full picture.
function fitting() {
  const line = navigator.connection;
  return line?.saveData || SLOW.includes(line?.effectiveType) ? "small" : "full";
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // in some frames nothing can be remembered
  }
}

function remember(kind) {
  try {
    localStorage.setItem(KEY, kind);
  } catch {
    // The choice holds for this page.
  }
}

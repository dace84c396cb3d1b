// The same clip for a slow line: a small picture, or the sound alone. The choice is remembered in this browser.

const KEY = "ninety-line";
const SLOW = ["slow-2g", "2g", "3g"];
const MIDDLING_MBIT = 2; // the full picture takes 0.9 on average, and twice that where much moves

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
    const wanted = remembered() || (navigator.connection?.saveData ? "small" : "");
    if (wanted) this.take(wanted);
    else this.fit(fitting());
  }

  take(wanted) {
    if (wanted === "full" || !this.choice.dataset[wanted]) return;
    this.choice.value = wanted;
    this.show(wanted);
  }

  // What nobody asked for is taken only when it is there: making it takes longer than the full picture on most lines.
  async fit(wanted) {
    const address = wanted !== "full" && this.choice.dataset[wanted];
    if (!address) return;
    const reply = await fetch(`${address}?made`, { method: "HEAD" }).catch(() => null);
    if (reply?.status === 200 && this.choice.value === "full") this.take(wanted);
  }

  // The other file goes on at the same second, and plays where the one before played.
  show(kind) {
    const { video } = this;
    const second = video.currentTime;
    const plays = !video.paused && !video.ended;
    video.src = this.choice.dataset[kind];
    if (second) video.addEventListener("loadedmetadata", () => this.player.seek(second), { once: true });
    if (plays) video.play().catch(() => {});
    if (kind === "sound") this.sayFirst();
  }

  // Nothing is seen of the sign that a clip bears: who hears it alone is told so in front of it, once.
  sayFirst() {
    this.player.say(this.player.words.made_by_program);
    const { video } = this;
    const { label } = this.choice.dataset;
    if (!label || this.labelled) return;
    this.labelled = true;
    const speak = () => {
      if (this.choice.value !== "sound") return;
      video.pause();
      const voice = new Audio(label);
      this.choice.addEventListener("change", () => voice.pause(), { once: true });
      voice.muted = video.muted;
      voice.volume = video.volume;
      const goOn = () => video.play().catch(() => {});
      for (const end of ["ended", "error"]) voice.addEventListener(end, goOn, { once: true });
      voice.play().catch(goOn);
    };
    if (video.paused) video.addEventListener("play", speak, { once: true });
    else speak();
  }
}

// What the browser knows of the line; one that says nothing gets the full picture.
function fitting() {
  const line = navigator.connection;
  if (SLOW.includes(line?.effectiveType)) return "small";
  return line?.downlink < MIDDLING_MBIT ? "medium" : "full";
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

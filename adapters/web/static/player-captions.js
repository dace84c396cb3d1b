// Captions to one's taste: size, colours, background and place, remembered on this device.

const KEY = "ninety-captions";
const TOP = 0; // the first line of the picture; "auto" is the last
const USUAL = { on: "", size: "medium", colour: "white", back: "box", place: "bottom" };

export class CaptionStyle {
  constructor(page, video, player) {
    this.choices = [...page.querySelectorAll("[data-caption]")];
    this.video = video;
    this.player = player;
    this.style = { ...USUAL, ...remembered() };
  }

  open() {
    const { track } = this.player;
    if (!track || !this.choices.length) return;
    for (const choice of this.choices) {
      choice.value = this.style[choice.dataset.caption];
      choice.addEventListener("change", () => this.choose(choice));
    }
    if (this.style.on && (this.style.on === "yes") !== this.player.captionsOn()) this.player.toggleCaptions();
    this.video.textTracks.addEventListener("change", () => this.keep({ on: this.player.captionsOn() ? "yes" : "no" }));
    // Where a cue stands belongs to the cue, and cues are there once the track was shown and its file has come.
    this.video.querySelector("track").addEventListener("load", () => this.place());
    this.show();
  }

  // Whoever chooses how captions look wants to see them.
  choose(choice) {
    this.keep({ [choice.dataset.caption]: choice.value });
    this.show();
    if (!this.player.captionsOn()) this.player.toggleCaptions();
  }

  show() {
    for (const name of ["size", "colour", "back"]) this.video.dataset[`caption${name}`] = this.style[name];
    this.place();
  }

  place() {
    const line = this.style.place === "top" ? TOP : "auto";
    for (const cue of this.player.track.cues ?? []) if (cue.line !== line) cue.line = line;
  }

  keep(change) {
    Object.assign(this.style, change);
    try {
      localStorage.setItem(KEY, JSON.stringify(this.style));
    } catch {
      // In a frame of another site nothing can be remembered: it holds for this page.
    }
  }
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

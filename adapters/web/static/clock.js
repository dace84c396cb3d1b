// Playground time: shows it on every clock of the page, and moves it.

import { post, Refused } from "./post.js";

const TICK_MS = 1000;
const BRITISH = "en-GB";

export class Clock {
  constructor(controls, moving) {
    this.moving = moving;
    this.buttons = [...controls.querySelectorAll("[data-step]")];
    this.week = [...document.querySelectorAll("#week li")];
    this.main = document.getElementById("now");
    this.times = [...document.querySelectorAll("time[data-zone]")].map((element) => [element, format(element)]);
    this.busy = false;
    this.set({ now: this.main.dateTime, progress: "" });
    setInterval(() => this.draw(), TICK_MS);
    controls.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (button && !this.busy) this.move(button);
    });
  }

  /** What the server says: its time, and what it does while it moves it. */
  set({ now, progress }) {
    this.ahead = Date.parse(now) - performance.now();
    if (progress) this.moving.textContent = this.movingWith(progress);
    else if (!this.busy) this.moving.textContent = "";
    this.draw();
  }

  movingWith(progress) {
    return this.moving.dataset.words.replace("{progress}", progress);
  }

  draw() {
    const now = new Date(this.ahead + performance.now());
    for (const [element, show] of this.times) {
      const words = show(now);
      if (element.textContent !== words) element.textContent = words;
    }
    this.main.dateTime = now.toISOString();
    const today = weekday(now, this.main.dataset.zone);
    this.week.forEach((day, index) => {
      day.classList.toggle("gone", index < today);
      day.classList.toggle("today", index === today);
    });
  }

  async move(button) {
    this.hold(true);
    this.moving.textContent = this.movingWith(`${button.textContent}…`);
    try {
      const { now } = await post("/chat/clock", { step: button.dataset.step });
      this.hold(false);
      this.set({ now, progress: "" });
    } catch (error) {
      this.hold(false);
      if (!(error instanceof Refused)) throw error;
      this.moving.textContent = error.message;
    }
  }

  // Disabled for those who press, yet the focus stays where it is.
  hold(busy) {
    this.busy = busy;
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(busy));
  }
}

function format(element) {
  const options = { timeZone: element.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (!("short" in element.dataset)) Object.assign(options, { weekday: "short", day: "numeric", month: "short" });
  const { lang } = document.documentElement;
  return formatter(options, lang === "en" ? BRITISH : lang); // elsewhere in English the month comes first
}

function formatter(options, language) {
  try {
    const made = new Intl.DateTimeFormat(language, options);
    return (now) => made.format(now).replace(/,/g, "");
  } catch {
    return formatter({ ...options, timeZone: "UTC" }, language); // a zone that this browser does not know
  }
}

/** 0 for Monday to 6 for Sunday. */
function weekday(now, zone) {
  const name = formatter({ timeZone: zone, weekday: "short" }, BRITISH)(now);
  return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(name);
}

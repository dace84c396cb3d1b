// Swipe, wheel and arrow keys: on to what comes next, and back.

const SWIPE_PX = 70; // further than a tap that slips, shorter than a thumb's way over half a phone
const WHEEL_PX = 120; // one notch of a wheel; a touchpad sends many small ones
const REST_MS = 900; // between two steps, so that one long swipe is one step

export class Steps {
  constructor(lesson) {
    this.lesson = lesson;
    this.restUntil = 0;
    this.wheel = 0;
  }

  // Words that can be scrolled are scrolled instead.
  listen() {
    const stage = this.lesson.player.stage;
    let from = null;
    const start = (event) => {
      from = event.touches.length === 1 ? event.touches[0] : null;
    };
    stage.addEventListener("touchstart", start, { passive: true });
    stage.addEventListener("touchend", (event) => {
      if (!from || event.target.closest(".ask, input")) return;
      const [x, y] = [event.changedTouches[0].clientX - from.clientX, event.changedTouches[0].clientY - from.clientY];
      if (Math.abs(y) > SWIPE_PX && Math.abs(y) > 2 * Math.abs(x)) this.step(y < 0);
    });
    stage.addEventListener("wheel", (event) => this.wheeled(event), { passive: true });
    document.addEventListener("keydown", (event) => this.key(event));
  }

  wheeled(event) {
    if (event.target.closest(".ask")) return;
    this.wheel = Math.sign(this.wheel) === Math.sign(event.deltaY) ? this.wheel + event.deltaY : event.deltaY;
    if (Math.abs(this.wheel) < WHEEL_PX) return;
    this.step(this.wheel > 0);
    this.wheel = 0;
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.target.closest(".about")) return; // there the arrows scroll the words
      event.preventDefault();
      this.step(event.key === "ArrowDown");
    }
    const option = "12345".indexOf(event.key);
    if (
      option >= 0 &&
      !this.lesson.ask.hidden &&
      !this.lesson.state.answered &&
      option < this.lesson.state.options.length
    ) {
      this.lesson.answer(option);
    }
  }

  // On means: the open question first, as it would be skipped otherwise; then what comes next.
  step(on) {
    if (Date.now() < this.restUntil) return;
    this.restUntil = Date.now() + REST_MS;
    if (!on) window.history.back();
    else if (this.lesson.state.question && !this.lesson.state.answered && this.lesson.ask.hidden) this.lesson.askNow();
    else if (!this.lesson.state.question || this.lesson.state.answered) this.lesson.onward();
  }
}

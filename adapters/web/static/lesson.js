// The question that comes up on the last picture, its verdict, and what can be done with a clip beside watching it.

import { keepAnswer, sendKept } from "./lesson-later.js";
import { action, element, inner, link } from "./lesson-parts.js";
import { Steps } from "./lesson-steps.js";
import { newId, post, Refused, Unreached } from "./post.js";

export class Lesson {
  constructor(page, player) {
    this.page = page;
    this.player = player;
    this.video = player.video;
    this.state = JSON.parse(page.dataset.lesson);
    this.words = this.state.words;
    for (const name of ["ask", "row", "sound"]) this[name] = page.querySelector(`[data-lesson-part=${name}]`);
  }

  open() {
    this.drawRow();
    if (this.state.answered) this.drawAnswered("");
    this.video.addEventListener("ended", () => this.showEnd());
    this.video.addEventListener("play", () => this.hideWhilePlaying());
    this.sound.addEventListener("click", () => this.soundOn());
    new Steps(this).listen();
    sendKept(this.page.dataset.here, (answered) => this.taken(answered));
    this.begin();
  }

  // Plays by itself, with sound where this reader had it on before, else muted: the captions are in the picture.
  async begin() {
    if (this.state.at_once) return this.askNow();
    if (!window.location.hash && this.state.resume) this.player.seek(this.state.resume);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || this.player.still) return;
    this.video.muted = !remembered("sound");
    try {
      await this.video.play();
    } catch {
      this.video.muted = true;
      await this.video.play().catch(() => {});
    }
    this.sound.hidden = !this.video.muted || this.video.paused;
  }

  soundOn() {
    this.video.muted = false;
    remember("sound");
    this.sound.hidden = true;
  }

  hideWhilePlaying() {
    if (this.video.currentTime < this.video.duration - 0.3) this.ask.hidden = true;
  }

  showEnd() {
    this.sound.hidden = true;
    if (this.state.question && !this.state.answered) this.drawQuestion();
    else if (!this.state.answered) this.drawEnd();
    this.ask.hidden = false;
  }

  drawQuestion() {
    const title = element("h2", "ask-question", this.state.question);
    const options = element("div", "ask-options");
    this.state.options.forEach((words, index) => {
      const button = element("button", "ask-option", words);
      button.type = "button";
      button.addEventListener("click", () => this.answer(index));
      options.append(button);
    });
    this.news = element("p", "ask-news", "");
    this.news.setAttribute("role", "status");
    this.ask.replaceChildren(
      ...this.retold(),
      element("p", "ask-label", this.words.question),
      title,
      options,
      this.news,
    );
  }

  // The same point in other words, for whoever missed its question.
  retold() {
    const { passage } = this.state;
    if (!passage) return [];
    const quote = element("blockquote", "ask-passage", passage.words);
    quote.append(element("cite", "", passage.source));
    return [element("p", "ask-label", this.words.another_way), quote];
  }

  askNow() {
    this.video.pause();
    if (!this.state.answered) this.drawQuestion();
    this.ask.hidden = false;
    this.ask.querySelector("button")?.focus({ preventScroll: true });
    this.ask.scrollIntoView({ block: "nearest" });
  }

  async answer(choice) {
    if (this.state.answered || this.sending) return;
    this.sending = true;
    const id = newId();
    this.news.textContent = this.words.answering;
    try {
      const said = await post(`${this.page.dataset.here}/answer`, { choice: String(choice), event_id: id });
      this.taken(said);
    } catch (error) {
      const offline = error instanceof Unreached;
      if (offline) keepAnswer(this.page.dataset.here, choice, id);
      this.news.textContent = offline ? this.words.offline : (error.message ?? this.words.failed);
    } finally {
      this.sending = false;
    }
  }

  taken({ answered, first, words }) {
    this.state.answered = answered;
    this.drawAnswered(first ? "" : words || this.words.kept_first);
    this.drawRow();
    this.ask.hidden = false;
    this.ask.querySelector("[tabindex]").focus({ preventScroll: true });
  }

  // Now and then the verdict waits for one tap: how sure they were is said before they see whether they were right.
  drawAnswered(more) {
    const { answered } = this.state;
    if (!answered.how_sure) return this.drawVerdict(answered, more);
    const title = element("h2", "ask-question", this.words.how_sure);
    title.tabIndex = -1;
    const levels = element("div", "ask-options");
    this.words.levels.forEach((words, index) => {
      levels.append(action(words, () => this.sayHowSure(index + 1, more), "ask-option"));
    });
    const chosen = element("p", "ask-chosen", `${this.words.you_said} “${this.state.options[answered.choice]}”`);
    return this.ask.replaceChildren(chosen, title, levels, element("p", "ask-news", this.words.why_now));
  }

  async sayHowSure(level, more) {
    const { answered } = this.state;
    answered.how_sure = false;
    this.drawVerdict(answered, more);
    this.ask.querySelector("[tabindex]").focus({ preventScroll: true });
    // The verdict is worth more than the word: one that gets lost on the way is not asked for again.
    await post(`${this.page.dataset.here}/sure`, { level: String(level), event_id: newId() }).catch(() => {});
  }

  drawVerdict(answered, more) {
    const tone = answered.correct ? "right" : "wrong";
    const verdict = element("h2", `ask-verdict ${tone}`, answered.correct ? this.words.right : this.words.not_quite);
    verdict.tabIndex = -1;
    const chosen = element("p", "ask-chosen", `${this.words.you_said} “${this.state.options[answered.choice]}”`);
    const parts = [verdict, chosen, element("p", "ask-why", answered.why)];
    if (more) parts.push(element("p", "ask-news", more));
    const steps = element("div", "ask-steps");
    if (answered.branch) steps.append(link(this.words.see_consequence, answered.branch, "button first"));
    steps.append(this.nextButton(answered.branch ? "button" : "button first"));
    if (answered.at !== null) steps.append(action(this.words.see_second, () => this.playFrom(answered.at)));
    this.ask.replaceChildren(...parts, steps);
  }

  drawEnd() {
    const steps = element("div", "ask-steps");
    steps.append(
      this.nextButton("button first"),
      action(this.words.replay, () => this.playFrom(0)),
    );
    this.ask.replaceChildren(steps);
  }

  nextButton(kind) {
    const button = action(this.words.next, () => this.onward(), kind);
    button.dataset.next = "";
    return button;
  }

  playFrom(second) {
    this.ask.hidden = true;
    this.player.playFrom(second);
  }

  // To what comes next; where nothing does today, the reason is shown with the way to the reader's own page.
  async onward() {
    if (this.leaving) return;
    this.leaving = true;
    try {
      const step = await post(`${this.page.dataset.here}/onward`, { event_id: newId() });
      if (step.url) window.location.assign(inner(step.url));
      else this.drawNoMore(step);
    } catch (error) {
      this.player.say(error instanceof Refused ? error.message : this.words.failed);
    } finally {
      this.leaving = false;
    }
  }

  drawNoMore(step) {
    this.video.pause();
    const steps = element("div", "ask-steps");
    steps.append(link(this.words.for_you, inner(step.feed), "button first"));
    const title = element("h2", "ask-question", this.words.end);
    title.tabIndex = -1;
    this.ask.replaceChildren(title, element("p", "ask-why", step.words), steps);
    this.ask.hidden = false;
    title.focus({ preventScroll: true });
  }

  drawRow() {
    const { done } = this.state;
    const parts = [];
    if (this.state.question && !this.state.answered) {
      parts.push(action(this.words.ask_now, () => this.askNow(), "button first"));
    }
    parts.push(this.toggle("like", this.words.like, this.words.liked, done));
    parts.push(this.toggle("save", this.words.save, this.words.saved, done));
    parts.push(action(this.words.share, () => this.openShare()));
    parts.push(this.rating("useful", this.words.useful, done), this.rating("useless", this.words.not_useful, done));
    parts.push(action(this.words.report, () => this.openReport()));
    this.row.replaceChildren(...parts, this.rowNews());
    this.row.hidden = false;
  }

  rowNews() {
    this.rowSays ??= element("p", "acts-news", "");
    this.rowSays.setAttribute("role", "status");
    return this.rowSays;
  }

  toggle(name, off, on, done) {
    const button = action(done.includes(name) ? on : off, () => {
      const undo = this.state.done.includes(name);
      this.send("keep", { action: undo ? `un${name}` : name }, () => {
        this.state.done = undo ? this.state.done.filter((each) => each !== name) : [...this.state.done, name];
      });
    });
    button.setAttribute("aria-pressed", String(done.includes(name)));
    return button;
  }

  rating(name, label, done) {
    const button = action(label, () =>
      this.send("rate", { useful: name === "useful" ? "yes" : "no" }, () => {
        this.state.done = [...this.state.done.filter((each) => !each.startsWith("use")), name];
      }),
    );
    button.setAttribute("aria-pressed", String(done.includes(name)));
    return button;
  }

  async send(path, fields, then) {
    try {
      const { words } = await post(`${this.page.dataset.here}/${path}`, { ...fields, event_id: newId() });
      then?.();
      this.drawRow();
      this.rowSays.textContent = words;
    } catch (error) {
      this.rowSays.textContent = error instanceof Refused ? error.message : this.words.failed;
    }
  }

  openReport() {
    const field = element("textarea", "acts-words");
    field.maxLength = 500;
    field.rows = 3;
    field.setAttribute("aria-label", this.words.report_hint);
    field.placeholder = this.words.report_hint;
    const send = action(
      this.words.report_send,
      () => field.value.trim() && this.send("report", { words: field.value }),
      "button first",
    );
    this.openForm(field, send);
  }

  openShare() {
    const field = element("input", "acts-words");
    field.type = "search";
    field.setAttribute("aria-label", this.words.share_with);
    field.placeholder = this.words.share_hint;
    const people = element("div", "acts-people");
    field.addEventListener("input", () => this.findPeople(field.value.trim(), people));
    this.openForm(field, people);
  }

  async findPeople(name, list) {
    this.wanted = name;
    if (!name) return list.replaceChildren();
    const query = new URLSearchParams({ name });
    const reply = await fetch(`${this.page.dataset.here}/colleagues?${query}`).catch(() => null);
    const people = reply?.ok ? (await reply.json()).people : [];
    if (this.wanted !== name) return undefined; // more was written meanwhile
    const buttons = people.map((each) => action(each.name, () => this.send("share", { to: each.id })));
    return list.replaceChildren(...(buttons.length ? buttons : [element("p", "quiet", this.words.share_nobody)]));
  }

  openForm(...parts) {
    const form = element("div", "acts-form");
    form.append(
      ...parts,
      action(this.words.close, () => this.drawRow()),
    );
    this.row.replaceChildren(form, this.rowNews());
    form.querySelector("textarea, input").focus();
  }
}

// In a frame of another site the browser may forbid to remember; then it is as on the first visit.
function remembered(name) {
  try {
    return window.sessionStorage.getItem(name) === "on";
  } catch {
    return false;
  }
}

function remember(name) {
  try {
    window.sessionStorage.setItem(name, "on");
  } catch {
    // As on the first visit.
  }
}

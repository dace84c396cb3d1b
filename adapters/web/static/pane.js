// One person's chat: shows what is said, sends what is written and pressed.

import { newId, post, Refused } from "./post.js";

const NEAR_PX = 120; // this close to the end counts as reading along
const WRITING_AFTER_MS = 350;
const WRITING_AT_MOST_MS = 12000;

export class Pane {
  /** says: the page's words, by their names. */
  constructor(element, says) {
    this.says = says;
    this.you = element.dataset.you;
    this.learner = element.dataset.learner;
    this.log = element.querySelector(".log");
    this.scroll = element.querySelector(".scroll");
    this.newer = element.querySelector(".newer");
    this.earlier = element.querySelector(".earlier");
    this.writing = element.querySelector(".writing");
    this.form = element.querySelector(".composer");
    this.words = this.form.querySelector("textarea");
    this.trouble = this.form.querySelector(".trouble");
    this.along = true; // whether the reader follows the end of the chat
    this.top = 0;
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.listen();
  }

  listen() {
    this.log.addEventListener("click", (event) => {
      const option = event.target.closest("[data-token]");
      if (option) this.choose(option);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    this.form.querySelector(".send").disabled = false; // until here a press would have loaded the page again, without the words
    this.words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.say();
    });
    this.words.addEventListener("input", () => (this.trouble.textContent = ""));
    this.newer.addEventListener("click", () => this.toEnd());
    this.scroll.addEventListener("scroll", () => this.notice());
    this.earlier.addEventListener("click", () => this.loadEarlier());
  }

  // What arrives

  show({ id, position, cause, html }) {
    const entry = parse(html);
    const old = document.getElementById(`m-${id}`) ?? this.pending(cause);
    if (old) this.replace(old, entry);
    else if (!this.insert(entry, position)) return;
    if (entry.matches("article")) this.waitNoMore();
    if (this.along) this.toEnd();
    else if (!old) this.newer.hidden = false;
  }

  replace(old, entry) {
    const again = old.querySelector(".again");
    if (again) entry.append(again);
    const focused = old.contains(document.activeElement);
    old.replaceWith(entry);
    if (focused) entry.focus({ preventScroll: true });
  }

  /** Puts an entry in its place; false when it belongs to the part that is not loaded. */
  insert(entry, position) {
    const first = this.log.querySelector("[data-position]");
    if (first && position < Number(first.dataset.position) && !this.earlier.hidden) return false;
    entry.classList.add("fresh");
    const next = [...this.log.querySelectorAll("[data-position]")].find(
      (each) => Number(each.dataset.position) > position,
    );
    if (next) next.before(entry);
    else {
      this.openDay(entry);
      this.log.append(entry);
    }
    return true;
  }

  openDay(entry) {
    const days = this.log.querySelectorAll("[data-day]");
    if (days.length && days[days.length - 1].dataset.day === entry.dataset.day) return;
    const line = document.createElement("p");
    line.className = "day";
    line.dataset.day = entry.dataset.day;
    line.append(document.createElement("span"));
    line.firstChild.textContent = entry.dataset.longDay;
    this.log.append(line);
  }

  async loadEarlier() {
    const first = this.log.querySelector("[data-position]");
    const query = new URLSearchParams({ as: this.learner, before: first.dataset.position });
    const reply = await fetch(`/chat/earlier?${query}`).catch(() => null);
    if (!reply?.ok) {
      this.trouble.textContent = this.says.noEarlier;
      return;
    }
    const { html, more } = await reply.json();
    const fromEnd = this.scroll.scrollHeight - this.scroll.scrollTop;
    const opening = this.log.firstElementChild;
    this.log.insertAdjacentHTML("afterbegin", html);
    dropRepeatedDay(opening);
    this.earlier.hidden = !more;
    this.scroll.scrollTop = this.scroll.scrollHeight - fromEnd;
  }

  // What is sent

  suggest(words) {
    this.words.value = words;
    this.words.focus();
  }

  say() {
    const words = this.words.value.trim();
    if (!words) return;
    this.words.value = "";
    this.trouble.textContent = "";
    const id = newId();
    this.log.append(bubble(`${this.learner}:${id}`, this.you, words));
    this.toEnd();
    this.deliver(words, id);
  }

  async deliver(words, id) {
    this.said(id)?.querySelector(".again")?.remove();
    if (await this.send("/chat/say", { as: this.learner, words, event_id: id })) return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "again";
    again.textContent = this.says.notSent;
    again.addEventListener("click", () => this.deliver(words, id));
    this.said(id)?.append(again);
  }

  /** What was written under this id, as the page echoed it or as the server keeps it. */
  said(id) {
    return this.log.querySelector(`[data-cause="${this.learner}:${id}"]`);
  }

  async choose(option) {
    if (option.getAttribute("aria-disabled") === "true") return;
    for (const each of option.parentElement.children) each.setAttribute("aria-disabled", "true");
    option.classList.add("pressed");
    await this.send("/chat/choose", { as: this.learner, token: option.dataset.token, event_id: newId() });
  }

  async send(path, body) {
    this.expectAnswer();
    try {
      await post(path, body);
      this.trouble.textContent = "";
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.waitNoMore();
      this.trouble.textContent = error.message;
      return false;
    }
  }

  expectAnswer() {
    this.stopTimers();
    this.patience = [
      setTimeout(() => this.showWriting(), WRITING_AFTER_MS),
      setTimeout(() => this.waitNoMore(), WRITING_AT_MOST_MS),
    ];
  }

  showWriting() {
    this.writing.hidden = false;
    if (this.along) this.toEnd();
  }

  /** An answer came, or none will: what was pressed and not replaced can be pressed again. */
  waitNoMore() {
    this.stopTimers();
    this.writing.hidden = true;
    for (const each of this.log.querySelectorAll("[data-token][aria-disabled]")) {
      each.removeAttribute("aria-disabled");
      each.classList.remove("pressed");
    }
  }

  stopTimers() {
    for (const timer of this.patience ?? []) clearTimeout(timer);
  }

  pending(cause) {
    return this.log.querySelector(`.pending[data-cause="${CSS.escape(cause)}"]`);
  }

  // A way up is the reader's own; a way down may be ours, still under way while more arrives.
  notice() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) {
      this.along = true;
      this.newer.hidden = true;
    } else if (scrollTop < this.top) {
      this.along = false;
    }
    this.top = scrollTop;
  }

  toEnd() {
    this.along = true;
    this.newer.hidden = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: calm ? "auto" : "smooth" });
  }
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function bubble(cause, you, words) {
  const echo = parse('<div class="mine pending fresh"><p dir="auto"><span class="unseen"></span></p></div>');
  echo.dataset.cause = cause;
  echo.querySelector("span").textContent = `${you}: `;
  echo.querySelector("p").append(words);
  return echo;
}

/** After earlier entries came in front: the day line that used to open the chat, if their last day is the same. */
function dropRepeatedDay(line) {
  const before = line.previousElementSibling;
  if (line.matches(".day") && before && before.dataset.day === line.dataset.day) line.remove();
}

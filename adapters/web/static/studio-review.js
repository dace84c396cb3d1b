// Comments at a second of the clip, and the automatic checks beside them.

const part = document.querySelector("#comments");
const says = JSON.parse(part.dataset.says);
const address = part.dataset.address;
const editor = document.querySelector("#editor");
const video = document.querySelector("#clip");
const strip = document.querySelector("#strip");
const threads = document.querySelector("#threads");
const news = document.querySelector("#comment-news");
const message = document.querySelector("#message");
const second = document.querySelector("#second");
const resolvedToo = document.querySelector("#resolved-too");

let comments = [];
let clip = { seconds: 0, scenes: [] };

const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

async function ask(path, body) {
  const post = { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" } };
  const reply = await fetch(`${address}/${path}`, body && { ...post, body: JSON.stringify(body) });
  const content = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error(content.advice || says.not_kept);
  return content;
}

async function change(path, body) {
  try {
    comments = (await ask(path, body)).comments;
    news.textContent = "";
    show();
    return true;
  } catch (fault) {
    news.textContent = fault instanceof TypeError ? says.not_kept : fault.message;
    return false;
  }
}

function node(kind, text, name) {
  const made = document.createElement(kind);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

function button(text, act, name = "button small") {
  const made = node("button", text, name);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function seek(comment) {
  video.currentTime = Math.min(comment.at_s, Math.max(0, (video.duration || comment.at_s + 1) - 0.1));
  video.scrollIntoView({ block: "nearest" });
}

function thread(comment) {
  const item = node("li", "", comment.resolved ? "done" : "");
  const head = node("p", "", "quiet");
  const about = comment.earlier ? ` · ${says.earlier} ${comment.earlier}` : "";
  const state = comment.resolved ? ` · ${says.resolved}` : "";
  head.append(button(clock(comment.at_s), () => seek(comment)));
  head.append(` ${comment.who || says.somebody} · ${comment.when}${about}${state}`);
  const words = node("p", comment.message);
  words.dir = "auto";
  const settle = button(comment.resolved ? says.open_again : says.resolve, async () => {
    await change(`comments/${comment.id}`, { resolved: !comment.resolved });
    threads.querySelector("button")?.focus();
  });
  settle.setAttribute("aria-label", `${settle.textContent}: ${comment.message.slice(0, 80)}`);
  item.append(head, words, settle);
  return item;
}

function show() {
  const all = resolvedToo.querySelector("input").checked;
  const visible = comments.filter((each) => all || !each.resolved);
  threads.replaceChildren(...(visible.length ? visible.map(thread) : [node("li", says.no_comments, "quiet")]));
  resolvedToo.hidden = !comments.some((each) => each.resolved);
  const open = comments.filter((each) => !each.resolved);
  showOnStrip(open);
  showAtLines(open);
}

// Where the clip is long enough to say: a mark for each open comment, at its second.
function showOnStrip(open) {
  strip.hidden = !clip.seconds || !open.length;
  strip.replaceChildren(
    ...open.map((each) => {
      const mark = button("", () => seek(each), "mark");
      mark.setAttribute(
        "aria-label",
        `${clock(each.at_s)}, ${each.who || says.somebody}: ${each.message.slice(0, 80)}`,
      );
      mark.title = mark.getAttribute("aria-label");
      mark.style.insetInlineStart = `${Math.min(98, (100 * each.at_s) / clip.seconds)}%`;
      return mark;
    }),
  );
}

function showAtLines(open) {
  for (const list of editor.querySelectorAll(".remarks")) {
    list.replaceChildren();
    list.hidden = true;
  }
  for (const each of open) {
    const list = lineAt(each.place)?.querySelector(".remarks");
    if (!list) continue;
    const item = node("li", `${clock(each.at_s)} ${each.who || says.somebody}: ${each.message}`);
    item.dir = "auto";
    list.append(item);
    list.hidden = false;
  }
}

function lineAt(place) {
  const [section, line] = place.split(".").map(Number);
  return [...editor.querySelectorAll("[data-section]")][section]?.querySelectorAll("[data-line]")[line];
}

// The line that is heard at a second.
function placeAt(s) {
  return clip.scenes.findLast((each) => each.start_s <= s)?.place || "";
}

document.addEventListener("clip-made", (event) => {
  clip = event.detail;
  show();
});
video.addEventListener("timeupdate", () => {
  second.textContent = clock(video.currentTime);
});
resolvedToo.addEventListener("change", show);
document.querySelector("#comment").addEventListener("submit", async (event) => {
  event.preventDefault();
  const at = video.currentTime || 0;
  const body = { at_s: Math.round(at * 1000) / 1000, place: placeAt(at), message: message.value };
  if (await change("comments", body)) message.value = "";
});

const outcomes = document.querySelector("#outcomes");
let turn = 0;

async function check() {
  const own = ++turn;
  outcomes.setAttribute("aria-busy", "true");
  const reply = await ask("checks").catch(() => null);
  if (own !== turn) return;
  outcomes.setAttribute("aria-busy", "false");
  outcomes.replaceChildren(...(reply ? reply.checks.map(outcome) : [node("li", says.not_checked)]));
}

function outcome(each) {
  const item = node("li", "", each.state);
  item.append(node("span", says[`state_${each.state}`], "chip"), " ", node("b", says[`kind_${each.kind}`]), " ");
  const detail = node("span", each.detail);
  detail.dir = "auto";
  item.append(detail);
  const line = each.place && lineAt(each.place);
  if (line)
    item.append(
      " ",
      button(`${line.querySelector("legend").textContent}`, () => focusLine(line)),
    );
  return item;
}

function focusLine(line) {
  line.scrollIntoView({ block: "center" });
  line.querySelector("[data-field=words]").focus({ preventScroll: true });
}

document.addEventListener("page-saved", check);
change("comments");
check();

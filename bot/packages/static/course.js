// Plays a series inside of a learning system: clips with captions, a question with each, and where somebody stood.
const WATCHED = 0.95; // of a clip: its last seconds are a title that many do not wait for
const EVERY_MS = 15000; // how often the second of a running clip is kept
const byId = (name) => document.getElementById(name);
const words = (name, values = {}) => COURSE.words[name].replace(/\{(\w)\}/g, (_, key) => values[key]);
const system = scorm12() || cmi5();
// at: the lesson that is open; t: its second; w: lessons that were watched; a: lesson -> the first answer.
let state = { at: 0, t: 0, w: [], a: {} };
let shown = 0;
let branch = "";
let queue = Promise.resolve();
let over = false;

const checks = COURSE.episodes.filter((each) => each.check).length;
const right = () => COURSE.episodes.filter((each, index) => each.check && state.a[index] === each.check.correct).length;
const isDone = (each, index) => (each.check ? state.a[index] !== undefined : state.w.includes(index));

function standing() {
  const score = checks ? Math.round((100 * right()) / checks) : 0;
  return { checks, score, pass: COURSE.pass, complete: COURSE.episodes.every(isDone) };
}

// One after another: two at once could leave the older state behind.
function tell(what) {
  if (!system) return;
  queue = queue.then(what).catch(() => notice("lost"));
}
const keep = () => tell(() => system.keep(state, standing()));

function notice(name) {
  byId("notice").textContent = words(name);
  byId("notice").hidden = false;
}

function film(media, at = 0) {
  const video = byId("film");
  video.replaceChildren();
  const captions = Object.assign(document.createElement("track"), {
    kind: "captions",
    src: `${media}.vtt`,
    srclang: COURSE.language,
    label: COURSE.language,
    default: true,
  });
  video.append(captions);
  video.poster = `${media}.jpg`;
  video.src = `${media}.mp4`;
  video.currentTime = at;
}

function list() {
  const items = COURSE.episodes.map((each, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${each.number}. ${each.title}`;
    if (index === shown) button.setAttribute("aria-current", "step");
    const stands = state.a[index] !== undefined ? words("answered") : state.w.includes(index) ? words("watched") : "";
    if (stands) button.append(Object.assign(document.createElement("small"), { textContent: stands }));
    button.addEventListener("click", () => open(index));
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  byId("list").replaceChildren(...items);
  byId("score").textContent = checks ? words("score", { n: right(), m: checks }) : "";
}

function verdict(each, choice) {
  const option = each.check.options[choice];
  const correct = choice === each.check.correct;
  const box = byId("verdict");
  box.className = correct ? "right" : "wrong";
  box.replaceChildren(
    Object.assign(document.createElement("b"), { textContent: words(correct ? "right" : "not_quite") }),
  );
  box.append(` ${option.text}`);
  for (const text of [option.feedback, each.check.why].filter(Boolean)) {
    box.append(Object.assign(document.createElement("p"), { textContent: text }));
  }
  if (option.media) {
    const follows = Object.assign(document.createElement("button"), { type: "button", textContent: words("follows") });
    follows.addEventListener("click", () => {
      branch = option.media;
      film(option.media);
      byId("film")
        .play()
        .catch(() => {});
    });
    box.append(follows);
  }
  box.hidden = false;
}

function question(each, index) {
  const answered = state.a[index];
  byId("check").hidden = !each.check || answered !== undefined;
  byId("verdict").hidden = true;
  if (!each.check) return;
  if (answered !== undefined) return verdict(each, answered);
  byId("question").textContent = each.check.question;
  const options = each.check.options.map((option, number) => {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "choice", value: `${number}` });
    label.append(radio, Object.assign(document.createElement("span"), { textContent: option.text }));
    return label;
  });
  byId("options").replaceChildren(...options);
}

function open(index, at = 0, focus = true) {
  shown = index;
  branch = "";
  const each = COURSE.episodes[index];
  state.at = index;
  state.t = at;
  byId("episode").textContent = each.title;
  byId("place").textContent = words("lesson", { n: each.number, m: COURSE.episodes.length });
  byId("label").textContent = words("made_with_ai");
  byId("label").hidden = !each.made_with_ai;
  film(each.media, at);
  question(each, index);
  const named = each.sources.map((source) => source.title).join("; ");
  byId("sources").textContent = `${words("sources")}: ${named}`;
  byId("sources").hidden = !named;
  byId("next").hidden = index + 1 >= COURSE.episodes.length;
  list();
  keep();
  if (focus) byId("episode").focus();
}

byId("check").addEventListener("submit", (event) => {
  event.preventDefault();
  const picked = new FormData(event.target).get("choice");
  if (picked === null) return notice("choose");
  byId("notice").hidden = true;
  const each = COURSE.episodes[shown];
  const choice = Number(picked);
  if (state.a[shown] !== undefined) return; // the first answer counts
  state.a[shown] = choice;
  const options = each.check.options.map((option) => option.text);
  const answer = {
    id: each.id,
    choice,
    right: each.check.correct,
    correct: choice === each.check.correct,
    question: each.check.question,
    options,
  };
  tell(() => system.answered(answer));
  question(each, shown);
  list();
  keep();
  if (standing().complete) notice("finished");
});

const video = byId("film");
let keptAt = 0;
video.addEventListener("timeupdate", () => {
  if (branch) return;
  state.t = Math.floor(video.currentTime);
  const enough = video.duration && video.currentTime >= WATCHED * video.duration;
  if (enough && !state.w.includes(shown)) {
    state.w.push(shown);
    list();
    keep();
    if (standing().complete) notice("finished");
  } else if (Date.now() - keptAt > EVERY_MS) {
    keptAt = Date.now();
    keep();
  }
});
byId("next").addEventListener("click", () => open(shown + 1));
byId("leave").addEventListener("click", () => {
  keep();
  queue.then(() => {
    end();
    if (system.back) location.href = system.back;
    else window.close();
  });
});

function end() {
  if (over || !system) return;
  over = true;
  system.end();
}
window.addEventListener("pagehide", () => {
  if (system && !over && system.keep) system.keep(state, standing()).catch(() => {});
  end();
});

async function begin() {
  document.title = COURSE.title;
  byId("title").textContent = COURSE.title;
  byId("lessons").textContent = words("lessons");
  byId("send").textContent = words("answer");
  byId("next").textContent = words("next");
  byId("leave").textContent = words("leave");
  byId("leave").hidden = !system;
  if (!system) notice("alone");
  try {
    const before = system && (await system.begin());
    if (before) state = { at: before.at || 0, t: before.t || 0, w: before.w || [], a: before.a || {} };
  } catch {
    notice("lost");
  }
  open(Math.min(state.at, COURSE.episodes.length - 1), state.t, false);
}
begin();

// Drafting a series: sends the form, shows what goes on line by line, and opens the series when it is there.

const form = document.querySelector("#draft");
const fault = document.querySelector("#fault");
const working = document.querySelector("#working");
const progress = document.querySelector("#progress");
const steps = document.querySelector("#steps");
const button = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  begin();
  try {
    await follow(
      await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/x-ndjson" },
      }),
    );
  } catch {
    stop(form.dataset.lost);
  }
});

function begin() {
  fault.hidden = true;
  button.disabled = true;
  steps.replaceChildren();
  progress.removeAttribute("value");
  working.hidden = false;
}

function stop(words) {
  working.hidden = true;
  button.disabled = false;
  fault.textContent = words;
  fault.hidden = false;
  fault.scrollIntoView({ block: "center" });
}

// One line of JSON for each step; a line may come in several pieces.
async function follow(reply) {
  if (!reply.ok || !reply.body) throw new Error(`status ${reply.status}`);
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let last = {};
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      last = JSON.parse(line);
      show(last);
    }
  }
  if (last.address) window.location.assign(last.address);
  else if (!last.fault) stop(form.dataset.lost);
}

function show(step) {
  if (step.fault) return stop(step.fault);
  if (step.of) {
    progress.max = step.of;
    progress.value = step.at;
  }
  const item = document.createElement("li");
  item.textContent = step.what;
  item.dir = "auto";
  steps.append(item);
}

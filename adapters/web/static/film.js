// A film goes up piece by piece: after a broken line, or a closed page, it goes on where it was.

const form = document.querySelector("#film");
const says = JSON.parse(form.dataset.says);
const file = document.querySelector("#file");
const button = form.querySelector("button");
const progress = document.querySelector("#progress");
const news = document.querySelector("#news");
const home = form.action.replace(/\/file$/, "");
const AGAIN_MS = 2000;

const wait = (ms) => new Promise((resolve) => window.setTimeout(resolve, ms));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const film = file.files[0];
  if (!film) return;
  button.disabled = true;
  progress.hidden = false;
  try {
    await send(film);
  } catch (fault) {
    news.textContent = fault.message;
    button.disabled = false;
  }
});

// What fails for want of a line is tried again; what the server refuses is said.
async function post(path, body) {
  for (;;) {
    const reply = await fetch(`${home}/${path}`, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (reply && reply.status < 500) {
      const content = await reply.json().catch(() => ({}));
      if (reply.ok || reply.status === 409) return content;
      throw new Error(`${content.error || ""} ${content.advice || ""}`.trim());
    }
    news.textContent = says.goes_on;
    await wait(AGAIN_MS);
  }
}

async function send(film) {
  const about = new URLSearchParams({ name: film.name, size: film.size });
  let { received } = await post("begin", about);
  while (received < film.size) {
    show(received, film.size);
    const piece = film.slice(received, received + Number(form.dataset.piece));
    const before = received;
    ({ received } = await post(`piece?from=${received}`, piece));
    if (received === before) await wait(AGAIN_MS); // another window sends it too
  }
  show(received, film.size);
  news.textContent = says.looking;
  await post("whole");
  window.location.reload();
}

function show(received, size) {
  progress.value = received / size;
  news.textContent = `${says.uploading}: ${Math.floor((100 * received) / size)} %`;
}

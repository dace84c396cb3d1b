// The page that Teams frames as a tab: it asks Teams who opened it, and goes to that person's own page.

const WAIT_MS = 10_000; // nobody answers where the page is opened outside of Teams

function shut(words) {
  if (words) document.querySelector("#advice").textContent = words;
  document.querySelector("#opening").hidden = true;
  document.querySelector("#shut").hidden = false;
}

function late() {
  return new Promise((_, refuse) => {
    setTimeout(() => refuse(new Error("Teams does not answer")), WAIT_MS);
  });
}

async function signedIn() {
  await window.microsoftTeams.app.initialize();
  return window.microsoftTeams.authentication.getAuthToken();
}

async function enter() {
  const token = await Promise.race([signedIn(), late()]);
  const reply = await fetch("/teams/tab/enter", { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  if (!reply.ok) throw new Error(`answered ${reply.status}`);
  const { url, words } = await reply.json();
  if (url) window.location.replace(url);
  else shut(words);
}

// Whatever keeps it from opening, the advice on the page is the same: the chat leads there too.
enter().catch(() => shut(""));

// Answers that were given offline: kept in this browser, sent once when the line is back. The event's id goes along, so
// that a second sending of the same answer changes nothing.

import { post, Unreached } from "./post.js";

const KEY = "ninety-answers";

export function keepAnswer(address, choice, id) {
  write([...read().filter((each) => each.address !== address), { address, choice, id }]);
}

// Sends what is kept, now and whenever the line comes back; `taken` hears of the answer to the page that is open.
export function sendKept(here, taken) {
  const send = () => sendAll(here, taken);
  window.addEventListener("online", send);
  send();
}

async function sendAll(here, taken) {
  for (const each of read()) {
    try {
      const said = await post(`${each.address}/answer`, { choice: String(each.choice), event_id: each.id });
      drop(each);
      if (each.address === here) taken(said);
    } catch (error) {
      if (error instanceof Unreached) return;
      drop(each); // it was taken before, or its link has ended
    }
  }
}

function drop(sent) {
  write(read().filter((each) => each.id !== sent.id));
}

function read() {
  try {
    return JSON.parse(window.localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}

function write(answers) {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(answers));
  } catch {
    // A frame of another site may not keep anything: the page says so when it is asked again.
  }
}

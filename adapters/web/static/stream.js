// Follows the server's news. Comes again after a break, from the last change that was seen.

const SOONEST_MS = 500;
const LATEST_MS = 8000;
const SAY_LOST_AFTER_MS = 2500;

export function follow(people, change, words, handlers) {
  const lost = document.getElementById("lost");
  let source = null;
  let wait = SOONEST_MS;
  let comeback = 0;
  let complaint = 0;

  function open() {
    close();
    const query = new URLSearchParams(people.map((id) => ["as", id]));
    query.set("after", change);
    source = new EventSource(`/chat/stream?${query}`);
    source.onopen = found;
    source.onerror = broken;
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) change = Math.max(change, Number(event.lastEventId));
        handle(JSON.parse(event.data));
      });
    }
  }

  function close() {
    source?.close();
    source = null;
    clearTimeout(comeback);
  }

  function found() {
    wait = SOONEST_MS;
    clearTimeout(complaint);
    complaint = 0;
    lost.textContent = "";
  }

  // The browser's own retry gives up on an error page, so the retry is ours.
  function broken() {
    close();
    comeback = setTimeout(open, wait);
    wait = Math.min(wait * 2, LATEST_MS);
    complaint ||= setTimeout(() => {
      lost.textContent = words;
    }, SAY_LOST_AFTER_MS);
  }

  // A page that nobody looks at holds no connection: browsers allow few to one host.
  function attend() {
    if (document.hidden) close();
    else if (!source) open();
  }

  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", close);
  addEventListener("pageshow", attend);
  attend();
}

// Lessons in this browser, for where the line is away: pages, pictures and small films, by their addresses.

const KEPT = "ninety-kept";
const LIST = "/kept/lessons.json";
const HOME = "/kept";

/** Whether this browser can keep anything here; in some frames none can. */
export function canKeep() {
  return "serviceWorker" in navigator && "caches" in window;
}

/** Keep these lessons and no others; `told` hears after each how many are there. */
export async function keepLessons(lessons, told) {
  await navigator.serviceWorker.register("/offline-worker.js");
  await caches.delete(KEPT);
  const cache = await caches.open(KEPT);
  // First the list, marked with its day: what has no list is thrown away.
  await cache.put(LIST, Response.json({ at: Date.now(), lessons }));
  await keepPage(cache, HOME);
  let count = 0;
  for (const lesson of lessons) {
    await keepPage(cache, lesson.page);
    count += 1;
    told(count);
  }
}

export async function keptLessons() {
  const list = await (await caches.open(KEPT)).match(LIST);
  return list ? (await list.json()).lessons : [];
}

export async function dropAll() {
  await caches.delete(KEPT);
}

/** Take out what has been withdrawn meanwhile; offline nothing is. */
export async function dropWithdrawn() {
  const cache = await caches.open(KEPT);
  const list = await cache.match(LIST);
  if (!list) return;
  const { at, lessons } = await list.json();
  const gone = [];
  for (const lesson of lessons) {
    const state = await fetch(`${lesson.page}/state`).catch(() => null);
    if (state && [404, 410].includes(state.status)) gone.push(lesson.page);
  }
  for (const page of gone) await cache.delete(page);
  if (gone.length)
    await cache.put(LIST, Response.json({ at, lessons: lessons.filter(({ page }) => !gone.includes(page)) }));
}

async function keepPage(cache, address) {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(`${reply.status} for ${address}`);
  const html = await reply.clone().text();
  await cache.put(address, reply);
  const files = new Set([...html.matchAll(/"(\/(?:static|media)\/[^"?#]+)"/g)].map((match) => match[1]));
  for (const file of files) {
    // The full picture and the sound alone are left out: the small picture has both, at a tenth of the size.
    if (!/\/(clip\.mp4|sound\.m4a)$/.test(file)) await keepFile(cache, file);
  }
}

// A script brings others along, which the page does not name.
async function keepFile(cache, address) {
  if (await cache.match(address)) return;
  const reply = await fetch(address);
  if (!reply.ok) return;
  await cache.put(address, reply.clone());
  if (!address.endsWith(".js")) return;
  for (const [, name] of (await reply.text()).matchAll(/from "\.\/([^"]+)"/g)) {
    await keepFile(cache, address.replace(/[^/]+$/, name));
  }
}

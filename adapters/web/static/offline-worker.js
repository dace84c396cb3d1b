// Gives kept lessons where the line is away. It keeps nothing itself: keep.js does, when its reader asks for it.

const KEPT = "ninety-kept";
const LIST = "/kept/lessons.json";
const KEPT_FOR_MS = 30 * 24 * 3600 * 1000; // as long as the links to lessons work

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/media/")) event.respondWith(media(request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(fixed(request, pathname));
  else if (request.mode === "navigate" && /^\/(watch|feed|kept)\b/.test(pathname))
    event.respondWith(page(request, pathname));
});

// Its address names its content, so what is kept is right as long as the address is the same.
async function fixed(request, pathname) {
  return (await found(pathname)) ?? fetch(request);
}

async function page(request, pathname) {
  try {
    return await fetch(request);
  } catch (away) {
    const kept = (await found(pathname)) ?? (await found("/kept"));
    if (!kept) throw away;
    return kept;
  }
}

// Only the small picture is kept; it stands for the large one where that cannot be had.
async function media(request, pathname) {
  const kept = await found(pathname);
  if (kept) return part(request, kept);
  try {
    return await fetch(request);
  } catch (away) {
    const small = await found(pathname.replace(/clip\.mp4$/, "small.mp4"));
    if (!small) throw away;
    return part(request, small);
  }
}

async function found(pathname) {
  if (!(await caches.has(KEPT))) return undefined;
  const kept = await caches.open(KEPT);
  const list = await kept.match(LIST);
  if (!list || Date.now() - (await list.json()).at > KEPT_FOR_MS) {
    await caches.delete(KEPT);
    return undefined;
  }
  return kept.match(pathname);
}

// Players ask for parts of a film; a cache gives wholes only.
async function part(request, kept) {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!range) return kept;
  const film = await kept.blob();
  const from = Number(range[1]);
  const to = Math.min(range[2] ? Number(range[2]) : film.size - 1, film.size - 1);
  if (from > to) return new Response("", { status: 416, headers: { "Content-Range": `bytes */${film.size}` } });
  return new Response(film.slice(from, to + 1, film.type), {
    status: 206,
    headers: {
      "Content-Type": kept.headers.get("Content-Type"),
      "Content-Range": `bytes ${from}-${to}/${film.size}`,
      "Content-Length": String(to - from + 1),
      "Accept-Ranges": "bytes",
    },
  });
}

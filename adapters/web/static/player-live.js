// Plays a clip that is still being made: the browser's own HLS where it has one, media source extensions elsewhere.

const HLS = "application/vnd.apple.mpegurl";
const AHEAD_S = 15; // how much is asked for before it is needed
const playing = new WeakMap(); // what fills a video now; another clip takes its place
const AGAIN_MS = 2000; // after a piece could not be had

// The page names the playlist as the video's source already, so that it also plays where no script runs.
export async function playLive(video, address, start = 0) {
  if (video.canPlayType(HLS)) {
    if (video.src !== new URL(address, window.location.href).href) video.src = address;
    if (start) video.currentTime = start;
  } else if ("MediaSource" in window) {
    const growing = new Growing(video, address);
    playing.get(video)?.close();
    playing.set(video, growing);
    await growing.open(start);
  } else throw new Error("this browser plays neither HLS nor media source extensions");
}

class Growing {
  constructor(video, address) {
    this.video = video;
    this.base = new URL(address, window.location.href);
    this.filling = false;
    this.closed = false;
  }

  close() {
    this.closed = true;
  }

  async open(start) {
    this.pieces = pieces(await this.text(this.base), this.base);
    const init = await this.bytes(this.pieces.init);
    const source = new MediaSource();
    this.video.src = URL.createObjectURL(source);
    await once(source, "sourceopen");
    source.duration = this.pieces.seconds;
    this.source = source;
    if (start) this.video.currentTime = start;
    this.buffer = source.addSourceBuffer(`video/mp4; codecs="${h264(init)}, mp4a.40.2"`);
    await this.append(init);
    for (const event of ["timeupdate", "seeking", "play"]) this.video.addEventListener(event, () => this.fill());
    await this.fill();
  }

  // Append what is missing from here on, nearest first; a jump changes what is nearest.
  async fill() {
    if (this.filling || this.closed) return;
    this.filling = true;
    try {
      for (let piece = this.missing(); piece && !this.closed; piece = this.missing()) {
        await this.append(await this.bytes(piece.address));
        piece.has = true;
      }
      if (this.pieces.media.every((piece) => piece.has) && this.source.readyState === "open") this.source.endOfStream();
    } catch {
      window.setTimeout(() => this.fill(), AGAIN_MS);
    } finally {
      this.filling = false;
    }
  }

  missing() {
    const now = this.video.currentTime;
    return this.pieces.media.find((piece) => !piece.has && piece.to > now && piece.from < now + AHEAD_S);
  }

  async append(content) {
    this.buffer.appendBuffer(content);
    await once(this.buffer, "updateend");
  }

  async text(address) {
    return (await this.get(address)).text();
  }

  async bytes(address) {
    return (await this.get(address)).arrayBuffer();
  }

  async get(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${response.status} for a piece of the clip`);
    return response;
  }
}

function once(target, event) {
  return new Promise((resolve, reject) => {
    target.addEventListener(event, resolve, { once: true });
    target.addEventListener("error", () => reject(new Error(`no ${event}`)), { once: true });
  });
}

// The initialisation section, and every segment with the seconds it covers.
function pieces(playlist, base) {
  const media = [];
  let init = null;
  let from = 0;
  let length = 0;
  for (const line of playlist.split(/\r?\n/)) {
    const map = /^#EXT-X-MAP:.*URI="([^"]+)"/.exec(line);
    if (map) init = new URL(map[1], base);
    else if (line.startsWith("#EXTINF:")) length = Number.parseFloat(line.slice(8));
    else if (line && !line.startsWith("#")) {
      media.push({ address: new URL(line, base), from, to: from + length, has: false });
      from += length;
    }
  }
  return { init, media, seconds: from };
}

// The codec's name as browsers want it: profile, constraints and level stand behind the box "avcC" and its version.
function h264(init) {
  const bytes = new Uint8Array(init);
  const box = bytes.findIndex((_, at) => String.fromCharCode(...bytes.subarray(at, at + 4)) === "avcC");
  const numbers = [...bytes.subarray(box + 5, box + 8)];
  return `avc1.${numbers.map((number) => number.toString(16).padStart(2, "0")).join("")}`;
}

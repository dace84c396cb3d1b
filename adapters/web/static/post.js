// Sends JSON to this site, and gives errors in the words that the server chose.

export class Refused extends Error {}

/** Nobody answered: the line or the server is away, and the same can be sent again later. */
export class Unreached extends Refused {}

// What this module says itself; a page in another language brings its own words.
const says = {
  unreached: "Ninety cannot be reached right now. Check that it is still running, then try again.",
  refused: "That did not work. Please try again.",
};

export function inWords({ unreached, refused }) {
  Object.assign(says, { unreached, refused });
}

/** The server's reply. Throws Refused with what to tell the person. */
export async function post(path, body) {
  let reply;
  try {
    reply = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Unreached(says.unreached);
  }
  if (reply.ok) return reply.json();
  const said = await reply.json().catch(() => ({}));
  throw new Refused(said.error ? `${said.error}. ${said.advice}` : says.refused);
}

/** An id for what was just done, so that sending it twice does it once. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

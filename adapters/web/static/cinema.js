// The player page in a dialog over the chat. Closing it stops the clip and gives the focus back.

const dialog = document.getElementById("cinema");
const screen = dialog.querySelector(".screen");

/** Opens the player of a clip; the frame has a name for those who hear the page. */
export function openCinema(url, title, name) {
  document.getElementById("cinema-title").textContent = title;
  document.getElementById("cinema-tab").href = url;
  const frame = document.createElement("iframe");
  frame.src = url;
  frame.title = name;
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.addEventListener("load", () => begin(frame));
  screen.replaceChildren(frame);
  dialog.showModal();
}

export function closeCinema() {
  dialog.close();
}

dialog.addEventListener("close", () => screen.replaceChildren());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) closeCinema(); // the backdrop
});

// The press on Watch asked for the clip, so it plays; where the browser forbids that, its button is there.
function begin(frame) {
  listenForEscape(frame);
  frame.focus();
  frame.contentDocument
    ?.querySelector("video")
    ?.play()
    .catch(() => {});
}

// Keys that are pressed inside of the frame stay there, Escape too.
function listenForEscape(frame) {
  frame.contentWindow?.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !frame.contentDocument.fullscreenElement) closeCinema();
  });
}

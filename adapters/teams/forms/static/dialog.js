// The page that Teams frames: it greets Teams, without which a dialog is taken for broken, and shows the player.

const frame = document.querySelector("iframe");

// The second at which to begin stands behind the #, which the server never sees.
if (window.location.hash) frame.src += window.location.hash;

// Nobody answers where the page is opened outside of Teams.
window.microsoftTeams.app.initialize().catch(() => {});

// Platforms' looks follow the page's own: light or dark.

(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    document.documentElement.dataset.look = dark.matches ? "dark" : "light";
    document.dispatchEvent(new Event("look"));
  };
  follow();
  dark.addEventListener("change", follow);
})();

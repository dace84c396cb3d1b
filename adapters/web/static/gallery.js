// The gallery's switches and its list of names. All of its state is in the address, so that what is seen can be sent.

(() => {
  const root = document.documentElement;
  const given = new URLSearchParams(location.search);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const state = { look: given.get("look") ?? (dark ? "dark" : "light"), width: given.get("width") ?? "wide" };

  function show() {
    Object.assign(root.dataset, state);
    const query = `?${new URLSearchParams(state)}`;
    for (const link of document.querySelectorAll("a.kept")) link.search = query;
    document.dispatchEvent(new Event("look"));
  }

  const switches = document.getElementById("switches");
  if (switches) {
    switches.hidden = false;
    for (const [name, value] of Object.entries(state)) switches.elements[name].value = value;
    switches.addEventListener("change", () => {
      for (const name of Object.keys(state)) state[name] = switches.elements[name].value;
      history.replaceState(null, "", `?${new URLSearchParams(state)}${location.hash}`);
      show();
    });
    switches.addEventListener("submit", (event) => event.preventDefault());
  }
  show();

  const find = document.getElementById("find");
  if (!find) return;
  find.hidden = false;
  if (matchMedia("(max-width: 60rem)").matches) document.getElementById("finder").open = false;
  const found = document.getElementById("found");
  const shown = [...document.querySelectorAll(".shown")];
  const links = new Map([...document.querySelectorAll(".names a")].map((link) => [link.hash.slice(1), link]));

  find.addEventListener("input", () => {
    const words = find.value.trim().toLowerCase();
    let count = 0;
    for (const each of shown) {
      const fits = each.dataset.name.includes(words);
      each.hidden = !fits;
      links.get(each.id).parentElement.hidden = !fits;
      count += fits;
    }
    for (const group of document.querySelectorAll(".chapter, .names")) {
      group.hidden = ![...group.querySelectorAll(".shown, li")].some((each) => !each.hidden);
      if (group.matches(".names")) group.previousElementSibling.hidden = group.hidden;
    }
    found.textContent = count === 1 ? "1 message" : `${count} messages`;
  });

  // What is drawn by a script may have moved the place that the address names.
  addEventListener(
    "load",
    () => location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView(),
  );
})();

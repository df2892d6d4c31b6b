/* The colours of the map, as the style sheet now gives them, and those made from them. */
const Colors = (() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);

  /* {font, dark, paper, ink, line, card} */
  function read() {
    const style = getComputedStyle(root);
    const ink = { font: getComputedStyle(document.body).fontFamily, dark: isDark() };
    for (const name of ["paper", "ink", "line", "card"]) {
      ink[name] = style.getPropertyValue(`--${name}`).trim();
    }
    return ink;
  }

  const channels = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

  /* Colour between two "#rrggbb", `share` of the way to the second. */
  function blend(from, to, share) {
    const target = channels(to);
    const mixed = channels(from).map((value, i) => Math.round(value + (target[i] - value) * share));
    return `rgb(${mixed.join(" ")})`;
  }

  return {
    read,
    isDark,
    /* About a disc, so that a pale one stands out from its ground. */
    rim: (color, ink) => (ink.dark ? blend(color, "#ffffff", 0.3) : blend(color, "#10131a", 0.3)),
    /* For words in the colour of a cluster. */
    legible: (color, ink) => (ink.dark ? blend(color, "#ffffff", 0.5) : blend(color, "#10131a", 0.45)),
    onChange: (act) => dark.addEventListener("change", act),
    toggle() { root.dataset.theme = isDark() ? "light" : "dark"; },
  };
})();

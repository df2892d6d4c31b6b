/* Making parts of the document. Text of the data reaches it as text nodes alone. */
const Elements = (() => {
  const MOST = 8; // suggestions

  function make(tag, properties = {}, ...children) {
    const { aria = {}, ...plain } = properties;
    const element = Object.assign(document.createElement(tag), plain);
    for (const [name, value] of Object.entries(aria)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function dot(color) {
    const element = make("span", { className: "dot" });
    element.style.background = color;
    return element;
  }

  const number = (value) => value.toLocaleString("en");
  const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

  const button = (className, act, ...children) => make("button", { type: "button", className, onclick: act }, ...children);

  // ---- suggestions as you type: the ARIA pattern of a combobox with a list --------------------

  /* Offer papers under `input`; `act` is called with the one taken, `say` with what is found. */
  function suggest(input, { act, say }) {
    const list = make("ul", { id: `${input.id}-options`, className: "options card", hidden: true, role: "listbox", aria: { "aria-label": "Papers found" } });
    let found = [];
    let at = -1;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
      input.setAttribute(name, value);
    }
    input.parentElement.append(list);

    function close() {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function point(next) {
      at = (next + found.length) % found.length;
      [...list.children].slice(0, found.length).forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }

    function take(id) {
      close();
      input.value = "";
      act(id);
    }

    function option(id, i) {
      const { color, title, introduces } = Papers.papers[id];
      const item = make("li", { id: `${list.id}-${i}`, role: "option", aria: { "aria-selected": "false" } },
        dot(color),
        make("span", { className: "title" }, title),
        introduces.length ? make("span", { className: "names" }, `Introduces ${introduces.join(", ")}`) : null);
      // Before the field loses the focus, which would close the list.
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(id));
      return item;
    }

    const note = (text) => make("li", { className: "note", role: "option", aria: { "aria-disabled": "true" } }, text);

    function offer() {
      if (!input.value.trim()) return close();
      const all = Search.find(input.value);
      const there = all.filter(Shown.hasPaper);
      found = there.slice(0, MOST);
      const hidden = all.length - there.length;
      const notes = [
        ...(all.length ? [] : ["No paper holds these words"]),
        ...(there.length > MOST ? [`${number(there.length - MOST)} more: type on to narrow down`] : []),
        ...(hidden ? [`${counted(hidden, "paper")} hidden by the filters`] : []),
      ];
      say(all.length ? `${counted(there.length, "paper")} found` : "No paper found");
      list.replaceChildren(...found.map(option), ...notes.map(note));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      return found.length ? point(0) : input.removeAttribute("aria-activedescendant");
    }

    input.addEventListener("input", offer);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && input.value) {
        event.stopPropagation();
        input.value = "";
        close();
      }
      if (list.hidden || !found.length) return;
      if (event.key === "ArrowDown") point(at + 1);
      else if (event.key === "ArrowUp") point(at - 1);
      else if (event.key === "Enter") take(found[at]);
      else return;
      event.preventDefault();
    });
  }

  return { make, dot, button, number, counted, suggest };
})();

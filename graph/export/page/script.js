"use strict";

/* The page around the map: search, panels, legend, theme. */
(() => {
  const { papers, edges, clusters, kin, cluster, introducers } = Papers;
  const { make, dot, button, counted, suggest } = Elements;
  const { score, percent, named, tellPaper, tellEdge, tellAbstract } = Telling;
  const find = (selector) => document.querySelector(selector);
  const [panel, details, tip, legend, map] = ["#panel", "#details", "#tip", "#legend", "#map"].map(find);
  const root = document.documentElement;
  const narrow = matchMedia("(max-width: 720px)");
  const wide = matchMedia("(min-width: 1001px)");
  const MOST_KIN = 12;

  /* What the panel shows: {paper}, {edge}, {ends: [from, to]}, {cluster}, or nothing. */
  let state = {};

  const say = (text) => { find("#status").textContent = text; };

  // ---- the map -----------------------------------------------------------------------------

  const drawing = createDrawing(map, () => {
    const open = !panel.hidden;
    if (narrow.matches) return { left: 0, right: 0, top: 0, bottom: open ? panel.offsetHeight : 0 };
    const beside = (card) => card.offsetWidth + 14;
    return { left: wide.matches ? beside(legend) : 0, right: open ? beside(panel) : 0, top: 0, bottom: 0 };
  });
  const everything = papers.map((paper) => paper.id);
  const showAll = (ms) => drawing.focus(everything, { margin: narrow.matches ? 34 : 60, closest: 1.6, ms });

  function pointed(event) {
    const box = map.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  function showTip(what, event) {
    tip.hidden = !what;
    if (!what) return;
    const told = what.paper !== undefined ? tellPaper(what.paper) : tellEdge(what.edge);
    tip.replaceChildren(...told.filter(Boolean));
    const { offsetWidth: width, offsetHeight: height } = tip;
    tip.style.left = `${Math.max(8, Math.min(event.clientX + 16, innerWidth - width - 10))}px`;
    tip.style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 14 : event.clientY + 18}px`;
  }

  map.addEventListener("pointermove", (event) => {
    const what = event.pointerType === "mouse" && !event.buttons ? drawing.pick(pointed(event)) : null;
    drawing.hover(what);
    showTip(what, event);
    map.classList.toggle("pointing", Boolean(what));
  });
  map.addEventListener("pointerleave", () => {
    drawing.hover(null);
    showTip(null);
  });
  drawing.onClick((point) => {
    const what = drawing.pick(point, narrow.matches ? 14 : 5);
    if (!what) return state.ends ? null : clear();
    if (what.edge !== undefined) showEdge(what.edge);
    else if (state.ends) choose(what.paper);
    else showPaper(what.paper, { move: false });
    return null;
  });

  // ---- the panel ---------------------------------------------------------------------------

  function open(next, label, ...content) {
    // Whoever was in the panel stays there when its content is replaced.
    const inside = panel.contains(document.activeElement);
    state = next;
    panel.hidden = false;
    panel.setAttribute("aria-label", label);
    details.replaceChildren(...content.filter(Boolean));
    panel.scrollTop = 0;
    if (inside) panel.focus({ preventScroll: true });
    legend.classList.remove("open");
    find("#show-clusters").setAttribute("aria-expanded", "false");
    showTip(null);
    mark();
  }

  function clear() {
    state = {};
    panel.hidden = true;
    drawing.highlight(null);
    mark();
  }

  /* Buttons tell what is open. */
  function mark() {
    find("#open-path").setAttribute("aria-pressed", String(Boolean(state.ends)));
    for (const item of legend.querySelectorAll("li button")) {
      item.setAttribute("aria-pressed", String(state.cluster === Number(item.dataset.cluster)));
    }
  }

  function clusterButton(id) {
    const { color, head, id: number } = cluster(id);
    return button("eyebrow", () => showCluster(number), dot(color), head);
  }

  function stop(id) {
    return button("stop", () => showPaper(id), dot(papers[id].color), make("span", { className: "title" }, named(id)));
  }

  function chips(title, names, own) {
    if (!names.length) return [];
    const items = names.map((name) => {
      const home = introducers.get(name);
      return own || home === undefined
        ? make("span", { className: own ? "chip own" : "chip" }, name)
        : button("chip", () => showPaper(home), name);
    });
    return [make("h3", {}, title), make("div", { className: "row" }, ...items)];
  }

  /* What the paper builds on and what builds on it, as far as the map shows both ends. */
  function lineage(id) {
    const ties = kin[id].map((next) => edges[next.edge]).filter((edge) => edge.directed);
    const told = (title, list, end) => list.length
      ? [make("h3", {}, title), make("ul", { className: "kin" }, ...list.map((edge) => make("li", {},
        button("paper", () => showPaper(edge[end]),
          dot(papers[edge[end]].color),
          make("span", { className: "title" }, named(edge[end])),
          make("span", { className: "reason" }, manner(edge))),
        make("button", {
          type: "button",
          className: "why",
          title: "Why",
          onclick: () => showEdge(edge.id),
          aria: { "aria-label": `Strength ${score(edge.weight)}: why` },
        }, score(edge.weight)))))]
      : [];
    return [
      ...told("Builds on", ties.filter((edge) => edge.from === id), "to"),
      ...told("Is built on by", ties.filter((edge) => edge.to === id), "from")];
  }

  /* A tie by words alone is inferred, and said to be. */
  const manner = ({ layers }) => layers.lineage ? "by name" : layers.cites ? "by citation" : "inferred: by the words of its long form";

  function kinList(id) {
    const items = kin[id].slice(0, MOST_KIN).map(({ edge, paper }) => make("li", {},
      button("paper", () => showPaper(paper),
        dot(papers[paper].color),
        make("span", { className: "title" }, named(paper)),
        make("span", { className: "reason" }, edges[edge].reason)),
      make("button", {
        type: "button",
        className: "why",
        title: "Why",
        onclick: () => showEdge(edge),
        aria: { "aria-label": `Strength ${score(edges[edge].weight)}: why` },
      }, score(edges[edge].weight))));
    if (!items.length) return [make("h3", {}, "No other paper on this map is close to it")];
    const all = Math.max(papers[id].degree, kin[id].length);
    const title = all > items.length ? `Nearest papers: ${items.length} of ${all}` : "Nearest papers";
    return [make("h3", {}, title), make("ol", { className: "kin" }, ...items)];
  }

  function showPaper(id, { move = true } = {}) {
    const paper = papers[id];
    const near = kin[id].map((next) => next.paper);
    const source = [paper.authors, paper.venue, paper.year].filter(Boolean).join(" · ");
    open({ paper: id }, "Paper",
      clusterButton(id),
      make("h2", { dir: "auto" }, paper.title),
      source ? make("p", { className: "quiet" }, source) : null,
      make("div", { className: "row deeds" },
        button("plain", () => showPath([id, null]), "Path from here"),
        button("plain", () => showPath([null, id]), "Path to here")),
      ...chips("Introduces", paper.introduces, true),
      ...tellAbstract(paper),
      ...lineage(id),
      ...chips("Mentions", paper.mentions.filter((name) => !paper.introduces.includes(name)), false),
      ...kinList(id));
    drawing.highlight({ papers: [id, ...near], edges: kin[id].map((next) => next.edge), chosen: [id] });
    if (move) drawing.focus([id], { closest: 1.5 });
    else drawing.reveal([id]);
    say(`${paper.title}. ${counted(near.length, "near paper")}.`);
  }

  function showEdge(id) {
    const edge = edges[id];
    const shares = Object.entries(edge.layers).sort((a, b) => b[1] - a[1]);
    const bars = shares.flatMap(([layer, share]) => [
      make("dt", {}, layer),
      make("dd", {},
        make("meter", { value: share, aria: { "aria-label": layer } }),
        make("span", {}, percent(share)))]);
    open({ edge: id }, "Edge",
      make("h2", { className: "eyebrow" }, "Why these two are kin"),
      make("div", { className: "pair" },
        stop(edge.from),
        make("p", { className: "hop" }, `${edge.directed ? "↓ builds on, " : ""}strength ${score(edge.weight)}`),
        stop(edge.to)),
      edge.reason ? make("p", { className: "lead" }, edge.reason) : null,
      make("h3", {}, `By layer; most by ${edge.kind}`),
      make("dl", { className: "shares" }, ...bars));
    drawing.highlight({ papers: [edge.from, edge.to], path: [id], chosen: [edge.from, edge.to] });
    drawing.reveal([edge.from, edge.to]);
    say(`${papers[edge.from].label} and ${papers[edge.to].label}: ${edge.reason}`);
  }

  function showCluster(id) {
    if (state.cluster === id) return clear();
    const members = clusters.find((one) => one.id === id).papers;
    const inside = edges.filter((edge) => papers[edge.from].community === id && papers[edge.to].community === id);
    clear();
    state = { cluster: id };
    legend.classList.remove("open");
    mark();
    const ranked = [...members].sort((a, b) => papers[b].strength - papers[a].strength || a - b);
    drawing.highlight({ papers: ranked, edges: inside.map((edge) => edge.id) });
    drawing.focus(members, { closest: 1.8 });
    return say(counted(members.length, "paper"));
  }

  // ---- path --------------------------------------------------------------------------------

  function showPath(ends) {
    const [from, to] = ends;
    const chain = from !== null && to !== null ? Papers.path(from, to) : null;
    open({ ends }, "Path between two papers",
      make("h2", { className: "eyebrow" }, "The strongest chain between two papers"),
      make("div", { className: "ends" },
        ...endField("From", 0, from), ...endField("To", 1, to),
        from !== null || to !== null ? button("plain swap", () => showPath([to, from]), "Swap") : null),
      ...tellChain(ends, chain));
    const chosen = ends.filter((id) => id !== null);
    if (chain) {
      drawing.highlight({ papers: chain.papers, path: chain.edges, chosen: chain.papers });
      drawing.focus(chain.papers, { closest: 2, margin: 90 });
    } else if (chosen.length) {
      drawing.highlight({ papers: chosen, chosen });
    } else drawing.highlight(null);
  }

  function endField(label, place, id) {
    const input = make("input", {
      type: "search",
      id: `end-${place}`,
      placeholder: "Choose here or on the map",
      autocomplete: "off",
      value: id === null ? "" : named(id),
      onfocus: () => input.select(),
    });
    const field = make("div", { className: "combobox" }, input);
    suggest(input, { act: (paper) => choose(paper, place), say });
    return [make("label", { htmlFor: input.id }, label), field];
  }

  /* Put a paper into the first free end, or into the one named. */
  function choose(paper, place = state.ends[0] === null ? 0 : 1) {
    const ends = [...state.ends];
    ends[place] = paper;
    const typing = document.activeElement.matches("input");
    showPath(ends);
    const missing = ends.indexOf(null);
    if (typing && missing >= 0) find(`#end-${missing}`).focus();
  }

  function tellChain([from, to], chain) {
    if (from === null || to === null) {
      return [make("p", { className: "lead quiet" }, "Choose two papers, in the fields or on the map.")];
    }
    if (from === to) return [make("p", { className: "lead" }, "This is one and the same paper.")];
    if (!chain) {
      say("There is no chain");
      return [make("p", { className: "lead" }, "No chain of kin papers on this map leads from one to the other.")];
    }
    const hops = chain.papers.flatMap((id, i) => [
      make("li", {}, stop(id)),
      i < chain.edges.length ? make("li", { className: "hop" },
        button("why", () => showEdge(chain.edges[i]), `${edges[chain.edges[i]].kind}, ${score(edges[chain.edges[i]].weight)}`),
        edges[chain.edges[i]].reason) : null]);
    const lead = `${counted(chain.edges.length, "hop")}, strength ${chain.strength.toPrecision(2)}`;
    say(`${lead}: ${chain.papers.map((id) => papers[id].label).join(", then ")}`);
    return [
      make("p", { className: "lead" }, lead),
      make("ol", { className: "hops" }, ...hops.filter(Boolean))];
  }

  // ---- legend, keys, theme -------------------------------------------------------------------

  legend.querySelector("ul").append(...clusters.map(({ id, head, rest, color, size, papers: members }) => {
    const shown = members.length.toLocaleString("en");
    const count = size > members.length ? `${shown} of ${size.toLocaleString("en")}` : shown;
    const name = make("span", { className: "name" }, head, ...(rest ? [" ", make("small", {}, rest)] : []));
    const item = button("", () => showCluster(id), dot(color), name, make("span", { className: "count" }, count));
    item.dataset.cluster = id;
    return make("li", {}, item);
  }));
  find("#about dl").append(...Object.entries(Papers.about).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));

  suggest(find("#search"), { act: (id) => (state.ends ? choose(id) : showPaper(id)), say });
  find("#close").onclick = clear;
  find("#open-path").onclick = () => {
    if (state.ends) return clear();
    showPath([state.paper ?? null, null]);
    return find(state.ends[0] === null ? "#end-0" : "#end-1").focus();
  };
  find("#zoom-in").onclick = () => drawing.zoom(1.5);
  find("#zoom-out").onclick = () => drawing.zoom(1 / 1.5);
  find("#zoom-fit").onclick = () => showAll();
  find("#show-clusters").onclick = (event) => {
    const isOpen = legend.classList.toggle("open");
    event.currentTarget.setAttribute("aria-expanded", String(isOpen));
  };
  // The map takes the focus when it is dragged too; its frame is for those who came by keys.
  document.addEventListener("pointerdown", () => root.classList.remove("by-keys"), true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab") root.classList.add("by-keys");
    const typing = event.target.matches("input");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      find("#search").focus();
    } else if (event.key === "Escape") clear();
  });

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  find("#theme").onclick = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    drawing.draw();
  };
  dark.addEventListener("change", () => drawing.draw());

  drawing.draw();
  showAll(0);
})();

/* The page around the map: what is open, and who is told when it changes. */
(() => {
  const { papers, clusters } = Papers;
  const { counted, suggest } = Elements;
  const find = (selector) => document.querySelector(selector);
  const [panel, details, tip, card, map, sheet] = ["#panel", "#details", "#tip", "#legend", "#map", "#table"].map(find);
  const root = document.documentElement;
  const narrow = matchMedia("(max-width: 720px)");
  const wide = matchMedia("(min-width: 1001px)");

  /* What is open: {paper}, {edge}, {ends: [from, to], chain}, {cluster}, or nothing. */
  let state = {};

  const say = (text) => { find("#status").textContent = text; };

  // ---- the map -----------------------------------------------------------------------------

  function room() {
    const open = !panel.hidden;
    if (narrow.matches) return { left: 0, right: 0, top: 0, bottom: open ? panel.offsetHeight : 0 };
    const beside = (one) => one.offsetWidth + 14;
    return { left: wide.matches ? beside(card) : 0, right: open ? beside(panel) : 0, top: 0, bottom: 0 };
  }

  const drawing = createDrawing(map, room, { click: onClick, home: () => showAll(), move: leave });

  function showAll(ms) {
    drawing.focus(Shown.papers(), { margin: narrow.matches ? 34 : 60, closest: 1.6, whole: true, ms });
  }

  function pointed(event) {
    const box = map.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  function showTip(what, event) {
    tip.hidden = !what;
    if (!what) return;
    const told = what.paper !== undefined ? Telling.tipOfPaper(what.paper) : Telling.tipOfEdge(what.edge);
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
  /* Nothing is under the pointer, or no longer what was. */
  function leave() {
    drawing.hover(null);
    showTip(null);
  }
  map.addEventListener("pointerleave", leave);

  function onClick(point) {
    const what = drawing.pick(point, narrow.matches ? 14 : 5);
    if (!what) return state.ends ? null : open({});
    if (what.edge !== undefined) return open({ edge: what.edge }, { move: false });
    return state.ends ? chooseEnd(what.paper) : open({ paper: what.paper }, { move: false });
  }

  // ---- what is open ------------------------------------------------------------------------

  const go = {
    paper: (paper) => open({ paper }),
    edge: (edge) => open({ edge }, { move: false }),
    cluster: (cluster) => open(state.cluster === cluster ? {} : { cluster }),
    path: (ends, chain = 0) => open({ ends, chain }),
    end: chooseEnd,
    say,
  };

  function told() {
    if (state.paper !== undefined) return Panels.paper(state.paper, go);
    if (state.edge !== undefined) return Panels.edge(state.edge, go);
    if (state.ends) return Panels.path(state.ends, state.chain, go);
    return state.cluster === undefined ? null : ofCluster(state.cluster);
  }

  /* A cluster has no panel: the legend tells of it. */
  function ofCluster(id) {
    const members = clusters.find((one) => one.id === id).papers.filter(Shown.hasPaper);
    const edges = members.length > Papers.CROWD ? [] : Shown.between(members);
    return {
      lit: { papers: members.sort((a, b) => Papers.rank[a] - Papers.rank[b]), edges },
      focus: members,
      closest: 1.8,
      said: counted(members.length, "paper"),
    };
  }

  function show({ move = true, link = true, ms } = {}) {
    const what = told();
    // Whoever was in the panel stays there when its content is replaced.
    const inside = panel.contains(document.activeElement);
    panel.hidden = !what?.content;
    panel.setAttribute("aria-label", what?.label ?? "Details");
    details.replaceChildren(...(what?.content ?? []).filter(Boolean));
    if (inside) (panel.hidden ? map : panel).focus({ preventScroll: true });
    find("#open-path").setAttribute("aria-pressed", String(Boolean(state.ends)));
    legend.mark(state.cluster);
    showTip(null);
    drawing.highlight(what?.lit ?? null);
    if (link) writeLink();
    if (!what) return;
    if (move) drawing.focus(what.focus, { closest: what.closest, margin: what.margin, ms });
    else drawing.reveal(what.focus);
    say(what.said);
  }

  function open(next, { move = true } = {}) {
    state = next;
    panel.scrollTop = 0;
    toggleLegend(false);
    if (narrow.matches && Object.keys(next).length) openTable(false);
    show({ move });
  }

  /* Put a paper into the first free end, or into the one named. */
  function chooseEnd(paper, place = state.ends[0] === null ? 0 : 1) {
    const ends = [...state.ends];
    ends[place] = paper;
    const typing = document.activeElement.matches("input");
    go.path(ends);
    const missing = ends.indexOf(null);
    if (typing && missing >= 0) find(`#end-${missing}`).focus();
  }

  // ---- filters and table -------------------------------------------------------------------

  let asked = false;
  function onFilter() {
    legend.update();
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      drawing.draw();
      const typing = details.contains(document.activeElement);
      if (!typing) show({ move: false, link: false });
    });
  }

  const legend = createLegend(card, {
    cluster: go.cluster,
    filter: onFilter,
    fit: () => showAll(),
    settled() {
      writeLink();
      say(`Showing ${counted(Shown.total.papers, "paper")}, ${counted(Shown.total.edges, "edge")}`);
    },
  });
  const table = createTable(sheet, go);

  function openTable(yes) {
    table.toggle(yes);
    root.classList.toggle("tabled", yes);
    find("#open-table").setAttribute("aria-pressed", String(yes));
  }

  function toggleLegend(yes) {
    card.classList.toggle("open", yes);
    find("#show-legend").setAttribute("aria-expanded", String(yes));
  }

  // ---- the address -------------------------------------------------------------------------

  const hash = () => location.hash.replace(/^#/, "");

  function writeLink() {
    const link = Link.write(state, table.open());
    if (link !== hash()) location.hash = link;
  }

  /* Open what the address says. `ms`: how long the map takes to get there. */
  function followLink(ms) {
    const { state: next, choice, table: tabled } = Link.read(hash());
    state = next;
    Shown.choose(choice);
    legend.update();
    openTable(tabled);
    show({ ms, link: false });
    drawing.draw();
  }
  addEventListener("hashchange", () => {
    if (hash() !== Link.write(state, table.open())) followLink();
  });

  // ---- buttons and keys --------------------------------------------------------------------

  suggest(find("#search"), { act: (id) => (state.ends ? chooseEnd(id) : go.paper(id)), say });
  find("#close").onclick = () => open({});
  find("#open-path").onclick = () => {
    if (state.ends) return open({});
    go.path([state.paper ?? null, null]);
    return find(state.ends[0] === null ? "#end-0" : "#end-1").focus();
  };
  find("#open-table").onclick = () => {
    openTable(!table.open());
    writeLink();
  };
  find("#show-legend").onclick = () => toggleLegend(!card.classList.contains("open"));
  find("#zoom-in").onclick = () => drawing.zoom(1.5);
  find("#zoom-out").onclick = () => drawing.zoom(1 / 1.5);
  find("#zoom-fit").onclick = () => showAll();
  find("#save-picture").onclick = () => Saving.picture(drawing.picture(2));
  find("#save-papers").onclick = Saving.papers;
  find("#save-edges").onclick = Saving.edges;
  find("#save-graph").onclick = Saving.graph;
  find("#save-link").onclick = () => navigator.clipboard.writeText(location.href).then(
    () => say("Link copied"),
    () => say("The link stands in the address of this page"),
  );
  find("#saving").addEventListener("click", (event) => {
    if (event.target.closest("button")) find("#saving").hidePopover();
  });
  find("#theme").onclick = () => {
    Colors.toggle();
    drawing.draw();
  };
  Colors.onChange(() => drawing.draw());

  // The map takes the focus when it is dragged too; its frame is for those who came by keys.
  document.addEventListener("pointerdown", () => root.classList.remove("by-keys"), true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab") root.classList.add("by-keys");
    if (event.key === "/" && !event.target.matches("input")) {
      event.preventDefault();
      find("#search").focus();
    } else if (event.key === "Escape" && !find("#saving").matches(":popover-open")) open({});
  });

  showAll(0);
  followLink(0);
  globalThis.paperkin = { Papers, Edges, Shown, Search, Chains, Names }; // for the console
})();

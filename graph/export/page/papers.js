/* The papers and their clusters. A paper is its row number. */
const Papers = (() => {
  const columns = Data.papers;
  const [introduces, mentions, terms] = ["introduces", "mentions", "terms"].map((name) => textsOf(columns[name]));

  const { clusters, byId } = (() => {
    const { id: ids, label, size, color } = Data.clusters;
    const known = ids.map((id, i) => ({ id, label: label[i], size: size[i], color: color[i], papers: [] }));
    const alone = { id: -1, label: "On their own", size: 0, color: "#8b8f97", papers: [] };
    if (columns.community.includes(-1)) known.push(alone);
    // "state space · recurrence · memory": the first term leads, the rest stands back.
    for (const one of known) {
      const [head, ...rest] = one.label.split(" · ");
      Object.assign(one, { head, rest: rest.join(" · ") });
    }
    return { clusters: known, byId: new Map(known.map((one) => [one.id, one])) };
  })();

  const PLAIN = [
    "key", "label", "title", "year", "authors", "venue", "doi", "arxiv",
    "community", "degree", "strength", "x", "y", "size",
  ];
  const papers = columns.key.map((_, id) => {
    const paper = { id };
    for (const name of PLAIN) paper[name] = columns[name][id];
    paper.color = byId.get(paper.community).color;
    paper.introduces = introduces(id);
    paper.mentions = mentions(id);
    byId.get(paper.community).papers.push(id);
    return paper;
  });
  /* Where they stand and how large they are, on end: x, y, size. */
  const places = Object.fromEntries(["x", "y", "size"].map((name) => [name, Float32Array.from(columns[name])]));
  const byKey = new Map(papers.map(({ key, id }) => [key, id]));

  /* The first paper of each name that introduces it. */
  const introducers = new Map();
  for (const { id, introduces: names } of papers) {
    for (const name of names) {
      if (!introducers.has(name)) introducers.set(name, id);
    }
  }

  /* The most connected first: the order in which papers get names and a reader meets them. */
  const ranked = papers.map(({ id }) => id)
    .sort((a, b) => papers[b].strength - papers[a].strength || a - b);
  const rank = new Uint32Array(papers.length);
  ranked.forEach((id, place) => { rank[id] = place; });

  /* The box about some papers, in units of the map. */
  function bounds(ids) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const id of ids) {
      const { x, y } = papers[id];
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
    return box;
  }

  /* Abstracts are counted in characters, of which some are two units of a string in JavaScript. */
  const abstracts = new Map();
  function abstract(id, start = 0, end = Infinity) {
    if (!columns.abstract) return "";
    if (!abstracts.has(id)) abstracts.set(id, [...columns.abstract[id]]);
    return abstracts.get(id).slice(start, end).join("");
  }

  /* Names in an abstract as {start, end, name}, in the order of the text. */
  const markStarts = columns.marks && startsOf(columns.marks.counts);
  function marks(id) {
    if (!columns.marks) return [];
    const { start, end, name } = columns.marks;
    const found = [];
    for (let at = markStarts[id]; at < markStarts[id + 1]; at++) {
      found.push({ start: start[at], end: end[at], name: Data.texts[name[at]] });
    }
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  const known = papers.map(({ year }) => year).filter((year) => year !== null);

  return {
    papers, clusters, ...places, introducers, ranked, rank, bounds, abstract, marks, terms,
    CROWD: 600, // papers that are not told apart one by one when they stand out together
    all: papers.map(({ id }) => id),
    extent: bounds(papers.map(({ id }) => id)),
    cluster: (id) => byId.get(papers[id].community),
    find: (key) => byKey.get(key),
    hasAbstracts: Boolean(columns.abstract),
    years: known.length ? [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))] : null,
  };
})();

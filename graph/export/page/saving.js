/* What is shown, as files to keep: a picture, tables, a graph. */
const Saving = (() => {
  const { papers } = Papers;

  function save(name, blob) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /* Lines one after the other, so that a million of them never stand there all at once. */
  function text(name, type, lines) {
    const PART = 5000;
    const parts = [];
    let some = [];
    for (const line of lines) {
      if (some.push(line) < PART) continue;
      parts.push(new Blob([`${some.join("\n")}\n`]));
      some = [];
    }
    if (some.length) parts.push(`${some.join("\n")}\n`);
    save(name, new Blob(parts, { type }));
  }

  /* Columns of papers and edges: [name, type in GraphML, value]. */
  const rgb = (color, i) => parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16);
  const PAPERS = [
    ["label", "string", (paper) => paper.label],
    ["title", "string", (paper) => paper.title],
    ["year", "int", (paper) => paper.year],
    ["authors", "string", (paper) => paper.authors],
    ["venue", "string", (paper) => paper.venue],
    ["doi", "string", (paper) => paper.doi],
    ["arxiv", "string", (paper) => paper.arxiv],
    ["community", "int", (paper) => paper.community],
    ["community_label", "string", (paper) => (paper.community < 0 ? "" : Papers.cluster(paper.id).label)],
    ["degree", "int", (paper) => Shown.kin(paper.id).length],
    ["strength", "double", (paper) => paper.strength],
    ["introduces", "string", (paper) => paper.introduces.join("; ")],
    ["mentions", "string", (paper) => paper.mentions.join("; ")],
    ["terms", "string", (paper) => Papers.terms(paper.id).join("; ")],
    ["x", "double", (paper) => paper.x],
    ["y", "double", (paper) => -paper.y], // up, as everywhere but in a browser
    ["size", "double", (paper) => paper.size],
    ["color", "string", (paper) => paper.color],
    ["r", "int", (paper) => rgb(paper.color, 0)],
    ["g", "int", (paper) => rgb(paper.color, 1)],
    ["b", "int", (paper) => rgb(paper.color, 2)],
  ];
  const EDGES = [
    ["weight", "double", (edge) => Number(Shown.weight(edge).toPrecision(6))],
    ["kind", "string", (edge) => Edges.kind(edge)],
    ["directed", "boolean", (edge) => Edges.directed(edge)],
    ["reason", "string", (edge) => Edges.reason(edge)],
  ];

  const key = (id) => papers[id].key;
  const shownPapers = () => Shown.papers().map((id) => papers[id]);

  // ---- tables ------------------------------------------------------------------------------

  /* A cell begins no formula in a spreadsheet. */
  function cell(value) {
    const plain = String(value ?? "").replace(/\s+/g, " ");
    const safe = typeof value === "string" && /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
    return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  const row = (values) => values.map(cell).join(",");

  function* paperRows() {
    yield row(["id", ...PAPERS.map(([name]) => name)]);
    for (const paper of shownPapers()) yield row([paper.key, ...PAPERS.map(([, , value]) => value(paper))]);
  }

  function* edgeRows() {
    yield row(["source", "target", ...EDGES.map(([name]) => name)]);
    for (const edge of Shown.edges()) {
      yield row([key(Edges.from[edge]), key(Edges.to[edge]), ...EDGES.map(([, , value]) => value(edge))]);
    }
  }

  // ---- GraphML -----------------------------------------------------------------------------

  const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g; // XML 1.0 cannot hold these
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escaped = (value) => String(value).replace(FORBIDDEN, " ").replace(/[&<>"]/g, (mark) => ENTITIES[mark]);

  const keys = (columns, of) => columns.map(([name, type]) => (
    `  <key id="${of}-${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`));
  const data = (columns, of, what) => columns
    .map(([name, , value]) => [name, value(what)])
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `<data key="${of}-${name}">${escaped(value)}</data>`)
    .join("");

  function* graphLines() {
    yield '<?xml version="1.0" encoding="UTF-8"?>';
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">';
    yield* keys(PAPERS, "node");
    yield* keys(EDGES, "edge");
    yield '  <graph id="paperkin" edgedefault="undirected">';
    for (const paper of shownPapers()) yield `    <node id="${escaped(paper.key)}">${data(PAPERS, "node", paper)}</node>`;
    for (const edge of Shown.edges()) {
      const [source, target] = [Edges.from[edge], Edges.to[edge]].map((id) => escaped(key(id)));
      yield `    <edge source="${source}" target="${target}">${data(EDGES, "edge", edge)}</edge>`;
    }
    yield "  </graph>";
    yield "</graphml>";
  }

  return {
    papers: () => text("papers.csv", "text/csv", paperRows()),
    edges: () => text("edges.csv", "text/csv", edgeRows()),
    graph: () => text("graph.graphml", "application/graphml+xml", graphLines()),
    picture: (canvas) => canvas.toBlob((blob) => save("map.png", blob), "image/png"),
  };
})();

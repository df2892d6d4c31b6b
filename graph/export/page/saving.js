/* What is shown, as files to keep: a picture, tables, a graph. */
const Saving = (() => {
  const { papers } = Papers;

  function save(name, blob) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const text = (name, type, lines) => save(name, new Blob([`${lines.join("\n")}\n`], { type }));

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

  const savePapers = () => text("papers.csv", "text/csv", [
    row(["id", ...PAPERS.map(([name]) => name)]),
    ...shownPapers().map((paper) => row([paper.key, ...PAPERS.map(([, , value]) => value(paper))])),
  ]);

  const saveEdges = () => text("edges.csv", "text/csv", [
    row(["source", "target", ...EDGES.map(([name]) => name)]),
    ...Shown.edges().map((edge) => row([key(Edges.from[edge]), key(Edges.to[edge]), ...EDGES.map(([, , value]) => value(edge))])),
  ]);

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

  const saveGraph = () => text("graph.graphml", "application/graphml+xml", [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys(PAPERS, "node"),
    ...keys(EDGES, "edge"),
    '  <graph id="paperkin" edgedefault="undirected">',
    ...shownPapers().map((paper) => `    <node id="${escaped(paper.key)}">${data(PAPERS, "node", paper)}</node>`),
    ...Shown.edges().map((edge) => `    <edge source="${escaped(key(Edges.from[edge]))}" target="${escaped(key(Edges.to[edge]))}">${data(EDGES, "edge", edge)}</edge>`),
    "  </graph>",
    "</graphml>",
  ]);

  return {
    papers: savePapers,
    edges: saveEdges,
    graph: saveGraph,
    picture: (canvas) => canvas.toBlob((blob) => save("map.png", blob), "image/png"),
  };
})();

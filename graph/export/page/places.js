/* Which paper stands where: a grid over the map, so that what is near is found without asking
   every paper. */
const Places = (() => {
  const { papers, extent } = Papers;
  const CELL = 82; // units of the map, in which there is about one paper
  const columns = Math.max(1, Math.ceil((extent.right - extent.left) / CELL + 1e-9));
  const rows = Math.max(1, Math.ceil((extent.bottom - extent.top) / CELL + 1e-9));
  const largest = papers.reduce((most, { size }) => Math.max(most, size), 0);

  const clamp = (value, most) => Math.max(0, Math.min(most - 1, value));
  const column = (x) => clamp(Math.floor((x - extent.left) / CELL), columns);
  const row = (y) => clamp(Math.floor((y - extent.top) / CELL), rows);

  /* Papers by cell, on end. */
  const { starts, held } = (() => {
    const counts = new Uint32Array(columns * rows);
    const cell = papers.map(({ x, y }) => row(y) * columns + column(x));
    for (const one of cell) counts[one] += 1;
    const first = startsOf(counts);
    const next = first.slice();
    const found = new Uint32Array(papers.length);
    cell.forEach((one, id) => { found[next[one]++] = id; });
    return { starts: first, held: found };
  })();

  /* Papers shown whose middle lies in a box. */
  function within({ left, right, top, bottom }) {
    const found = [];
    for (let r = row(top); r <= row(bottom); r++) {
      for (let c = column(left); c <= column(right); c++) {
        for (let i = starts[r * columns + c]; i < starts[r * columns + c + 1]; i++) {
          const { id, x, y } = papers[held[i]];
          if (x >= left && x <= right && y >= top && y <= bottom && Shown.hasPaper(id)) found.push(id);
        }
      }
    }
    return found;
  }

  /* The paper whose disc, `reach` wider than drawn, lies under a point; of several the one nearest
     in its own radii, so that a small disc upon a large one can be picked too. */
  function at({ x, y }, reach) {
    const wide = largest + reach;
    let [found, least] = [null, 1];
    for (const id of within({ left: x - wide, right: x + wide, top: y - wide, bottom: y + wide })) {
      const paper = papers[id];
      const away = Math.hypot(paper.x - x, paper.y - y) / (paper.size + reach);
      if (away < least) [found, least] = [id, away];
    }
    return found;
  }

  function distance(edge, { x, y }) {
    const [a, b] = [papers[Edges.from[edge]], papers[Edges.to[edge]]];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const along = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.max(0, Math.min(1, along));
    return Math.hypot(a.x + t * dx - x, a.y + t * dy - y);
  }

  /* The edge nearer than `reach` to a point, of `some` or of all that are shown. */
  function edgeAt(point, reach, some) {
    let [found, least] = [null, reach];
    function ask(edge) {
      const away = distance(edge, point);
      if (away < least) [found, least] = [edge, away];
    }
    if (some) some.forEach(ask);
    else {
      for (let edge = 0; edge < Edges.count; edge++) if (Shown.hasEdge(edge)) ask(edge);
    }
    return found;
  }

  return { within, at, edgeAt };
})();

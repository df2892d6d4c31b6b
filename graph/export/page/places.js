/* Which paper stands where: a grid over the map, so that what is near is found without asking
   every paper. */
const Places = (() => {
  const { papers, extent, x, y, size } = Papers;
  const CELL = 82; // units of the map, in which there is about one paper
  const columns = Math.max(1, Math.ceil((extent.right - extent.left) / CELL + 1e-9));
  const rows = Math.max(1, Math.ceil((extent.bottom - extent.top) / CELL + 1e-9));
  const largest = size.reduce((most, one) => Math.max(most, one), 0);

  const clamp = (value, most) => Math.max(0, Math.min(most - 1, value));
  const column = (at) => clamp(Math.floor((at - extent.left) / CELL), columns);
  const row = (at) => clamp(Math.floor((at - extent.top) / CELL), rows);

  /* Papers by cell, on end. */
  const { starts, held } = (() => {
    const counts = new Uint32Array(columns * rows);
    const cell = papers.map(({ id }) => row(y[id]) * columns + column(x[id]));
    for (const one of cell) counts[one] += 1;
    const first = startsOf(counts);
    const next = first.slice();
    const found = new Uint32Array(papers.length);
    cell.forEach((one, id) => { found[next[one]++] = id; });
    return { starts: first, held: found };
  })();

  /* Papers shown whose middle lies in a box and whose radius is `least` or more. */
  function within({ left, right, top, bottom }, least = 0) {
    const found = [];
    if (least > largest) return found;
    for (let r = row(top); r <= row(bottom); r++) {
      for (let c = column(left); c <= column(right); c++) {
        for (let i = starts[r * columns + c]; i < starts[r * columns + c + 1]; i++) {
          const id = held[i];
          if (size[id] >= least && x[id] >= left && x[id] <= right && y[id] >= top && y[id] <= bottom && Shown.hasPaper(id)) found.push(id);
        }
      }
    }
    return found;
  }

  /* The paper whose disc, `reach` wider than drawn, lies under a point; of several the one nearest
     in its own radii, so that a small disc upon a large one can be picked too. */
  function at(point, reach) {
    const wide = largest + reach;
    let [found, least] = [null, 1];
    const about = { left: point.x - wide, right: point.x + wide, top: point.y - wide, bottom: point.y + wide };
    for (const id of within(about)) {
      const away = Math.hypot(x[id] - point.x, y[id] - point.y) / (size[id] + reach);
      if (away < least) [found, least] = [id, away];
    }
    return found;
  }

  function distance(edge, point) {
    const [a, b] = [Edges.from[edge], Edges.to[edge]];
    const [dx, dy] = [x[b] - x[a], y[b] - y[a]];
    const along = ((point.x - x[a]) * dx + (point.y - y[a]) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.max(0, Math.min(1, along));
    return Math.hypot(x[a] + t * dx - point.x, y[a] + t * dy - point.y);
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

/* Where names go on the map, in pixels from its origin at one scale: none over another, clusters
   beside their big discs rather than over them. Placed once for a scale and a part of the map, so
   that they keep still under a drag. */
const Names = (() => {
  const pen = document.createElement("canvas").getContext("2d"); // measures text
  const { papers, clusters, extent, ranked, rank, CROWD } = Papers;
  const SPARE = 17000; // square pixels of map for each name of a paper
  const VISIBLE = 1.5; // pixels of radius from which a disc is kept free and named
  const APART = 82; // units of the map across that a paper has
  const SEEN = 8; // pixels across from which a cluster is named
  const WIDER = 3; // times as wide as its cluster a name may be
  const SPREAD = 130; // and from which it has room for the rest of its name
  let last = null;

  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const scaled = (box, scale) => (
    { left: box.left * scale, right: box.right * scale, top: box.top * scale, bottom: box.bottom * scale });
  const boxAbout = ({ x, y }, width, height) => (
    { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
  const disc = ({ x, y, size }, scale) => (
    boxAbout({ x: x * scale, y: y * scale }, 2 * size * scale, 2 * size * scale));
  const shorten = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

  function median(values) {
    const sorted = Float64Array.from(values).sort();
    return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  }

  /* One line, or two of like length when `text` is longer than `most` characters. */
  function wrapped(text, most) {
    const gaps = [...text.matchAll(/\s+(?!·)/g)].map((match) => match.index);
    if (text.length <= most || !gaps.length) return [text];
    const away = (gap) => Math.abs(gap - text.length / 2);
    const cut = gaps.reduce((best, gap) => (away(gap) < away(best) ? gap : best));
    return [text.slice(0, cut), text.slice(cut).trim()];
  }

  /* Boxes already taken, in a coarse grid: `take` claims one unless it meets another. */
  function createBoxes(cell = 48) {
    const grid = new Map();
    function cells(box) {
      const keys = [];
      for (let i = Math.floor(box.left / cell); i <= box.right / cell; i++) {
        for (let j = Math.floor(box.top / cell); j <= box.bottom / cell; j++) keys.push(i * 65536 + j);
      }
      return keys;
    }
    function add(box) {
      for (const key of cells(box)) {
        if (!grid.has(key)) grid.set(key, []);
        grid.get(key).push(box);
      }
    }
    function take(box) {
      const clash = (other) => other.of !== box.of && meet(other, box);
      if (cells(box).some((key) => (grid.get(key) || []).some(clash))) return false;
      add(box);
      return true;
    }
    return { add, take };
  }

  // ---- clusters ----------------------------------------------------------------------------

  /* The middle of what is shown of each cluster, until the filters change. */
  let middles = null;
  Shown.onChange(() => { middles = last = null; });
  const middleOf = (cluster) => {
    middles ??= new Map(clusters.map(({ id, papers: members }) => {
      const there = members.filter(Shown.hasPaper);
      return [id, there.length ? { x: median(there.map((p) => papers[p].x)), y: median(there.map((p) => papers[p].y)) } : null];
    }));
    return middles.get(cluster.id);
  };

  /* Lines of a cluster's name, {text, type, middle}, and the room they take. */
  function typeset(cluster, points, { font, width: room, spread }) {
    const lines = wrapped(cluster.head, 24).map((text) => ({ text, points, weight: 640 }));
    if (cluster.rest && room >= 600 && spread >= SPREAD) lines.push(...wrapped(cluster.rest, 42).map((text) => ({ text, points: points * 0.68, weight: 500 })));
    let [width, height] = [0, 0];
    const set = lines.map((line) => {
      const type = `${line.weight} ${line.points}px ${font}`;
      pen.font = type;
      width = Math.max(width, pen.measureText(line.text).width);
      height += line.points * 1.2;
      return { text: line.text, type, middle: height - line.points * 0.6 };
    });
    return { lines: set, width, height };
  }

  /* A cluster's name goes where it covers least and is not far from the middle of its papers; one
     that finds no place waits until the reader comes nearer. */
  function placeClusters({ scale, slack, font, width: room }) {
    const most = Math.max(12.5, Math.min(20, 8 + ((extent.right - extent.left) * scale) / 75));
    const placed = [];
    for (const cluster of clusters) {
      const middle = cluster.id >= 0 && cluster.label && middleOf(cluster);
      if (!middle) continue;
      const spread = Math.sqrt(cluster.papers.length) * APART * scale;
      if (spread < SEEN) continue;
      const points = Math.max(10.5, Math.min(most, 7 + spread / 12));
      const { lines, width, height } = typeset(cluster, points, { font, width: room, spread });
      if (width > WIDER * spread) continue;
      const best = seats(cluster, middle, { scale, slack, width, height })
        .filter((seat) => seat.away <= spread && !placed.some((other) => meet(seat, other)))
        .reduce((a, b) => (a && a.cost <= b.cost ? a : b), null);
      if (best) placed.push({ cluster, lines, ...best });
    }
    return placed;
  }

  /* Boxes about the middle of a cluster; each costs what it hides, what stands about it of other
     clusters, and its way from there. */
  function seats(cluster, middle, { scale, slack, width, height }) {
    const [x, y] = [middle.x * scale, middle.y * scale];
    const about = scaled(boxAbout({ x, y }, 3 * width, 7 * height), 1 / scale);
    const discs = Places.within(about, VISIBLE / scale)
      .map((id) => ({ r: papers[id].size * scale, community: papers[id].community, ...disc(papers[id], scale) }));
    const clamp = (value, low, high, { spare, length }) => (
      Math.max(low * scale - spare + length / 2, Math.min(high * scale + spare - length / 2, value)));
    const found = [];
    for (let up = -8; up <= 8; up++) {
      for (let aside = -4; aside <= 4; aside++) {
        const at = {
          x: clamp(x + (aside * width) / 6, extent.left, extent.right, { spare: slack.x, length: width }),
          y: clamp(y + (up * height) / 3.5, extent.top, extent.bottom, { spare: slack.y, length: height }),
        };
        const box = boxAbout(at, width, height);
        const hidden = discs.filter((other) => meet(box, other))
          .reduce((sum, { r }) => sum + 60 + 2 * r * r, 0);
        const about = boxAbout(at, width + 50, height + 50);
        const strange = discs.filter((other) => other.community !== cluster.id && meet(about, other)).length;
        const away = Math.hypot(at.x - x, at.y - y);
        found.push({ ...box, ...at, away, cost: hidden + 12 * strange + 2 * away });
      }
    }
    return found;
  }

  // ---- papers ------------------------------------------------------------------------------

  /* A paper's name goes to its right, left, below, above or to a corner; a chosen one has it in
     any case. */
  function placePaper(id, { scale, near, slack, font, width: room }, chosen, taken) {
    const paper = papers[id];
    const points = chosen ? 13.5 : 12;
    const type = `${chosen ? 650 : 500} ${points}px ${font}`;
    const text = shorten(paper.label, room < 600 ? 24 : 32);
    pen.font = type;
    const width = pen.measureText(text).width;
    const [x, y] = [paper.x * scale, paper.y * scale];
    const gap = paper.size * scale + (chosen ? 9 : 4);
    const within = ({ left, right }) => near > 1.1
      || (left > extent.left * scale - slack.x && right < extent.right * scale + slack.x);
    const sides = [
      { left: x + gap, top: y - points * 0.62 },
      { left: x - gap - width, top: y - points * 0.62 },
      { left: x - width / 2, top: y + gap - 1 },
      { left: x - width / 2, top: y - gap - points * 1.2 },
      ...[1, -1].flatMap((down) => [
        { left: x + gap * 0.7, top: y + down * gap * 0.75 - points * 0.62 },
        { left: x - gap * 0.7 - width, top: y + down * gap * 0.75 - points * 0.62 },
      ]),
    ].map((side) => ({ of: id, ...side, right: side.left + width, bottom: side.top + points * 1.25 }));
    const box = sides.find((side) => within(side) && taken.take(side)) || (chosen && sides[2]);
    return box && { id, text, type, ...box };
  }

  /* Papers shown in a part of the map, the most connected first. */
  function candidates(area) {
    const all = area.left <= extent.left && area.right >= extent.right && area.top <= extent.top && area.bottom >= extent.bottom;
    return all ? ranked.filter(Shown.hasPaper) : Places.within(area).sort((a, b) => rank[a] - rank[b]);
  }

  /* How many papers are named: fewer for the same room the farther away the reader is. */
  function wanted({ scale, near }, area) {
    const across = Math.min(area.right, extent.right) - Math.max(area.left, extent.left);
    const down = Math.min(area.bottom, extent.bottom) - Math.max(area.top, extent.top);
    return Math.ceil((Math.max(0, across * down) * scale ** 2 / SPARE) * Math.max(1, near) ** 0.3) + 6;
  }

  function placeAll(view, area) {
    const { lit, scale } = view;
    const taken = createBoxes();
    const few = lit && lit.papers.length <= CROWD;
    const overview = few ? [] : placeClusters(view);
    overview.forEach(taken.add);
    const order = lit ? lit.papers : candidates(area);
    for (const id of order) {
      if (papers[id].size * scale >= VISIBLE) taken.add({ of: id, ...disc(papers[id], scale) });
    }
    const most = few ? Infinity : wanted(view, area);
    const names = [];
    for (const id of order) {
      if (names.length >= most) break;
      if (!few && papers[id].size * scale < VISIBLE) continue;
      const name = placePaper(id, view, Boolean(lit) && lit.chosen.includes(id), taken);
      if (name) names.push(name);
    }
    return { papers: names, clusters: overview };
  }

  /* `view`: {scale, near, slack, width, font, lit}; `seen`: the box of the map that is in view. */
  function place(view, seen) {
    const key = JSON.stringify([view.scale.toPrecision(3), view.width, view.font]);
    const [dx, dy] = [seen.right - seen.left, seen.bottom - seen.top];
    const covered = last && last.area.left <= seen.left && last.area.right >= seen.right
      && last.area.top <= seen.top && last.area.bottom >= seen.bottom;
    if (!covered || last.key !== key || last.lit !== view.lit) {
      const area = { left: seen.left - dx, right: seen.right + dx, top: seen.top - dy, bottom: seen.bottom + dy };
      last = { key, area, lit: view.lit, ...placeAll(view, area) };
    }
    return last;
  }

  return { place };
})();

"use strict";

/* Where names go on the map, in pixels from its origin: none over another, clusters beside their
   big discs rather than over them. Placed once a scale, so that they keep still under a drag. */
function createNames(pen) {
  const { papers, clusters, extent } = Papers;
  const order = papers.map((paper) => paper.id)
    .sort((a, b) => papers[b].strength - papers[a].strength || a - b);
  let last = { key: "" };

  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const boxAbout = ({ x, y }, width, height) => (
    { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
  const disc = ({ x, y, size }, scale) => (
    boxAbout({ x: x * scale, y: y * scale }, 2 * size * scale, 2 * size * scale));
  const middle = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const shorten = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

  /* One line, or two of like length when `text` is longer than `most` characters. */
  function wrapped(text, most) {
    const gaps = [...text.matchAll(/\s+/g)].map((match) => match.index);
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
        for (let j = Math.floor(box.top / cell); j <= box.bottom / cell; j++) keys.push(`${i} ${j}`);
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

  /* Lines of a cluster's name, {text, type, middle}, and the room they take. */
  function typeset(cluster, points, font) {
    const lines = wrapped(cluster.head, 24).map((text) => ({ text, points, weight: 640 }));
    if (cluster.rest) lines.push(...wrapped(cluster.rest, 42).map((text) => ({ text, points: points * 0.68, weight: 500 })));
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
  function placeClusters({ scale, slack, font }) {
    const points = Math.max(12.5, Math.min(20, 8 + ((extent.right - extent.left) * scale) / 75));
    const placed = [];
    for (const cluster of clusters.filter(({ id, label, papers: members }) => id >= 0 && label && members.length)) {
      const { lines, width, height } = typeset(cluster, points, font);
      const best = seats(cluster, { scale, slack, width, height })
        .filter((seat) => !placed.some((other) => meet(seat, other)))
        .reduce((a, b) => (a && a.cost <= b.cost ? a : b), null);
      if (best) placed.push({ cluster, lines, ...best });
    }
    return placed;
  }

  /* Boxes about the middle of a cluster; each costs what it hides, and its way from there. */
  function seats(cluster, { scale, slack, width, height }) {
    const [x, y] = ["x", "y"].map((axis) => middle(cluster.papers.map((id) => papers[id][axis])) * scale);
    const about = boxAbout({ x, y }, 2.2 * width, 6 * height);
    const discs = papers.map((paper) => ({ r: paper.size * scale, ...disc(paper, scale) }))
      .filter((box) => meet(box, about));
    const least = extent.left * scale - slack + width / 2;
    const most = extent.right * scale + slack - width / 2;
    const found = [];
    for (let up = -6; up <= 6; up++) {
      for (let aside = -3; aside <= 3; aside++) {
        const at = { x: Math.max(least, Math.min(most, x + (aside * width) / 6)), y: y + (up * height) / 3 };
        const box = boxAbout(at, width, height);
        const hidden = discs.filter((other) => meet(box, other))
          .reduce((sum, { r }) => sum + 60 + 2 * r * r, 0);
        found.push({ ...box, ...at, cost: hidden + 2 * Math.hypot(at.x - x, at.y - y) });
      }
    }
    return found;
  }

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
      || (left > extent.left * scale - slack && right < extent.right * scale + slack);
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
    return box && { text, type, ...box };
  }

  function placeAll(view) {
    const { shown, scale } = view;
    const taken = createBoxes();
    const overview = shown || view.clusterInk <= 0 ? [] : placeClusters(view);
    overview.forEach(taken.add);
    const wanted = shown ? shown.papers : order;
    for (const id of wanted) taken.add({ of: id, ...disc(papers[id], scale) });
    const most = shown ? Infinity : Math.ceil((view.width * view.height) / 26000 * view.near ** 1.7);
    const names = [];
    for (const id of wanted) {
      if (names.length >= most) break;
      const name = placePaper(id, view, Boolean(shown) && shown.chosen.includes(id), taken);
      if (name) names.push(name);
    }
    return { papers: names, clusters: overview };
  }

  /* `view`: {scale, near, slack, width, height, font, clusterInk, shown}. */
  return function place(view) {
    const key = JSON.stringify([view.scale.toPrecision(3), view.width, view.height, view.clusterInk > 0]);
    if (key !== last.key || view.shown !== last.shown) last = { key, shown: view.shown, ...placeAll(view) };
    return last;
  };
}

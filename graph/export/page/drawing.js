"use strict";

/* The map: a surface that draws every disc and line, a ground of soft islands under it, and over
   it what stands out and the names. */

/* Drawing over `container`: {draw, focus, reveal, pick, highlight, hover, zoom, onClick}.
     draw()                     draw all, in the colours that the style sheet now gives
     focus(papers, options)     bring these papers into the middle of the free room
     reveal(papers)             the same, but only if one of them is covered
     pick(point, reach)         {paper} or {edge} at this point, or null
     highlight(what)            {papers, edges, path, chosen}: these stand out; null: none
     hover(what)                {paper} or {edge} under the pointer; null: none
     zoom(factor)               nearer or farther
     onClick(act)               act(point) when the reader clicks or taps
   `room()` tells how many pixels at each side are covered by panels. */
function createDrawing(container, room) {
  const { papers, edges, kin, options } = Papers;
  const DARK = matchMedia("(prefers-color-scheme: dark)");
  const MOTION = matchMedia("(prefers-reduced-motion: reduce)");
  const layer = () => container.appendChild(document.createElement("canvas"));

  const ground = layer();
  const frame = container.appendChild(document.createElement("div"));
  const overlay = layer();
  frame.className = "surface";
  ground.className = "ground";
  overlay.className = "overlay";

  const surface = visSurface(frame, papers, edges, options);
  const pen = overlay.getContext("2d");
  const place = createNames(pen);

  let ink = {};
  let shown = null;
  let under = null;
  let camera = { x: 0, y: 0, scale: 1 };
  let whole = 1; // the scale at which all is in view, and the pixels then left at each side
  let slack = 0;
  let islands = null;
  let frameAsked = false;

  const size = () => ({ width: container.clientWidth, height: container.clientHeight });

  function toScreen({ x, y }) {
    const { width, height } = size();
    return { x: (x - camera.x) * camera.scale + width / 2, y: (y - camera.y) * camera.scale + height / 2 };
  }

  function toMap({ x, y }) {
    const { width, height } = size();
    return { x: (x - width / 2) / camera.scale + camera.x, y: (y - height / 2) / camera.scale + camera.y };
  }

  // ---- colours -------------------------------------------------------------------------

  function readInk() {
    const style = getComputedStyle(container);
    const font = style.fontFamily;
    const scheme = document.documentElement.dataset.theme;
    ink = { font, dark: scheme ? scheme === "dark" : DARK.matches };
    for (const name of ["paper", "ink", "line"]) {
      ink[name] = style.getPropertyValue(`--${name}`).trim();
    }
  }

  function channels(color) {
    return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  }

  /* Colour between two "#rrggbb", `share` of the way to the second. */
  function blend(from, to, share) {
    const target = channels(to);
    const mixed = channels(from).map((value, i) => Math.round(value + (target[i] - value) * share));
    return `rgb(${mixed.join(" ")})`;
  }

  function edgeColor(edge) {
    const [a, b] = [papers[edge.from], papers[edge.to]];
    const inside = a.community === b.community;
    return { color: inside ? a.color : ink.line, opacity: (inside ? 0.2 : 0.13) + 0.2 * edge.weight };
  }

  // ---- the ground ------------------------------------------------------------------------

  function drawGround() {
    const brush = start(ground);
    if (!islands) return;
    const { x, y } = toScreen({ x: islands.left, y: islands.top });
    const grow = camera.scale / islands.grain;
    brush.globalAlpha = shown ? 0.45 : 1;
    brush.drawImage(islands.canvas, x, y, islands.canvas.width * grow, islands.canvas.height * grow);
  }

  /* Clear a canvas, fitted to the screen's own pixels. */
  function start(canvas) {
    const { width, height } = size();
    const ratio = devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    const brush = canvas.getContext("2d");
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.clearRect(0, 0, width, height);
    return brush;
  }

  // ---- names -----------------------------------------------------------------------------

  /* How far in the reader is: 1 when the whole map is in view. */
  const nearness = () => camera.scale / whole;
  const clusterInk = () => Math.max(0, Math.min(1, (3 - nearness()) / 1.2));

  function write(text, x, y, color) {
    pen.lineJoin = "round";
    pen.strokeStyle = ink.paper;
    pen.strokeText(text, x, y);
    pen.fillStyle = color;
    pen.fillText(text, x, y);
  }

  function drawNames() {
    const { width, height } = size();
    const { scale } = camera;
    const names = place({ scale, near: nearness(), slack, width, height, font: ink.font, clusterInk: clusterInk(), shown });
    const [dx, dy] = [width / 2 - camera.x * camera.scale, height / 2 - camera.y * camera.scale];
    const inView = (box) => box.right + dx > 0 && box.left + dx < width && box.bottom + dy > 0 && box.top + dy < height;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.lineWidth = 3;
    for (const name of names.papers.filter(inView)) {
      pen.font = name.type;
      write(name.text, name.left + dx, (name.top + name.bottom) / 2 + dy, ink.ink);
    }
    pen.textAlign = "center";
    pen.lineWidth = 5;
    for (const box of names.clusters.filter(inView)) {
      pen.globalAlpha = clusterInk() * 0.9;
      const color = ink.dark ? blend(box.cluster.color, "#ffffff", 0.5) : blend(box.cluster.color, "#10131a", 0.45);
      for (const line of box.lines) {
        pen.font = line.type;
        write(line.text, box.x + dx, box.top + line.middle + dy, color);
      }
    }
    pen.globalAlpha = 1;
  }

  // ---- what stands out ---------------------------------------------------------------------

  function drawEdge(id, { width, color, alpha }) {
    const edge = edges[id];
    const [a, b] = [toScreen(papers[edge.from]), toScreen(papers[edge.to])];
    pen.globalAlpha = alpha;
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(a.x, a.y);
    pen.lineTo(b.x, b.y);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  function drawPaper(id, ring) {
    const paper = papers[id];
    const { x, y } = toScreen(paper);
    const r = Math.max(3, paper.size * camera.scale);
    pen.fillStyle = paper.color;
    pen.strokeStyle = ink.paper;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.arc(x, y, r, 0, 7);
    pen.fill();
    pen.stroke();
    if (!ring) return;
    pen.strokeStyle = ink.ink;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(x, y, r + 3.5, 0, 7);
    pen.stroke();
  }

  function drawShown() {
    for (const id of shown.edges) {
      const edge = edges[id];
      const { color } = papers[shown.chosen.includes(edge.from) ? edge.to : edge.from];
      drawEdge(id, { width: 0.8 + 2.4 * edge.weight, color, alpha: 0.65 });
    }
    for (const id of shown.path) drawEdge(id, { width: 4, color: ink.ink, alpha: 1 });
    for (const id of shown.papers) drawPaper(id, false);
    for (const id of shown.chosen) drawPaper(id, true);
  }

  function drawUnder() {
    if (under.edge !== undefined) {
      drawEdge(under.edge, { width: 3, color: ink.ink, alpha: 0.75 });
      drawPaper(edges[under.edge].from, false);
      drawPaper(edges[under.edge].to, false);
      return;
    }
    for (const { edge, paper } of kin[under.paper]) {
      drawEdge(edge, { width: 1 + 2 * edges[edge].weight, color: papers[paper].color, alpha: 0.7 });
    }
    for (const { paper } of kin[under.paper]) drawPaper(paper, false);
    drawPaper(under.paper, true);
  }

  function drawOver() {
    camera = surface.camera();
    drawGround();
    start(overlay);
    if (shown) drawShown();
    if (under) drawUnder();
    drawNames();
  }

  function askFrame() {
    if (frameAsked) return;
    frameAsked = true;
    requestAnimationFrame(() => {
      frameAsked = false;
      drawOver();
    });
  }

  // ---- where things are ----------------------------------------------------------------------

  const free = () => {
    const { width, height } = size();
    const covered = room();
    return {
      width: Math.max(80, width - covered.left - covered.right),
      height: Math.max(80, height - covered.top - covered.bottom),
      dx: (covered.left - covered.right) / 2,
      dy: (covered.top - covered.bottom) / 2,
    };
  };

  function focus(ids, { closest = 1.8, margin = 56, ms = 450 } = {}) {
    if (!ids.length) return;
    const box = Papers.bounds(ids);
    const space = free();
    const fits = Math.min(
      Math.max(20, space.width - 2 * margin) / Math.max(1, box.right - box.left),
      Math.max(20, space.height - 2 * margin) / Math.max(1, box.bottom - box.top),
    );
    const scale = Math.min(fits, closest);
    const x = (box.left + box.right) / 2 - space.dx / scale;
    const y = (box.top + box.bottom) / 2 - space.dy / scale;
    if (ids.length === papers.length) {
      whole = scale;
      slack = (space.width - (box.right - box.left) * scale) / 2 - 6;
    }
    surface.move({ x, y, scale }, MOTION.matches ? 0 : ms);
  }

  /* Move only if one of these papers stands under a panel or outside the window. */
  function reveal(ids) {
    const { width, height } = size();
    const covered = room();
    const hidden = ids.map((id) => toScreen(papers[id])).some(({ x, y }) => (
      x < covered.left + 20 || x > width - covered.right - 20
      || y < covered.top + 20 || y > height - covered.bottom - 20));
    if (hidden) focus(ids, { closest: camera.scale });
  }

  function distanceTo(edge, point) {
    const [a, b] = [papers[edge.from], papers[edge.to]];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const along = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.max(0, Math.min(1, along));
    return Math.hypot(a.x + t * dx - point.x, a.y + t * dy - point.y);
  }

  function nearest(items, distance, reach) {
    let [found, least] = [null, reach];
    for (const item of items) {
      const away = distance(item);
      if (away < least) [found, least] = [item, away];
    }
    return found;
  }

  /* While something is highlighted, only its own edges can be picked. */
  function pick(screen, reach = 4) {
    const point = toMap(screen);
    // In discs' own radii, so that a small disc upon a large one can be picked too.
    const away = (paper) => (
      Math.hypot(paper.x - point.x, paper.y - point.y) / (paper.size + reach / camera.scale));
    const paper = nearest(papers, away, 1);
    if (paper) return { paper: paper.id };
    const lines = shown ? [...shown.edges, ...shown.path].map((id) => edges[id]) : edges;
    const edge = nearest(lines, (line) => distanceTo(line, point), reach / camera.scale);
    return edge && { edge: edge.id };
  }

  surface.on("change", drawOver);
  new ResizeObserver(askFrame).observe(container);

  return {
    draw() {
      readInk();
      surface.paint({ edge: edgeColor, rim: ink.paper });
      if (papers.length) islands = paintIslands(ink);
      askFrame();
    },
    focus,
    pick,
    highlight(what) {
      shown = what && { papers: [], edges: [], path: [], chosen: [], ...what };
      surface.element.classList.toggle("faded", Boolean(what));
      askFrame();
    },
    hover(what) {
      if (JSON.stringify(what) === JSON.stringify(under)) return;
      under = what;
      askFrame();
    },
    zoom(factor) {
      surface.move({ ...camera, scale: camera.scale * factor }, MOTION.matches ? 0 : 200);
    },
    onClick: (act) => surface.on("click", act),
    reveal,
  };
}

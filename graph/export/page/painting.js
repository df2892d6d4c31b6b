/* What lies under and over the discs and lines of the surface, painted upon any canvas.

   `view` is what the canvas shows: {x, y, scale, width, height, window: {width, height}}, in which
   the window is the middle of the canvas. `scene` is what there is to paint: {ink, islands, lit,
   under, whole, slack, covered}; see createDrawing. */
const Painting = (() => {
  const { papers, CROWD } = Papers;
  const SIGNS = 5; // at most
  const FAN = 150; // lines from one paper, of which more are the fainter
  const STRETCH = 3; // how far rough islands are stretched when they begin to fade
  const BUTTONS = 52; // pixels that the buttons for the zoom take at the right
  const NEAR = 1.5; // how far in the reader is when clusters get signs; 1 is the whole map in view

  const toScreen = ({ x, y }, view) => (
    { x: (x - view.x) * view.scale + view.width / 2, y: (y - view.y) * view.scale + view.height / 2 });
  const toMap = ({ x, y }, view) => (
    { x: (x - view.width / 2) / view.scale + view.x, y: (y - view.height / 2) / view.scale + view.y });

  /* The box of the map that is in view. */
  function seen({ x, y, scale, width, height }) {
    const [across, down] = [width / 2 / scale, height / 2 / scale];
    return { left: x - across, right: x + across, top: y - down, bottom: y + down };
  }

  /* Clear a canvas and fit it to `ratio` pixels for each of the view. */
  function start(brush, { width, height }, ratio) {
    const { canvas } = brush;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.clearRect(0, 0, width, height);
  }

  function ground(brush, view, scene, ratio) {
    start(brush, view, ratio);
    const { islands, lit } = scene;
    if (!islands) return;
    const { x, y } = toScreen({ x: islands.left, y: islands.top }, view);
    const grow = view.scale / islands.grain;
    const left = islands.rough ? Math.min(1, Math.max(0, 2 - grow / STRETCH)) : 1;
    brush.globalAlpha = (lit ? 0.45 : 1) * left;
    brush.drawImage(islands.canvas, x, y, islands.canvas.width * grow, islands.canvas.height * grow);
    brush.globalAlpha = 1;
  }

  // ---- names -------------------------------------------------------------------------------

  function write(brush, text, x, y, { halo, color }) {
    brush.lineJoin = "round";
    brush.strokeStyle = halo;
    brush.strokeText(text, x, y);
    brush.fillStyle = color;
    brush.fillText(text, x, y);
  }

  function drawNames(brush, view, scene) {
    const { ink, whole, slack, lit } = scene;
    const { scale, width, height } = view;
    const asked = { scale, near: scale / whole, slack, width: view.window.width, font: ink.font, lit };
    const names = Names.place(asked, seen(view));
    const [dx, dy] = [width / 2 - view.x * scale, height / 2 - view.y * scale];
    const inView = (box) => box.right + dx > 0 && box.left + dx < width && box.bottom + dy > 0 && box.top + dy < height;
    brush.textBaseline = "middle";
    brush.textAlign = "left";
    brush.lineWidth = 3;
    for (const name of names.papers.filter(inView)) {
      brush.font = name.type;
      write(brush, name.text, name.left + dx, (name.top + name.bottom) / 2 + dy, { halo: ink.paper, color: ink.ink });
    }
    brush.textAlign = "center";
    brush.lineWidth = 5;
    for (const box of names.clusters.filter(inView)) {
      for (const line of box.lines) {
        brush.font = line.type;
        write(brush, line.text, box.x + dx, box.top + line.middle + dy, { halo: ink.paper, color: Colors.legible(box.cluster.color, ink) });
      }
    }
    if (!lit && asked.near > NEAR) drawSigns(brush, view, scene, names.clusters);
  }

  /* Signs at the side of the window for clusters whose papers are in view but whose name is not. */
  function drawSigns(brush, view, { ink, covered }, named) {
    const window = { ...view, ...view.window };
    const counts = new Map();
    for (const id of Places.within(seen(window))) {
      counts.set(papers[id].community, (counts.get(papers[id].community) || 0) + 1);
    }
    const [left, top] = [(view.width - window.width) / 2, (view.height - window.height) / 2];
    const free = {
      left: left + covered.left + 12,
      right: left + window.width - covered.right - BUTTONS - 12,
      top: top + covered.top + 12,
      bottom: top + window.height - covered.bottom - 12,
    };
    const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, SIGNS);
    const taken = [];
    brush.font = `600 12.5px ${ink.font}`;
    brush.textAlign = "left";
    for (const [id] of most) {
      const label = named.find(({ cluster }) => cluster.id === id);
      if (!label) continue;
      const at = toScreen({ x: label.x / view.scale, y: (label.top + label.bottom) / 2 / view.scale }, view);
      if (at.x > free.left && at.x < free.right && at.y > free.top && at.y < free.bottom) continue;
      const [width, height] = [brush.measureText(label.cluster.head).width + 36, 26];
      const x = Math.max(free.left, Math.min(free.right - width, at.x - width / 2));
      const y = Math.max(free.top, Math.min(free.bottom - height, at.y - height / 2));
      const clash = (other) => Math.abs(other.y - y) < height + 4 && x < other.x + other.width + 4 && other.x < x + width + 4;
      if (taken.some(clash)) continue;
      taken.push({ x, y, width });
      drawSign(brush, label.cluster, { x, y, width, height }, ink);
    }
  }

  function drawSign(brush, { head, color }, { x, y, width, height }, ink) {
    brush.fillStyle = ink.card;
    brush.strokeStyle = color;
    brush.lineWidth = 1.5;
    brush.beginPath();
    brush.roundRect(x, y, width, height, height / 2);
    brush.fill();
    brush.stroke();
    brush.fillStyle = color;
    brush.beginPath();
    brush.arc(x + 14, y + height / 2, 4.5, 0, 7);
    brush.fill();
    brush.fillStyle = Colors.legible(color, ink);
    brush.fillText(head, x + 24, y + height / 2 + 0.5);
  }

  // ---- what stands out ---------------------------------------------------------------------

  function drawEdge(brush, view, edge, { width, color, alpha }) {
    const [a, b] = [Edges.from[edge], Edges.to[edge]].map((id) => toScreen(papers[id], view));
    brush.globalAlpha = alpha;
    brush.strokeStyle = color;
    brush.lineWidth = width;
    brush.lineCap = "round";
    brush.beginPath();
    brush.moveTo(a.x, a.y);
    brush.lineTo(b.x, b.y);
    brush.stroke();
    brush.globalAlpha = 1;
  }

  function drawPaper(brush, view, id, { ink, ringed, least = 3 }) {
    const { x, y } = toScreen(papers[id], view);
    const r = Math.max(least, papers[id].size * view.scale);
    brush.fillStyle = papers[id].color;
    brush.strokeStyle = ink.paper;
    brush.lineWidth = 1.5;
    brush.beginPath();
    brush.arc(x, y, r, 0, 7);
    brush.fill();
    if (r >= 3) brush.stroke();
    if (!ringed) return;
    brush.strokeStyle = ink.ink;
    brush.lineWidth = 2;
    brush.beginPath();
    brush.arc(x, y, r + 3.5, 0, 7);
    brush.stroke();
  }

  /* How much of its colour a line keeps beside others that stand out. */
  const faint = ({ length }) => Math.min(1, (FAN / length) ** 0.5);

  function drawLit(brush, view, { lit, ink }) {
    for (const edge of lit.edges) {
      const color = papers[lit.chosen.includes(Edges.from[edge]) ? Edges.to[edge] : Edges.from[edge]].color;
      drawEdge(brush, view, edge, { width: 0.8 + 2.4 * Shown.weight(edge), color, alpha: 0.65 * faint(lit.edges) });
    }
    for (const edge of lit.path) drawEdge(brush, view, edge, { width: 4, color: ink.ink, alpha: 1 });
    const least = lit.papers.length > CROWD ? 1 : 3;
    for (const id of lit.papers) drawPaper(brush, view, id, { ink, least });
    for (const id of lit.chosen) drawPaper(brush, view, id, { ink, ringed: true });
  }

  function drawUnder(brush, view, { under, ink }) {
    if (under.edge !== undefined) {
      drawEdge(brush, view, under.edge, { width: 3, color: ink.ink, alpha: 0.75 });
      drawPaper(brush, view, Edges.from[under.edge], { ink });
      drawPaper(brush, view, Edges.to[under.edge], { ink });
      return;
    }
    const near = Shown.kin(under.paper);
    for (const { edge, paper, weight } of near) {
      drawEdge(brush, view, edge, { width: 1 + 2 * weight, color: papers[paper].color, alpha: 0.7 * faint(near) });
    }
    for (const { paper } of near) drawPaper(brush, view, paper, { ink });
    drawPaper(brush, view, under.paper, { ink, ringed: true });
  }

  function over(brush, view, scene, ratio) {
    start(brush, view, ratio);
    if (scene.lit) drawLit(brush, view, scene);
    if (scene.under) drawUnder(brush, view, scene);
    drawNames(brush, view, scene);
  }

  return { start, ground, over, toScreen, toMap };
})();

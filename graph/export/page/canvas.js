/* What draws discs and lines: a plain canvas, for tens of thousands of papers. It offers what
   surface.js tells of. All is drawn in slices on a sheet out of sight, which is then laid upon the
   canvas; until then what is known already, the last sheet and the whole map, stands in for it.
   More lines than can be told apart are a haze. */
function createSurface(frame, drawn) {
  const { papers, ranked, extent, x, y, size } = Papers;
  const STROKES = 20000; // lines that are drawn each by itself
  const NEAR = 300; // units of the map, the length from which lines of a haze are fainter
  const FINE = 250000; // lines up to which the cells of a haze are pixels
  const STEP = 2000; // discs or strokes in a moment
  const SHARP = 2; // pixels of the canvas for one of the screen, at most

  const sheet = () => document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const front = frame.appendChild(document.createElement("canvas")).getContext("2d");
  const element = front.canvas;
  const { start, stop } = createSlices();
  const own = () => Math.min(SHARP, devicePixelRatio || 1);

  let camera = { x: 0, y: 0, scale: 1 };
  let stands = null; // {view, lines} of what is on the canvas
  let whole = null; // {view, canvas}: the whole map, as it was last drawn
  let asked = null; // the look that was last asked for
  let plan = null; // what there is to draw by it, once that is made ready

  // ---- getting ready -----------------------------------------------------------------------

  const channels = (color) => (color.startsWith("#")
    ? [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16))
    : color.match(/\d+/g).slice(0, 3).map(Number));

  /* A number for each text, in the order in which they come. */
  function createNumbers() {
    const known = new Map();
    return {
      of(text) {
        if (!known.has(text)) known.set(text, known.size);
        return known.get(text);
      },
      texts: () => [...known.keys()],
    };
  }

  /* What is shown, as arrays: `discs`, the least connected first, with a fill and a rim for each
     paper; `lines`, with ink, width and number of its tint for each edge. */
  function* prepare(look) {
    const [fill, rim] = [new Array(papers.length), new Array(papers.length)];
    const discs = ranked.toReversed().filter(Shown.hasPaper);
    for (const id of discs) ({ fill: fill[id], rim: rim[id] } = look.paper(id));
    yield;
    const tints = createNumbers();
    const lines = new Uint32Array(Shown.total.edges);
    const [tint, ink, width] = [new Uint16Array(Edges.count), new Float32Array(Edges.count), new Float32Array(Edges.count)];
    let count = 0;
    let arrows = false;
    for (let edge = 0; edge < Edges.count; edge++) {
      if (edge % 20000 === 0) yield;
      if (!Shown.hasEdge(edge)) continue;
      const style = look.edge(edge);
      lines[count++] = edge;
      tint[edge] = tints.of(style.color);
      ink[edge] = style.opacity;
      width[edge] = style.width;
      arrows = style.arrow;
    }
    return { discs, fill, rim, lines: lines.subarray(0, count), tint, ink, width, arrows, tints: tints.texts() };
  }

  /* What the canvas is to show: the camera, its size in pixels of the screen, and its own pixels
     for each of these. */
  const ownView = () => ({ ...camera, width: frame.clientWidth, height: frame.clientHeight, ratio: own() });

  function boxOf(view, spare = 0) {
    const [across, down] = [view.width / 2 / view.scale, view.height / 2 / view.scale];
    return { left: view.x - across - spare, right: view.x + across + spare, top: view.y - down - spare, bottom: view.y + down + spare };
  }

  // ---- drawing -----------------------------------------------------------------------------

  /* Lines that may be seen: not both ends are beyond the same side. */
  function* seen(lines, { left, right, top, bottom }) {
    const { from, to } = Edges;
    const found = new Uint32Array(lines.length);
    let count = 0;
    for (let i = 0; i < lines.length; i++) {
      if (i % 100000 === 99999) yield;
      const [a, b] = [from[lines[i]], to[lines[i]]];
      if ((x[a] < left && x[b] < left) || (x[a] > right && x[b] > right)
        || (y[a] < top && y[b] < top) || (y[a] > bottom && y[b] > bottom)) continue;
      found[count++] = lines[i];
    }
    return found.subarray(0, count);
  }

  /* Have the brush paint what it was told, lest all of it be painted in one go. */
  const settle = (brush) => brush.getImageData(0, 0, 1, 1);

  function arrow(brush, a, b, { scale, width }) {
    const [dx, dy] = [x[b] - x[a], y[b] - y[a]];
    const long = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / long, dy / long];
    const [tx, ty] = [x[b] * scale - ux * radius(b, scale), y[b] * scale - uy * radius(b, scale)];
    const head = 4 + 2 * width;
    brush.beginPath();
    brush.moveTo(tx, ty);
    brush.lineTo(tx - head * ux - 0.4 * head * uy, ty - head * uy + 0.4 * head * ux);
    brush.lineTo(tx - head * ux + 0.4 * head * uy, ty - head * uy - 0.4 * head * ux);
    brush.fill();
  }

  function* stroke(brush, view, lines) {
    const { scale } = view;
    const bold = (plan.lines.length / Math.max(1, lines.length)) ** 0.35; // the fewer are in view
    for (let i = 0; i < lines.length; i++) {
      const edge = lines[i];
      const [a, b] = [Edges.from[edge], Edges.to[edge]];
      brush.globalAlpha = Math.min(0.8, plan.ink[edge] * bold);
      brush.strokeStyle = brush.fillStyle = plan.tints[plan.tint[edge]];
      brush.lineWidth = plan.width[edge] * Math.min(1, scale);
      brush.beginPath();
      brush.moveTo(x[a] * scale, y[a] * scale);
      brush.lineTo(x[b] * scale, y[b] * scale);
      brush.stroke();
      if (plan.arrows) arrow(brush, a, b, { scale, width: brush.lineWidth });
      if (i % STEP === STEP - 1) {
        settle(brush);
        yield;
      }
    }
    brush.globalAlpha = 1;
  }

  function* haze(brush, view, lines) {
    const grain = lines.length > FINE ? 0.5 : 1;
    const by = view.scale * grain;
    const cells = { width: Math.ceil(view.width * grain), height: Math.ceil(view.height * grain), reach: Math.max(24, NEAR * by) };
    const { left, top } = boxOf(view);
    const of = { ...Edges, ...plan, x: x.map((at) => (at - left) * by), y: y.map((at) => (at - top) * by) };
    const canvas = yield* Haze.paint(lines, of, plan.tints.map(channels), cells);
    brush.imageSmoothingQuality = "high";
    brush.drawImage(canvas, 0, 0, cells.width / grain, cells.height / grain);
  }

  /* Pixels; seen from afar a disc shrinks more slowly than the map, and never to nothing. */
  const radius = (id, scale) => Math.max(size[id] * scale, 0.5 + 0.05 * size[id]);

  function* fillDiscs(brush, view) {
    const { scale } = view;
    const { left, right, top, bottom } = boxOf(view, 40 / scale);
    let count = 0;
    for (const id of plan.discs) {
      if (x[id] < left || x[id] > right || y[id] < top || y[id] > bottom) continue;
      const r = radius(id, scale);
      brush.fillStyle = plan.fill[id];
      if (r < 1.2) brush.fillRect(x[id] * scale - r, y[id] * scale - r, 2 * r, 2 * r);
      else {
        brush.beginPath();
        brush.arc(x[id] * scale, y[id] * scale, r, 0, 7);
        brush.fill();
        if (r > 4) {
          brush.strokeStyle = plan.rim[id];
          brush.stroke();
        }
      }
      if (++count % STEP === 0) {
        settle(brush);
        yield;
      }
    }
  }

  /* Draw a view upon a canvas of its own; {canvas, lines}, `lines` being those drawn one by one. */
  function* draw(view) {
    plan ??= yield* prepare(asked);
    const brush = sheet();
    const { width, height, ratio, scale } = view;
    Object.assign(brush.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const lines = yield* seen(plan.lines, boxOf(view));
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (lines.length > STROKES) yield* haze(brush, view, lines);
    brush.translate(width / 2 - view.x * scale, height / 2 - view.y * scale);
    if (lines.length <= STROKES) yield* stroke(brush, view, lines);
    brush.lineWidth = 1;
    yield* fillDiscs(brush, view);
    settle(brush);
    return { canvas: brush.canvas, view, lines: lines.length > STROKES ? [] : lines };
  }

  // ---- laying it upon the canvas -----------------------------------------------------------

  function lay({ canvas, view }, now) {
    const by = (now.scale / view.scale) * now.ratio;
    const left = (((view.x - now.x) * now.scale + now.width / 2) * now.ratio) - (view.width / 2) * by;
    const top = (((view.y - now.y) * now.scale + now.height / 2) * now.ratio) - (view.height / 2) * by;
    const box = [left, top, view.width * by, view.height * by];
    front.clearRect(...box);
    front.drawImage(canvas, ...box);
  }

  function fit({ width, height, ratio }) {
    Object.assign(element, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  }

  /* What is known of this view before it is drawn. */
  function layKnown(now) {
    fit(now);
    if (whole) lay(whole, now);
    lay(stands, now);
  }

  const holdsAll = (view) => {
    const { left, right, top, bottom } = boxOf(view);
    return left <= extent.left && right >= extent.right && top <= extent.top && bottom >= extent.bottom;
  };

  function layDrawn(sheetOf) {
    const { view } = sheetOf;
    stands = sheetOf;
    if (holdsAll(view)) whole = sheetOf;
    fit(view);
    lay(sheetOf, view);
    drawn(view, { whole: true });
  }

  return {
    element,
    pickable: () => (stands ? stands.lines : []),
    paint(look) {
      [asked, plan, whole] = [look, null, null];
    },
    show(next, { moving }) {
      camera = next;
      const now = ownView();
      if (!now.width || !now.height) return true; // in a frame not yet laid out; that will ask again
      if (stands) {
        layKnown(now);
        drawn(now, { whole: false });
      }
      const rough = moving && Boolean(stands);
      if (rough) stop();
      else start(draw(now), layDrawn);
      return !rough;
    },
    picture(seenFrom, sizes) {
      const steps = draw({ ...seenFrom, ...sizes });
      let step = steps.next();
      while (!step.done) step = steps.next();
      return step.value.canvas;
    },
  };
}

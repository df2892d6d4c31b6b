/* The map: a surface that draws every disc and line, a ground of soft islands under it, and over
   it what stands out and the names. They lie on one stage, which is shifted and, if the map is
   large, stretched while the camera moves; it is drawn afresh when that rests or the stage runs out.

   createDrawing(container, room, on) gives
     draw()                     draw all, in the colours that the style sheet now gives and as the
                                filters now are
     focus(papers, options)     bring these papers into the middle of the free room; `whole`: they are
                                all that there is, so that names grow denser from here
     reveal(papers)             the same, but only if one of them is covered
     pick(point, reach)         {paper} or {edge} at this point, or null
     highlight(what)            {papers, edges, path, chosen}: these stand out; null: none
     hover(what)                {paper} or {edge} under the pointer; null: none
     zoom(factor)               nearer or farther
     picture(ratio)             a canvas with what is seen, so many pixels for each of the screen
   and dispatches "drawn" on the container whenever the stage shows the map as it now is; at the
   first time it sets the performance mark "map".
   `room()` tells how many pixels at each side are covered by panels. `on`: {click, home, move}: a
   point was clicked, everything was asked for, the map moves. */
function createDrawing(container, room, on) {
  const { papers } = Papers;
  const { toScreen, toMap } = Painting;
  const LARGE = 2500; // papers and edges from which drawing takes longer than a frame
  const MARGIN = 0.25; // of the stage beyond each side of the window, in windows
  const large = papers.length + Edges.count > LARGE;
  const ratio = () => devicePixelRatio || 1;

  const part = (tag, name) => Object.assign(document.createElement(tag), { className: name });
  const stage = container.appendChild(part("div", "stage"));
  const ground = stage.appendChild(part("canvas", "ground")).getContext("2d");
  const frame = stage.appendChild(part("div", "surface"));
  const overlay = stage.appendChild(part("canvas", "overlay")).getContext("2d");
  stage.style.inset = `${-100 * MARGIN}%`;

  /* What there is to paint beside discs and lines: islands; what is highlighted and what is under
     the pointer; the scale at which all is in view, and the pixels then left at each side. */
  const scene = {
    ink: Colors.read(),
    islands: null,
    lit: null,
    under: null,
    whole: 1,
    slack: { x: 0, y: 0 },
    get covered() { return room(); },
  };

  let drawn = null; // the camera that the stage shows
  let asked = null; // the camera that the surface was last asked for
  let frameAsked = false;

  const camera = createCamera(container, {
    onMove() {
      on.move();
      askFrame();
    },
    onRest: askFrame,
    onClick: on.click,
    onHome: on.home,
  });
  const surface = createSurface(frame, (seen, { whole }) => {
    drawn = seen;
    redrawGround();
    redrawOver();
    setStage();
    if (!whole) return;
    if (!performance.getEntriesByName("map").length) performance.mark("map");
    container.dispatchEvent(new Event("drawn"));
  });

  const size = () => ({ width: container.clientWidth, height: container.clientHeight });

  function stageView() {
    const window = size();
    const grown = 1 + 2 * MARGIN;
    return { ...drawn, width: window.width * grown, height: window.height * grown, window };
  }

  const windowView = () => ({ ...camera.at(), ...size(), window: size() });

  // ---- moving ------------------------------------------------------------------------------

  /* Lay the stage so that what it shows stands where the camera now has it. */
  function setStage() {
    const { x, y, scale } = camera.at();
    const [across, down] = [(drawn.x - x) * scale, (drawn.y - y) * scale];
    stage.style.transform = `translate(${across}px, ${down}px) scale(${scale / drawn.scale})`;
  }

  /* Whether the window has come to where the stage shows nothing. */
  function ranOut() {
    const { x, y, scale } = camera.at();
    const { width, height } = size();
    const spare = (length) => length * ((0.5 + MARGIN) / drawn.scale - 0.5 / scale);
    return Math.abs(x - drawn.x) > spare(width) || Math.abs(y - drawn.y) > spare(height);
  }

  function onFrame() {
    frameAsked = false;
    const now = camera.at();
    if (drawn) setStage();
    if (now === asked) return;
    const moving = camera.moving();
    const waits = drawn && moving && (large || now.scale === drawn.scale) && !ranOut();
    if (waits) return;
    asked = surface.show(now, { moving }) ? now : null;
  }

  function askFrame() {
    if (frameAsked) return;
    frameAsked = true;
    requestAnimationFrame(onFrame);
  }

  function redraw() {
    asked = null;
    askFrame();
  }

  function redrawGround() {
    if (drawn) Painting.ground(ground, stageView(), scene, ratio());
  }

  function redrawOver() {
    if (drawn) Painting.over(overlay, stageView(), scene, ratio());
  }

  // ---- discs and lines ---------------------------------------------------------------------

  /* Lines stand back the more there are of them. */
  const bold = () => {
    const { edges } = Shown.total;
    return edges > 3000 ? (3000 / edges) ** 0.35 : Math.min(3, Math.max(1, (300 / Math.max(1, edges)) ** 0.4));
  };

  const look = {
    bold: 1,
    paper: (id) => ({
      fill: papers[id].color,
      rim: large ? papers[id].color : Colors.rim(papers[id].color, scene.ink), // large: small discs
    }),
    edge(edge) {
      const [a, b] = [papers[Edges.from[edge]], papers[Edges.to[edge]]];
      const inside = a.community === b.community;
      const weight = Shown.weight(edge);
      return {
        color: inside ? a.color : scene.ink.line,
        opacity: Math.min(0.8, ((inside ? 0.2 : 0.13) + 0.2 * weight) * look.bold),
        width: 0.5 + 2 * weight,
        arrow: Shown.choice.lineage,
      };
    },
  };

  // ---- where things are --------------------------------------------------------------------

  function free() {
    const { width, height } = size();
    const covered = room();
    return {
      width: Math.max(80, width - covered.left - covered.right),
      height: Math.max(80, height - covered.top - covered.bottom),
      dx: (covered.left - covered.right) / 2,
      dy: (covered.top - covered.bottom) / 2,
    };
  }

  function focus(ids, { closest = 1.8, margin: around = 56, ms = 450, whole = false } = {}) {
    if (!ids.length) return;
    const box = Papers.bounds(ids);
    const space = free();
    const fits = Math.min(
      Math.max(20, space.width - 2 * around) / Math.max(1, box.right - box.left),
      Math.max(20, space.height - 2 * around) / Math.max(1, box.bottom - box.top),
    );
    const scale = Math.min(fits, closest);
    const x = (box.left + box.right) / 2 - space.dx / scale;
    const y = (box.top + box.bottom) / 2 - space.dy / scale;
    if (whole) {
      scene.whole = scale;
      scene.slack = {
        x: (space.width - (box.right - box.left) * scale) / 2 - 6,
        y: (space.height - (box.bottom - box.top) * scale) / 2 - 6,
      };
    }
    camera.move({ x, y, scale }, ms);
  }

  /* Move only if one of these papers stands under a panel or outside the window. */
  function reveal(ids) {
    const { width, height } = size();
    const covered = room();
    const hidden = ids.map((id) => toScreen(papers[id], windowView())).some(({ x, y }) => (
      x < covered.left + 20 || x > width - covered.right - 20
      || y < covered.top + 20 || y > height - covered.bottom - 20));
    if (hidden) focus(ids, { closest: camera.at().scale });
  }

  /* While something is highlighted, only its own edges can be picked; else those that stand apart. */
  function pick(screen, reach = 4) {
    const point = toMap(screen, windowView());
    const near = reach / camera.at().scale;
    const paper = Places.at(point, near);
    if (paper !== null) return { paper };
    const { lit } = scene;
    const edge = Places.edgeAt(point, near, lit ? [...lit.edges, ...lit.path] : surface.pickable());
    return edge === null ? null : { edge };
  }

  function picture(pixels) {
    const view = windowView();
    const sheet = () => document.createElement("canvas").getContext("2d");
    const [result, layer] = [sheet(), sheet()];
    Painting.start(result, view, pixels);
    result.setTransform(1, 0, 0, 1, 0, 0);
    result.fillStyle = scene.ink.paper;
    result.fillRect(0, 0, result.canvas.width, result.canvas.height);
    Painting.ground(layer, view, scene, pixels);
    result.drawImage(layer.canvas, 0, 0);
    result.globalAlpha = Number(getComputedStyle(surface.element).opacity);
    result.drawImage(surface.picture(camera.at(), { ...size(), ratio: pixels }), 0, 0);
    result.globalAlpha = 1;
    Painting.over(layer, view, scene, pixels);
    result.drawImage(layer.canvas, 0, 0);
    return result.canvas;
  }

  new ResizeObserver(redraw).observe(container);

  return {
    draw() {
      scene.ink = Colors.read();
      scene.islands = paintIslands(scene.ink);
      look.bold = bold();
      surface.paint(look);
      asked = camera.at();
      surface.show(asked, { moving: false });
    },
    focus,
    reveal,
    pick,
    picture,
    highlight(what) {
      scene.lit = what && { papers: [], edges: [], path: [], chosen: [], ...what };
      surface.element.classList.toggle("faded", Boolean(what));
      redrawGround();
      redrawOver();
    },
    hover(what) {
      if (JSON.stringify(what) === JSON.stringify(scene.under)) return;
      scene.under = what;
      redrawOver();
    },
    zoom: camera.zoom,
  };
}

"use strict";

/* What draws discs and lines and moves them about. Another surface can take the place of this one
   if it offers the same functions; everything else of the map is drawn over it, in drawing.js. */

/* vis-network as a surface.
     paint(style)      draw every disc and line; style: {edge, rim}, colours
     camera()          {x, y, scale}: the point of the map in the middle, pixels a unit
     move(camera, ms)  go there
     on(event, act)    "change": what is drawn changed; "click": act({x, y}) in pixels
   and `element`, the canvas, which fades while something is highlighted. */
function visSurface(frame, papers, edges, options) {
  const largestFirst = [...papers].sort((a, b) => b.size - a.size);
  const nodes = new vis.DataSet();
  const lines = new vis.DataSet();
  const network = new vis.Network(frame, { nodes, edges: lines }, options);
  const within = (scale) => Math.max(0.02, Math.min(4, scale));
  network.on("zoom", ({ scale }) => {
    if (scale !== within(scale)) network.moveTo({ scale: within(scale) });
  });

  return {
    element: frame.querySelector("canvas"),
    paint(style) {
      nodes.update(largestFirst.map(({ id, x, y, size, color }) => (
        { id, x, y, size, color: { background: color, border: style.rim } })));
      lines.update(edges.map((edge) => ({
        id: edge.id,
        from: edge.from,
        to: edge.to,
        width: 0.5 + 2 * edge.weight,
        color: style.edge(edge),
      })));
    },
    camera: () => ({ ...network.getViewPosition(), scale: network.getScale() }),
    move({ x, y, scale }, ms) {
      const animation = ms ? { duration: ms, easingFunction: "easeInOutCubic" } : false;
      network.moveTo({ position: { x, y }, scale: within(scale), animation });
    },
    on(event, act) {
      if (event === "change") network.on("afterDrawing", act);
      else network.on("click", ({ pointer }) => act(pointer.DOM));
    },
  };
}

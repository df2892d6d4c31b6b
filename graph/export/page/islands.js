"use strict";

/* A soft island under each cluster, painted once: {canvas, left, top, grain}, where a unit of the
   map is `grain` pixels of the canvas. */
function paintIslands({ dark }) {
  const { papers, clusters, extent } = Papers;
  const margin = 90;
  const width = extent.right - extent.left + 2 * margin;
  const height = extent.bottom - extent.top + 2 * margin;
  const grain = Math.min(1, 1200 / Math.max(width, height));
  const islands = { canvas: document.createElement("canvas"), left: extent.left - margin, top: extent.top - margin, grain };
  islands.canvas.width = Math.ceil(width * grain);
  islands.canvas.height = Math.ceil(height * grain);
  const brush = islands.canvas.getContext("2d");
  for (const cluster of clusters.filter(({ id }) => id >= 0)) {
    const sheet = document.createElement("canvas");
    Object.assign(sheet, { width: islands.canvas.width, height: islands.canvas.height });
    const stain = sheet.getContext("2d");
    stain.fillStyle = cluster.color;
    for (const { x, y } of cluster.papers.map((id) => papers[id])) {
      stain.beginPath();
      stain.arc((x - islands.left) * grain, (y - islands.top) * grain, 52 * grain, 0, 7);
      stain.fill();
    }
    brush.globalAlpha = dark ? 0.13 : 0.1;
    brush.filter = `blur(${14 * grain}px)`;
    brush.drawImage(sheet, 0, 0);
  }
  return islands;
}

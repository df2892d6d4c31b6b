/* A soft island under each cluster, painted once for what is shown: {canvas, left, top, grain,
   rough}, where a unit of the map is `grain` pixels of the canvas, so few if `rough` that it must
   not be stretched far; null where there is no paper. */
function paintIslands({ dark }) {
  const { papers, clusters, extent } = Papers;
  if (!papers.length) return null;
  const MARGIN = 90;
  const REACH = 52; // units of the map about a paper
  const MOST = 1200; // pixels across
  const width = extent.right - extent.left + 2 * MARGIN;
  const height = extent.bottom - extent.top + 2 * MARGIN;
  const grain = Math.min(1, MOST / Math.max(width, height));
  const sheet = () => Object.assign(document.createElement("canvas"), {
    width: Math.ceil(width * grain),
    height: Math.ceil(height * grain),
  });
  const islands = { canvas: sheet(), left: extent.left - MARGIN, top: extent.top - MARGIN, grain, rough: REACH * grain < 3 };
  const sharp = sheet();
  const stain = sharp.getContext("2d");
  stain.globalAlpha = dark ? 0.14 : 0.11;
  for (const { id: cluster, color, papers: members } of clusters) {
    if (cluster < 0) continue;
    stain.fillStyle = color;
    stain.beginPath(); // one shape, so that discs over each other are no darker
    for (const id of members) {
      if (!Shown.hasPaper(id)) continue;
      const [x, y, r] = [(papers[id].x - islands.left) * grain, (papers[id].y - islands.top) * grain, REACH * grain];
      if (islands.rough) stain.rect(x - r, y - r, 2 * r, 2 * r); // round once it is blurred
      else {
        stain.moveTo(x + r, y);
        stain.arc(x, y, r, 0, 7);
      }
    }
    stain.fill();
  }
  const brush = islands.canvas.getContext("2d");
  brush.filter = `blur(${14 * grain}px)`;
  brush.drawImage(sharp, 0, 0);
  return islands;
}

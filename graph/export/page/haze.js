/* Lines beyond number as a haze: every line leaves its ink in the cells of a grid that it passes,
   and a cell is the more opaque the more ink it has. One line more is seen where there are few,
   and no thicket grows so dense that its form is lost. */
const Haze = (() => {
  const FAINTEST = 0.05; // part of its ink below which a line is left out
  const FULL = 0.62; // opacity of the densest cells
  const STEP = 20000; // lines in a moment

  /* The part of a line that lies in the grid, as [t0, t1] of its way; null if none does (Liang and
     Barsky 1984). */
  function clip(x, y, dx, dy, width, height) {
    let [start, end] = [0, 1];
    for (const [p, q] of [[-dx, x], [dx, width - x], [-dy, y], [dy, height - y]]) {
      if (p === 0) {
        if (q < 0) return null;
        continue;
      }
      if (p < 0) start = Math.max(start, q / p);
      else end = Math.min(end, q / p);
    }
    return start < end ? [start, end] : null;
  }

  /* A generator that gives a canvas of `width` x `height` cells with `lines` upon it.
     `of`: {from, to: papers of a line, x, y: of papers in cells, ink: how much a line has, tint:
     which of `tints` ([red, green, blue]) it is}, all arrays. A line longer than `reach` cells is
     the fainter, or those from afar would veil all. */
  function* paint(lines, { from, to, x, y, ink, tint }, tints, { width, height, reach }) {
    const cells = new Float32Array(4 * width * height); // ink, and of each colour so much of it
    for (let i = 0; i < lines.length; i++) {
      if (i % STEP === STEP - 1) yield;
      const [line, a, b] = [lines[i], from[lines[i]], to[lines[i]]];
      const [x0, y0, dx, dy] = [x[a], y[a], x[b] - x[a], y[b] - y[a]];
      const inside = x0 >= 0 && x0 < width && y0 >= 0 && y0 < height
        && x0 + dx >= 0 && x0 + dx < width && y0 + dy >= 0 && y0 + dy < height;
      const part = inside ? null : clip(x0, y0, dx, dy, width - 0.01, height - 0.01);
      const long = Math.max(Math.abs(dx), Math.abs(dy), 1);
      const left = Math.min(1, (reach / long) ** 2);
      if ((!inside && !part) || left < FAINTEST) continue;
      const [start, end] = inside ? [0, long] : [part[0] * long, part[1] * long];
      const [sx, sy] = [dx / long, dy / long];
      const dose = ink[line] * left;
      const [red, green, blue] = tints[tint[line]];
      for (let t = start; t < end; t += 1) {
        const cell = 4 * (Math.floor(y0 + t * sy) * width + Math.floor(x0 + t * sx));
        cells[cell] += dose;
        cells[cell + 1] += dose * red;
        cells[cell + 2] += dose * green;
        cells[cell + 3] += dose * blue;
      }
    }
    yield;
    const one = lines.reduce((sum, line) => sum + ink[line], 0) / lines.length;
    return develop(cells, { width, height, one });
  }

  /* The ink of each cell as colour and opacity, by the mean of those that have any; where lines
     are few, by the ink of `one`. */
  function develop(cells, { width, height, one }) {
    let [sum, count] = [0, 0];
    for (let cell = 0; cell < cells.length; cell += 4) {
      if (cells[cell] > 0) [sum, count] = [sum + cells[cell], count + 1];
    }
    const sheet = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
    const image = sheet.createImageData(width, height);
    const much = Math.max((1.5 * sum) / count, 4 * one);
    for (let cell = 0; cell < cells.length; cell += 4) {
      const ink = cells[cell];
      if (!ink) continue;
      for (let of = 0; of < 3; of++) image.data[cell + of] = cells[cell + 1 + of] / ink;
      image.data[cell + 3] = 255 * FULL * (1 - Math.exp(-ink / much));
    }
    sheet.putImageData(image, 0, 0);
    return sheet.canvas;
  }

  return { paint };
})();

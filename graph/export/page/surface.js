/* What draws discs and lines of a small map: vis-network, which pyvis brings. Of
   a large one canvas.js does; nothing else of the page cares what draws.

   createSurface(frame, drawn) fills `frame` and gives
     paint(look)      take on colours and what is shown:
                        paper(id) -> {fill, rim}, edge(id) -> {color, opacity, width, arrow};
                        afterwards `show` draws it
     show(camera, {moving})  draw what is seen with this point of the map in the middle of the
                      frame. Done, at once or frames later, it calls drawn(camera, {whole}): what
                      stands there now; unless `whole` it is but roughly drawn, and more is to come.
                      Gives whether it is: while `moving`, rough may have to do
     pickable()       edges that can be told from others where they stand; null: all
     picture(camera, {width, height, ratio})
                      the same at once, on a canvas of so many pixels times `ratio`
     element          what fades while something is highlighted
   Where discs stand and how large they are is in `Papers`, what the filters leave in `Shown`. */
function createSurface(frame, drawn) {
  const { papers, ranked } = Papers;
  const nodes = new vis.DataSet();
  const lines = new vis.DataSet();
  const network = new vis.Network(frame, { nodes, edges: lines }, JSON.parse(document.getElementById("options").textContent));
  const element = frame.querySelector("canvas");
  const [knownNodes, knownLines] = [new Map(), new Map()];
  let painted = false;
  let quiet = false; // while a picture is taken

  network.on("afterDrawing", () => {
    if (painted && !quiet) drawn({ ...network.getViewPosition(), scale: network.getScale() }, { whole: true });
  });

  const toNode = (look) => (id) => {
    const { x, y, size } = papers[id];
    const { fill, rim } = look.paper(id);
    return { id, x, y, size, hidden: !Shown.hasPaper(id), color: { background: fill, border: rim } };
  };

  const toLine = (look) => (id) => {
    const { color, opacity, width, arrow } = look.edge(id);
    return {
      id,
      from: Edges.from[id],
      to: Edges.to[id],
      hidden: !Shown.hasEdge(id),
      width,
      color: { color, opacity },
      arrows: arrow ? "to" : "",
    };
  };

  /* Give a set of vis-network's what is new in it; it takes its time over every item. */
  function renew(set, items, known) {
    const fresh = items.filter((item) => {
      const said = JSON.stringify(item);
      if (known.get(item.id) === said) return false;
      known.set(item.id, said);
      return true;
    });
    set.update(fresh);
  }

  function aim({ x, y, scale }) {
    network.setSize("100%", "100%");
    network.moveTo({ position: { x, y }, scale, animation: false });
  }

  let camera = { x: 0, y: 0, scale: 1 };

  return {
    element,
    pickable: () => null,
    paint(look) {
      // The most connected last, upon the others.
      renew(nodes, ranked.toReversed().map(toNode(look)), knownNodes);
      renew(lines, Array.from({ length: Edges.count }, (_, id) => toLine(look)(id)), knownLines);
      painted = true;
    },
    show(next) {
      camera = next;
      aim(next);
      return true;
    },
    picture({ x, y, scale }, { width, height, ratio }) {
      const own = devicePixelRatio || 1;
      quiet = true;
      Object.assign(frame.style, { inset: "0 auto auto 0", width: `${(width * ratio) / own}px`, height: `${(height * ratio) / own}px` });
      aim({ x, y, scale: (scale * ratio) / own });
      network.redraw();
      const copy = Object.assign(document.createElement("canvas"), { width: width * ratio, height: height * ratio });
      copy.getContext("2d").drawImage(element, 0, 0);
      Object.assign(frame.style, { inset: "", width: "", height: "" });
      quiet = false;
      aim(camera);
      network.redraw();
      return copy;
    },
  };
}

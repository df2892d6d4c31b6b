/* The card at the left: the clusters, the filters, and what the map is of. `on`: {cluster, filter,
   settled, fit}: a cluster was asked for; the filters changed, or came to rest; so little is left
   that the map should close in on it. */
function createLegend(card, on) {
  const { clusters } = Papers;
  const { make, dot, button, number, counted } = Elements;
  const find = (selector) => card.querySelector(selector);
  const choice = () => Shown.choice;

  function filter(change) {
    Shown.choose(change);
    on.filter();
  }

  const without = (list, value) => (list.includes(value) ? list.filter((one) => one !== value) : [...list, value]);

  // ---- clusters ----------------------------------------------------------------------------

  function clusterItem({ id, head, rest, color, size, papers }) {
    const name = make("span", { className: "name" }, head, ...(rest ? [" ", make("small", {}, rest)] : []));
    const count = size > papers.length ? `${number(papers.length)} of ${number(size)}` : number(papers.length);
    const show = button("show", () => on.cluster(id), dot(color), name, make("span", { className: "count" }, count));
    const tick = make("input", { type: "checkbox", checked: true, aria: { "aria-label": `Show the cluster ${head}` } });
    tick.onchange = () => {
      filter({ clusters: without(choice().clusters, id) });
      on.settled();
    };
    show.dataset.cluster = id;
    if (id >= 0) show.title = `Cluster ${id}`;
    return { id, tick, item: make("li", {}, tick, show) };
  }

  const items = clusters.map(clusterItem);
  find("ul").append(...items.map(({ item }) => item));

  // ---- filters -----------------------------------------------------------------------------

  const layers = Edges.layers.map((name) => {
    const tick = make("input", { type: "checkbox", checked: true });
    tick.onchange = () => {
      filter({ layers: without(choice().layers, name) });
      on.settled();
    };
    return { name, tick, item: make("label", { className: "chip" }, tick, name) };
  });
  find("#layers").append(...layers.map(({ item }) => item));

  const [strength, lineage, first, last] = ["#strength", "#lineage", "#first-year", "#last-year"].map(find);
  strength.oninput = () => filter({ strength: Number(strength.value) });
  lineage.onchange = () => {
    filter({ lineage: lineage.checked });
    on.fit();
  };

  function showHistogram() {
    const [from, to] = Papers.years;
    const counts = new Array(to - from + 1).fill(0);
    for (const { year } of Papers.papers) if (year !== null) counts[year - from] += 1;
    const most = Math.max(...counts);
    find("#histogram").append(...counts.map((count) => {
      const bar = make("span");
      bar.style.height = `${count ? Math.max(6, (100 * count) / most) : 0}%`;
      return bar;
    }));
  }

  if (Papers.years && Papers.years[0] < Papers.years[1]) {
    for (const end of [first, last]) [end.min, end.max] = Papers.years;
    find("#years").hidden = false;
    showHistogram();
    const range = () => [first, last].map((end) => Number(end.value)).sort((a, b) => a - b);
    first.oninput = last.oninput = () => {
      const years = range();
      filter({ years: years[0] === Papers.years[0] && years[1] === Papers.years[1] ? null : years });
    };
  }
  for (const input of [strength, lineage, first, last]) input.addEventListener("change", on.settled);

  find("#everything").onclick = () => {
    filter(Shown.ALL);
    on.settled();
  };

  // ---- what the map is of ------------------------------------------------------------------

  find("#about dl").append(...Object.entries(Data.about).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
  if (!Papers.hasAbstracts && Papers.papers.length) find("#bare").hidden = false;

  /* Make the card say what the filters are. */
  function update() {
    const { papers, edges } = Shown.total;
    for (const { id, tick, item } of items) {
      tick.checked = !choice().clusters.includes(id);
      item.classList.toggle("off", !tick.checked);
    }
    for (const { name, tick } of layers) tick.checked = !choice().layers.includes(name);
    strength.value = choice().strength;
    find("#least").textContent = choice().strength ? choice().strength.toFixed(2) : "any";
    lineage.checked = choice().lineage;
    if (Papers.years) {
      const [from, to] = choice().years || Papers.years;
      [first.value, last.value] = [from, to];
      find("#span").textContent = `${from} – ${to}`;
      [...find("#histogram").children].forEach((bar, i) => {
        const year = Papers.years[0] + i;
        bar.classList.toggle("out", year < from || year > to);
      });
      const undated = Papers.papers.filter(({ year }) => year === null).length;
      find("#undated").hidden = !choice().years || !undated;
      find("#undated").textContent = `${counted(undated, "paper")} without a year left out`;
    }
    find("#left").hidden = !Shown.partly;
    find("#left span").textContent = `Showing ${number(papers)} of ${counted(Papers.papers.length, "paper")}, ${number(edges)} of ${counted(Edges.count, "edge")}`;
  }

  update();
  return {
    update,
    mark(cluster) {
      for (const show of card.querySelectorAll("li .show")) {
        show.setAttribute("aria-pressed", String(cluster === Number(show.dataset.cluster)));
      }
    },
  };
}

/* The papers shown, as a table: sorted by a column, a hundred rows at a time. `go` leads on. */
function createTable(section, go) {
  const ROWS = 100;
  const { papers } = Papers;
  const { make, button, dot, number } = Elements;
  const compare = new Intl.Collator("en", { numeric: true }).compare;

  const cluster = (paper) => Papers.cluster(paper.id).head;
  const kin = ({ id }) => Shown.kin(id).length;
  const COLUMNS = [
    { name: "Paper", cell: (paper) => button("link", () => go.paper(paper.id), Telling.named(paper.id)), by: ({ title }) => title },
    ...(Papers.years ? [{ name: "Year", cell: ({ year }) => year ?? "", by: ({ year }) => year, first: -1 }] : []),
    { name: "Cluster", cell: (paper) => make("span", { className: "tag" }, dot(paper.color), cluster(paper)), by: cluster },
    { name: "Introduces", cell: ({ introduces }) => introduces.join(", "), by: ({ introduces }) => introduces[0] ?? null, wide: true },
    { name: "Kin", cell: (paper) => number(kin(paper)), by: kin, first: -1 },
    { name: "Strength", cell: ({ strength }) => strength.toFixed(2), by: ({ strength }) => strength, first: -1, wide: true },
  ];
  const NUMERIC = new Set(["Year", "Kin", "Strength"]);

  let [sorted, direction] = [COLUMNS.length - 1, -1]; // the most connected first
  let page = 0;
  let order = null; // rows in their order, until sorted or filtered anew
  let stale = true;

  /* By the column, what has no value last; ties by the title. */
  function sort() {
    const { by } = COLUMNS[sorted];
    const rows = Shown.papers().map((id) => ({ id, title: papers[id].title, value: by(papers[id]) }));
    const against = (a, b) => (typeof a === "number" ? a - b : compare(a, b));
    rows.sort((one, other) => {
      if ((one.value === null) !== (other.value === null)) return one.value === null ? 1 : -1;
      const first = one.value === null ? 0 : direction * against(one.value, other.value);
      return first || compare(one.title, other.title) || one.id - other.id;
    });
    return rows.map(({ id }) => id);
  }

  function sortBy(i) {
    direction = sorted === i ? -direction : COLUMNS[i].first ?? 1;
    sorted = i;
    [order, page] = [null, 0];
    show();
  }

  const style = ({ name, wide }) => [NUMERIC.has(name) ? "number" : "", wide ? "wide" : ""].join(" ").trim();

  const table = make("table", {},
    make("caption", {}),
    make("thead", {}, make("tr", {}, ...COLUMNS.map((column, i) => make("th", { scope: "col", className: style(column) },
      button("sort", () => sortBy(i), column.name))))),
    make("tbody"));
  const pager = make("div", { className: "row pager" },
    button("plain", () => turn(-1), "Previous"),
    make("span", { role: "status" }),
    button("plain", () => turn(1), "Next"));
  section.append(make("div", { className: "sheet", tabIndex: 0, role: "region", aria: { "aria-label": "Papers" } }, table), pager);

  function turn(by) {
    page += by;
    show();
    section.querySelector(".sheet").scrollTop = 0;
  }

  function show() {
    stale = section.hidden;
    if (stale) return;
    order ??= sort();
    page = Math.max(0, Math.min(page, Math.ceil(order.length / ROWS) - 1));
    const rows = order.slice(page * ROWS, (page + 1) * ROWS);
    table.caption.textContent = `${Elements.counted(order.length, "paper")}, by ${COLUMNS[sorted].name.toLowerCase()}`;
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      if (i === sorted) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    table.tBodies[0].replaceChildren(...rows.map((id) => make("tr", {},
      ...COLUMNS.map((column, i) => make(i ? "td" : "th", { className: style(column), ...(i ? {} : { scope: "row" }) }, column.cell(papers[id]))))));
    pager.hidden = order.length <= ROWS;
    const [previous, place, next] = pager.children;
    place.textContent = `${number(page * ROWS + 1)} – ${number(page * ROWS + rows.length)} of ${number(order.length)}`;
    previous.disabled = !page;
    next.disabled = (page + 1) * ROWS >= order.length;
  }

  Shown.onChange(() => {
    order = null;
    show();
  });

  return {
    toggle(open) {
      section.hidden = !open;
      if (stale) show();
    },
    open: () => !section.hidden,
  };
}

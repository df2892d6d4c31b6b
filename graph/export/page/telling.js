/* What is told of papers and edges, in the tip and in the panels. */
const Telling = (() => {
  const { papers, cluster } = Papers;
  const { make, button } = Elements;

  const score = (weight) => weight.toFixed(2);
  const percent = (share) => `${Math.round(share * 100)} %`;

  /* "S4 · Efficiently Modeling ..." where a paper has a name of its own. */
  function named(id) {
    const { title, introduces } = papers[id];
    const name = introduces[0];
    return name && !title.startsWith(name) ? `${name} · ${title}` : title;
  }

  function tipOfPaper(id) {
    const { title, year, introduces } = papers[id];
    const terms = Papers.terms(id);
    return [
      make("strong", {}, title),
      make("p", { className: "quiet" }, [cluster(id).label, year].filter(Boolean).join(" · ")),
      introduces.length ? make("p", {}, `Introduces ${introduces.join(", ")}`) : null,
      terms.length ? make("p", { className: "quiet" }, terms.slice(0, 6).join(", ")) : null,
    ];
  }

  function tipOfEdge(edge) {
    const reason = Edges.reason(edge);
    const [one, other] = [Edges.from[edge], Edges.to[edge]].map((id) => papers[id].label);
    return [
      make("strong", {}, `${one} – ${other}`),
      reason ? make("p", {}, reason) : null,
      make("p", { className: "quiet" }, `Strength ${score(Shown.weight(edge))}, most of it by ${Edges.kind(edge)}`),
    ];
  }

  /* A name in an abstract: a mark, or where another paper introduces it the way there. */
  function mark(id, { name, start, end }, go) {
    const text = Papers.abstract(id, start, end);
    const home = Papers.introducers.get(name);
    if (papers[id].introduces.includes(name)) return make("mark", { className: "own" }, text);
    if (home === undefined) return make("mark", {}, text);
    const way = button("", () => go.paper(home), text);
    way.title = `Introduced by “${papers[home].title}”`;
    return make("mark", {}, way);
  }

  /* The abstract in pieces, its names marked; of names within each other the longest. */
  function marked(id, go) {
    const pieces = [];
    let at = 0;
    for (const name of Papers.marks(id)) {
      if (name.start < at) continue;
      pieces.push(Papers.abstract(id, at, name.start), mark(id, name, go));
      at = name.end;
    }
    return [...pieces, Papers.abstract(id, at)];
  }

  function abstract(id, go) {
    const LONG = 420; // characters
    const length = Papers.abstract(id).length;
    if (!length) return [];
    const text = make("p", { className: "abstract", id: "abstract", dir: "auto" }, ...marked(id, go));
    if (length <= LONG) return [make("h3", {}, "Abstract"), text];
    text.classList.add("clamped");
    const more = button("more", () => {
      const clamped = text.classList.toggle("clamped");
      more.textContent = clamped ? "Show all" : "Show less";
      more.setAttribute("aria-expanded", String(!clamped));
    }, "Show all");
    more.setAttribute("aria-controls", text.id);
    more.setAttribute("aria-expanded", "false");
    // A name beyond what is shown must not be reached unseen.
    text.addEventListener("focusin", () => { if (text.classList.contains("clamped")) more.click(); });
    return [make("h3", {}, "Abstract"), text, more];
  }

  /* Links lead out of the page and are followed on a click alone. */
  function links({ doi, arxiv }) {
    const ways = [];
    if (/^10\.\d{4,9}\/\S+$/.test(doi)) ways.push(["DOI", `https://doi.org/${encodeURI(doi)}`, doi]);
    if (/^([a-z-]+(\.[A-Z]{2})?\/\d{7}|\d{4}\.\d{4,5})(v\d+)?$/.test(arxiv)) ways.push(["arXiv", `https://arxiv.org/abs/${arxiv}`, arxiv]);
    if (!ways.length) return null;
    return make("p", { className: "links" }, ...ways.flatMap(([name, href, text]) => [
      make("a", { href, target: "_blank", rel: "noopener noreferrer" }, `${name} ${text}`), " "]));
  }

  return { score, percent, named, tipOfPaper, tipOfEdge, abstract, links };
})();

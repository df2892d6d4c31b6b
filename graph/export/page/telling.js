"use strict";

/* What is told of papers and edges, as parts of the document that lead nowhere. */
const Telling = (() => {
  const { papers, edges, cluster } = Papers;
  const { make, button } = Elements;

  const score = (weight) => weight.toFixed(2);
  const percent = (share) => `${Math.round(share * 100)} %`;

  /* "S4 · Efficiently Modeling ..." where a paper has a name of its own. */
  function named(id) {
    const { title, introduces } = papers[id];
    const name = introduces[0];
    return name && !title.startsWith(name) ? `${name} · ${title}` : title;
  }

  function tellPaper(id) {
    const paper = papers[id];
    return [
      make("strong", {}, paper.title),
      make("p", { className: "quiet" }, [cluster(id).label, paper.year].filter(Boolean).join(" · ")),
      paper.introduces.length ? make("p", {}, `Introduces ${paper.introduces.join(", ")}`) : null,
      paper.terms.length ? make("p", { className: "quiet" }, paper.terms.slice(0, 6).join(", ")) : null,
    ];
  }

  function tellEdge(id) {
    const edge = edges[id];
    return [
      make("strong", {}, `${papers[edge.from].label} – ${papers[edge.to].label}`),
      edge.reason ? make("p", {}, edge.reason) : null,
      make("p", { className: "quiet" }, `Strength ${score(edge.weight)}, most of it by ${edge.kind}`),
    ];
  }

  /* Pieces of `text` with the whole words of `names` marked. */
  function marked(text, names) {
    if (!names.length) return [text];
    const plain = [...names].sort((a, b) => b.length - a.length)
      .map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const whole = new RegExp(`(?<![\\p{L}\\p{N}])(${plain.join("|")})(?![\\p{L}\\p{N}])`, "u");
    return text.split(whole).map((piece, i) => (i % 2 ? make("mark", {}, piece) : piece));
  }

  function tellAbstract({ abstract, introduces, mentions }) {
    if (!abstract) return [];
    const text = make("p", { className: "abstract clamped", id: "abstract", dir: "auto" }, ...marked(abstract, [...introduces, ...mentions]));
    const more = button("more", () => {
      const clamped = text.classList.toggle("clamped");
      more.textContent = clamped ? "Show all" : "Show less";
      more.setAttribute("aria-expanded", String(!clamped));
    }, "Show all");
    more.setAttribute("aria-controls", text.id);
    more.setAttribute("aria-expanded", "false");
    return abstract.length > 420
      ? [make("h3", {}, "Abstract"), text, more]
      : [make("h3", {}, "Abstract"), text];
  }

  return { score, percent, named, tellPaper, tellEdge, tellAbstract };
})();

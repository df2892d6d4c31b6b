/* What the panel shows of a paper, an edge or a path. Each gives {label, content, lit, focus, said}:
   a name for the panel, parts of the document, what stands out on the map, where to look, and what
   is told to those who listen. `go` leads on: {paper, edge, cluster, path}, functions. */
const Panels = (() => {
  const { papers, cluster, introducers } = Papers;
  const { make, dot, button, counted, suggest } = Elements;
  const { score, percent, named } = Telling;
  const MOST_KIN = 12;

  const stop = (id, go) => button("stop", () => go.paper(id), dot(papers[id].color), make("span", { className: "title" }, named(id)));

  const why = (edge, go) => make("button", {
    type: "button",
    className: "why",
    title: "Why",
    onclick: () => go.edge(edge),
    aria: { "aria-label": `Strength ${score(Shown.weight(edge))}: why` },
  }, score(Shown.weight(edge)));

  /* A paper at the other end of an edge, a word on it, and the way to the edge. */
  const relative = ({ edge, paper }, word, go) => make("li", {},
    button("paper", () => go.paper(paper),
      dot(papers[paper].color),
      make("span", { className: "title" }, named(paper)),
      make("span", { className: "reason" }, word)),
    why(edge, go));

  /* Names, each the way to the paper that introduces it; without `go` the paper's own. */
  function chips(title, names, go) {
    if (!names.length) return [];
    const items = names.map((name) => {
      const home = introducers.get(name);
      if (!go) return make("span", { className: "chip own" }, name);
      return home === undefined ? make("span", { className: "chip" }, name) : button("chip", () => go.paper(home), name);
    });
    return [make("h3", {}, title), make("div", { className: "row" }, ...items)];
  }

  // ---- a paper -----------------------------------------------------------------------------

  /* How an edge says that one paper builds on the other; a tie by words alone is inferred. */
  function manner(edge) {
    const shares = Object.fromEntries(Edges.shares(edge));
    if (shares.lineage) return "by name";
    return shares.cites ? "by citation" : "inferred: by the words of its long form";
  }

  /* What the paper builds on and what builds on it, as far as the map shows both ends. */
  function lineage(id, go) {
    const ties = Shown.kin(id).filter(({ edge }) => Edges.directed(edge));
    const told = (title, list) => (list.length
      ? [make("h3", {}, title), make("ul", { className: "kin" }, ...list.map((tie) => relative(tie, manner(tie.edge), go)))]
      : []);
    return [
      ...told("Builds on", ties.filter(({ edge }) => Edges.from[edge] === id)),
      ...told("Is built on by", ties.filter(({ edge }) => Edges.to[edge] === id))];
  }

  function nearest(id, near, go) {
    if (!near.length) return [make("h3", {}, "No other paper on this map is close to it")];
    const all = Math.max(papers[id].degree, near.length);
    const list = make("ol", { className: "kin" });
    const item = (tie) => relative(tie, Edges.reason(tie.edge), go);
    list.append(...near.slice(0, MOST_KIN).map(item));
    const title = make("h3", {}, all > list.childElementCount ? `Nearest papers: ${list.childElementCount} of ${all}` : "Nearest papers");
    if (near.length <= MOST_KIN) return [title, list];
    const more = button("more", () => {
      list.append(...near.slice(MOST_KIN).map(item));
      title.textContent = all > near.length ? `Nearest papers: ${near.length} of ${all}` : "Nearest papers";
      more.remove();
      list.children[MOST_KIN].querySelector("button").focus();
    }, `Show ${near.length - MOST_KIN} more`);
    return [title, list, more];
  }

  function paper(id, go) {
    const told = papers[id];
    const near = Shown.kin(id);
    const source = [told.authors.replaceAll("; ", ", "), told.venue, told.year].filter(Boolean).join(" · ");
    const terms = Papers.terms(id);
    return {
      label: "Paper",
      content: [
        button("eyebrow", () => go.cluster(told.community), dot(told.color), cluster(id).head),
        make("h2", { dir: "auto" }, told.title),
        source ? make("p", { className: "quiet" }, source) : null,
        Telling.links(told),
        make("div", { className: "row deeds" },
          button("plain", () => go.path([id, null]), "Path from here"),
          button("plain", () => go.path([null, id]), "Path to here")),
        ...chips("Introduces", told.introduces, null),
        ...Telling.abstract(id, go),
        ...lineage(id, go),
        ...chips("Mentions", told.mentions, go),
        ...(terms.length ? [make("h3", {}, "Speaks of"), make("p", {}, terms.join(", "))] : []),
        ...nearest(id, near, go),
      ],
      lit: { papers: [id, ...near.map((tie) => tie.paper)], edges: near.map(({ edge }) => edge), chosen: [id] },
      focus: [id],
      closest: 1.5,
      said: `${told.title}. ${counted(near.length, "near paper")}.`,
    };
  }

  // ---- an edge -----------------------------------------------------------------------------

  /* Names with their shares, as bars. */
  const bars = (shares) => make("dl", { className: "shares" }, ...shares.flatMap(([name, share]) => [
    make("dt", {}, name),
    make("dd", {},
      make("meter", { value: share, aria: { "aria-label": name } }),
      make("span", {}, percent(share)))]));

  function termsOf({ terms, context }) {
    if (!terms.length && !context) return [];
    const rest = 1 - context - terms.reduce((sum, [, share]) => sum + share, 0);
    const list = terms.map(([text, share]) => make("li", { className: "chip" }, text, " ", make("small", {}, percent(share))));
    const others = [
      ...(rest >= 0.005 ? [`other shared words ${percent(rest)}`] : []),
      ...(context >= 0.005 ? [`words of the papers nearest to each ${percent(context)}`] : []),
    ];
    return [
      make("h3", {}, "Shared terms, with their part in this layer"),
      make("ul", { className: "row" }, ...list),
      others.length ? make("p", { className: "quiet small" }, `Besides: ${others.join("; ")}`) : null,
    ];
  }

  function quotesOf({ quotes }, go) {
    if (!quotes.length) return [];
    return [make("h3", {}, "In their own words"), ...quotes.map(({ paper: id, text }) => make("figure", {},
      make("blockquote", { dir: "auto" }, text),
      make("figcaption", {}, button("link", () => go.paper(id), named(id)))))];
  }

  function evidence(edge, go) {
    const found = Edges.evidence(edge);
    if (!found) return [];
    return [
      ...termsOf(found),
      ...chips("Both name", found.names, go),
      ...chips("What one is short for, and the other says", found.concepts.map((words) => `“${words}”`), go),
      ...(found.citations.length ? [make("h3", {}, "Citations"), make("p", {}, found.citations.join("; "))] : []),
      ...quotesOf(found, go),
    ];
  }

  function edge(id, go) {
    const ends = [Edges.from[id], Edges.to[id]];
    const reason = Edges.reason(id);
    return {
      label: "Edge",
      content: [
        make("h2", { className: "eyebrow" }, "Why these two are kin"),
        make("div", { className: "pair" },
          stop(ends[0], go),
          make("p", { className: "hop" }, `${Edges.directed(id) ? "↓ builds on, " : ""}strength ${score(Shown.weight(id))}`),
          stop(ends[1], go)),
        reason ? make("p", { className: "lead" }, reason) : null,
        make("h3", {}, `By layer; most by ${Edges.kind(id)}`),
        bars(Edges.shares(id)),
        ...evidence(id, go),
      ],
      lit: { papers: ends, path: [id], chosen: ends },
      focus: ends,
      said: `${papers[ends[0]].label} and ${papers[ends[1]].label}: ${reason}`,
    };
  }

  // ---- a path ------------------------------------------------------------------------------

  function endField(label, place, ends, go) {
    const id = ends[place];
    const input = make("input", {
      type: "search",
      id: `end-${place}`,
      placeholder: "Choose here or on the map",
      autocomplete: "off",
      value: id === null ? "" : named(id),
      onfocus: () => input.select(),
    });
    const field = make("div", { className: "combobox" }, input);
    suggest(input, { act: (found) => go.end(found, place), say: go.say });
    return [make("label", { htmlFor: input.id }, label), field];
  }

  const length = ({ edges, strength }) => `${counted(edges.length, "hop")}, strength ${strength.toPrecision(2)}`;

  function hopsOf(chain, go) {
    return chain.papers.flatMap((id, i) => [
      make("li", {}, stop(id, go)),
      i < chain.edges.length ? make("li", { className: "hop" },
        button("why", () => go.edge(chain.edges[i]), `${Edges.kind(chain.edges[i])}, ${score(Shown.weight(chain.edges[i]))}`),
        Edges.reason(chain.edges[i])) : null]).filter(Boolean);
  }

  /* The chains to choose from, the strongest first. */
  function choices(chains, chosen, ends, go) {
    if (chains.length < 2) return [];
    const items = chains.map((chain, i) => make("button", {
      type: "button",
      onclick: () => go.path(ends, i),
      aria: { "aria-pressed": String(i === chosen) },
    }, make("span", {}, ["Strongest", "Second", "Third"][i]), make("small", {}, chain.strength.toPrecision(2))));
    return [make("div", { className: "choices", role: "group", aria: { "aria-label": "Chains" } }, ...items)];
  }

  function told(ends, chains, chosen, go) {
    if (ends.includes(null)) return [make("p", { className: "lead quiet" }, "Choose two papers, in the fields or on the map.")];
    if (ends[0] === ends[1]) return [make("p", { className: "lead" }, "This is one and the same paper.")];
    if (!chains.length) return [make("p", { className: "lead" }, "No chain of kin papers on this map leads from one to the other.")];
    return [
      ...choices(chains, chosen, ends, go),
      make("p", { className: "lead" }, length(chains[chosen])),
      make("ol", { className: "hops" }, ...hopsOf(chains[chosen], go))];
  }

  /* `ends`: two papers, null where one is still to be chosen; `asked`: which chain. */
  function path(ends, asked, go) {
    const chains = ends.includes(null) ? [] : Chains.between(...ends);
    const chosen = Math.min(asked, Math.max(0, chains.length - 1));
    const known = ends.filter((id) => id !== null);
    const chain = chains[chosen];
    const others = chains.filter((one) => one !== chain);
    return {
      label: "Path between two papers",
      content: [
        make("h2", { className: "eyebrow" }, "The strongest chains between two papers"),
        make("div", { className: "ends" },
          ...endField("From", 0, ends, go), ...endField("To", 1, ends, go),
          known.length ? button("plain swap", () => go.path(ends.toReversed()), "Swap") : null),
        Shown.partly && known.length === 2 ? make("p", { className: "quiet small" }, "By what the filters leave.") : null,
        ...told(ends, chains, chosen, go),
      ],
      lit: known.length ? {
        papers: [...(chain ? chain.papers : known), ...others.flatMap((one) => one.papers)],
        edges: others.flatMap((one) => one.edges),
        path: chain ? chain.edges : [],
        chosen: chain ? chain.papers : known,
      } : null,
      focus: chain ? chain.papers : [],
      closest: 1.5,
      margin: 90,
      said: chain ? `${length(chain)}: ${chain.papers.map((id) => papers[id].label).join(", then ")}` : known.length === 2 ? "There is no chain" : "",
    };
  }

  return { paper, edge, path };
})();

/* The edges, in columns: an edge is its row number. */
const Edges = (() => {
  const columns = Data.edges;
  const { from, to, weight, parts } = columns;
  const count = from.length;
  const layers = Object.keys(Data.layers);
  const pieces = textsOf(columns.reason);

  // Layers that say what builds on what; an edge leads from the later paper to the earlier one.
  const BUILDS = new Set(["lineage", "concepts", "cites"]);

  /* Edges at each paper, on end: those of paper p stand from starts[p] to starts[p + 1]. */
  const { starts, at } = (() => {
    const counts = new Uint32Array(Papers.papers.length);
    for (let edge = 0; edge < count; edge++) {
      counts[from[edge]] += 1;
      counts[to[edge]] += 1;
    }
    const first = startsOf(counts);
    const next = first.slice();
    const found = new Uint32Array(2 * count);
    for (let edge = 0; edge < count; edge++) {
      found[next[from[edge]]++] = edge;
      found[next[to[edge]]++] = edge;
    }
    return { starts: first, at: found };
  })();

  /* The layers of an edge as [name, share], the largest first. */
  function shares(edge) {
    const whole = parts.reduce((sum, part) => sum + part[edge], 0);
    return layers.map((name, i) => [name, parts[i][edge] / whole])
      .filter(([, share]) => share > 0)
      .sort((a, b) => b[1] - a[1]);
  }

  /* All that is known of why; null where the page holds no more than the reason. */
  const evidence = Data.evidence && (() => {
    const known = Data.evidence;
    const [terms, names, concepts, citations] = ["terms", "names", "concepts", "citations"].map((name) => textsOf(known[name]));
    const first = startsOf(known.terms.lengths);
    const sentences = known.sentences && listsOf(known.sentences);

    function quotes(edge) {
      const numbers = sentences ? sentences(edge) : [];
      const found = [];
      for (let i = 0; i < numbers.length; i += 3) {
        const [side, start, end] = numbers.slice(i, i + 3);
        const paper = side ? to[edge] : from[edge];
        found.push({ paper, text: start < 0 ? Papers.papers[paper].title : Papers.abstract(paper, start, end) });
      }
      return found;
    }

    return (edge) => ({
      terms: terms(edge).map((text, i) => [text, known.shares[first[edge] + i] / 1000]),
      context: known.context[edge] / 1000,
      names: names(edge),
      concepts: concepts(edge),
      citations: citations(edge),
      quotes: quotes(edge),
    });
  })();

  return {
    count, from, to, weight, layers, parts, starts, at, shares, BUILDS,
    evidence: evidence || (() => null),
    kind: (edge) => layers[columns.kind[edge]],
    directed: (edge) => Boolean(columns.directed[edge]),
    reason: (edge) => pieces(edge).join(""),
    other: (edge, paper) => (from[edge] === paper ? to[edge] : from[edge]),
    between(a, b) {
      for (let i = starts[a]; i < starts[a + 1]; i++) {
        if (from[at[i]] === b || to[at[i]] === b) return at[i];
      }
      return null;
    },
  };
})();

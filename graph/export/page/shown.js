/* What the filters leave of the graph. Everything else of the page asks here: the map, the table,
   the nearest papers, paths and downloads are all of what is shown. */
const Shown = (() => {
  const { papers } = Papers;
  const ALL = Object.freeze({ clusters: [], layers: [], strength: 0, years: null, lineage: false });

  const inside = new Uint8Array(papers.length).fill(1); // per paper whether it is shown
  const drawn = new Uint8Array(Edges.count).fill(1); // per edge
  let weight = Edges.weight;
  let choice = ALL;
  let total = { papers: papers.length, edges: Edges.count };
  const listeners = [];

  /* Weights by the layers left. In -log(1 - weight), in which a noisy-or is a sum, an edge keeps
     the parts of these layers. */
  function reweighed(off) {
    if (!off.length) return Edges.weight;
    const kept = new Float32Array(Edges.count);
    const on = Edges.parts.filter((_, layer) => !off.includes(Edges.layers[layer]));
    for (let edge = 0; edge < Edges.count; edge++) {
      const whole = Edges.parts.reduce((sum, part) => sum + part[edge], 0);
      const left = on.reduce((sum, part) => sum + part[edge], 0);
      kept[edge] = left === whole ? Edges.weight[edge] : 1 - (1 - Edges.weight[edge]) ** (left / whole);
    }
    return kept;
  }

  /* Papers of the clusters left, of the years left; one without a year only while all are. */
  function sift({ clusters, years }) {
    for (const { id, community, year } of papers) {
      const timely = !years || (year !== null && years[0] <= year && year <= years[1]);
      inside[id] = Number(timely && !clusters.includes(community));
    }
  }

  function siftEdges({ strength, lineage, layers }) {
    const building = Edges.parts.filter((_, layer) => (
      Edges.BUILDS.has(Edges.layers[layer]) && !layers.includes(Edges.layers[layer])));
    const builds = (edge) => building.some((part) => part[edge] > 0);
    for (let edge = 0; edge < Edges.count; edge++) {
      drawn[edge] = Number(inside[Edges.from[edge]] && inside[Edges.to[edge]]
        && weight[edge] > 0 && weight[edge] >= strength && (!lineage || builds(edge)));
    }
    if (!lineage) return;
    inside.fill(0);
    for (let edge = 0; edge < Edges.count; edge++) {
      if (drawn[edge]) inside[Edges.from[edge]] = inside[Edges.to[edge]] = 1;
    }
  }

  const sum = (flags) => flags.reduce((count, flag) => count + flag, 0);

  /* Change some of {clusters, layers: those left out, strength: the least, years: [first, last] or
     null for all, lineage: only what builds on what}. */
  function choose(change) {
    choice = Object.freeze({ ...choice, ...change });
    weight = reweighed(choice.layers);
    sift(choice);
    siftEdges(choice);
    total = { papers: sum(inside), edges: sum(drawn) };
    for (const listener of listeners) listener();
  }

  /* Edges of a paper as {edge, paper, weight}, the strongest first. */
  function kin(id) {
    const found = [];
    for (let i = Edges.starts[id]; i < Edges.starts[id + 1]; i++) {
      const edge = Edges.at[i];
      if (drawn[edge]) found.push({ edge, paper: Edges.other(edge, id), weight: weight[edge] });
    }
    return found.sort((a, b) => b.weight - a.weight || a.paper - b.paper);
  }

  /* Edges with both ends among some papers. */
  function between(ids) {
    const some = new Set(ids);
    return ids.flatMap((id) => kin(id).filter(({ edge, paper }) => Edges.from[edge] === id && some.has(paper)).map(({ edge }) => edge));
  }

  return {
    ALL, choose, kin, between,
    get choice() { return choice; },
    get total() { return total; },
    get partly() { return total.papers < papers.length || total.edges < Edges.count || weight !== Edges.weight; },
    hasPaper: (id) => Boolean(inside[id]),
    hasEdge: (edge) => Boolean(drawn[edge]),
    weight: (edge) => weight[edge],
    papers: () => Papers.all.filter((id) => inside[id]),
    edges: () => Array.from(drawn.keys()).filter((edge) => drawn[edge]),
    onChange: (listener) => listeners.push(listener),
  };
})();

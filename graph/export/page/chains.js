/* Strongest chains of papers: an edge of weight w costs -log(w), so that the cheapest chain is the
   one whose product of weights is largest. As graph/find/paths.py has it. */
const Chains = (() => {
  const { starts, at } = Edges;
  const n = Papers.papers.length;

  /* Of each edge at each paper, in the order of `Edges.at`: the other paper, and the cost, which is
     infinite for an edge that is not shown. */
  const others = at.map((edge, i) => Edges.from[edge] + Edges.to[edge]);
  for (let paper = 0; paper < n; paper++) {
    for (let i = starts[paper]; i < starts[paper + 1]; i++) others[i] -= paper;
  }
  let costs = null; // of what is now shown
  Shown.onChange(() => { costs = null; });
  const readCosts = () => {
    const of = new Float64Array(Edges.count).map((_, edge) => (Shown.hasEdge(edge) ? -Math.log(Shown.weight(edge)) : Infinity));
    return new Float64Array(at.length).map((_, i) => of[at[i]]);
  };

  /* Papers by cost, ties by paper, in a binary heap; a paper whose cost falls moves up. */
  const heap = new Int32Array(n);
  const place = new Int32Array(n); // of each paper in the heap, -1 for one that is not there
  const cost = new Float64Array(n);
  let size = 0;

  const less = (a, b) => cost[a] < cost[b] || (cost[a] === cost[b] && a < b);

  function put(paper, spot) {
    heap[spot] = paper;
    place[paper] = spot;
  }

  function raise(paper) {
    let spot = place[paper] < 0 ? size++ : place[paper];
    for (let up; spot > 0 && less(paper, heap[up = (spot - 1) >> 1]); spot = up) put(heap[up], spot);
    put(paper, spot);
  }

  function takeLeast() {
    const top = heap[0];
    const last = heap[--size];
    let spot = 0;
    for (let child = 1; child < size; child = 2 * spot + 1) {
      if (child + 1 < size && less(heap[child + 1], heap[child])) child += 1;
      if (!less(heap[child], last)) break;
      put(heap[child], spot);
      spot = child;
    }
    put(last, spot);
    place[top] = -1;
    return top;
  }

  /* Cheapest chain that enters no closed paper and takes no edge that is gone (Dijkstra 1959);
     null where none leads. */
  function cheapest(from, to, { closed, gone }) {
    const via = new Int32Array(n).fill(-1);
    costs ??= readCosts();
    cost.fill(Infinity);
    place.fill(-1);
    size = 0;
    cost[from] = 0;
    raise(from);
    while (size) {
      const paper = takeLeast();
      if (paper === to) break;
      for (let i = starts[paper]; i < starts[paper + 1]; i++) {
        const [next, longer] = [others[i], cost[paper] + costs[i]];
        if (longer >= cost[next] || closed[next] || gone.has(at[i])) continue;
        cost[next] = longer;
        via[next] = at[i];
        raise(next);
      }
    }
    if (cost[to] === Infinity) return null;
    const chain = { papers: [to], edges: [], strength: Math.exp(-cost[to]) };
    for (let paper = to; paper !== from; ) {
      chain.edges.unshift(via[paper]);
      paper = Edges.other(via[paper], paper);
      chain.papers.unshift(paper);
    }
    return chain;
  }

  /* The strongest chain, then others: each uses no middle paper of those before it, nor the edge
     of one that had none. There may be fewer than `count`. */
  function between(from, to, count = 3) {
    const chains = [];
    const closed = new Uint8Array(n);
    const gone = new Set();
    while (from !== to && chains.length < count) {
      const chain = cheapest(from, to, { closed, gone });
      if (!chain) break;
      chains.push(chain);
      const middle = chain.papers.slice(1, -1);
      for (const paper of middle) closed[paper] = 1;
      if (!middle.length) gone.add(chain.edges[0]);
    }
    return chains;
  }

  return { between };
})();

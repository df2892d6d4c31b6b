/* Strongest chains of papers: an edge of weight w costs -log(w), so that the cheapest chain is the
   one whose product of weights is largest. As graph/find/paths.py has it. */
const Chains = (() => {
  /* Binary heap of papers by cost, ties by paper; `pop` gives the paper, or -1 when empty. */
  function createHeap() {
    const costs = [];
    const held = [];
    const less = (a, b) => costs[a] < costs[b] || (costs[a] === costs[b] && held[a] < held[b]);
    function swap(a, b) {
      [costs[a], costs[b]] = [costs[b], costs[a]];
      [held[a], held[b]] = [held[b], held[a]];
    }
    return {
      push(cost, paper) {
        let at = costs.push(cost) - 1;
        held.push(paper);
        for (let up; at && less(at, (up = (at - 1) >> 1)); at = up) swap(at, up);
      },
      pop() {
        if (!held.length) return -1;
        swap(0, held.length - 1);
        costs.pop();
        const top = held.pop();
        for (let at = 0; ; ) {
          let least = 2 * at + 1;
          if (least >= held.length) return top;
          if (least + 1 < held.length && less(least + 1, least)) least += 1;
          if (!less(least, at)) return top;
          swap(at, least);
          at = least;
        }
      },
    };
  }

  /* Cheapest chain that enters no closed paper and takes no edge that is gone (Dijkstra 1959);
     null where none leads. */
  function cheapest(from, to, { closed, gone }) {
    const cost = new Float64Array(Papers.papers.length).fill(Infinity);
    const via = new Int32Array(Papers.papers.length).fill(-1);
    const done = new Uint8Array(Papers.papers.length);
    const queue = createHeap();
    cost[from] = 0;
    queue.push(0, from);
    for (let paper = queue.pop(); paper >= 0 && paper !== to; paper = queue.pop()) {
      if (done[paper]) continue;
      done[paper] = 1;
      for (let i = Edges.starts[paper]; i < Edges.starts[paper + 1]; i++) {
        const edge = Edges.at[i];
        const next = Edges.other(edge, paper);
        if (done[next] || closed[next] || !Shown.hasEdge(edge) || gone.has(edge)) continue;
        const longer = cost[paper] - Math.log(Shown.weight(edge));
        if (longer < cost[next]) {
          cost[next] = longer;
          via[next] = edge;
          queue.push(longer, next);
        }
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
    const closed = new Uint8Array(Papers.papers.length);
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

"use strict";

/* What the page knows: papers, edges and clusters, found by words, by nearness or by chains.
   Nothing here draws; a paper is its row number, an edge too. */
const Papers = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const split = (text) => (text ? text.split("; ") : []);

  const papers = data.nodes.map((node) => ({
    ...node,
    introduces: split(node.introduces),
    mentions: split(node.mentions),
    terms: split(node.terms),
  }));

  // Weights are stored as the shortest numbers that round to these 32-bit values.
  const edges = data.edges.map((edge, id) => ({ ...edge, id, weight: Math.fround(edge.weight) }));

  const clusters = data.communities.map((cluster) => ({ ...cluster, papers: [] }));
  const byId = new Map(clusters.map((cluster) => [cluster.id, cluster]));
  for (const paper of papers) {
    if (!byId.has(paper.community)) {
      const cluster = { id: paper.community, label: "On their own", color: paper.color, papers: [] };
      byId.set(cluster.id, cluster);
      clusters.push(cluster);
    }
    byId.get(paper.community).papers.push(paper.id);
  }
  /* The box about some papers, in units of the map. */
  function bounds(ids) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const { x, y } of ids.map((id) => papers[id])) {
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
    return box;
  }

  /* "state space · recurrence · memory": the first term leads, the rest stands back. */
  for (const one of clusters) {
    const [head, ...rest] = one.label.split(" · ");
    Object.assign(one, { head, rest: rest.join(" · ") });
  }

  const cluster = (paper) => byId.get(papers[paper].community);

  /* Per paper its edges as {edge, paper}, the strongest first. */
  const kin = papers.map(() => []);
  for (const edge of edges) {
    kin[edge.from].push({ edge: edge.id, paper: edge.to });
    kin[edge.to].push({ edge: edge.id, paper: edge.from });
  }
  for (const list of kin) {
    list.sort((a, b) => edges[b.edge].weight - edges[a.edge].weight || a.paper - b.paper);
  }

  const introducers = new Map();
  for (const paper of papers) {
    for (const name of paper.introduces) {
      if (!introducers.has(name)) introducers.set(name, paper.id);
    }
  }

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const entries = papers.map((paper) => {
    const names = [paper.label, ...paper.introduces].map(fold);
    const title = fold(paper.title);
    const key = fold(paper.key);
    return { names, title, key, all: [title, key, ...names].join("\n") };
  });

  /* How well an entry answers the folded query, from 0 (it is its very name) to 5. */
  function rank(entry, query) {
    if (entry.names.includes(query) || entry.key === query || entry.title === query) return 0;
    if (entry.names.some((name) => name.startsWith(query))) return 1;
    if (entry.title.startsWith(query)) return 2;
    const place = entry.all.indexOf(query);
    if (place < 0) return 5;
    return /[\p{L}\p{N}]/u.test(entry.all[place - 1]) ? 4 : 3;
  }

  /* Papers that hold every word of `text` in title, names or key; the best first. */
  function search(text) {
    const query = fold(text).trim().replace(/\s+/g, " ");
    if (!query) return [];
    const words = query.split(" ");
    return papers
      .filter((paper) => words.every((word) => entries[paper.id].all.includes(word)))
      .map((paper) => ({ id: paper.id, rank: rank(entries[paper.id], query) }))
      .sort((a, b) => a.rank - b.rank || papers[b.id].strength - papers[a.id].strength || a.id - b.id)
      .map((found) => found.id);
  }

  /* Strongest chain between two papers: the one whose product of weights is largest, found as
     the shortest path over -log(weight) (Dijkstra). Null when there is none. */
  function path(from, to) {
    const cost = new Float64Array(papers.length).fill(Infinity);
    const via = new Array(papers.length).fill(null);
    const done = new Uint8Array(papers.length);
    const queue = heap((a, b) => a.cost - b.cost || a.paper - b.paper);
    cost[from] = 0;
    queue.push({ cost: 0, paper: from });
    for (let next = queue.pop(); next && next.paper !== to; next = queue.pop()) {
      if (done[next.paper]) continue;
      done[next.paper] = 1;
      for (const { edge, paper } of kin[next.paper]) {
        const longer = next.cost - Math.log(edges[edge].weight);
        if (longer < cost[paper]) {
          cost[paper] = longer;
          via[paper] = { edge, paper: next.paper };
          queue.push({ cost: longer, paper });
        }
      }
    }
    if (cost[to] === Infinity) return null;
    const chain = { papers: [to], edges: [], strength: Math.exp(-cost[to]) };
    for (let step = via[to]; step; step = via[step.paper]) {
      chain.papers.unshift(step.paper);
      chain.edges.unshift(step.edge);
    }
    return chain;
  }

  /* Binary heap: `pop` gives the least item, or undefined when there is none. */
  function heap(compare) {
    const items = [];
    const less = (a, b) => compare(items[a], items[b]) < 0;
    const swap = (a, b) => ([items[a], items[b]] = [items[b], items[a]]);
    return {
      push(item) {
        let at = items.push(item) - 1;
        for (let up; at && less(at, (up = (at - 1) >> 1)); at = up) swap(at, up);
      },
      pop() {
        if (items.length < 2) return items.pop();
        const top = items[0];
        items[0] = items.pop();
        for (let at = 0; ; ) {
          let least = 2 * at + 1;
          if (least >= items.length) return top;
          if (least + 1 < items.length && less(least + 1, least)) least += 1;
          if (!less(least, at)) return top;
          swap(at, least);
          at = least;
        }
      },
    };
  }

  return {
    papers, edges, clusters, kin, cluster, introducers, search, path, bounds,
    extent: bounds(papers.map((paper) => paper.id)),
    layers: data.layers,
    about: data.about,
    options: JSON.parse(data.options),
  };
})();

/* What is selected and filtered, as the part of the address behind "#", and back:
     #paper=KEY                   a paper
     #paper=KEY&edge=KEY          why two papers are kin
     #paper=KEY&path=KEY          the strongest chain between two; &chain=2 the second
     #cluster=3                   a cluster
     &hide=4,7  &without=terms  &strength=0.3  &years=2015-2020  &lineage=only  &view=table
   A name or a title will do for a key. */
const Link = (() => {
  const { papers } = Papers;

  /* `state`: {paper}, {edge}, {ends, chain} or {cluster}, or nothing. */
  function write(state, table) {
    const said = new URLSearchParams();
    const put = (name, value) => { if (value) said.set(name, value); };
    const key = (id) => (id === null ? "" : papers[id].key);
    if (state.paper !== undefined) put("paper", key(state.paper));
    if (state.edge !== undefined) {
      put("paper", key(Edges.from[state.edge]));
      put("edge", key(Edges.to[state.edge]));
    }
    if (state.ends) {
      put("paper", key(state.ends[0]));
      said.set("path", key(state.ends[1]));
      if (state.chain) put("chain", String(state.chain + 1));
    }
    if (state.cluster !== undefined) put("cluster", String(state.cluster));
    const { clusters, layers, strength, years, lineage } = Shown.choice;
    put("hide", clusters.join(","));
    put("without", layers.join(","));
    put("strength", strength && String(strength));
    put("years", years && years.join("-"));
    put("lineage", lineage && "only");
    put("view", table && "table");
    return said.toString();
  }

  function stateOf(said) {
    const paper = said.has("paper") ? Search.named(said.get("paper")) : null;
    if (said.has("path")) {
      return { ends: [paper, said.get("path") ? Search.named(said.get("path")) : null], chain: Math.max(0, (Number(said.get("chain")) || 1) - 1) };
    }
    if (said.has("edge")) {
      const other = Search.named(said.get("edge"));
      const edge = paper === null || other === null ? null : Edges.between(paper, other);
      return edge === null ? {} : { edge };
    }
    if (said.has("cluster")) {
      const cluster = Number(said.get("cluster"));
      return Papers.clusters.some(({ id }) => id === cluster) ? { cluster } : {};
    }
    return paper === null ? {} : { paper };
  }

  function choiceOf(said) {
    const list = (name) => (said.get(name) || "").split(",").filter(Boolean);
    const years = /^(\d{1,4})-(\d{1,4})$/.exec(said.get("years") || "");
    return {
      clusters: list("hide").map(Number).filter((id) => Papers.clusters.some((one) => one.id === id)),
      layers: list("without").filter((name) => Edges.layers.includes(name)),
      strength: Math.max(0, Math.min(1, Number(said.get("strength")) || 0)),
      years: years && Papers.years ? [Number(years[1]), Number(years[2])] : null,
      lineage: said.get("lineage") === "only",
    };
  }

  /* {state, choice, table} of an address. */
  function read(hash) {
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    return { state: stateOf(said), choice: choiceOf(said), table: said.get("view") === "table" };
  }

  return { write, read };
})();

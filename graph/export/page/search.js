/* Papers by words of their titles, names and keys. */
const Search = (() => {
  const { papers, ranked } = Papers;
  const plain = /^[\x00-\x7f]*$/; // most texts, which need no more than small letters
  const fold = (text) => (plain.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase();

  let index = null; // made when first asked for
  const entries = () => index ??= papers.map((paper) => {
    const names = [paper.label, ...paper.introduces].map(fold);
    const [title, key, used] = [fold(paper.title), fold(paper.key), fold(paper.mentions.join("\n"))];
    return { names, title, key, used, own: [title, key, ...names].join("\n") };
  });

  /* How well an entry answers the folded query, from 0 (it is its very name) to 5. */
  function rank(entry, query) {
    if (entry.names.includes(query) || entry.key === query || entry.title === query) return 0;
    if (entry.names.some((name) => name.startsWith(query))) return 1;
    if (entry.title.startsWith(query)) return 2;
    const place = entry.own.indexOf(query);
    if (place < 0) return 5;
    return /[\p{L}\p{N}]/u.test(entry.own[place - 1]) ? 4 : 3;
  }

  const asked = (text) => fold(text).trim().replace(/\s+/g, " ");

  /* Papers that hold every word of `text` in title, names or key, the best first; then those that
     mention a model so called. */
  function find(text) {
    const query = asked(text);
    if (!query) return [];
    const words = query.split(" ");
    const found = Array.from({ length: 7 }, () => []); // by rank
    for (const id of ranked) {
      const entry = entries()[id];
      if (words.every((word) => entry.own.includes(word))) found[rank(entry, query)].push(id);
      else if (entry.used.includes(query)) found[6].push(id);
    }
    return found.flat();
  }

  /* The paper of this key, or else the strongest with this very name or title; null if none. */
  function named(text) {
    const query = asked(text);
    const known = Papers.find(text) ?? Papers.ranked.find((id) => rank(entries()[id], query) === 0);
    return known ?? null;
  }

  return { find, named };
})();

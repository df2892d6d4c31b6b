/* The block of data that stands in the page, as graph/export/block.py writes it: the document of
   graph/export/packing.py, in which columns of numbers are typed arrays. */
const Data = await (async () => {
  const letters = atob(document.getElementById("data").textContent);
  const packed = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) packed[at] = letters.charCodeAt(at);
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(plain).arrayBuffer());
  const end = bytes.indexOf(10);
  const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array };

  /* A column, whose first bytes stand all together, then the second ones ... */
  function column({ type, at, length }) {
    const width = TYPES[type].BYTES_PER_ELEMENT;
    const own = new Uint8Array(width * length);
    for (let plane = 0, from = end + 1 + at; plane < width; plane++) {
      for (let to = plane; to < own.length; to += width) own[to] = bytes[from++];
    }
    return new TYPES[type](own.buffer);
  }

  /* The same with columns in place; lists of texts and numbers hold none. */
  function settled(value) {
    if (typeof value !== "object" || value === null) return value;
    if (TYPES[value.type]) return column(value);
    if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, settled(one)]));
    return typeof value[0] === "object" ? value.map(settled) : value;
  }

  return settled(JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))));
})();

/* Where each row of a ragged column starts, and after the last where it ends. */
function startsOf(lengths) {
  const starts = new Uint32Array(lengths.length + 1);
  for (let row = 0; row < lengths.length; row++) starts[row + 1] = starts[row] + lengths[row];
  return starts;
}

/* A function from row to list, for a ragged column of numbers; `textsOf` for one of texts. */
function listsOf({ lengths, values }) {
  const starts = startsOf(lengths);
  return (row) => Array.from(values.subarray(starts[row], starts[row + 1]));
}

function textsOf(column) {
  const lists = listsOf(column);
  return (row) => lists(row).map((number) => Data.texts[number]);
}

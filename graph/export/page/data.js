/* The block of data that stands in the page: gzip in base64 of JSON in columns, as
   graph/export/packing.py writes it. */
const Data = await (async () => {
  const letters = atob(document.getElementById("data").textContent);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).json();
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
  return (row) => values.slice(starts[row], starts[row + 1]);
}

function textsOf(column) {
  const lists = listsOf(column);
  return (row) => lists(row).map((number) => Data.texts[number]);
}

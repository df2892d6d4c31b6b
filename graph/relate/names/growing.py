"""Names of a corpus that has grown: known ones in new texts, and new ones in all texts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from graph.core.blocks import row_blocks
from graph.core.columns import rows_as_arrow
from graph.core.growth import Growth
from graph.core.placing import spread
from graph.core.sparse import Matrix, canonical, edges, from_edges
from graph.core.types import NAMES, PLACES, Features, Names
from graph.core.years import years_of
from graph.relate.names.assemble import Settled, display, distinct, joining, lookout, settle
from graph.relate.names.credit import credited
from graph.relate.names.forms import Forms, Written, lay_out
from graph.relate.names.gazetteer import Known, gazetteer
from graph.relate.names.known import Spellings, known_in
from graph.relate.names.lexicon import Lexicon, build
from graph.relate.names.likely import likely_papers
from graph.relate.names.mentions import Places, find
from graph.relate.names.scan import Findings, scan
from graph.relate.names.text import key

Ints = NDArray[np.int64]

BLOCK = 4096
"""Papers that are held as Python strings at a time."""


def grow_names(
    names: Names,
    papers: pa.Table,
    growth: Growth,
    *,
    features: Features,
    spellings: Spellings | None = None,
) -> Names:
    """Names of all papers, of which the fresh ones are read and the others looked through.

    names, features: as they were before the growth; papers: schema `PAPERS`, as they are now. What
    the other papers mention and introduce stays; a name that the fresh ones bring is looked for in
    them, too, where the terms that they use leave room for it. spellings: of the names, where they
    are in pieces already.
    """
    fresh = np.flatnonzero(growth.fresh)
    findings = Findings()
    for first, texts in _texts(papers, fresh):
        findings.add(scan(first, texts))
    known = spellings or Spellings.of(names.table)
    learnt = known_in(known, (texts for _, texts in _texts(papers, fresh)))
    lexicon = build(findings, gazetteer(), learnt=_entries(names, learnt))
    _open_to_claims(lexicon, names, learnt)
    mentioned = np.zeros(len(lexicon.entries), np.int64)
    mentioned[: len(learnt)] = _spread(growth.rows(names.mentions))[learnt]
    found = _found(lookout(lexicon), papers, fresh)
    settled = settle(lexicon, found, mentioned=mentioned)
    brought = [
        number
        for number in distinct(np.concatenate([settled.entries, settled.claims[:, 1]])).tolist()
        if number >= len(learnt) and not lexicon.entries[number].known
    ]
    surfaces = {surface: lexicon.cases[key(surface)] for _, surface in _spelled(lexicon, brought)}
    likely = likely_papers(surfaces, papers, features, growth=growth)
    found += _found(_everywhere(lexicon, brought), papers, likely, first=len(fresh))
    settled = settle(lexicon, found, mentioned=mentioned)
    rows = np.concatenate([fresh, likely])
    joined = _joined(names, growth, lexicon, settled, learnt=learnt, rows=rows)
    return credited(joined, years_of(papers))


def _entries(names: Names, which: Ints) -> list[Known]:
    columns = (names.table.take(rows_as_arrow(which))[field].to_pylist() for field in NAMES.names)
    return [Known(name, kind, tuple(aliases)) for name, kind, aliases in zip(*columns, strict=True)]


def _open_to_claims(lexicon: Lexicon, names: Names, learnt: Ints) -> None:
    """Let papers claim the names that none has introduced, as if they were told of just now."""
    general = {item.name for item in gazetteer()}
    owned = _spread(names.introduced)[learnt] > 0
    for entry, held in zip(lexicon.entries, owned.tolist(), strict=False):
        entry.known = held or entry.name in general


def _spread(matrix: Matrix) -> Ints:
    """How many rows hold each column."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def _texts(papers: pa.Table, rows: Ints) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Titles and abstracts of some rows, block by block, with the place of the first in `rows`."""
    for block in row_blocks(len(rows), BLOCK):
        held = rows_as_arrow(rows[block.start : block.stop])
        some = papers.select(["title", "abstract"]).take(held)
        texts = zip(some["title"].to_pylist(), some["abstract"].to_pylist(), strict=True)
        yield block.start, list(texts)


def _found(forms: Forms, papers: pa.Table, rows: Ints, *, first: int = 0) -> list[Places]:
    """Where forms stand in some rows, which count from `first` on."""
    return [find(forms, first + place, texts) for place, texts in _texts(papers, rows)]


def _everywhere(lexicon: Lexicon, entries: list[int]) -> Forms:
    """Spellings of entries that mean these in every paper."""
    numbers = {folded: number for number, folded in enumerate(lexicon.forms)}
    written = [
        Written(surface, numbers[key(surface)], lexicon.cases[key(surface)])
        for entry, surface in _spelled(lexicon, entries)
    ]
    return lay_out(written, common=len(numbers))


def _spelled(lexicon: Lexicon, entries: list[int]) -> Iterator[tuple[int, str]]:
    for entry in entries:
        for surface in lexicon.entries[entry].surfaces:
            if lexicon.forms.get(key(surface)) == entry:
                yield entry, surface


def _joined(
    names: Names,
    growth: Growth,
    lexicon: Lexicon,
    settled: Settled,
    *,
    learnt: Ints,
    rows: Ints,
) -> Names:
    """The names before and those found now in one table.

    learnt: which of the names the first entries of the lexicon are; rows: which papers were read.
    """
    used = distinct(np.concatenate([settled.entries, settled.claims[:, 1]]))
    newer = used[used >= len(learnt)]
    column = np.full(len(lexicon.entries), -1, np.int64)
    column[: len(learnt)] = learnt
    column[newer] = names.table.num_rows + np.arange(len(newer))
    table = _table(names, lexicon, newer, learnt)
    shape = (len(growth), table.num_rows)
    claims = from_edges(rows[settled.claims[:, 0]], column[settled.claims[:, 1]], 1.0, shape)
    before = spread(growth.rows(names.introduced), shape)
    stand = [rows[settled.rows[:, 0]], column[settled.entries], *settled.rows[:, 2:].T]
    places = _with_places(_kept_places(names, growth), np.column_stack(stand))
    introduced = canonical(claims.maximum(before))
    return _listed(table, places, introduced, known=names.table.num_rows)


def _table(names: Names, lexicon: Lexicon, newer: Ints, learnt: Ints) -> pa.Table:
    """Names before, with the spellings that are new, and behind them the new ones."""
    count = names.table.num_rows
    again = names.table.take(rows_as_arrow(learnt))
    spelt = again["name"].to_pylist()
    spelt += display(lexicon, newer, others=names.table["name"].to_pylist())
    entries = [lexicon.entries[one] for one in (*range(len(learnt)), *newer.tolist())]
    aliases = [
        sorted(surface for surface in entry.surfaces if surface != name)
        for entry, name in zip(entries, spelt, strict=True)
    ]
    kinds = again["kind"].to_pylist() + [entry.kind for entry in entries[len(learnt) :]]
    told = pa.table({"name": spelt, "kind": kinds, "aliases": aliases}, schema=NAMES)
    place = np.arange(count + len(newer))
    place[count:] += len(learnt)
    place[learnt] = count + np.arange(len(learnt))
    return pa.concat_tables([names.table, told]).take(rows_as_arrow(place))


def _kept_places(names: Names, growth: Growth) -> Ints:
    """Places in papers that say what they said: (k, 5), as in `Names.places`."""
    rows = np.column_stack([column.to_numpy() for column in names.places.columns]).astype(np.int64)
    rows[:, 0] = growth.steady[rows[:, 0]]
    return rows[rows[:, 0] >= 0]


def _with_places(kept: Ints, found: Ints) -> Ints:
    """Places of before, which are sorted and apart, and those found now in the same order."""
    met = np.isin(kept[:, 0], found[:, 0])
    places = np.concatenate([kept[~met], _apart(np.concatenate([kept[met], found]))])
    return places[np.argsort(places[:, 0], kind="stable")]


def _apart(places: Ints) -> Ints:
    """Places sorted, without those within another or that one before them reaches into."""
    paper, name, sentence, start, end = places.T
    text = 2 * paper + (sentence > 0)
    order = np.lexsort((name, -end, start, text))
    places, text = places[order], text[order]
    length = int(end.max(initial=0)) + 1
    reached = np.maximum.accumulate(text * length + places[:, 4])
    free = np.ones(len(places), bool)
    free[1:] = (text * length + places[:, 3])[1:] >= reached[:-1]
    return places[free]


def _listed(table: pa.Table, places: Ints, introduced: Matrix, *, known: int) -> Names:
    """The names that some paper mentions or introduces, in their order.

    known: how many at the beginning of the table stand in it.
    """
    held = distinct(np.concatenate([places[:, 1], introduced.indices]))
    spelt = table["name"].take(rows_as_arrow(held)).to_pylist()
    order = held[joining(spelt, int(np.searchsorted(held, known)))]
    column = np.full(table.num_rows, -1, np.int64)
    column[order] = np.arange(len(order))
    shape = (introduced.shape[0], len(order))
    owners, owned, _ = edges(introduced)
    owns = from_edges(owners, column[owned], 1.0, shape)
    uses = sparse.coo_array(
        (np.ones(len(places), np.float32), (places[:, 0], column[places[:, 1]])), shape=shape
    )
    places[:, 1] = column[places[:, 1]]
    fields = [pa.array(field.astype(np.int32), pa.int32()) for field in places.T]
    return Names(
        table.take(rows_as_arrow(order)),
        canonical(canonical(uses).maximum(owns)),
        canonical(owns, dtype=np.bool_),
        pa.Table.from_arrays(fields, schema=PLACES),
    )

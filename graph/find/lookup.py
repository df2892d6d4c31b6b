"""From what a person types to a paper: a key, a model's name, a title, or words of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.core.columns import numbers, rows_as_arrow, text_as_arrow
from graph.core.errors import AmbiguousError, GraphError, NotFoundError
from graph.core.text import fold, title_key
from graph.core.types import Corpus, Names

CANDIDATES = 10
"""Papers listed where several fit."""


def find_paper(corpus: Corpus, names: Names, text: str) -> int:
    """Row of the paper that `text` means.

    Tried in this order: its key, its title, the name of a model that it introduces, words that
    all stand in its title.

    Raises
    ------
    AmbiguousError
        Several papers fit equally well; it lists them.
    NotFoundError
        None does; the hint says what comes near.
    """
    at = int(pc.index(corpus.papers["key"], text_as_arrow(text)).as_py())
    if at >= 0:
        return at
    wanted = title_key(text)
    keys = _likely_titles(corpus.papers["title"], wanted.split())
    known = find_names(names, text)
    for rows in (
        [row for row, key in keys.items() if wanted and key == wanted],
        _introducers(names, known),
        _holding(keys, wanted.split()),
    ):
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise _ambiguous(corpus, text, rows)
    raise _unknown(corpus, names, text, known=known)


def find_names(names: Names, text: str) -> list[int]:
    """Rows of the names that are written like `text`, case, hyphens and plural aside."""
    wanted = _name_key(text)
    if not wanted:
        return []
    aliases = names.table["aliases"].combine_chunks()
    spellings = pa.concat_arrays([names.table["name"].combine_chunks(), aliases.flatten()])
    rows = np.append(np.arange(names.table.num_rows), numbers(pc.list_parent_indices(aliases)))
    bare = pc.replace_substring_regex(pc.ascii_lower(spellings), "[-_ ]", "")
    near = [pc.equal(bare, text_as_arrow(spelt)) for spelt in (wanted, wanted + "s")]
    likely = numbers(pc.or_(pc.or_(*near), _beyond_ascii(spellings)))
    written = spellings.take(rows_as_arrow(likely)).to_pylist()
    found = [row for row, name in zip(likely, written, strict=True) if _name_key(name) == wanted]
    return np.unique(rows[found]).tolist()  # type: ignore[no-any-return]


def find_name(names: Names, text: str) -> int:
    """Row of the name that `text` means; of several written alike the one used by most papers.

    Raises
    ------
    NotFoundError
        No name is written so; the hint says what comes near.
    """
    known = find_names(names, text)
    if known:
        papers = np.bincount(names.mentions.indices, minlength=names.table.num_rows)
        return max(known, key=lambda row: (papers[row], -row))
    near = _near_names(names, text)
    hint = f"did you mean: {'; '.join(near)}" if near else "see all: paperkin models"
    raise NotFoundError(f"no model here is called {text!r}", hint=hint)


def _introducers(names: Names, known: Sequence[int]) -> list[int]:
    return sorted(set(names.introduced.tocsc()[:, list(known)].nonzero()[0].tolist()))


def _likely_titles(titles: pa.ChunkedArray, words: Sequence[str]) -> dict[int, str]:
    """Folded titles that may hold all the words, by row: a million are sifted in a moment.

    A title in ASCII is folded by lower case alone, and holds its words as they stand.
    """
    if not words:
        return {}
    lower = pc.ascii_lower(titles)
    held = reduce(pc.and_, (pc.match_substring(lower, word) for word in words))
    rows = numbers(pc.or_(held, _beyond_ascii(titles)))
    some = titles.take(rows_as_arrow(rows)).to_pylist()
    return {int(row): title_key(title) for row, title in zip(rows, some, strict=True)}


def _beyond_ascii(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    return pc.invert(pc.string_is_ascii(texts))


def _holding(keys: Mapping[int, str], words: Sequence[str]) -> list[int]:
    """Rows of the titles that hold all the words; whole words are preferred to beginnings."""
    if not words:
        return []
    whole = [row for row, key in keys.items() if set(words) <= set(key.split())]
    if whole:
        return whole
    return [
        row
        for row, key in keys.items()
        if all(any(w.startswith(word) for w in key.split()) for word in words)
    ]


def _ambiguous(corpus: Corpus, text: str, rows: Sequence[int]) -> GraphError:
    listed = corpus.papers.select(["key", "title"]).take(rows_as_arrow(rows[:CANDIDATES]))
    return AmbiguousError(
        f"{text!r} fits {len(rows)} papers",
        zip(listed["key"].to_pylist(), listed["title"].to_pylist(), strict=True),
        hint="give a key, or more words of the title",
    )


def _unknown(corpus: Corpus, names: Names, text: str, *, known: Sequence[int]) -> GraphError:
    from rapidfuzz import process
    from rapidfuzz.fuzz import WRatio

    if known:
        papers = len(np.unique(names.mentions.tocsc()[:, list(known)].nonzero()[0]))
        name = names.table["name"][known[0]].as_py()
        return NotFoundError(
            f"no paper here introduces {name}, which {papers} mention",
            hint=f"see who does: paperkin models {name!r}",
        )
    near = _near_names(names, text)
    titles = corpus.papers["title"]
    lower = pc.ascii_lower(titles).to_pylist()
    best = process.extract(fold(text), lower, scorer=WRatio, limit=2, score_cutoff=70)
    near += [titles[row].as_py() for _, _, row in best]
    hint = f"did you mean: {'; '.join(near)}" if near else "try words of its title"
    return NotFoundError(f"no paper fits {text!r}", hint=hint)


def _near_names(names: Names, text: str) -> list[str]:
    from rapidfuzz import process

    spellings = {_name_key(name): name for name in names.table["name"].to_pylist()}
    best = process.extract(_name_key(text), list(spellings), limit=2, score_cutoff=80)
    return [spellings[match] for match, *_ in best]


def _name_key(name: str) -> str:
    folded = fold(name).replace("-", "").replace(" ", "").replace("_", "")
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") else folded

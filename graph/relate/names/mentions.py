"""The lexicon's names in a text: every place, the longest name first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray

from graph.core.text import sentences
from graph.relate.names.forms import Forms, Matches, match
from graph.relate.names.parts import in_bytes, in_characters, on_lines, split_pieces
from graph.relate.names.text import Reading, read_all, shouts, singulars
from graph.relate.names.written import Written

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """Where forms stand: int32 columns (paper, form, sentence, start, end) of shape (k, 5)."""

    rows: NDArray[np.int32]


def find(forms: Forms, first: int, texts: Iterable[tuple[str, str]]) -> Places:
    """All places of names in consecutive papers; `first` is the first one's row."""
    raws = list(chain.from_iterable(texts))  # title and abstract by turns
    readings = read_all(raws)
    letters, spans = on_lines(readings.texts)
    parts = split_pieces(letters, in_bytes(letters, spans))
    numbers = forms.numbers(singulars(parts.vocabulary))
    matches = match(forms, parts, numbers)
    owners = np.searchsorted(parts.firsts // 2, matches.starts, "right") - 1
    meant = forms.holds(matches.forms, first + owners // 2)
    matches, owners = Matches(*(column[meant] for column in matches)), owners[meant]
    alone = forms.alone(numbers)
    alone[alone] = [not part.isdigit() for part in compress(parts.vocabulary, alone.tolist())]
    written = Written(parts, matches, owners, alone)
    title, loud = owners % 2 == 0, _loud(readings.texts, owners)
    met = _apart(matches, np.flatnonzero(written.whole() & written.meant(title, loud)))
    owners, last = owners[met], matches.starts[met] + matches.lengths[met]
    bounds = parts.bounds[np.stack([2 * matches.starts[met] + 1, 2 * last], axis=1)]
    offsets = in_characters(letters, bounds) - spans[owners, :1]
    places = _origins(readings.changed, owners, offsets)
    sentence = _sentences(raws, owners, places[:, 0])
    rows = np.column_stack([first + owners // 2, matches.forms[met], sentence, places])
    return Places(rows.astype(np.int32))


def _loud(texts: list[str], owners: Ints) -> NDArray[np.bool_]:
    """Whether texts are all in capitals."""
    loud = np.zeros(len(texts), bool)
    for text in np.flatnonzero(np.bincount(owners)).tolist():
        loud[text] = shouts(texts[text])
    return loud[owners]


def _apart(matches: Matches, likely: Ints) -> Ints:
    """Those of some matches that come first or, at one place, are the longest: none in another."""
    kept = []
    done = 0
    starts = matches.starts[likely].tolist()
    ends = (matches.starts + matches.lengths)[likely].tolist()
    for at, start, end in zip(likely.tolist(), starts, ends, strict=True):
        if start >= done:
            kept.append(at)
            done = end
    return np.array(kept, np.int64)


def _origins(changed: dict[int, Reading], owners: Ints, offsets: Ints) -> Ints:
    """Starts and ends (k, 2) in texts as they stand of those in texts read through."""
    origins = offsets.copy()
    for at in np.flatnonzero(np.isin(owners, list(changed))).tolist():
        reading = changed[int(owners[at])]
        start, end = offsets[at].tolist()
        origins[at] = reading.origin(start), reading.origin(end - 1) + 1
    return origins


def _sentences(raws: list[str], owners: Ints, starts: Ints) -> Ints:
    """Number of the sentence that each place is in, from 1 on; 0 for a title."""
    numbers = np.zeros(len(owners), np.int64)
    inside = np.flatnonzero(owners % 2)
    abstracts, which = np.unique(owners[inside], return_inverse=True)
    spans = [sentences(raws[text]) for text in abstracts.tolist()]
    counts = np.array([len(some) for some in spans], np.int64)
    length = 1 + max(map(len, raws), default=0)
    ends = np.array([end for some in spans for _, end in some], np.int64)
    ends += length * np.repeat(np.arange(len(spans)), counts)
    before = np.searchsorted(ends, length * which + starts[inside], "right")
    first = np.cumsum(counts) - counts
    numbers[inside] = np.minimum(before - first[which] + 1, counts[which])
    return numbers

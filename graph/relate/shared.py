"""What two texts share, and a memory of it: texts that stay as they are are compared once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from xxhash import xxh3_128, xxh3_128_digest

from graph.relate.wording import Phrase, Wording, join

_SCHEMA = pa.schema(
    [
        ("key", pa.binary(16)),
        ("terms", pa.list_(pa.string())),
        ("shares", pa.list_(pa.float64())),
        ("context", pa.float64()),
        ("one", pa.int32()),
        ("other", pa.int32()),
    ]
)


class Shared(NamedTuple):
    """What two texts share.

    terms: phrases that stand in both, the weightiest first, each with its share of the cosine;
    context: what all such phrases leave of it. sentences: of either abstract the number of the
    sentence in which they weigh most, -1 where there is none.
    """

    terms: tuple[tuple[str, float], ...] = ()
    context: float = 1.0
    sentences: tuple[int, int] = (-1, -1)


def compare(
    share: dict[str, float], one: Wording, other: Wording, *, count: int, quoted: bool = True
) -> Shared:
    """Compare two texts by the terms of both, each with its share of their cosine.

    count: phrases to be told, spelt as the one has them. quoted: whether sentences are asked for.
    """
    phrases = join(share, one.neighbours(share) & other.neighbours(share))
    shares = [sum([share[word] for word in phrase]) for phrase in phrases]
    found = sorted(zip(shares, phrases, strict=True), key=itemgetter(0), reverse=True)
    terms = _told(found, one, count=count)
    context = 1 - sum(share for share, _ in found)
    if not quoted:
        return Shared(terms, context)
    # In one order, since a sum of floats depends on it.
    worth = sorted((term, share / len(phrase)) for share, phrase in found for term in phrase)
    return Shared(terms, context, (one.weightiest(worth), other.weightiest(worth)))


def _told(
    phrases: list[tuple[float, Phrase]], text: Wording, *, count: int
) -> tuple[tuple[str, float], ...]:
    """The weightiest phrases as a text writes them; of the same weight in the alphabet's order."""
    if not phrases[:count]:
        return ()
    least, _ = phrases[:count][-1]
    found = [(text.spell(phrase), share) for share, phrase in phrases if share >= least]
    return tuple(sorted(found, key=lambda told: (-told[1], told[0]))[:count])


def key_of(manner: str, texts: tuple[bytes, bytes], share: Mapping[str, float]) -> bytes:
    """What tells a comparison from any other: how it is done, digests of texts, shared terms."""
    told = xxh3_128("\0".join([manner, *share]).encode())
    told.update(array("d", share.values()))
    for text in texts:
        told.update(text)
    return told.digest()


class Memory:
    """What pairs of texts were found to share before, and what was asked for since."""

    def __init__(self, before: Mapping[bytes, Shared] | None = None) -> None:
        self._before = before or {}
        self._asked: dict[bytes, Shared] = {}

    def recall(self, key: bytes, work: Callable[[], Shared]) -> Shared:
        """What is known under a key (see `key_of`), or else what work comes to."""
        found = self._before.get(key) or work()
        self._asked[key] = found
        return found

    def content(self) -> bytes:
        """What was asked for, as a file that `read` reads; the same for the same questions."""
        rows = [
            (key, [text for text, _ in terms], [share for _, share in terms], context, *sentences)
            for key, (terms, context, sentences) in self._asked.items()
        ]
        columns = zip(*rows, strict=True) if rows else [()] * len(_SCHEMA)
        made = [pa.array(values, of) for values, of in zip(columns, _SCHEMA.types, strict=True)]
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, _SCHEMA) as writer:
            writer.write_table(pa.table(made, schema=_SCHEMA))
        content: bytes = sink.getvalue().to_pybytes()
        return xxh3_128_digest(content) + content

    @classmethod
    def read(cls, path: Path) -> Memory:
        """A memory from a file; an empty one where there is none that is as it was written."""
        try:
            content = path.read_bytes()
        except OSError:
            return cls()
        digest, content = content[:16], content[16:]
        if xxh3_128_digest(content) != digest:
            return cls()
        told = pa.ipc.open_stream(pa.py_buffer(content)).read_all()
        if told.schema != _SCHEMA:  # another version wrote it
            return cls()
        keys, terms, shares, contexts, ones, others = (c.to_pylist() for c in told.columns)
        pairs = [tuple(zip(*both, strict=True)) for both in zip(terms, shares, strict=True)]
        each = zip(pairs, contexts, zip(ones, others, strict=True), strict=True)
        return cls(dict(zip(keys, map(Shared._make, each), strict=True)))

"""Citations in words: who cites whom, what two papers both cite, and who cites both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.core.entries import row
from graph.core.sparse import canonical
from graph.core.text import fold
from graph.core.types import Corpus
from graph.relate.citations import works_cited, works_worth

TOLD = 3
"""Works that are told by name; of the others it is told how many."""

LONGEST = 100
"""Characters of a reference as it stands that are shown."""

Rows = NDArray[np.int32]


class Citations:
    """Tells the citations that tie two papers.

    known: what a paper (row) is called.
    """

    def __init__(self, corpus: Corpus, *, known: Callable[[int], str]) -> None:
        self._corpus = corpus
        self._known = known
        self._works = works_cited(corpus)
        self._worth = works_worth(self._works)
        self._citing = canonical(corpus.citations.T)
        self._length = np.diff(corpus.citations.indptr)
        self._tied = (np.diff(self._works.indptr) > 0) | (np.diff(self._citing.indptr) > 0)

    def tell(self, one: int, other: int) -> tuple[str, ...]:
        """Who cites whom; the works that both cite, the rarest first; who cites both.

        Where one is cited along with what the other cites, and no paper cites both, that is told
        in place of the last.
        """
        if not (self._tied[one] and self._tied[other]):
            return ()
        told = [
            f"{self._known(a)} cites {self._known(b)}"
            for a, b in ((one, other), (other, one))
            if b in row(self._works, a)[0]
        ]
        if len(shared := self._shared(one, other)):
            names = [self._work(one, int(work)) for work in shared[:TOLD]]
            told.append(f"both cite {_listed(names, len(shared))}")
        if len(both := self._citing_both(one, other)):
            names = [self._known(int(paper)) for paper in both[:TOLD]]
            told.append(f"{_listed(names, len(both))} {'cites' if len(both) == 1 else 'cite'} both")
        elif not told:
            told += [*self._cited_along(one, other), *self._cited_along(other, one)]
        return tuple(told)

    def _shared(self, one: int, other: int) -> Rows:
        """Columns of works that both cite, those that few others cite first."""
        works = np.intersect1d(row(self._works, one)[0], row(self._works, other)[0])
        return works[np.lexsort((works, -self._worth[works]))]

    def _citing_both(self, one: int, other: int) -> Rows:
        """Papers that cite both, those that cite little else first."""
        papers = np.intersect1d(row(self._citing, one)[0], row(self._citing, other)[0])
        return papers[np.lexsort((papers, self._length[papers]))]

    def _cited_along(self, one: int, other: int) -> list[str]:
        """A paper that cites the other and something that the one cites, too."""
        own = row(self._corpus.citations, one)[0]
        for paper in np.setdiff1d(row(self._citing, other)[0], [one]).tolist():
            shared = np.intersect1d(row(self._corpus.citations, paper)[0], own)
            if len(shared):
                names = [self._known(int(work)) for work in shared[:TOLD]]
                as_told = f"cites, as {self._known(one)} does, {_listed(names, len(shared))}"
                return [f"{self._known(paper)} {as_told}, and {self._known(other)}"]
        return []

    def _work(self, paper: int, work: int) -> str:
        """What a work is called; one outside the corpus as the reference of a paper has it."""
        n, outside = len(self._corpus), self._corpus.outside
        if work < n or outside is None:
            return self._known(work)
        name = outside.names[work - n].as_py()
        texts = self._corpus.papers["references"][paper].as_py()
        said = next((text for text in texts if _means(text, name)), name)
        if len(said) > LONGEST:
            said = f"{said[:LONGEST].rstrip()}…"
        return f"“{said}”" if " " in said else said


def _means(text: str, name: str) -> bool:
    """Whether a reference goes by a name: consists of its letters, or has all its parts in it."""
    folded = fold(text)
    if "".join(filter(str.isalnum, folded)) == name:
        return True
    return all(part in folded for part in name.replace(":", " ").split())


def _listed(names: Sequence[str], count: int) -> str:
    """The names, and how many more there are."""
    if count > len(names):
        return f"{', '.join(names)} and {count - len(names)} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

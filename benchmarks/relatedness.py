"""How well scores rank related papers: nDCG@10 and MAP on four judged sets, beside common scores.

    python benchmarks/relatedness.py FOLDER [--semantic MODEL ...] [--small SIZE]

FOLDER holds cisi.jsonl, cacm.jsonl, cora.jsonl and acl_citations.jsonl: papers as JSON Lines with
what they are judged by: `cocited` (id -> strength, from 3 up), `linked` (ids) or `references` (ids,
either direction). References are hidden from the score. For each paper with a judged relative all
others are ranked; MAP takes relevance as yes or no, nDCG@10 by grade with a discount of log2.

--semantic adds a model's vectors, alone and as a layer. --small takes, in place of each set, 20
corpora of so many papers drawn from it; the means are over all papers that are asked for.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

import graph
from graph.relate.layers import scores_of

SETS = {"cisi": "cocited", "cacm": "linked", "cora": "references", "acl_citations": "references"}
COCITED = 3
DRAWS = 20
WORDS = r"(?u)\b\w[\w+-]*\b"

Judgements = list[dict[int, float]]
Records = list[dict[str, object]]
Results = dict[str, list[NDArray[np.float64]]]
Scores = Callable[[int], NDArray[np.float64]]


def main() -> None:
    """Read the command line, measure, and report."""
    parser = argparse.ArgumentParser(description="Rank related papers.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--semantic", action="append", default=[], metavar="MODEL")
    parser.add_argument("--small", type=int, metavar="SIZE")
    told = parser.parse_args()
    report(measure(told.folder, told.semantic, small=told.small))


def measure(folder: Path, models: Sequence[str], *, small: int | None) -> Results:
    """MAP and nDCG@10 of each score on each set."""
    results: Results = {}
    for name, field in SETS.items():
        found: dict[str, list[tuple[float, float]]] = {}
        asked = []
        for records, judged in corpora(*load(folder / f"{name}.jsonl", field), small):
            asked.append(sum(map(bool, judged)))
            for scorer, scores in scorers(records, models).items():
                found.setdefault(scorer, []).append(evaluate(scores, judged))
        for scorer, each in found.items():
            results.setdefault(scorer, []).append(np.average(each, axis=0, weights=asked))
    return results


def report(results: Results) -> None:
    """Print a table, then how far ours is ahead."""
    table = Table("score", *(f"{name} MAP" for name in SETS), "mean MAP", "mean nDCG@10")
    for scorer, means in results.items():
        maps, gains = np.array(means).T
        table.add_row(
            scorer, *(f"{x:.1f}" for x in maps), f"{maps.mean():.2f}", f"{gains.mean():.2f}"
        )
    Console(width=120).print(table)
    maps = {scorer: np.array(means)[:, 0] for scorer, means in results.items()}
    ours = maps["paperkin"]
    others = {scorer: maps[scorer] for scorer in SCORERS if scorer != "paperkin"}
    best = max(others, key=lambda scorer: float(others[scorer].mean()))
    gain = float(ours.mean() - others[best].mean())
    worst = float((ours - np.max(list(others.values()), axis=0)).min())
    print(f"paperkin - {best} (the best other on the mean): {gain:+.2f} MAP (target +1)")
    print(f"paperkin - the best other, in its worst set: {worst:+.2f} MAP (target -0.5)")


def corpora(
    records: Records, judged: Judgements, small: int | None
) -> Iterator[tuple[Records, Judgements]]:
    """The whole set, or `DRAWS` corpora of so many of its papers that have a judgement at all."""
    if small is None:
        yield records, judged
        return
    random = np.random.default_rng(0)
    for _ in range(DRAWS):
        drawn = np.sort(random.choice(len(records), small, replace=False)).tolist()
        place = {paper: number for number, paper in enumerate(drawn)}
        kept: Judgements = [
            {place[other]: grade for other, grade in judged[paper].items() if other in place}
            for paper in drawn
        ]
        if any(kept):
            yield [records[paper] for paper in drawn], kept


def load(path: Path, field: str) -> tuple[Records, Judgements]:
    """Records of a set, and per record the places and grades of its relatives."""
    with path.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    place = {str(record["id"]): number for number, record in enumerate(records)}
    judged: Judgements = [{} for _ in records]
    for number, record in enumerate(records):
        told = record[field]
        grades = told if isinstance(told, Mapping) else dict.fromkeys(map(str, told), COCITED)
        for other, grade in grades.items():
            at = place.get(other, number)
            if at == number or grade < COCITED:
                continue
            judged[number][at] = grade
            if field == "references":
                judged[at][number] = grade
    return records, judged


def evaluate(scores: Scores, judged: Judgements) -> tuple[float, float]:
    """MAP and nDCG@10, times 100; `scores` gives one paper's scores with all."""
    precisions, gains = [], []
    discount = 1 / np.log2(np.arange(2, 12))
    for paper, relatives in enumerate(judged):
        if not relatives:
            continue
        found = np.asarray(scores(paper), np.float64)
        found[paper] = -np.inf
        grade = np.zeros(len(found))
        grade[list(relatives)] = list(relatives.values())
        ranked = grade[np.argsort(-found, kind="stable")[:-1]]
        hits = np.flatnonzero(ranked) + 1
        precisions.append((np.arange(len(hits)) + 1) @ (1 / hits) / len(hits))
        ideal = np.sort(grade)[::-1][:10]
        gains.append(ranked[:10] @ discount / (ideal @ discount[: len(ideal)]))
    return 100 * float(np.mean(precisions)), 100 * float(np.mean(gains))


def texts(records: Records) -> list[str]:
    """Title and abstract of each record."""
    return [f"{record['title']}\n{record['abstract'] or ''}" for record in records]


def cosine(
    vectors: NDArray[np.float64] | sparse.csr_matrix,
) -> Scores:
    """Scores by the dot product of rows already at norm 1."""
    if sparse.issparse(vectors):
        return lambda paper: (vectors @ vectors[[paper]].T).toarray().ravel()
    return lambda paper: vectors @ vectors[paper]


def default_tfidf(records: Records) -> Scores:
    """scikit-learn's TF-IDF as it comes."""
    return cosine(TfidfVectorizer().fit_transform(texts(records)))


def sublinear(records: Records) -> sparse.csr_matrix:
    """TF-IDF with 1 + ln tf and English stop words."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", token_pattern=WORDS)
    return vectorizer.fit_transform(texts(records))


def bm25(records: Records) -> Scores:
    """Cosine of BM25 weights (k1 1.2, b 0.75) on both sides."""
    vectorizer = CountVectorizer(stop_words="english", token_pattern=WORDS)
    counts = vectorizer.fit_transform(texts(records)).astype(np.float64)
    length = np.asarray(counts.sum(axis=1)).ravel()
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((len(records) - df + 0.5) / (df + 0.5))
    slope = 1.2 * (0.25 + 0.75 * length / length.mean())
    slope = np.repeat(slope, np.diff(counts.indptr))
    counts.data = counts.data * 2.2 / (counts.data + slope) * idf[counts.indices]
    return cosine(normalize(counts))


def lsa(records: Records) -> Scores:
    """Cosine in 200 dimensions of a truncated SVD of sublinear TF-IDF."""
    return cosine(normalize(TruncatedSVD(200, random_state=0).fit_transform(sublinear(records))))


def paperkin(records: Records) -> Scores:
    """The score of `score_pairs`, without the references."""
    return scores_in(build(records))


def with_model(records: Records, model: str) -> dict[str, Scores]:
    """Vectors of a model less the corpus's mean, alone, and as a layer of paperkin."""
    atlas = build(records, semantic=model)
    vectors = atlas.features.vectors
    name = "/".join(Path(model).parts[-2:])
    assert vectors is not None
    return {f"{name}, alone": cosine(vectors.rows), f"paperkin and {name}": scores_in(atlas)}


def build(records: Records, *, semantic: str = "") -> graph.Atlas:
    """An atlas of the records, in their order."""
    papers = [
        graph.Paper(str(r["title"] or "-"), key=f"{number:06}", abstract=str(r["abstract"] or ""))
        for number, r in enumerate(records)
    ]
    return graph.build(graph.collect(papers, merge=False), graph.Options(semantic=semantic))


def scores_in(atlas: graph.Atlas) -> Scores:
    """The scores of an atlas."""
    measures, shares = atlas.graph.measures, atlas.graph.shares
    return lambda paper: scores_of(measures, shares, paper).astype(np.float64)


def scorers(records: Records, models: Sequence[str]) -> dict[str, Scores]:
    """All the scores, by name."""
    made = {name: make(records) for name, make in SCORERS.items()}
    for model in models:
        made |= with_model(records, model)
    return made


SCORERS: Mapping[str, Callable[[Records], Scores]] = {
    "TF-IDF, scikit-learn's default": default_tfidf,
    "TF-IDF, sublinear": lambda records: cosine(sublinear(records)),
    "BM25": bm25,
    "LSA-200": lsa,
    "paperkin": paperkin,
}

if __name__ == "__main__":
    main()

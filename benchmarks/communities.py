"""How good the communities are: modularity beside igraph's Leiden, agreement with known fields.

    python benchmarks/communities.py FOLDER [--corpus FILE] [--papers 10000]

FOLDER holds cisi.jsonl, cacm.jsonl, cora.jsonl (with a `label` for each paper) and
acl_citations.jsonl; the seeds of this checkout are measured as well, and, where a file of JSON
Lines is given as the corpus, so many papers of it, drawn at random. References are hidden.
Modularity is Newman's, at resolution 1, on the edges that paperkin blends; igraph runs with its
two iterations, and then until nothing changes. igraph is under the GPL and no part of paperkin:
`pip install igraph` for this measurement.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_matrix
from sklearn.metrics import normalized_mutual_info_score, roc_auc_score

import graph
from graph.core.sparse import Matrix, upper_edges
from graph.find.communities import find_communities
from graph.find.leiden import modularity
from graph.pipeline import relate

SEEDS = Path(__file__).parents[1] / "seeds"
SETS = ("cisi", "cacm", "cora", "acl_citations")

Labels = NDArray[np.int32]
Records = list[dict[str, Any]]


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description="Compare communities.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--papers", type=int, default=10_000)
    told = parser.parse_args()
    table = Table(
        *("graph", "papers", "edges", "clusters", "paperkin", "scikit-network", "igraph"),
        *("igraph, to the end", "of igraph", "separation", "confidence", "s", "igraph s"),
    )
    console = Console(width=170)
    for name, found in graphs(told.folder, told.corpus, told.papers):
        table.add_row(name, *row(found))
    console.print(table)
    cora(records(told.folder / "cora.jsonl"))


def graphs(folder: Path, corpus: Path | None, papers: int) -> Iterator[tuple[str, graph.Graph]]:
    """Name and graph of everything that is measured."""
    yield "seeds", relate(graph.collect(graph.read_papers(SEEDS))).graph
    for name in SETS:
        yield name, related(records(folder / f"{name}.jsonl"))
    if corpus:
        every = records(corpus)
        drawn = np.random.default_rng(0).permutation(len(every))[:papers]
        yield corpus.name.partition(".")[0], related([every[i] for i in np.sort(drawn).tolist()])


def records(path: Path) -> Records:
    """Records of a file of JSON Lines, packed or not."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def related(found: Records) -> graph.Graph:
    """The graph of records, in their order, without their references."""
    papers = [
        graph.Paper(str(r["title"] or "-"), key=f"{number:06}", abstract=str(r["abstract"] or ""))
        for number, r in enumerate(found)
    ]
    return relate(graph.collect(papers, merge=False)).graph


def row(found: graph.Graph) -> list[str]:
    """Cells of one graph: sizes, modularity by each, and the seconds it took."""
    adjacency = found.adjacency
    ours, seconds = timed(lambda: find_communities(found))
    theirs, their_seconds = timed(lambda: igraph_leiden(adjacency, iterations=2))
    scores = [
        ours.modularity,
        modularity(adjacency, scikit_leiden(adjacency)),
        modularity(adjacency, theirs),
        modularity(adjacency, igraph_leiden(adjacency, iterations=-1)),
    ]
    sure = ours.confidence[ours.labels >= 0].mean()
    return [
        *(str(size) for size in (len(ours.labels), adjacency.nnz // 2, len(ours))),
        *(f"{score:.4f}" for score in scores),
        f"{scores[0] / max(scores[2:]):.2%}",
        *(f"{value:.2f}" for value in (ours.separation, sure, seconds, their_seconds)),
    ]


def timed(function: Callable[[], Any]) -> tuple[Any, float]:
    """What a function gives, and the seconds it took."""
    start = time.perf_counter()
    return function(), time.perf_counter() - start


def scikit_leiden(adjacency: Matrix) -> Labels:
    """scikit-network's Leiden as it comes."""
    from sknetwork.clustering import Leiden

    matrix = csr_matrix(adjacency.astype(np.float64))
    labels: Labels = Leiden(modularity="newman", random_state=0).fit_predict(matrix)
    return labels


def igraph_leiden(adjacency: Matrix, *, iterations: int) -> Labels:
    """Leiden by igraph on the same edges; iterations -1: until nothing changes."""
    try:
        import igraph
    except ImportError:
        sys.exit("igraph is not here; to compare with it: pip install igraph")
    rows, columns, weights = upper_edges(adjacency)
    made = igraph.Graph(n=adjacency.shape[0], edges=np.column_stack([rows, columns]))
    igraph.set_random_number_generator(random.Random(0))
    found = made.community_leiden(
        objective_function="modularity", weights=weights.tolist(), n_iterations=iterations
    )
    return np.array(found.membership, np.int32)


def cora(found: Records) -> None:
    """Agreement with the fields that people gave, and whether confidence knows where it fails."""
    made = related(found)
    ours = find_communities(made)
    field = np.array([-1 if record["label"] is None else record["label"] for record in found])
    judged = (field >= 0) & (ours.labels >= 0)
    field, labels = field[judged], ours.labels[judged]
    counts = np.zeros((len(ours), field.max() + 1), np.int64)
    np.add.at(counts, (labels, field), 1)
    right = counts.argmax(axis=1)[labels] == field
    print(f"Cora: {len(field)} papers of {counts.shape[1]} fields in {len(ours)} communities")
    for name, other in (
        ("paperkin", ours.labels),
        ("scikit-network", scikit_leiden(made.adjacency)),
        ("igraph", igraph_leiden(made.adjacency, iterations=2)),
    ):
        print(f"  NMI {normalized_mutual_info_score(field, other[judged]):.3f}  {name}")
    print(f"  {right.mean():.1%} are of the commonest field of their community;", end=" ")
    confidence = ours.confidence[judged]
    sure = confidence >= 0.9
    print(f"{right[sure].mean():.1%} of those with confidence from 0.9 up,", end=" ")
    print(f"{right[confidence < 0.5].mean():.1%} of those below 0.5")
    print(f"  AUC of confidence for that: {roc_auc_score(right, confidence):.3f}")


if __name__ == "__main__":
    main()

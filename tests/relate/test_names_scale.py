"""The same names whatever the block size, the workers, the hash seed; whatever stands around."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from graph.core.types import Names
from graph.relate.names import extract_names

from .test_names import Texts, papers


def corpus() -> Texts:
    texts: Texts = []
    for at in range(40):
        texts += [
            (f"Sort{at}Net: Sorting lists", f"We propose Sort{at}Net. It beats BERT and MergeNet."),
            (
                "Merging",
                "Gated list networks (GLNs) and MergeNet models merge. Lists focus on Sort3Net.",
            ),
            (
                "On lists",
                "We use GLN. We introduce lazy merging, a scheme. Now lazy merging is here.",
            ),
        ]
    return texts


def same(one: Names, other: Names) -> bool:
    return (
        one.table.equals(other.table)
        and one.places.equals(other.places)
        and all(
            np.array_equal(getattr(left, part), getattr(right, part))
            for left, right in ((one.mentions, other.mentions), (one.introduced, other.introduced))
            for part in ("data", "indices", "indptr")
        )
    )


@pytest.mark.parametrize(("block", "jobs"), [(1, 1), (7, 1), (50, 2), (4096, 2)])
def test_no_answer_depends_on_blocks_or_workers(block: int, jobs: int) -> None:
    table = papers(corpus())
    assert same(extract_names(table), extract_names(table, block=block, jobs=jobs))


def test_no_answer_depends_on_the_hash_seed() -> None:
    code = (
        "from tests.relate.test_names import papers;"
        "from tests.relate.test_names_scale import corpus;"
        "from graph.relate.names import extract_names; n = extract_names(papers(corpus()));"
        "print(n.table.to_pylist(), n.mentions.indices.tolist(), n.places.to_pylist())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_shapes_and_order() -> None:
    names = extract_names(papers(corpus()))
    labels = names.table["name"].to_pylist()
    assert len(set(labels)) == len(labels)
    assert [label.lower() for label in labels] == sorted(label.lower() for label in labels)
    places = [tuple(row.values()) for row in names.places.to_pylist()]
    keyed = [(row[0], row[2], row[3], row[4], row[1]) for row in places]
    assert keyed == sorted(keyed)
    assert names.mentions.dtype == np.float32
    assert len(places) == names.mentions.sum()

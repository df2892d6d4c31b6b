"""What an engine hands to Dask, and what it makes of what comes back."""

from __future__ import annotations

import pickle
import tracemalloc
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from graph.cluster.engine import DaskEngine, run_block
from graph.cluster.scratch import NAME, Scratch, task
from graph.core.blocks import map_blocks, map_here, row_blocks
from graph.core.errors import EngineError
from graph.core.room import room
from graph.core.sparse import canonical
from graph.core.workers import working
from graph.publishing import view
from graph.read.corpus import collect_files
from graph.relate.layers import _block_dots
from graph.relate.terms import extract_terms

from ..core.test_room import is_mapped
from .conftest import files_of

N = 2_000
MATRIX = canonical(np.ones((N, 3)))
DOTS = partial(_block_dots, matrix=MATRIX, rows=np.arange(N), columns=np.arange(N))
BLOCKS = row_blocks(N, 250)
OF_NUMPY = tracemalloc.DomainFilter(inclusive=True, domain=np.lib.tracemalloc_domain)


class Client:
    """Does at once what it is sent, the last block first, and keeps what came over the wire."""

    dashboard_link = "http://127.0.0.1:8787/status"
    scheduler = SimpleNamespace(address="tcp://127.0.0.1:8786")

    def __init__(self, *, lost=()):
        self.sent = []
        self._lost = lost

    def subscribe_topic(self, topic, handler):
        self._hear = handler

    def submit(self, function, *arguments, key, pure):
        assert function is run_block
        self.sent.append((key, arguments))
        address, name, start, stop, _ = arguments
        if start in self._lost:
            return SimpleNamespace(result=self._fail)
        self._hear((0.0, (name, start)))
        task(address, name).do(range(start, stop))
        return SimpleNamespace(result=lambda: None)

    def _fail(self):
        raise CancelledError


def test_numbers_and_names_go_over_the_wire_and_results_stand_in_order(tmp_path):
    client = Client()
    engine = DaskEngine(client, Scratch(tmp_path))
    with working(1, engine):
        found = map_blocks(DOTS, BLOCKS, label="Scoring pairs")
    assert all((one == other).all() for one, other in zip(found, map(DOTS, BLOCKS), strict=True))
    for key, arguments in client.sent:
        assert key.startswith("scoring_pairs-")
        assert {type(each) for each in arguments} == {str, int}
        assert len(pickle.dumps(arguments)) < 500
    assert engine.tally == "8 computed (0 of them again), 0 reused"


def test_what_is_finished_is_not_sent_again_and_a_second_beginning_is_counted(tmp_path):
    first = DaskEngine(Client(lost=[250, 500]), Scratch(tmp_path))
    with working(1, first), pytest.raises(EngineError, match="is lost") as lost:
        map_blocks(DOTS, BLOCKS)
    assert "--resume" in lost.value.hint
    client = Client()
    second = DaskEngine(client, Scratch(tmp_path, resume=True))
    with working(1, second):
        map_blocks(DOTS, BLOCKS)
    assert sorted(arguments[2] for _, arguments in client.sent) == [250, 500]
    second._hear((0.0, (client.sent[0][1][1], 250)))
    assert second.tally == "3 computed (1 of them again), 6 reused"


def test_every_stage_is_handed_what_can_be_laid_down(made, expected, small_blocks, tmp_path):
    """As on workers, but here; these take longer to start than the build of so few papers."""
    client = Client()
    with working(1, DaskEngine(client, Scratch(tmp_path / "scratch"))), room(tmp_path):
        assert files_of(made(450), tmp_path / "atlas") == expected(450)
    stages = {key.partition("-")[0] for key, _ in client.sent}
    assert stages >= {"reading", "weighing_terms", "reading_names", "finding_names"}
    assert "giving_reasons" in stages


def test_what_a_build_holds_of_all_papers_lies_in_files(made, small_blocks, tmp_path):
    collect_files(made(450))  # which imports what it needs
    tracemalloc.start()
    with working(1, DaskEngine(Client(), Scratch(tmp_path))), room(tmp_path):
        before = pa.total_allocated_bytes()
        corpus = collect_files(made(450))
        task.cache_clear()  # a worker's
        held = tracemalloc.take_snapshot().filter_traces([OF_NUMPY])
        tracemalloc.stop()
        taken = pa.total_allocated_bytes() - before + sum(one.size for one in held.traces)
        features, near = extract_terms(corpus.papers)
    assert taken < corpus.papers.nbytes / 2
    for matrix in (features.weights, features.context.whole, near):
        assert is_mapped(matrix.data)
        assert is_mapped(matrix.indices)


def test_reasons_are_told_by_workers_as_they_are_here(seeds, small_blocks, tmp_path):
    client, expected = Client(), view(seeds, evidence=True)
    with working(1, DaskEngine(client, Scratch(tmp_path))):
        told = view(seeds, evidence=True)
    assert {key.partition("-")[0] for key, _ in client.sent} == {"giving_reasons"}
    assert len(client.sent) > 3
    assert told.evidence
    assert told.evidence == expected.evidence
    assert told.edges.equals(expected.edges)


def test_what_is_large_lies_in_the_scratch_folder_or_on_this_machine(tmp_path):
    assert Scratch(tmp_path).room == tmp_path / NAME
    assert Scratch("memory://papers").room == Path(gettempdir())


def test_one_block_and_what_stays_here_are_not_sent(tmp_path):
    client = Client()
    with working(1, DaskEngine(client, Scratch(tmp_path))):
        assert len(map_blocks(DOTS, row_blocks(N, N))[0]) == N
        assert map_here(len, BLOCKS) == [250] * 8
        assert map_blocks(DOTS, []) == []
    assert not client.sent

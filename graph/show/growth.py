"""What an atlas gained, and what became of its clusters."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.core.text import clean
from graph.show.parts import Document, count, indented, line, strength_of, table_of

PAPERS = 10
"""Papers that came, went or were merged of which titles are listed."""

LISTED = 20
"""Clusters that changed most, of which a line each is shown."""


def add(document: Document, console: Console) -> None:
    """The summary of an addition: what came, what changed, and what was written."""
    diff(document["diff"], console)
    console.print()
    console.print(line(("Wrote ", ""), ("  ".join(map(clean, document["written"])), "bold")))


def diff(document: Document, console: Console) -> None:
    """Papers, edges, clusters and paths, as they changed."""
    papers, edges = document["papers"], document["edges"]
    console.print(
        f"{papers['before']:,} papers before, {papers['after']:,} after; "
        f"edges {edges['before']:,} before, {edges['after']:,} after"
    )
    _papers("new", document["added"], console)
    _papers("gone", document["gone"], console)
    _papers("merged into another", [one["paper"] for one in document["merged"]], console)
    _clusters(document["clusters"], console)
    _paths(document["paths"], console)


def _papers(what: str, papers: Sequence[Document], console: Console) -> None:
    if not papers:
        return
    console.print()
    console.print(Text(f"{count(len(papers), 'paper')} {what}", "cyan"))
    for paper in papers[:PAPERS]:
        console.print(indented(Text(paper["title"]), 2))
    if len(papers) > PAPERS:
        console.print(indented(Text("more with --json", "dim"), 2))


def _clusters(changes: Sequence[Document], console: Console) -> None:
    changed = [one for one in changes if one["change"] != ["same"]]
    console.print()
    if not changed:
        console.print("No cluster has changed.")
        return
    changed.sort(key=lambda one: -abs(_size(one["after"]) - _size(one["before"])))
    shown: Table = table_of("cluster", "papers", "change")
    for one in changed[:LISTED]:
        told = ", ".join(one["change"])
        shown.add_row(_named(one), f"{_size(one['before']):,} to {_size(one['after']):,}", told)
    console.print(shown)
    if len(changed) > LISTED:
        console.print(Text(f"and {count(len(changed) - LISTED, 'cluster')} more: --json", "dim"))


def _size(clusters: Sequence[Document]) -> int:
    return sum(cluster["size"] for cluster in clusters)


def _named(change: Document) -> Text:
    """The clusters before and after by number and name; the name once where it stays."""
    were, are = (
        " + ".join(f"{cluster['id']} {cluster['label']}" for cluster in change[side])
        for side in ("before", "after")
    )
    if not were or not are or were == are:
        return Text(were or are)
    return Text(f"{were}, now {are}")


def _paths(paths: Sequence[Document], console: Console) -> None:
    if not paths:
        return
    console.print()
    console.print(Text("Papers that new ones lead to from each other", "cyan"))
    for path in paths:
        one, through, other = (paper["title"] for paper in path["papers"])
        before = path["before"]
        known = ("  before none", "dim") if before is None else (f"  before {before:.2g}", "dim")
        console.print(line((one, ""), strength_of(path["strength"]), known))
        console.print(indented(Text(f"by {through}", "bold"), 2))
        console.print(indented(Text(f"to {other}"), 2))

"""What was read and built, and the clusters in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.core.text import clean
from graph.show.parts import MORE, Document, count, indented, line, table_of

BRIDGES = 10
"""Pairs of clusters of which a paper between them is shown."""


FIELDS = {
    "abstract": "an abstract",
    "year": "a year",
    "authors": "authors",
    "references": "references",
}
"""What a paper may be without, and how that is told."""


def build(document: Document, communities: Document, console: Console) -> None:
    """The summary of a build: what was read, linked, found and written."""
    _audit(document, console)
    _edges(document, console)
    console.print()
    _overview(communities, console)
    console.print()
    console.print(line(("Wrote ", ""), ("  ".join(map(clean, document["written"])), "bold")))
    console.print(
        Text("Open the page, load the GraphML into Gephi, or ask: paperkin models", "dim")
    )


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


def export(document: Document, console: Console) -> None:
    """Which files were written, and which part of the atlas they hold."""
    console.print(line(("Wrote ", ""), ("  ".join(map(clean, document["written"])), "bold")))
    papers, edges = count(document["papers"], "paper"), count(document["edges"], "edge")
    console.print(Text(f"{document['part'] or papers}; {edges}"))
    if document["part"]:
        hint = "The rest: --max-nodes all, --cluster ID, or --around PAPER --hops N"
        console.print(Text(hint, "dim"))


def clusters(document: Document, console: Console) -> None:
    """A table of clusters and of papers between them, or one cluster with all its papers."""
    if len(document["clusters"]) == 1:
        _cluster(document["clusters"][0], document["bridges"], console)
        return
    _overview(document, console)
    if document["bridges"]:
        console.print()
        console.print(_bridges(_first_of_pairs(document["bridges"])[:BRIDGES]))


def _audit(document: Document, console: Console) -> None:
    audit = document["audit"]
    console.print(
        f"{count(document['papers'], 'paper')} from {count(audit['records'], 'record')} in "
        f"{count(len(audit['files']), 'file')}; {audit['merged']} merged into another"
    )
    for file in audit["files"]:
        console.print(f"  {file['file']}  {file['format']}, {count(file['papers'], 'paper')}")
    skips = audit["skips"]
    for skip in skips[:10]:
        source = skip["source"]
        where = f"{source['file']}:{source['line']}" if source["line"] else source["file"]
        console.print(Text(f"  left out: {where}: {skip['reason']}", "yellow"))
    if len(skips) > 10:
        console.print(
            Text(f"  and {len(skips) - 10} more left out: see paperkin info --json", "yellow")
        )
    wanting = {told: audit[f"without_{field}"] for field, told in FIELDS.items()}
    told = [f"{number} without {what}" for what, number in wanting.items() if number]
    if told:
        console.print(f"  {', '.join(told)}")
    if audit["references"]:
        matched, every = audit["references_matched"], audit["references"]
        console.print(f"  {matched:,} of {every:,} references matched ({matched / every:.0%})")
    for warning in audit["warnings"]:
        console.print(Text(f"  {warning}", "yellow"))


def _edges(document: Document, console: Console) -> None:
    layers = " · ".join(f"{name} {count}" for name, count in document["layers"].items())
    console.print(
        f"{document['edges']} edges: {layers}"
        if document["edges"]
        else "No edges: no two papers here are kin: not enough to say"
    )


def _overview(document: Document, console: Console) -> None:
    """A row for each cluster."""
    found = document["clusters"]
    if not found:
        console.print("No clusters: no two papers here are kin.")
        return
    console.print(f"{count(len(found), 'cluster')}, {_clarity(document)}")
    table = table_of("id", "papers", "confidence", "label", "a central paper")
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
    console.print(line((f"{cluster['id']}  ", "cyan"), (cluster["label"], "bold")))
    console.print(
        f"{count(cluster['size'], 'paper')}, confidence {cluster['confidence']:.0%}; "
        f"terms: {', '.join(cluster['terms'])}"
    )
    console.print(Text("central", "cyan"))
    for paper in cluster["exemplars"]:
        console.print(indented(Text(paper["title"]), 2))
    near = [bridge for bridge in bridges if bridge["between"][0] != cluster["id"]]
    for title, border in (("on the border", cluster["border"]), ("of others, near", near)):
        if border:
            console.print(Text(title, "cyan"))
            console.print(indented(_bridges(border), 2))
    told = {paper["id"] for paper in (*cluster["exemplars"], *cluster["border"])}
    rest = [paper for paper in cluster["papers"] if paper["id"] not in told]
    if rest:
        console.print(Text("others", "cyan"))
    for paper in rest:
        console.print(indented(Text(paper["title"]), 2))
    if more := cluster["size"] - len(cluster["papers"]):
        console.print(f"and {more} more: {MORE}")


def _bridges(bridges: Iterable[Document]) -> Table:
    """Papers between two clusters, with the share of their edges that each of the two has."""
    table = table_of("between", "shares", "paper")
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

"""Named models, and their lineage as trees."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console, Group
from rich.text import Text
from rich.tree import Tree

from graph.core.text import shorten
from graph.show.parts import MORE, Document, count, indented, line, table_of


def models(document: Document, console: Console) -> None:
    """A table of models, or one model with every sentence that names it."""
    found = document["models"]
    if len(found) == 1 and "sentences" in found[0]:
        _model(found[0], console)
        return
    here = [model for model in found if model["introduced_by"]]
    others = found[len(here) :]
    table = table_of("model", "kind", "mentioned by", "introduced by")
    for model in here:
        table.add_row(
            Text(model["name"], "bold"),
            model["kind"],
            str(len(model["mentioned_by"])),
            Text(
                "; ".join(paper["title"] for paper in model["introduced_by"]), overflow="ellipsis"
            ),
        )
    console.print(table)
    if more := document["introduced"] - len(here):
        console.print(f"and {more} more that a paper here introduces: {MORE}")
    if others:
        told = ", ".join(f"{m['name']} ({len(m['mentioned_by'])})" for m in others)
        rest = " ..." if document["others"] > len(others) else ""
        console.print(f"{document['others']} are named but introduced by no paper: {told}{rest}")


def lineage(document: Document, console: Console) -> None:
    """Two trees: what a model builds on, and what builds on it."""
    console.print(line((document["name"], "bold"), (f"  {document['paper']['title']}", "")))
    for title, direction in (("builds on", "ancestors"), ("is built on by", "descendants")):
        tree = Tree(Text(title, "cyan"))
        _grow(tree, document[direction], document["more"][direction])
        if not document[direction]:
            tree.add(Text("no paper here", "dim"))
        console.print(tree)


def _model(model: Document, console: Console) -> None:
    quoted = len({quote["id"] for quote in model["sentences"]})
    papers = len(model["introduced_by"]) + len(model["mentioned_by"])
    also = f"  (also {', '.join(model['aliases'])})" if model["aliases"] else ""
    console.print(line((model["name"], "bold"), (f"  {model['kind']}{also}", "dim")))
    owners = "; ".join(paper["title"] for paper in model["introduced_by"])
    console.print(f"introduced by {owners or 'no paper here'}")
    console.print(f"mentioned by {count(len(model['mentioned_by']), 'other paper')}")
    for title, of_one in groupby(model["sentences"], key=lambda quote: quote["title"]):
        console.print()
        console.print(Text(title, "bold"))
        for quote in of_one:
            if quote["text"] != title:
                console.print(indented(Text(f"“{quote['text']}”", "italic"), 2))
    if more := papers - quoted:
        console.print(f"\nand {count(more, 'paper')} more: {MORE}")


def _grow(tree: Tree, kin: Sequence[Document], more: int) -> None:
    for one in kin:
        name = one["name"] or one["paper"]["title"]
        tie = f"  inferred: both speak of “{one['by']}”" if one["inferred"] else f"  by {one['by']}"
        head = line(
            (shorten(name, length=70), "bold"), (tie, "yellow" if one["inferred"] else "dim")
        )
        if one["again"]:
            head.append("  (told elsewhere in this tree)", "dim")
            tree.add(head)
            continue
        beneath = tree.add(Group(head, Text(f"“{one['sentence']}”", "italic dim")))
        _grow(beneath, one["kin"], one["more"])
    if more:
        tree.add(Text(f"and {count(more, 'paper')} more: {MORE}", "dim"))

"""A view as VOSviewer's JSON: a map of items in clusters, with links."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from graph.export.node_link import fields, stream, text
from graph.export.opening import writing_text
from graph.export.slices import records
from graph.export.view import View

SITES = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}

_CONFIG = {
    "terminology": {
        "item": "paper",
        "items": "papers",
        "link": "link",
        "links": "links",
        "link_strength": "strength",
        "total_link_strength": "total strength",
    }
}


def write_vosviewer(view: View, path: Path) -> None:
    """Write items with place, cluster, weights and scores, links, and the clusters' labels.

    Items are numbered from 1, since VOSviewer wants numbers; clusters, too: a cluster is there one
    more than its id. An isolated paper is in none.

    Raises
    ------
    ExportError
        The file cannot be written.
    """
    about = view.part or f"{view.nodes.num_rows:,} papers"
    info = {"title": "paperkin", "description": f"{about}. {text(view.about)}"}
    with writing_text(path) as file:
        file.write('{"network": {\n')
        file.writelines(stream("items", _items(view)))
        file.write(",\n")
        file.writelines(stream("links", _links(view)))
        file.write(",\n")
        file.writelines(stream("clusters", _clusters(view)))
        file.write(f"\n}},\n{fields({'config': _CONFIG, 'info': info})}\n}}\n")


def _items(view: View) -> Iterator[dict[str, Any]]:
    reach = max(pc.max(pc.abs(view.nodes[axis])).as_py() or 1.0 for axis in "xy")
    for number, node in enumerate(records(view.nodes), start=1):
        item = {
            "id": number,
            "label": node["label"],
            "description": _description(node),
            "x": round(node["x"] / reach, 4),
            "y": round(node["y"] / reach, 4),
            "weights": {"Total link strength": node["strength"], "Links": node["degree"]},
        }
        if node["community"] >= 0:
            item["cluster"] = node["community"] + 1
        if "year" in node:
            item["scores"] = {"Pub. year": node["year"]}
        site = next((site for site in SITES if site in node), None)
        if site:
            item["url"] = SITES[site] + node[site]
        yield item


def _description(node: dict[str, Any]) -> str:
    """What is shown of a paper, which VOSviewer takes for HTML."""
    told = {"Title": node["title"], "Authors": node["authors"], "Source": node["venue"]}
    told |= {"Year": str(node.get("year", "")), "Key": node["id"]}
    rows = (
        f"<tr><td>{name}:</td><td>{escape(said)}</td></tr>" for name, said in told.items() if said
    )
    return f"<table>{''.join(rows)}</table>"


def _links(view: View) -> Iterator[dict[str, Any]]:
    for edge in records(view.edges.select(["source", "target", "weight"])):
        yield {
            "source_id": edge["source"] + 1,
            "target_id": edge["target"] + 1,
            "strength": edge["weight"],
        }


def _clusters(view: View) -> Iterator[dict[str, Any]]:
    for community in view.communities.to_pylist():
        yield {"cluster": community["id"] + 1, "label": community["label"]}

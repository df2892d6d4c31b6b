"""`export`: the graph, or a part of it, as files of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from graph.cli.options import Document, reading, renderer_option

if TYPE_CHECKING:
    from graph.core.types import Atlas


@reading(
    click.argument("out", metavar="OUT"),
    click.option(
        *("--format", "format_"),
        metavar="NAME",
        default="",
        help="Write this format. [default: by the end of OUT]",
    ),
    click.option(
        *("--cluster", "clusters"),
        type=int,
        multiple=True,
        metavar="ID",
        help="Only papers of this cluster; repeat for several.",
    ),
    click.option(
        "--around",
        multiple=True,
        metavar="PAPER",
        help="Only papers within --hops of this one; repeat for several.",
    ),
    click.option("--hops", type=click.IntRange(0), default=2, show_default=True, metavar="N"),
    click.option(
        *("-l", "--layer", "layers"),
        multiple=True,
        metavar="NAME",
        help="Only edges by this layer; repeat for several.",
    ),
    click.option(
        *("--min-strength", "min_strength"),
        type=click.FloatRange(0, 1, max_open=True),
        default=0.0,
        metavar="X",
        help="Only edges as strong as this.",
    ),
    click.option(
        "--max-nodes",
        metavar="N|all",
        default="",
        help="Show at most so many papers, the best connected of each cluster. "
        "[default: 1500 on a page, else all]",
    ),
    renderer_option,
)
def export(
    atlas: Atlas,
    out: str,
    format_: str,
    around: tuple[str, ...],
    max_nodes: str,
    renderer: str,
    **told: Any,
) -> Document:
    """Write the graph to OUT, or the part of it that the options ask for.

    The end of OUT says the format: .html, .graphml, .gexf, .json (node-link), .cyjs (Cytoscape),
    vosviewer.json, or .csv (papers, and edges beside); all but .html also with .gz. Formats by
    name: html, graphml, gexf, json, cytoscape, vosviewer, csv.
    """
    from graph import publishing
    from graph.core.types import Selection
    from graph.find.lookup import find_paper

    selection = Selection(
        around=tuple(find_paper(atlas.corpus, atlas.names, text) for text in around),
        max_nodes=_count(max_nodes, everything=len(atlas)),
        **told,
    )
    done = publishing.write(atlas, out, format=format_, selection=selection, renderer=renderer)
    return {
        "written": [str(path) for path in done.files],
        "papers": done.view.nodes.num_rows,
        "edges": done.view.edges.num_rows,
        "part": done.view.part,
    }


def _count(text: str, *, everything: int) -> int | None:
    if text in {"", "all"}:
        return everything if text else None
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise click.BadParameter("a number above 0, or all", param_hint="'--max-nodes'")

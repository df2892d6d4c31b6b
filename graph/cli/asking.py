"""Verbs that ask an atlas, and leave it as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import click

from graph.cli.options import Document, json_option, load_atlas, print_json, reading

if TYPE_CHECKING:
    from graph.core.types import Atlas


@reading(
    click.argument("paper"),
    click.option("-n", "--count", type=click.IntRange(1), default=10, show_default=True),
    click.option("--since", type=int, metavar="YEAR", help="Only papers of this year or later."),
    click.option("--until", type=int, metavar="YEAR", help="Only papers up to this year."),
)
def related(atlas: Atlas, paper: str, **told: Any) -> Document:
    """List the papers nearest to PAPER, with reasons."""
    from graph import answers

    return answers.related(atlas, paper, **told)


@reading(
    click.argument("start", metavar="FROM", required=False),
    click.argument("end", metavar="TO", required=False),
    click.option("--from", "starts", multiple=True, metavar="PAPER", help="Or start here; repeat."),
    click.option("--to", "ends", multiple=True, metavar="PAPER", help="Or end here; repeat."),
    click.option(
        "-n",
        "--count",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help="Chains to show, sharing no paper but what was asked for.",
    ),
    click.option("-l", "--layer", metavar="NAME", help="Go by this layer alone, as lineage."),
    click.option("--via", multiple=True, metavar="PAPER", help="Pass this one; repeat, in order."),
    click.option("--avoid", multiple=True, metavar="PAPER", help="Never pass this one; repeat."),
    click.option("--max-hops", type=click.IntRange(1), metavar="N", help="Take so many at most."),
    click.option("--no-surveys", is_flag=True, help="Pass no survey that you do not name."),
)
def path(
    atlas: Atlas,
    start: str | None,
    end: str | None,
    starts: tuple[str, ...],
    ends: tuple[str, ...],
    no_surveys: bool,
    **told: Any,
) -> Document:
    """Tell by what chain of related papers FROM leads to TO.

    Of several papers on a side (--from, --to) the chain is the strongest from any to any.
    """
    from graph import answers

    if starts and not ends and end is None:  # the only argument is then the one that is wanting
        start, end = None, start
    starts = starts if start is None else (start, *starts)
    ends = ends if end is None else (end, *ends)
    for side, name in ((starts, "FROM"), (ends, "TO")):
        if not side:
            raise click.UsageError(f"Missing argument '{name}'.", click.get_current_context())
    return answers.path(atlas, (starts, ends), surveys=not no_surveys, **told)


@reading(click.argument("a"), click.argument("b"))
def why(atlas: Atlas, a: str, b: str) -> Document:
    """Explain how papers A and B are kin, or why they are not linked."""
    from graph import answers

    return answers.why(atlas, a, b)


@reading(click.argument("name", required=False), listed=30)
def models(atlas: Atlas, name: str | None, count: int | None) -> Document:
    """List the named models, or tell of one: who introduces it, who mentions it."""
    from graph import answers

    return answers.models(atlas, name, count=count)


@reading(
    click.argument("name"),
    click.option("--depth", type=click.IntRange(1), default=3, show_default=True),
    listed=10,
)
def lineage(atlas: Atlas, name: str, depth: int, count: int | None) -> Document:
    """Show what the model NAME builds on, and what builds on it."""
    from graph import answers

    return answers.lineage(atlas, name, depth=depth, count=count)


@reading(click.argument("cluster", required=False, type=int, metavar="[ID]"), listed=50)
def clusters(atlas: Atlas, cluster: int | None, count: int | None) -> Document:
    """List the clusters, or tell of one: its terms, central papers, and all its papers."""
    from graph import answers

    return answers.clusters(atlas, cluster, count=count)


@reading()
def info(atlas: Atlas) -> Document:
    """Say what the atlas holds, what was read for it, and with which options."""
    from graph import answers

    return answers.info(atlas)


@reading(
    click.argument("file", type=click.File("rb")),
    click.option("-n", "--count", type=click.IntRange(1), default=10, show_default=True),
)
def draft(atlas: Atlas, file: BinaryIO, count: int) -> Document:
    """Say what is near to a paper that is not in the atlas: FILE, or - for standard input.

    FILE holds a title in its first line and an abstract below it, or papers in any format that
    `build` reads. The atlas is not changed.
    """
    from graph import answers
    from graph.read.files import read_draft

    return answers.draft(atlas, read_draft(file.read(), shown=file.name), count=count)


@click.command()
@click.argument("old")
@click.argument("new")
@json_option
def diff(old: str, new: str, as_json: bool) -> None:
    """Tell what changed from the atlas in OLD to the one in NEW.

    Which papers came, went or became part of another, which clusters grew, split, joined or changed
    their name, and between which papers new ones make a path that was not there.
    """
    from graph import answers, show

    document = answers.diff(load_atlas(old), load_atlas(new))
    if as_json:
        print_json(document)
    else:
        show.diff(document, show.out())

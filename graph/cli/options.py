"""What verbs have in common: their options, loading an atlas, printing an answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from graph.core.types import Atlas

Document = dict[str, Any]
Verb = Callable[..., Document]
F = TypeVar("F", bound=Callable[..., Any])

atlas_option = click.option(
    "-a",
    "--atlas",
    "folder",
    metavar="DIR",
    default="exports",
    show_default=True,
    envvar="PAPERKIN_ATLAS",
    show_envvar=True,
    help="Folder that `paperkin build` wrote to.",
)
renderer_option = click.option(
    "--renderer",
    type=click.Choice(["auto", "vis", "canvas"]),
    default="auto",
    show_default=True,
    help="What draws the page: vis-network, or a plain canvas, which takes many more papers.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress and no warnings.")
jobs_option = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    help="Workers; no result depends on it. [default: cores]",
)
reading_options = (
    click.option(
        "--format",
        "format_",
        metavar="NAME",
        default="",
        help="Read every file as this, as bibtex. [default: told by what each file holds]",
    ),
    click.option("--strict", is_flag=True, help="Fail at the first record that cannot be read."),
    click.option(
        "--max-record",
        type=click.IntRange(1),
        default=1 << 24,
        show_default=True,
        metavar="N",
        help="Leave out records longer than N characters.",
    ),
    click.option("--no-merge", is_flag=True, help="Keep records apart that are the same paper."),
)
"""How files are read."""


def several(*parameters: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several parameters as one decorator, in the order in which help tells them."""

    def wrap(verb: F) -> F:
        made: Any = verb
        for decorate in reversed(parameters):
            made = decorate(made)
        return made  # type: ignore[no-any-return]

    return wrap


def reading(
    *parameters: Callable[[Any], Any], listed: int | None = None
) -> Callable[[Verb], click.Command]:
    """Make a verb that asks an atlas: loads it, prints the answer as JSON or as text.

    listed: how much of a long list a text gives unless -n says otherwise; JSON gives all.
    """
    if listed is not None:
        told = f"List so many.  [default: {listed}, with --json all]"
        parameters += (click.option("-n", "--count", type=click.IntRange(1), help=told),)

    def wrap(verb: Verb) -> click.Command:
        @wraps(verb)
        def command(folder: str, as_json: bool, quiet: bool, **told: Any) -> None:
            if listed is not None and not as_json:
                told["count"] = told["count"] or listed
            document = verb(load_atlas(folder), **told)
            if as_json:
                print_json(document)
                return
            from graph import show

            getattr(show, verb.__name__)(document, show.out())

        decorate = several(*parameters, atlas_option, json_option, quiet_option)
        return click.command()(decorate(command))

    return wrap


def load_atlas(folder: str) -> Atlas:
    """The atlas in a folder that `build` wrote to, or in one of its own."""
    from graph.core.folders import fetched
    from graph.store import load

    top = fetched(folder)
    inner = top / "atlas"
    return load(inner if inner.is_dir() else top)


def print_json(document: Document) -> None:
    """Print one JSON document, in ASCII where the terminal has no more."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    click.echo(json.dumps(document, indent=2, ensure_ascii=plain))

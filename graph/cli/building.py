"""Verbs that write an atlas: `build` and `add`."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click

from graph.cli.interrupts import unbroken
from graph.cli.options import (
    atlas_option,
    jobs_option,
    json_option,
    load_atlas,
    print_json,
    quiet_option,
    reading_options,
    renderer_option,
    several,
)
from graph.core.collecting import uncollected

MUCH = 1 << 23
"""Bytes of files from which several processes read them, or the names in them."""


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    default="exports",
    show_default=True,
    help="Folder for graph.html, graph.graphml and the atlas.",
)
@click.option(
    "-l",
    "--layer",
    "layers",
    multiple=True,
    metavar="NAME",
    help="Use only this layer; repeat for several. [default: all that have ground]",
)
@click.option("-k", "--neighbors", type=int, default=8, show_default=True)
@click.option("--min-weight", type=float, default=0.05, show_default=True)
@click.option(
    "--resolution", type=float, default=1.0, show_default=True, help="Above 1: smaller clusters."
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Of clusters and positions.",
)
@click.option(
    "--exact",
    is_flag=True,
    help="Miss no neighbour among many papers; the time grows as the square of their number.",
)
@jobs_option
@click.option(
    "--language",
    metavar="CODE",
    default="",
    help="Of all texts, as de: whose function words are left out. [default: told by each text]",
)
@click.option(
    "--semantic",
    metavar="MODEL",
    default="",
    help="Relate by meaning, too: wordllama, or a model of sentence-transformers by path or name.",
)
@click.option("--allow-download", is_flag=True, help="Fetch MODEL from the network if need be.")
@several(*reading_options)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="What does the work: this machine, or workers of Dask; no result depends on it.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="Of Dask, as tcp://HOST:8786. [default: one of this machine, for this build]",
)
@click.option(
    "--scratch",
    metavar="DIR",
    default="",
    help="Folder or address that all workers of Dask see. [default: that of --output]",
)
@click.option("--resume", is_flag=True, help="Go on where a build with Dask was broken off.")
@renderer_option
@json_option
@quiet_option
def build(
    inputs: tuple[str, ...],
    output: str,
    format_: str,
    strict: bool,
    max_record: int,
    no_merge: bool,
    jobs: int | None,
    engine: str,
    scheduler: str,
    scratch: str,
    resume: bool,
    renderer: str,
    as_json: bool,
    quiet: bool,
    **told: Any,
) -> None:
    """Read papers from files and folders, relate them, and write what people open.

    Reads BibTeX, RIS, EndNote, PubMed, Web of Science and Scopus exports, tables (CSV, TSV), JSON
    and JSON Lines (OpenAlex, Semantic Scholar, Crossref, arXiv, CSL), XML (PubMed, arXiv, ACL
    Anthology), and listings of titles and abstracts as a paper site shows them, also inside .gz,
    .bz2, .xz, .zst and .zip.
    """
    with unbroken(), uncollected(), _beginning(inputs, jobs if engine == "local" else 1):
        from graph import answers, pipeline, publishing, show
        from graph.core.claims import claimed
        from graph.core.folders import written_at
        from graph.core.lightly import without_pandas
        from graph.core.progress import reporting
        from graph.core.types import Options
        from graph.core.workers import working

    without_pandas()
    if engine == "local" and (scheduler or scratch or resume):
        raise click.UsageError("--scheduler, --scratch and --resume go with --engine dask.")
    bars = sys.stderr.isatty()
    elsewhere = {"scheduler": scheduler, "scratch": scratch or output, "resume": resume}
    with (
        claimed(output),
        reporting(show.progress(silent=quiet or not (bars or engine == "dask"), bars=bars)),
        _dask(jobs, quiet=quiet, **elsewhere) if engine == "dask" else working(jobs),
    ):
        atlas = pipeline.build_files(
            *inputs,
            options=Options(**told),
            merge=not no_merge,
            format=format_,
            strict=strict,
            max_record=max_record,
        )
        with written_at(output, last="manifest.json") as to:
            paths = publishing.publish(atlas, to, renderer=renderer)
    written = [output.rstrip("/") + f"/{path.relative_to(to).as_posix()}" for path in paths]
    document = answers.info(atlas) | {"written": written}
    if as_json:
        print_json(document)
    elif not quiet:
        show.build(document, answers.clusters(atlas, count=1), show.out())


@contextmanager
def _beginning(inputs: tuple[str, ...], jobs: int | None) -> Iterator[None]:
    """Have workers begin while this process imports what it needs, where there is much to read."""
    from graph.core.workers import beside, load

    size = sum(map(_size, inputs))
    names = partial(load, "graph.relate.names")  # what they are asked for first
    with beside(names, jobs=jobs if size > MUCH else 1) as begun:
        yield
        begun()


def _size(path: str) -> int:
    """Bytes of a file; 0 for whatever is none, of which reading will have something to say."""
    try:
        told = Path(path).stat()
    except (OSError, ValueError):
        return 0
    return told.st_size if stat.S_ISREG(told.st_mode) else 0


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@atlas_option
@jobs_option
@several(*reading_options)
@renderer_option
@json_option
@quiet_option
def add(
    inputs: tuple[str, ...],
    folder: str,
    jobs: int | None,
    format_: str,
    strict: bool,
    max_record: int,
    no_merge: bool,
    renderer: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Add papers to an atlas without building it again, and tell what they change.

    Its papers stay where they are on the map, and clusters keep their numbers, colours and names
    where they are much what they were. The options are those of the build.
    """
    with unbroken(), uncollected():
        from graph.core.allocating import keep_memory

        keep_memory()  # before there are threads, as libraries start when they are imported
        from graph import answers, grow, show
        from graph.core.claims import claimed
        from graph.core.folders import written_at
        from graph.core.lightly import without_pandas
        from graph.core.progress import reporting
        from graph.core.workers import working
        from graph.read.files import read_papers

    without_pandas()
    reporter = show.progress(silent=quiet or not sys.stderr.isatty())
    with uncollected(), claimed(folder), working(jobs), reporting(reporter):
        before = load_atlas(folder)  # what another `add` just wrote is not to be lost
        records = read_papers(*inputs, format=format_, strict=strict, max_record=max_record)
        with written_at(folder, last="manifest.json") as to:
            added = grow.add(
                before,
                records,
                to,
                merge=not no_merge,
                renderer=renderer,
                compared=as_json or not quiet,
            )
    if added.changes is None:
        return
    written = [folder.rstrip("/") + f"/{path.relative_to(to).as_posix()}" for path in added.paths]
    changes = answers.diff(before, added.atlas, added.changes)
    document = answers.info(added.atlas) | {"diff": changes, "written": written}
    if as_json:
        print_json(document)
    else:
        show.add(document, show.out())


@contextmanager
def _dask(jobs: int | None, *, quiet: bool, **told: Any) -> Iterator[None]:
    """Let Dask do the work inside, and say where to watch it and what it came to."""
    from graph.cluster.engine import dask_engine
    from graph.core.workers import working

    with dask_engine(jobs=jobs, **told) as engine, working(jobs, engine):
        if not quiet:
            click.echo(f"Dask at work: {engine.dashboard}", err=True)
        try:
            yield
        finally:
            if not quiet:
                click.echo(f"Blocks of rows: {engine.tally}", err=True)

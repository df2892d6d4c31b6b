"""The command line: parse, one call of the library, print. No computation."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from graph import __version__
from graph.core.errors import AmbiguousError, GraphError

if TYPE_CHECKING:
    from graph.core.types import Atlas

Document = dict[str, Any]
Verb = Callable[..., Document]

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="paperkin")
def cli() -> None:
    r"""See how papers are kin, and why.

    First build an atlas of your papers, then open its page, load its GraphML into Gephi, or ask:

    \b
        paperkin build seeds
        paperkin path S4 Hydra

    A PAPER is a key, the name of a model that the paper introduces, a title, or words of one.
    """


@cli.command()
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
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    help="Workers; no result depends on it. [default: cores]",
)
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
@click.option(
    "--format",
    "format_",
    metavar="NAME",
    default="",
    help="Read every file as this, as bibtex. [default: told by what each file holds]",
)
@click.option("--strict", is_flag=True, help="Fail at the first record that cannot be read.")
@click.option(
    "--max-record",
    type=click.IntRange(1),
    default=1 << 24,
    show_default=True,
    metavar="N",
    help="Leave out records longer than N characters.",
)
@click.option("--no-merge", is_flag=True, help="Keep records apart that are the same paper.")
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
    from graph import answers, pipeline, show
    from graph.core.blocks import working
    from graph.core.claims import claimed
    from graph.core.folders import written_at
    from graph.core.progress import reporting
    from graph.core.types import Options

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
            paths = pipeline.publish(atlas, to, renderer=renderer)
    written = [output.rstrip("/") + f"/{path.relative_to(to).as_posix()}" for path in paths]
    document = answers.info(atlas) | {"written": written}
    if as_json:
        _print_json(document)
    elif not quiet:
        show.build(document, answers.clusters(atlas, count=1), show.out())


@cli.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@atlas_option
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    help="Workers; no result depends on it. [default: cores]",
)
@click.option(
    "--format",
    "format_",
    metavar="NAME",
    default="",
    help="Read every file as this, as bibtex. [default: told by what each file holds]",
)
@click.option("--strict", is_flag=True, help="Fail at the first record that cannot be read.")
@click.option("--no-merge", is_flag=True, help="Keep records apart that are the same paper.")
@renderer_option
@json_option
@quiet_option
def add(
    inputs: tuple[str, ...],
    folder: str,
    jobs: int | None,
    format_: str,
    strict: bool,
    no_merge: bool,
    renderer: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Add papers to an atlas without building it again, and tell what they change.

    Its papers stay where they are on the map, and clusters keep their numbers, colours and names
    where they are much what they were. The options are those of the build.
    """
    from graph import answers, grow, show
    from graph.core.blocks import working
    from graph.core.claims import claimed
    from graph.core.folders import written_at
    from graph.core.progress import reporting
    from graph.read.files import read_papers

    reporter = show.progress(silent=quiet or not sys.stderr.isatty())
    with claimed(folder), working(jobs), reporting(reporter):
        before = _load(folder)  # what another `add` just wrote is not to be lost
        records = read_papers(*inputs, format=format_, strict=strict)
        after = grow.extend(before, records, merge=not no_merge)
        with written_at(folder, last="manifest.json") as to:
            paths = grow.republish(after, to, renderer=renderer)
    written = [folder.rstrip("/") + f"/{path.relative_to(to).as_posix()}" for path in paths]
    document = answers.info(after) | {"diff": answers.diff(before, after), "written": written}
    if as_json:
        _print_json(document)
    elif not quiet:
        show.add(document, show.out())


@cli.command()
@click.argument("old")
@click.argument("new")
@json_option
def diff(old: str, new: str, as_json: bool) -> None:
    """Tell what changed from the atlas in OLD to the one in NEW.

    Which papers came, went or became part of another, which clusters grew, split, joined or changed
    their name, and between which papers new ones make a path that was not there.
    """
    from graph import answers, show

    document = answers.diff(_load(old), _load(new))
    if as_json:
        _print_json(document)
    else:
        show.diff(document, show.out())


@contextmanager
def _dask(jobs: int | None, *, quiet: bool, **told: Any) -> Iterator[None]:
    """Let Dask do the work inside, and say where to watch it and what it came to."""
    from graph.cluster.engine import dask_engine
    from graph.core.blocks import working

    with dask_engine(jobs=jobs, **told) as engine, working(jobs, engine):
        if not quiet:
            click.echo(f"Dask at work: {engine.dashboard}", err=True)
        try:
            yield
        finally:
            if not quiet:
                click.echo(f"Blocks of rows: {engine.tally}", err=True)


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
            document = verb(_load(folder), **told)
            if as_json:
                _print_json(document)
                return
            from graph import show

            getattr(show, verb.__name__)(document, show.out())

        made: Any = command
        for decorate in reversed((*parameters, atlas_option, json_option, quiet_option)):
            made = decorate(made)
        return cli.command()(made)

    return wrap


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
)
def lineage(atlas: Atlas, name: str, depth: int) -> Document:
    """Show what the model NAME builds on, and what builds on it."""
    from graph import answers

    return answers.lineage(atlas, name, depth=depth)


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
    from graph import pipeline
    from graph.core.types import Selection
    from graph.find.lookup import find_paper

    selection = Selection(
        around=tuple(find_paper(atlas.corpus, atlas.names, text) for text in around),
        max_nodes=_count(max_nodes, everything=len(atlas)),
        **told,
    )
    done = pipeline.write(atlas, out, format=format_, selection=selection, renderer=renderer)
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


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a title need not fit the terminal's encoding
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(
            args=None if arguments is None else list(arguments),
            prog_name="paperkin",
            standalone_mode=False,
        )
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except GraphError as error:
        _complain(error)
        sys.exit(error.exit_code)
    except MemoryError:
        hint = "give it more, or fewer papers; fewer --jobs need less"
        _complain(GraphError("there is not enough memory", hint=hint))
        sys.exit(GraphError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (`paperkin models | head`): nothing is wrong. Point
        # stdout elsewhere, lest Python complain when it flushes on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _complain(error: GraphError) -> None:
    from graph.core.text import clean

    click.echo(f"Error: {clean(str(error))}", err=True)
    if isinstance(error, AmbiguousError):
        for key, title in error.candidates:
            click.echo(f"  {title}\n    {key}", err=True)
    if error.hint:
        click.echo(f"Hint: {clean(error.hint)}", err=True)


def _load(folder: str) -> Atlas:
    from graph.core.folders import fetched
    from graph.store import load

    top = fetched(folder)
    inner = top / "atlas"
    return load(inner if inner.is_dir() else top)


def _print_json(document: Document) -> None:
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    click.echo(json.dumps(document, indent=2, ensure_ascii=plain))

"""The command line: parse, one call of the library, print. No computation."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable

import click

from graph import __version__
from graph.cli import asking, building, exporting
from graph.cli.interrupts import insisting
from graph.core.errors import AmbiguousError, GraphError

NO_ROOM = (
    "failed to map segment",
    "error return without exception",
    "without setting an exception",
)
"""How libraries that are there, but for which there is no room, say so when they are imported."""

TAKES_NO_MORE = {errno.ENOSPC, errno.EFBIG, errno.EIO}
"""What is wrong with standard output, if an error names no file."""


class Verbs(click.Group):
    """Verbs whose reader may leave (`paperkin models | head`), which for click is a failure."""

    def invoke(self, ctx: click.Context) -> object:
        """Do what is asked, as far as anyone reads the answer."""
        try:
            done: object = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
        except BrokenPipeError:
            _say_no_more()
            return 0
        return done


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="paperkin")
def cli() -> None:
    """See how papers are kin, and why.

    First build an atlas of your papers, then open its page, load its GraphML into Gephi, or ask:

    \b
        paperkin build seeds
        paperkin path S4 Hydra

    A PAPER is a key, the name of a model that the paper introduces, a title, or words of one.
    """  # noqa: D301 - click wants the sign itself


for _verb in (
    building.build,
    building.add,
    asking.related,
    asking.path,
    asking.why,
    asking.models,
    asking.lineage,
    asking.clusters,
    asking.info,
    asking.draft,
    asking.diff,
    exporting.export,
):
    cli.add_command(_verb)


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    _prepare()
    try:
        with insisting():
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
    except (MemoryError, ImportError, SystemError) as error:
        if not (isinstance(error, MemoryError) or any(map(str(error).__contains__, NO_ROOM))):
            raise
        hint = "give it more, or fewer papers; fewer --jobs need less"
        _complain(GraphError("there is not enough memory", hint=hint))
        sys.exit(GraphError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except OSError as error:
        if error.filename is not None or error.errno not in TAKES_NO_MORE:
            raise
        _say_no_more()
        _complain(GraphError(f"cannot write the answer: {error.strerror}"))
        sys.exit(GraphError.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _prepare() -> None:
    # Threads of OpenBLAS, which NumPy and SciPy each bring, wait for their first work without
    # sleeping: a tenth of a second of a core, for work that most commands have none of.
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a title need not fit the terminal's encoding
            stream.reconfigure(errors="replace")


def _say_no_more() -> None:
    """Point standard output elsewhere, lest Python complain when it flushes on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(error: GraphError) -> None:
    from graph.core.text import clean

    click.echo(f"Error: {clean(str(error))}", err=True)
    if isinstance(error, AmbiguousError):
        for key, title in error.candidates:
            click.echo(f"  {title}\n    {key}", err=True)
    if error.hint:
        click.echo(f"Hint: {clean(error.hint)}", err=True)

"""The terminal, progress on it, and the small parts that texts are put together from."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from graph.core.progress import Reporter

Document = dict[str, Any]

MORE = "list more with -n, all with --json"
"""Said below a list that was cut."""

PIPE_WIDTH = 120
"""Columns of a line where no terminal tells its own."""

NUMBERS = {"papers", "mentioned by", "confidence"}
"""Columns of tables that hold numbers."""


class Output(Console):
    """Standard output, whose reader may leave: the command line knows what that means."""

    def on_broken_pipe(self) -> None:
        """Have it told, where rich would end the process as failed."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def out() -> Console:
    """Standard output; text from papers is never taken for markup."""
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Output(markup=False, emoji=False, highlight=False, width=width, soft_wrap=False)


def progress(*, silent: bool, bars: bool = True) -> Reporter:
    """A reporter that draws bars on standard error, writes a line a stage, or does nothing."""

    def pass_through(items: Iterable[Any], label: str, total: int | None) -> Iterable[Any]:
        return items

    def bar(items: Iterable[Any], label: str, total: int | None) -> Iterable[Any]:
        from rich.progress import track

        console = Console(stderr=True)
        if total is None and not (isinstance(items, Sequence) and items):
            console.print(f"{label} ...", style="dim")  # nobody knows how long it will take
            return items
        return track(items, label, total=total, console=console, transient=True)

    def line(items: Iterable[Any], label: str, total: int | None) -> Iterable[Any]:
        if total != 0:
            told = f" ({total} blocks)" if total and total > 1 else ""
            Console(stderr=True).print(f"{label}{told} ...", style="dim", highlight=False)
        return items

    if silent:
        return pass_through
    return bar if bars else line


def table_of(*columns: str) -> Table:
    """A table with these headings and no lines."""
    table = Table(box=None, pad_edge=False, header_style="cyan")
    for name in columns:
        table.add_column(name, justify="right" if name in NUMBERS else "left")
    return table


def shares_of(pairs: Iterable[Any]) -> str:
    """Pairs (name, share) in a line, in per cent."""
    return ", ".join(f"{name} {share:.0%}" for name, share in pairs)


def strength_of(value: float, via: str = "") -> tuple[str, str]:
    """The strength of a chain or a hop, and the layer it is mostly by."""
    told = f"{value:.2f}" if value >= 0.01 else f"{value:.1g}"
    return f"  strength {told}{', mostly by ' + via if via else ''}", "cyan"


def count(number: int, noun: str) -> str:
    """A number with its noun: `1 paper`, `2 papers`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def line(*parts: tuple[str, str]) -> Text:
    """One line of parts (text, style)."""
    return Text.assemble(*parts)


def indented(inner: RenderableType, columns: int) -> Padding:
    """The same so many columns further right."""
    return Padding.indent(inner, columns)


def speaks_utf8(console: Console) -> bool:
    """Whether the terminal shows arrows."""
    return console.encoding.lower().replace("-", "") == "utf8"

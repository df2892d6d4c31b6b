"""Which writer takes which file: by its suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from graph.core.errors import OptionError
from graph.export.bridge import write_node_link
from graph.export.graphml import write_graphml
from graph.export.html import write_html
from graph.export.view import View

WRITERS: Mapping[str, Callable[[View, Path], None]] = {
    ".html": write_html,
    ".graphml": write_graphml,
    ".json": write_node_link,
}


def writer(path: Path) -> Callable[[View, Path], None]:
    """Find the writer for a file name.

    Raises
    ------
    OptionError
        No writer knows the suffix; the hint lists those known.
    """
    try:
        return WRITERS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(WRITERS)
        raise OptionError(
            f"no writer makes {path.suffix or 'a file without suffix'}", hint=f"one of: {known}"
        ) from None

"""Writing without half-written files: beside the target, then renamed over it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.core.errors import ExportError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; when the block ends well, it replaces `path`.

    The folder is made if need be. On any error the half-written file is removed and `path` is
    left as it was. Raises `ExportError` when the system refuses to write there.
    """
    # A plain open of this name follows the umask, which mkstemp's private mode would not.
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        os.replace(beside, path)  # noqa: PTH105 - the one call that is atomic everywhere
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(f"cannot write {path}: {reason}", hint="choose another place") from error
    finally:
        with suppress(OSError):
            beside.unlink()

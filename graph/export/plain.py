"""Text that no reader chokes on and no neighbour suffers from, the same in every format.

Every character is kept or stands for one other, so that places in a text stay what they are.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

# What XML 1.0 cannot write, and C1: no format needs them.
_CONTROL = r"[\x00-\x1f\x7f-\x9f\x{FFFE}\x{FFFF}]"

# Embeddings, overrides and isolates turn round whatever follows them in a table or a label. Letters
# of right-to-left scripts need none of them, and the marks that some do need are left.
_TURNING = r"[\x{202A}-\x{202E}\x{2066}-\x{2069}]"
_JOINER = "\u2060"  # seen by nobody, and of no direction


def harmless(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """A column of text with a blank for each control character, a joiner for each bidi control."""
    unlike = texts.filter(pc.invert(pc.ascii_is_printable(texts)))
    if not pc.any(pc.match_substring_regex(unlike, f"{_CONTROL}|{_TURNING}")).as_py():
        return texts  # as nearly always, and without a copy
    plain = pc.replace_substring_regex(texts, _CONTROL, " ")
    return pc.replace_substring_regex(plain, _TURNING, _JOINER)


def plain(text: str) -> str:
    """One text, as `harmless` has it."""
    if text.isprintable():  # as nearly always
        return text
    return _PYTHON_TURNING.sub(_JOINER, _PYTHON_CONTROL.sub(" ", text))


def _python(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\x\{(\w+)\}", r"\\u\1", pattern))


_PYTHON_CONTROL, _PYTHON_TURNING = _python(_CONTROL), _python(_TURNING)

"""The allocator of the C library, told to keep the memory that it gets back."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

# Of malloc.h, and their largest values that glibc takes.
_TRIM_THRESHOLD: Final = -1, 2**31 - 1
_MMAP_THRESHOLD: Final = -3, 1 << 25
_ARENA_MAX: Final = -8, 1


def keep_memory() -> bool:
    """Have the memory of large arrays used again in this process, and tell whether that is done.

    For a command that makes and drops many arrays of megabytes, and ends soon. Linux clears each
    page that it hands out, which takes longer than much of what is then done with it: so glibc is
    not to give back what is let go, and all threads draw on the same, if none has begun before.
    Arrays of more than 32 MB still come and go by themselves. Elsewhere nothing is changed.
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return False
    return all(mallopt(*setting) for setting in (_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX))

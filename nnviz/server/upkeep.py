"""Memory that visitors leave behind, given back.

Sessions hold parts that know one another, which only the garbage collector frees; and what Python frees, the C library
keeps for the process, spread over an arena for each thread, unless it is told that there are fewer threads at work.
"""

from __future__ import annotations

import ctypes
import gc
import threading
import time
from functools import cache

EVERY_SECONDS = 60.0
ARENAS = 2
_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


@cache
def keep_up() -> None:
    """Begin, once for the process: what the imports made goes out of the collector's sight, the rest is tended.

    Before the first visit: what belongs to one would never be freed.
    """
    library = _library()
    if library is not None:
        library.mallopt(_ARENA_MAX, ARENAS)
    gc.collect()
    gc.freeze()
    threading.Thread(target=_look_after, args=(library,), daemon=True, name="upkeep").start()


def _look_after(library: ctypes.CDLL | None) -> None:
    while True:
        time.sleep(EVERY_SECONDS)
        tidy(library)


def tidy(library: ctypes.CDLL | None) -> None:
    """Free what nobody holds any more, and give it back to the system."""
    gc.collect()
    if library is not None:
        library.malloc_trim(0)


def _library() -> ctypes.CDLL | None:
    """The C library, where it is one that can do this: glibc, on Linux."""
    try:
        library = ctypes.CDLL(None)
        _ = library.mallopt, library.malloc_trim
    except (OSError, TypeError, AttributeError):
        return None
    return library

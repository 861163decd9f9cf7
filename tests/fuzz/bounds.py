"""How much is tried, and how much time and memory one try may take.

FUZZ=20 in the environment tries twenty times as much: for who looks for faults, not for every run of the tests.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("FUZZ", "1"))
SECONDS = 2.0
"""Of one try, in processor time: what a busy machine does meanwhile does not count."""
MEGABYTES = 64
"""Of one try, at its peak."""


def tries(count: int) -> settings:
    """So many examples, and none refused for being slow to make."""
    return settings(
        max_examples=count * TIMES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


@contextmanager
def quickly(seconds: float = SECONDS) -> Iterator[None]:
    """Fail if what is done inside takes longer."""
    begin = time.thread_time()
    yield
    spent = time.thread_time() - begin
    assert spent < seconds, f"it took {spent:.1f} s"


@contextmanager
def within(megabytes: float = MEGABYTES) -> Iterator[None]:
    """Fail if what is done inside needs more memory at any moment; it makes everything several times slower."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    assert peak < megabytes, f"it took {peak:.0f} MB"


def alone(call: Callable[..., None], *values: object, preload: str, seconds: float, megabytes: float) -> None:
    """Call a module's function in a process of its own, and fail if it takes longer or more memory at any moment.

    The memory is what the operating system gives that process. Counting it makes nothing slower.
    """
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([preload])
    with processes.Pool(1) as pool:
        spent, taken = pool.apply(_measured, (call, *values))
    assert spent < seconds, f"it took {spent:.1f} s"
    assert taken < megabytes, f"it took {taken:.0f} MB"


def _measured(call: Callable[..., None], *values: object) -> tuple[float, float]:
    before, begin = _most_memory(), time.thread_time()
    call(*values)
    return time.thread_time() - begin, _most_memory() - before


def _most_memory() -> float:
    """Return the most memory in megabytes that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)

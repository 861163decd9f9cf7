"""One run of the script at a time changes a visit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from nnviz.session.turns import TURNS

P = ParamSpec("P")
R = TypeVar("R")


class Locked(Protocol):
    """What has a lock of its own."""

    lock: RLock


S = TypeVar("S", bound=Locked)


def alone(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Keep other runs of the script from changing the visit meanwhile."""

    @wraps(method)
    def locked(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        # Who has the lock may wait for the turn, and so nobody waits for the lock with the turn in hand.
        if not self.lock.acquire(blocking=False):
            with TURNS.aside():
                self.lock.acquire()
        try:
            return method(self, *args, **kwargs)
        finally:
            self.lock.release()

    return cast("Callable[Concatenate[S, P], R]", locked)

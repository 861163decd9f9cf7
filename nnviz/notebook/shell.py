"""What is known of the shell that runs a notebook's cells."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import ref

T = TypeVar("T")
RAN = "post_run_cell"
"""IPython's event after a cell."""


class AfterEachCell(Generic[T]):
    """Calls back with an object after each cell that has run, as long as there is that object.

    Where cells are run by another shell than IPython's, it never does.
    """

    def __init__(self, one: T, look: Callable[[T], None]) -> None:
        self._found = ref(one)
        self._look = look
        shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        self._events: Any = None if shell is None else shell.events
        if self._events is not None:
            self._events.register(RAN, self.ran)

    def ran(self, _: object) -> None:
        """Call back, or end it with the object."""
        one = self._found()
        if one is None:
            self.end()
        else:
            self._look(one)

    def end(self) -> None:
        """Call back no more."""
        if self._events is not None and self.ran in self._events.callbacks[RAN]:
            self._events.unregister(RAN, self.ran)

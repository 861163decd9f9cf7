"""What is known of the shell that runs a notebook's cells."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar
from weakref import ref

T = TypeVar("T")


def after_each_cell(one: T, look: Callable[[T], None]) -> Callable[[], None]:
    """Call back with an object after each cell that has run, as long as there is that object.

    Returns
    -------
    callable
        What ends it. Where cells are run by another shell than IPython's, there is nothing to end.
    """
    found = ref(one)
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        return lambda: None

    def ran(_: object) -> None:
        this = found()
        if this is None:
            leave()
        else:
            look(this)

    def leave() -> None:
        if ran in shell.events.callbacks["post_run_cell"]:
            shell.events.unregister("post_run_cell", ran)

    shell.events.register("post_run_cell", ran)
    return leave

"""Two runs of the script for one visit: each waits for the other, and never both for each other."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from nnviz.session.lock import alone
from nnviz.session.turns import TURNS


@dataclass
class Kept:
    lock: threading.RLock = field(default_factory=threading.RLock)
    done: list[str] = field(default_factory=list)

    @alone
    def frames(self, begun: threading.Event, clicked: threading.Event) -> None:
        begun.set()
        clicked.wait(5)
        while not TURNS.wanted:
            time.sleep(0.001)
        TURNS.let_pass()  # the click, which needs the lock that is held here
        self.done.append("frames")

    @alone
    def click(self) -> None:
        assert TURNS.held
        self.done.append("click")


def test_a_click_of_the_same_visitor_while_frames_are_made_does_not_hold_up_both():
    kept = Kept()
    begun, clicked = threading.Event(), threading.Event()

    def old_run() -> None:
        with TURNS.turn(hurry=False):
            kept.frames(begun, clicked)

    def new_run() -> None:
        clicked.set()
        with TURNS.turn(hurry=True):
            kept.click()

    threads = [threading.Thread(target=run, daemon=True) for run in (old_run, new_run)]
    threads[0].start()
    assert begun.wait(5)
    threads[1].start()
    for thread in threads:
        thread.join(5)
    assert kept.done == ["frames", "click"]
    with TURNS.spare() as free:
        assert free

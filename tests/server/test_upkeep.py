"""What visitors leave behind is freed."""

import gc
import weakref

from nnviz.server import upkeep


class Part:
    """Knows another one."""

    other: "Part"


def test_parts_that_know_one_another_are_freed():
    one, two = Part(), Part()
    one.other, two.other = two, one
    gone = weakref.ref(one)
    gc.disable()
    try:
        del one, two
        assert gone() is not None
        upkeep.tidy(upkeep._library())
        assert gone() is None
    finally:
        gc.enable()


def test_without_such_a_library_it_still_tidies(monkeypatch):
    monkeypatch.setattr(upkeep.ctypes, "CDLL", lambda _: object())
    assert upkeep._library() is None
    upkeep.tidy(None)

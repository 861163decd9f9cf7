"""A page that is drawn anew has nothing left to be drawn again, and its charts travel."""

from __future__ import annotations

from nnviz.run.settings import Settings
from nnviz.session.drawn_page import DrawnPage


def test_the_whole_page_is_drawn_from_what_is_in_force():
    drawn = DrawnPage(whole=False, undressed=True, follows=True)
    drawn.begin(Settings(seed=3), presented=True, opening=True)
    assert drawn == DrawnPage(Settings(seed=3), True, True, whole=True, undressed=False, follows=True)

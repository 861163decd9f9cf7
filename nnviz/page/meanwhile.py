"""What the server does while the browser draws the pictures: it waits, and makes frames of the steps around."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nnviz.page.charts import ahead, first_pictures_drawn
from nnviz.server.streamlit_internals import LOOK_SECONDS, interrupted, pause, spoken
from nnviz.session.foresight import foreseen, look_ahead
from nnviz.session.presence import HASTE_SECONDS
from nnviz.session.turns import TURNS, GivenUpError, nobody
from nnviz.session.visit import Visit

PICTURE_FIRST = 0.12
"""Seconds that the browser gets to draw the pictures before the rest of the page arrives."""
PICTURE_FIRST_OPENING = 6.0
"""The most that a page that opens gets for it: the formulas, drawn before that, would keep its pictures waiting."""
LOOK_LEAST = 0.02
"""The least time for the steps around in haste: a visitor who goes on and on would come to the end of them."""
LOOK_AHEAD = 1.5
"""The most time for the steps around at the opening, when all of the page is drawn: a busy machine needs so much."""
PICTURE_FIRST_IN_HASTE = HASTE_SECONDS
"""A visitor who goes on by then reads no formulas, and drawing them would keep the next picture waiting."""
FORESEEN_IN_HASTE = 0.2
"""PICTURE_FIRST_IN_HASTE where the browser had the picture at the press, which itself came that much earlier."""


def wait_for_first_pictures(now: Visit) -> None:
    """Give the browser time to draw the pictures of a page that opens, until it says that they are there.

    The steps around this one are looked at meanwhile. A program that is no browser tells no time zone, and draws
    nothing that could be waited for.
    """
    if st.context.timezone is None or first_pictures_drawn():
        return
    end = time.monotonic() + PICTURE_FIRST_OPENING
    _look(now, PICTURE_FIRST_OPENING, until=spoken)
    with TURNS.aside():
        pause(max(end - time.monotonic(), 0.0), until=spoken)


def let_draw(now: Visit, around: DeltaGenerator, asked: Callable[[], bool] = nobody) -> None:
    """Give the browser time to draw the pictures.

    The browser draws together what arrives within some milliseconds, and the other elements take several times as long.
    The steps around this one are looked at meanwhile. What is made of them goes out at once if the browser has the
    picture already, and else after it is drawn.

    Parameters
    ----------
    now : Visit
    around : DeltaGenerator
        The place of the steps around.
    asked : callable, optional
        Returns whether a run waits that draws all of this anew.

    Raises
    ------
    GivenUpError
        If such a run may come, and something was asked for meanwhile.
    """
    known = foreseen(now)
    if now.presence.hasty:
        seconds = FORESEEN_IN_HASTE if known else PICTURE_FIRST_IN_HASTE
    else:
        # A visitor who presses steadily sees the formulas of each step before the next press, if they come at once.
        seconds = 0.0 if known and now.presence.steady else PICTURE_FIRST
    at_once = known or now.presence.hasty
    with TURNS.aside(asked):
        end = time.monotonic() + seconds
        _look(now, max(seconds, LOOK_LEAST), least=LOOK_LEAST if at_once else 0.0)
        if at_once:
            with around:
                ahead(now)
        if pause(max(end - time.monotonic(), 0.0)):
            if asked is not nobody:
                raise GivenUpError
        elif not at_once:
            with around:
                ahead(now)


def look_and_send(now: Visit, around: DeltaGenerator) -> None:
    """Make frames of the steps around, when all of the page is drawn, and send them; none while the run plays."""
    with around:
        if now.at_rest:
            _look(now, LOOK_AHEAD)
        ahead(now)


def _look(now: Visit, seconds: float, *, least: float = 0.0, until: Callable[[], bool] = interrupted) -> None:
    """Make frames of the steps around for so long at most, and no longer than the least time if something is asked."""
    begin = time.monotonic()
    with TURNS.aside():
        while (spent := time.monotonic() - begin) < (least if until() else seconds):
            with TURNS.spare() as free:
                if free and not look_ahead(now):
                    return
            if not free:
                time.sleep(min(LOOK_SECONDS, seconds - spent))

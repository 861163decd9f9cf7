"""Widgets that show what the visit holds: each is given its value at every drawing, and hears the visitor alone."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from nnviz.session.shown_values import NOTHING, ShownValues

_SHOWN = "shown_values"
_PLACE = "drawn_place"
_OWED = "places_owed"
"""The session's key for the places whose widgets have heard the visitor since they were drawn."""


def held(key: str) -> Any:
    """Return a widget's value."""
    return st.session_state[key]


def show(key: str, value: Any, *, again: bool = True) -> None:
    """Give a widget its value.

    By default the value is sent at each drawing: a list's goes as the words of its option, which may have changed. Not
    sent ``again``, it is sent where the widget holds another one; a field in which somebody is typing would otherwise
    lose what was typed.
    """
    shown, drawn = _shown(), st.session_state.get(_PLACE)
    if drawn is None:
        shown.tick()  # in the answer to a press: what is sent from here on has not been seen
    place = drawn or shown.place_of(key) or "bench"
    given = st.session_state.get(key, NOTHING)
    if shown.show(key, value, place, given=given, seen=_seen(place), again=again):
        st.session_state[key] = value


def mirrored(
    key: str, value: Any, changed: Callable[[Any], object], among: Container[Any] | None = None
) -> dict[str, Any]:
    """Give a widget its value; return its key and its callback, which tells what the visitor has chosen instead."""
    show(key, value)
    return {"key": key, "on_change": by_visitor(key, lambda: changed(held(key)), among)}


def by_visitor(key: str, changed: Callable[[], object], among: Container[Any] | None = None) -> Callable[[], None]:
    """Return a widget's callback that is deaf to a browser that only repeats what the page has shown before.

    A list whose options or their words change is given the options: a browser may send the words of one that is there
    no more, which Streamlit hands on as if they were a choice.
    """

    def heard() -> None:
        if among is not None and held(key) not in among:
            return
        shown = _shown()
        shown.tick()
        place = shown.place_of(key)
        if shown.chosen(key, held(key), _seen(place)):
            st.session_state[_OWED] = {*st.session_state.get(_OWED, ()), place or "bench"}
            changed()

    return heard


def settle(key: str) -> None:
    """Give a widget that is read, and has no callback, back what a browser's repetition has taken from it."""
    shown = _shown()
    shown.place(key, st.session_state.get(_PLACE))
    value = st.session_state.get(key, NOTHING)
    settled = shown.settled(key, value, _seen(shown.place_of(key)))
    if settled is not NOTHING and settled != value:
        st.session_state[key] = settled


def owed() -> bool:
    """Whether another place has to be drawn for what the visitor chose there.

    Streamlit's browser side sends what happens at one moment as one message for one fragment, which may be another one.
    """
    return bool(st.session_state.get(_OWED))


@contextmanager
def drawing(place: str) -> Iterator[Callable[[], None]]:
    """Draw a place of the page; give a function that sends the drawing's stamp, to be called when all is drawn.

    The stamp is the value of a text field that nobody sees: the browser sends it back with every message.
    """
    stamp = _shown().tick()
    # The whole page draws the bench, too.
    st.session_state[_OWED] = set() if place == "page" else {*st.session_state.get(_OWED, ())} - {place}
    around = st.session_state.get(_PLACE)
    st.session_state[_PLACE] = place

    def sent() -> None:
        key = _key(place)
        st.session_state[key] = str(stamp)
        with st.container(key=f"stamp_of_{place}"):  # below all else, which it so never moves
            st.text_input("Stamp of what was drawn last", key=key, label_visibility="collapsed")

    try:
        yield sent
    finally:
        st.session_state[_PLACE] = around


def _shown() -> ShownValues:
    found: ShownValues = st.session_state.setdefault(_SHOWN, ShownValues())
    return found


def _key(place: str) -> str:
    return f"seen_{place}"


def _seen(place: str | None) -> int:
    told = str(st.session_state.get(_key(place or "bench"), ""))
    return int(told) if told.isascii() and told.isdecimal() else 0

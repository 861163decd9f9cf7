"""The page's number field, which refuses an entry that is not an allowed number and says why.

A field that was emptied, or that holds letters or a number out of range, gets its former value back, and a message
below it says what is allowed. `nnviz.components.fields` is its browser side, which reads a decimal comma and a
typographic minus.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import streamlit as st

from nnviz.page.current_visit import visit
from nnviz.page.mirror import by_visitor, show

_REFUSED = "refused_numbers"
"""The session's key for the last entry that was refused: the field's key, its label and the message."""


def allowed(low: float, high: float) -> str:
    """Return in words what a field allows: a whole number if both ends are ints, else any number between them."""
    whole = isinstance(low, int) and isinstance(high, int)
    return f"{'a whole number' if whole else 'a number'} from {_written(low)} to {_written(high)}"


def number_field(
    label: str,
    low: float,
    high: float,
    *,
    key: str,
    value: float | None = None,
    start: float | None = None,
    step: float | None = None,
    on_change: Callable[[], None] | None = None,
    **more: Any,
) -> float:
    """Draw a field for a number, and return the number in force.

    Parameters
    ----------
    label : str
    low, high : int or float
        The least and the largest number; only whole numbers are allowed if both are ints.
    key : str
        The widget's key; ``st.session_state`` holds its number under it.
    value : int or float, optional
        The number in force, which the field shows in every run. Without it the field keeps its own number.
    start : int or float, optional
        The first number of a field that keeps its own number.
    step : int or float, optional
        The change by one press on plus, minus or an arrow key.
    on_change : callable, optional
        Called when the field holds another number that it allows.
    **more
        Other arguments of ``st.number_input``.

    Raises
    ------
    ValueError
        If neither ``value`` nor ``start`` is given.
    """
    whole = isinstance(low, int) and isinstance(high, int)
    kind: Callable[[float], float] = int if whole else float
    own = f"{key}_kept"
    now = st.session_state.get(own, start) if value is None else value
    if now is None:
        raise ValueError("value or start must be given")
    now = kind(now)

    def heard() -> None:
        refused = _forgotten(key)
        told = st.session_state[key]
        if told is None or not math.isfinite(told) or not low <= told <= high:
            refused[key] = label, f"{label} must be {allowed(low, high)}. It keeps the value that it had."
            show(key, now, again=False)
            return
        if value is None:
            st.session_state[own] = told
        if on_change is not None:
            on_change()

    show(key, now, again=False)
    st.number_input(
        label,
        kind(low),
        kind(high),
        value=None,  # so that an emptied field says that it is empty, and not its least number
        step=None if step is None else kind(step),
        format=None if whole else "%g",
        key=key,
        placeholder="whole" if whole else "number",
        on_change=by_visitor(key, heard),
        **more,
    )
    of, words = st.session_state.get(_REFUSED, {}).get(key, (label, ""))
    if words and of == label:
        st.error(words)
    return now


def optional_field(
    label: str,
    low: int,
    high: int,
    *,
    key: str,
    empty: str,
    on_change: Callable[..., None],
    args: tuple[Any, ...] = (),
    **more: Any,
) -> None:
    """Draw a field for a whole number that may be left empty; what it holds is in ``st.session_state`` under its key.

    Parameters
    ----------
    label : str
    low, high : int
        The least and the largest number.
    key : str
        Of the widget.
    empty : str
        One word for what it means if the field is empty.
    on_change : callable
        Called with `args` when the field holds another number that it allows, or none.
    **more
        What ``st.number_input`` takes besides.
    """
    now = st.session_state.get(key)

    def heard() -> None:
        refused = _forgotten(key)
        told = st.session_state[key]
        if told is not None and not low <= told <= high:
            refused[key] = label, f"{label}: {allowed(low, high)}, or nothing. It keeps what it had."
            show(key, now, again=False)
            return
        on_change(*args)

    words = f"whole, or {empty}"
    heard_of = by_visitor(key, heard)
    st.number_input(label, low, high, value=None, key=key, placeholder=words, on_change=heard_of, **more)
    of, words = st.session_state.get(_REFUSED, {}).get(key, (label, ""))
    if words and of == label:
        st.error(words)


def _forgotten(key: str) -> dict[str, tuple[str, str]]:
    """Return the session's refused entries, emptied; a message elsewhere goes from the page together with its entry."""
    refused: dict[str, tuple[str, str]] = st.session_state.setdefault(_REFUSED, {})
    now = visit()
    if now is not None and not refused.keys() <= {key}:
        now.drawn.settings = None  # the sidebar, where the message may stand, is drawn anew
    refused.clear()
    return refused


def _written(value: float) -> str:
    """Return a bound as people write it: 0.00001 and 1,000,000, never 1e-05."""
    return f"{Decimal(str(value)).normalize():,f}"

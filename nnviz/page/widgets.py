"""Widgets of settings: each shows the value in force, and what a visitor does with it becomes a change of the run."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from nnviz.engine import OUTPUT_ACTIVATIONS
from nnviz.session.fitting import fitted
from nnviz.session.visit import Visit

LAG_SECONDS = 1.5


def activation_label(name: str) -> str:
    """What an activation is called on the page; one that is not known any more by its name."""
    found = OUTPUT_ACTIVATIONS.get(name)
    return name if found is None else found.label


def held(key: str) -> Any:
    """What a widget holds."""
    return st.session_state[key]


def show(visit: Visit, key: str, value: Any) -> None:
    """Give a widget its value, and remember the one that it had if that was another."""
    before = st.session_state.get(key)
    if before is not None and before != value:
        visit.overruled[key] = (before, time.monotonic())
    st.session_state[key] = value


def _outdated(visit: Visit, key: str) -> bool:
    """Whether a widget only repeats what it had before the page gave it another value.

    A browser that has not yet heard of the new value sends the old one along with whatever its visitor does next.
    """
    before, when = visit.overruled.get(key, (None, 0.0))
    return before == held(key) and time.monotonic() - when < LAG_SECONDS


def changer(visit: Visit, read: Callable[[], dict[str, Any]], key: str | None = None) -> Callable[[], None]:
    """A callback that puts what a widget holds into the settings, or says why it cannot be."""

    def changed() -> None:
        if key is not None and _outdated(visit, key):
            return
        try:
            wanted, along = fitted(visit.settings, read())
        except ValueError as error:
            visit.refused = f"{error}. Nothing was changed."
            return
        visit.refused = None
        visit.change(wanted)
        if along:
            visit.notices.append("Changed along with that: " + ", ".join(along) + ".")

    return changed


def bound(visit: Visit, name: str, value: Any, key: str | None = None) -> dict[str, Any]:
    """Show a field's value in a widget, and return the widget's key and callback."""
    key = key or name
    show(visit, key, value)
    return {"key": key, "on_change": changer(visit, lambda: {name: held(key)}, key)}


def number_table(columns: Mapping[str, Any], digits: int) -> None:
    """Draw a table whose fractions are written with so many digits; the numbers themselves are in full."""
    written = st.column_config.NumberColumn(format=f"%.{digits}g")
    fractions = {name: written for name, values in columns.items() if np.asarray(values).dtype == np.float64}
    st.dataframe(columns, hide_index=True, column_config=fractions)

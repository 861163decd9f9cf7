"""Widgets for settings: each shows the value in force, and a visitor's choice becomes a change of the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from nnviz.engine import OUTPUT_ACTIVATIONS
from nnviz.page.mirror import by_visitor, held, show
from nnviz.session.fitting import fitted
from nnviz.session.shown_values import NOTHING
from nnviz.session.visit import Visit

LOCKED = "Locked until you have given your prediction in the lesson."


def activation_label(name: str) -> str:
    """Return an activation's label on the page, or its name if it is not registered any more."""
    found = OUTPUT_ACTIVATIONS.get(name)
    return name if found is None else found.label


def changer(visit: Visit, read: Callable[[], dict[str, Any]], key: str | None = None) -> Callable[[], None]:
    """Return a callback that puts a widget's value into the settings, or says why it is not allowed.

    With the widget's key it is deaf to a browser that only repeats what the page has shown before.
    """

    def changed() -> None:
        wish = read()
        if locked(visit, *wish):
            visit.said.refused = LOCKED
            return
        try:
            wanted, along = fitted(visit.settings, wish)
        except ValueError as error:
            visit.said.refused = f"{error}. Nothing was changed."
            return
        visit.said.refused = None
        visit.change(wanted)
        visit.said.changed_along(along)

    return changed if key is None else by_visitor(key, changed)


def locked(visit: Visit, *names: str) -> bool:
    """Return whether a lesson, which says so itself, keeps a control shut until its prediction is given."""
    return not visit.learner.locks.isdisjoint(names)


def bound(visit: Visit, name: str, value: Any = NOTHING, *, disabled: bool = False) -> dict[str, Any]:
    """Show a setting's value in the widget of its name; return the widget's key, its callback, and whether it is shut.

    Without the value the widget is a number field, which shows its value itself.
    """
    if value is not NOTHING:
        show(name, value)
    shut = disabled or locked(visit, name)
    return {"key": name, "on_change": changer(visit, lambda: {name: held(name)}, name), "disabled": shut}


def number_table(columns: Mapping[str, Any], digits: int) -> None:
    """Draw a table whose fractions are written with so many digits; the numbers themselves are in full."""
    written = st.column_config.NumberColumn(format=f"%.{digits}g")
    fractions = {name: written for name, values in columns.items() if np.asarray(values).dtype == np.float64}
    st.dataframe(columns, hide_index=True, column_config=fractions)

"""Choosing a run of a sweep in any of its charts, and opening it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from nnviz.figures.picture import named
from nnviz.figures.sweep_parts import PICKED, names_of
from nnviz.page.over import loading
from nnviz.page.words import plain
from nnviz.run.experiment import Experiment
from nnviz.session.sweep_fields import BESIDE
from nnviz.session.sweep_run import Begun
from nnviz.session.visit import Visit

_CHOSEN = "sweep_chosen"
"""The session's key for the run that was chosen last: the sweep, the chart, and the places of settings and seed."""
_OPENED = "sweep_opened"
"""The session's key for the run that was opened last, until it is compared with the sweep."""


def picking_chart(
    visit: Visit, begun: Begun, key: str, chart: Any, caption: str, *, stretch: bool = True, samples: int | None = None
) -> None:
    """Draw a chart in which a click chooses a run; below it, if it was the last one clicked, the button that opens it.

    Parameters
    ----------
    visit : Visit
    begun : Begun
    key : str
        Of the chart.
    chart : altair.LayerChart
        With a selection `PICKED`.
    caption : str
    stretch : bool
        Whether the chart is as wide as its place.
    samples : int, optional
        After how many of them the runs are shown, and opened; None: at their ends.
    """

    def picked() -> None:
        run = run_of(st.session_state[key].selection.get(PICKED) or [])
        if run is not None:
            choose(begun, key, *run)
        elif (was := st.session_state.get(_CHOSEN)) is not None and was[1] == key:
            del st.session_state[_CHOSEN]

    st.vega_lite_chart(
        named(chart.to_dict(validate=False)),
        theme=None,
        key=key,
        width="stretch" if stretch else "content",
        on_select=picked,
        selection_mode=PICKED,
    )
    st.caption(caption)
    opening(visit, begun, key, samples)


def run_of(chosen: Sequence[Mapping[str, Any]]) -> tuple[int, int] | None:
    """Return the places of the run that was clicked; None if it was nothing, or something of no single run."""
    for each in chosen:
        r, s = each.get("r"), each.get("s")
        if isinstance(r, int | float) and isinstance(s, int | float):
            return int(r), int(s)
    return None


def choose(begun: Begun, key: str, r: int, s: int) -> None:
    """Take a run as the one that was chosen last, in the chart of this key."""
    result = begun.result
    if 0 <= r < len(result.settings) and 0 <= s < len(result.seeds):
        st.session_state[_CHOSEN] = begun, key, r, s


def opening(visit: Visit, begun: Begun, key: str, samples: int | None = None) -> None:
    """Draw the button that opens the run that was chosen in the chart of this key."""
    of, where, r, s = st.session_state.get(_CHOSEN) or (None, "", 0, 0)
    if of is not begun or where != key:
        return
    result = begun.result
    if (r, s) in result.failed:
        st.caption("This run failed, so there is nothing to open.")
        return
    name = plain(names_of(result, begun.varied, BESIDE)[r])
    st.button(
        f"Open the run: {name}, seed {result.seeds[s]}",
        key=f"{key}_open",
        type="primary",
        on_click=loading(open_run),
        args=(visit, begun, r, s, samples),
    )


def open_run(visit: Visit, begun: Begun, r: int, s: int, samples: int | None = None) -> None:
    """Put the exact run in the place of the one on show, and let it go on to its last step, or so many samples."""
    result = begun.result
    end, diverged = result.last_step(r, s), int(result.diverged_at[r, s])
    step = end if samples is None else result.step_of(r, s, samples)
    over = diverged >= 0 and step == end
    # A run that diverged is led to where it does, so that the page says so.
    visit.go_over(Experiment(result.of(r, s)), step=diverged if over else step)
    st.session_state[_OPENED] = begun, r, s, visit.experiment, samples
    why = ", the last before it diverged" if over else ""
    visit.said.notices.append(f"Opened: seed {result.seeds[s]}, at step {step:,}{why}.")


def say_if_parted(visit: Visit) -> None:
    """Say that the run that was opened stands elsewhere than the sweep's, once it has come to where it was opened."""
    opened = st.session_state.get(_OPENED)
    if opened is None:
        return
    begun, r, s, experiment, samples = opened
    result = begun.result
    if visit.experiment is not experiment or experiment.edits or experiment.hands:
        del st.session_state[_OPENED]
        return
    step = result.last_step(r, s) if samples is None else result.step_of(r, s, samples)
    if visit.job is None and visit.at_rest and experiment.step == step:
        if result.parted(r, s, experiment, samples):
            st.info(
                "This run is chaotic: small differences grow. The exact run, which is on show, has a train loss of "
                f"{experiment.losses()[0]:.4g} at this step, where the sweep had {result.loss_at(r, s, samples):.4g}."
            )

"""A sweep: one or two settings over values, times seeds; what comes of all those runs at a glance."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from nnviz.page.number_field import number_field
from nnviz.page.panels.sweep_outcome import sweep_outcome
from nnviz.page.panels.sweep_runs import all_runs
from nnviz.page.panels.typed_values_field import NOTHING, typed_values_field
from nnviz.page.slices import again
from nnviz.page.words import plain
from nnviz.run.settings import Settings
from nnviz.server.streamlit_internals import interrupted
from nnviz.session.sweep_fields import VARIED, offered
from nnviz.session.sweep_plan import IN_A_NOTEBOOK, SAMPLES, SEEDS, TooLargeError, plan_of, planned
from nnviz.session.sweep_run import Begun
from nnviz.session.visit import Visit

PANEL = {"title": "Sweep", "place": 45, "draw": "sweep_panel"}
KEY = "sweep_begun"
_REFUSED = "sweep_refused"
MOST_TYPED = 999_999_999
"""What the fields of counts take: what is too much for the page is refused with the lines that do it in a notebook."""
_RUN_SECONDS = 3.0
"""How long one run of the script works on at most; whatever is asked for ends it at once."""


@dataclass(frozen=True)
class _Refused:
    """What was refused: the settings of the page, the values, seeds and samples; why; what does it in a notebook."""

    of: tuple[Settings, dict[str, str], int, int]
    words: str
    code: str


def sweep_panel(visit: Visit) -> None:
    """Draw the panel: what is asked for, the progress, and what came of it."""
    st.caption(
        "One run proves little. Train many at once: the settings of the page, with one or two of them varied, each "
        "with several seeds. The run on show stays as it is."
    )
    _form(visit)
    begun: Begun | None = st.session_state.get(KEY)
    if begun is not None and begun.working:
        _progress(begun)
        return
    if begun is not None:
        sweep_outcome(visit, begun)
    all_runs(visit, begun)


def _form(visit: Visit) -> None:
    known = offered(visit.settings)
    _fill_in(visit, known)
    left, right = st.columns(2)
    with left:
        first = _varied(visit, "Vary", known, "first")
    with right:
        second = _varied(visit, "and", [NOTHING, *(name for name in known if name != first)], "second")
    columns = st.columns([1, 1, 1], vertical_alignment="bottom")
    with columns[0]:
        seeds = int(number_field("Seeds", 1, MOST_TYPED, key="sweep_seeds", start=SEEDS, step=1))
    with columns[1]:
        samples = int(number_field("Samples of each run", 1, MOST_TYPED, key="sweep_samples", start=SAMPLES, step=1000))
    names = [name for name in (first, second) if name != NOTHING]

    def start() -> None:
        # What was typed but not confirmed is sent together with the press.
        told = {name: str(st.session_state[f"sweep_values_{name}"]) for name in names}
        counts = (
            int(st.session_state[key] or now) for key, now in (("sweep_seeds", seeds), ("sweep_samples", samples))
        )
        _start(visit, told, *counts)

    with columns[2]:
        st.button("Start the sweep", key="sweep_start", type="primary", on_click=start)
    refused: _Refused | None = st.session_state.get(_REFUSED)
    told = {name: str(st.session_state[f"sweep_values_{name}"]) for name in names}
    if refused is not None and refused.of == (visit.settings, told, seeds, samples):
        code = refused.code
        st.error(plain(refused.words))
        if code:
            st.caption(
                f"Take fewer, or do it in a notebook, where a sweep takes {IN_A_NOTEBOOK}; these lines ask for no more:"
            )
            st.code(code, language="python", wrap_lines=True)


def _fill_in(visit: Visit, known: list[str]) -> None:
    """Fill in the form with the sweep that an opened address asks for, once."""
    plan = visit.sweep.take()
    if plan is None:
        return
    told = {"sweep_first": plan.varied[0][0], "sweep_second": NOTHING}
    if len(plan.varied) > 1:
        told["sweep_second"] = plan.varied[1][0]
    for name, written in plan.varied:
        values = ", ".join(value.removesuffix(".0") for value in written.split(", "))  # as one types them
        told |= {f"sweep_values_{name}": values, f"sweep_kept_{name}": values}
    st.session_state.update(told)
    st.session_state.update({"sweep_seeds_kept": plan.seeds, "sweep_samples_kept": plan.samples})
    _asked(visit, dict(plan.varied), plan.seeds, plan.samples)


def _varied(visit: Visit, label: str, names: list[str], which: str) -> str:
    """Draw the choice of a setting and the field of its values; return its name."""
    return typed_values_field(
        "sweep",
        which,
        label,
        names,
        {name: each.label for name, each in VARIED.items()},
        lambda name: VARIED[name].values(visit.settings),
        "Values, with commas between them",
    )


def _asked(visit: Visit, varied: dict[str, str], seeds: int, samples: int) -> Begun | None:
    """Return the sweep that is asked for; if it is not allowed, keep what is to be said of it, and return None."""
    st.session_state[_REFUSED] = None
    try:
        return Begun(planned(visit.settings, varied, seeds, samples), tuple(varied), visit.settings)
    except ValueError as error:
        code = error.code if isinstance(error, TooLargeError) else ""
        of = (visit.settings, varied, seeds, samples)
        st.session_state[_REFUSED] = _Refused(of, f"{error}. Nothing was started.", code)
        return None


def _start(visit: Visit, varied: dict[str, str], seeds: int, samples: int) -> None:
    begun = _asked(visit, varied, seeds, samples)
    if begun is not None:
        st.session_state[KEY] = begun
        visit.sweep.plan = plan_of(varied, seeds, samples, visit.settings)


def _stop() -> None:
    st.session_state[KEY].stopped = True


def _progress(begun: Begun) -> None:
    """Work and show how far it is, until it is done or something is asked for; then the fragment runs again."""
    bar = st.progress(begun.sweep.share, _words(begun))
    st.button("Stop the sweep", key="sweep_stop", on_click=_stop)
    began = time.monotonic()
    while begun.working and not interrupted() and time.monotonic() - began < _RUN_SECONDS:
        begun.work(interrupted)
        bar.progress(begun.sweep.share, _words(begun))
    again()


def _words(begun: Begun) -> str:
    left, runs = begun.left, len(begun.sweep.settings) * len(begun.sweep.seeds)
    if left is None:
        return f"Training {runs:,} runs…"
    told = f"{max(round(left), 1)} s" if left < 90 else f"{round(left / 60)} min"
    return f"Training {runs:,} runs… about {told} left."

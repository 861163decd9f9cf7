"""The controls above the pictures, which set the run's position in time and its speed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nnviz.components.player import player
from nnviz.page.mirror import mirrored
from nnviz.page.number_field import number_field
from nnviz.page.slow_motion import switches
from nnviz.page.widgets import locked
from nnviz.session.view import SPEEDS, STOP_BOUNDS
from nnviz.session.visit import Visit

MOST_AT_ONCE = 1_000_000
TIME = {
    "label": "Time",
    "title": "Samples presented. Drag to go back to any step, or on again; going on from the past starts a branch.",
}


def _speed_label(visit: Visit) -> dict[int, str]:
    per_epoch = visit.experiment.samples_per_epoch
    labels = {}
    for speed in SPEEDS:
        epochs = speed / per_epoch
        count = f"{epochs:.3g}" if epochs < 100 else f"{epochs:,.0f}"
        told = f"{speed:,} ≈ {count} epoch{'' if count == '1' else 's'}"
        labels[speed] = f"{speed:,} a frame" if epochs < 1 else told
    return labels


def transport(visit: Visit) -> None:
    """Draw the buttons, the speed, "run N samples", the time slider and the switches of slow motion."""
    experiment = visit.experiment
    with st.container(key="transport"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _buttons(visit)
            if not visit.page.hides("samples_per_frame"):
                _speed(visit)
            if not visit.page.hides("run"):
                _run_on(visit)
            if visit.view.present:
                leave = lambda: visit.look(present=False)  # noqa: E731
                st.button("Leave", key="leave", shortcut="Escape", on_click=leave, help="Back to the whole page")
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="time"):
            if not visit.page.hides("time"):
                player(key="player_time", time=TIME)
            if visit.page.has("arithmetic"):
                switches(visit)
        if visit.job is not None:
            share = visit.job.share(experiment.step)
            with st.container(horizontal=True, vertical_alignment="center", key="running"):
                st.progress(share, text=f"Running to step {visit.job.target:,}: now at {experiment.step:,}")
                st.button("Stop", key="stop_run", on_click=visit.transport.stop_run)


def _buttons(visit: Visit) -> None:
    moves = visit.transport
    if not visit.page.hides("reset"):
        st.button("Reset", key="reset", shortcut="0", on_click=moves.reset)
    if not visit.page.hides("back"):
        st.button("Back", key="back", shortcut="B", on_click=moves.back)
    if not visit.page.hides("step"):
        st.button("Step", key="step_on", shortcut="S", on_click=moves.step, disabled=locked(visit, "step"))
    if not visit.page.hides("epoch"):
        st.button("Epoch", key="epoch", shortcut="E", on_click=moves.next_epoch, disabled=locked(visit, "epoch"))
    if not visit.page.hides("play"):
        label = "Pause" if visit.running else "Play"
        shut = locked(visit, "play")
        st.button(label, key="play", shortcut="P", type="primary", on_click=moves.toggle_playing, disabled=shut)


def _speed(visit: Visit) -> None:
    labels = _speed_label(visit)
    st.select_slider(
        "Samples per frame",
        SPEEDS,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        width=150,
        **mirrored("speed", visit.view.samples_per_frame, lambda told: visit.look(samples_per_frame=int(told))),
    )


def _run_on(visit: Visit) -> None:
    words = "Many samples at once, without pictures in between"
    with st.popover("Run…", help=words, disabled=locked(visit, "run")):
        samples = number_field("Samples to present", 1, MOST_AT_ONCE, start=10_000, step=1_000, key="run_samples")
        # A number that was typed but not confirmed is sent together with the press.
        st.button("Run", key="run", on_click=lambda: visit.run(int(st.session_state["run_samples"] or samples)))
        _stops(visit)


def _stops(visit: Visit) -> None:
    """Choose when Play and Run stop by themselves."""
    view = visit.view
    regression = visit.experiment.dataset.task == "regression"
    if all(visit.page.hides(name) for name in STOP_BOUNDS):
        return
    st.caption("Play and Run stop by themselves (0: never). Loss and accuracy are looked at where an epoch ends.")

    def field(name: str, label: str, step: float, scale: float = 1.0, **more: Any) -> None:
        if visit.page.hides(name):
            return
        whole = name == "stop_after"
        value = getattr(view, name) * scale
        most = STOP_BOUNDS[name] * scale

        def changed() -> None:
            told = st.session_state[name]
            visit.look(**{name: int(told) if whole else told / scale})

        number_field(
            label,
            0 if whole else 0.0,
            int(most) if whole else float(most),
            value=value,
            step=step,
            key=name,
            on_change=changed,
            **more,
        )

    field("stop_after", "Stop at step", 1000)
    field("stop_loss", "Stop at a training loss below", 0.01)
    words = "Values have no accuracy." if regression else None
    field("stop_accuracy", "Stop at a training accuracy of, %", 1.0, 100.0, disabled=regression, help=words)

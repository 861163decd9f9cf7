"""The stage of a race: each run's boundary and small network beside the others', and below them the losses of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nnviz.components.player import player
from nnviz.figures.race import ACROSS, INKS
from nnviz.page.mirror import mirrored
from nnviz.page.words import plain
from nnviz.session.race_frames import CHART, COUNTERS, RacePictures, named
from nnviz.session.racing import end, remove, show, turn
from nnviz.session.visit import Visit

PLAYER = "player"
"""The mount of the run on show, through which the page and the server talk."""


def race_stage(visit: Visit, beside: RacePictures, mount: Callable[..., None], first: Mapping[str, Any]) -> None:
    """Draw the runs beside one another.

    Parameters
    ----------
    visit : Visit
    beside : RacePictures
    mount : callable
        (key, names of pictures, ...) -> None; it mounts pictures.
    first : mapping
        What the mount of the run on show gets besides.
    """
    shown = [name for name in ("boundary", "network") if visit.page.has(name)]
    with st.container(key="race"):
        columns = st.columns(len(beside.names), gap="small")
        for run, (column, name) in enumerate(zip(columns, beside.names, strict=True), 1):
            with column, st.container(key=f"race_run_{run}"):
                _head(visit, run, name)
                player(
                    key=f"race_counters_{run}",
                    fields=[{"name": f"{field}{run}", "title": title} for field, title in COUNTERS],
                )
                key = PLAYER if run == 1 else f"player_run_{run}"
                mount(key, [named(picture, run) for picture in shown], **(first if run == 1 else {}))
        if visit.page.has("loss"):
            _switches(visit)
            mount("player_race", [CHART])
        st.caption(plain(beside.words))


def _head(visit: Visit, run: int, name: str) -> None:
    """Draw a run's name, and what can be done with it."""
    with st.container(key=f"race_head_{run}", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(name)}**")
        if run == 1:
            st.caption("on show")
            return
        st.button(
            "Show",
            key=f"race_show_{run}",
            on_click=show,
            args=(visit, run - 2),
            help="Make this the run on show, at its very step: its arithmetic, its settings, its link",
        )
        st.button("✕", key=f"race_out_{run}", on_click=remove, args=(visit, run - 2), help="Take this run out")


def _switches(visit: Visit) -> None:
    racing = visit.racing
    if racing is None:
        return
    with st.container(key="race_switches", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Losses against")
        turned = mirrored("race_axis", racing.across, lambda across: turn(visit, across))
        st.segmented_control("Losses against", ACROSS, required=True, label_visibility="collapsed", **turned)
        if not visit.page.hides("log"):
            log = mirrored("race_log", visit.view.log, lambda on: visit.look(log=on))
            st.toggle("logarithmic axes", **log)
        st.button("End the race", key="race_end", on_click=end, args=(visit,), help="Go on with run 1 alone")


def _inks() -> str:
    """Return the rules that give each run the colour of its line."""
    return "\n".join(
        f".stApp .st-key-race_run_{run} {{ border-top-color: light-dark({light}, {dark}); }}"
        for run, (light, dark) in enumerate(zip(INKS["light"], INKS["dark"], strict=True), 1)
    )


RACE_STYLE = """
/* A race: each run's pictures beside the others', and below them the losses of all. */
.st-key-race {
  --boundary: calc(var(--room) * 0.28); --network: calc(var(--room) * 0.16); --loss: calc(var(--room) * 0.29);
  gap: 0.3rem;
}
[class*="st-key-race_run_"] { border-top: 4px solid; padding-top: 0.2rem; gap: 0.15rem; }
[class*="st-key-race_head_"] { min-height: 2.5rem; gap: 0.4rem; flex-wrap: nowrap; }
[class*="st-key-race_head_"] > :not(:first-child) { flex: none; width: auto; }
[class*="st-key-race_head_"] > :first-child { flex: 1 1 0; min-width: 0; }
[class*="st-key-race_head_"] p { line-height: 1.15; }
[class*="st-key-race_head_"] button { min-height: 1.7rem; padding: 0 0.5rem; }
.st-key-race .player-fields { gap: 0 0.8rem; font-size: 0.85rem; min-height: 2.6rem; align-content: start; }
.stApp .st-key-race .player-fields [data-field] { min-width: 0; }
.st-key-race .player-fields [data-field^="train"] { font-weight: 700; }
.st-key-stage .st-key-race [data-view^="boundary"] { height: var(--boundary); aspect-ratio: auto; }
.st-key-stage .st-key-race [data-view^="network"] { height: var(--network); min-height: 0; }
.st-key-stage .st-key-race [data-testid="stColumn"] .st-key-player { min-height: 0; }
.st-key-stage .st-key-race .st-key-player [data-view^="boundary"] { height: var(--boundary); }
.st-key-race [data-view="race"] { height: var(--loss); }
.st-key-race_switches { min-height: 2.2rem; }
.st-key-race_switches button { min-height: 1.9rem; padding: 0.1rem 0.6rem; }
@media (max-width: 640px) {
  /* Two runs beside one another; in the bar there is room for what is needed more often. */
  .st-key-compare { display: none; }
  .st-key-race { --boundary: 165px; --network: 105px; --loss: 230px; }
  .st-key-race > [data-testid="stLayoutWrapper"] > .stHorizontalBlock { gap: 0.6rem; }
  .st-key-race [data-testid="stColumn"] { min-width: calc(50% - 0.4rem); flex: 1 1 calc(50% - 0.4rem); }
  [class*="st-key-race_head_"] { min-height: 4.4rem; flex-wrap: wrap; align-content: start; row-gap: 0.1rem; }
  [class*="st-key-race_head_"] > :first-child { flex: 1 1 100%; }
  .st-key-race .player-fields { font-size: 0.8rem; min-height: 4.6rem; }
}
""" + _inks()

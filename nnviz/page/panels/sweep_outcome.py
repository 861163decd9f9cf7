"""What came of a sweep: its charts, in each of which a click chooses a run."""

from __future__ import annotations

import math
from typing import get_args

import streamlit as st

from nnviz.analysis.paths import Paths
from nnviz.derivation.notation import number
from nnviz.figures.sweep_maps import map_runs, maps_figure, maps_width
from nnviz.figures.sweep_parts import names_of
from nnviz.figures.sweep_paths import paths_figure
from nnviz.figures.sweep_targets import reached, tiles
from nnviz.figures.sweeps import Across, curves, ends
from nnviz.page.number_field import number_field
from nnviz.page.panels.sweep_picks import choose, opening, picking_chart, say_if_parted
from nnviz.page.slices import finish
from nnviz.page.words import plain
from nnviz.session.sweep_fields import BESIDE, VARIED, words_of
from nnviz.session.sweep_run import Begun, looks_of, path_groups, stopped
from nnviz.session.visit import Visit

MOST_MAPS = 30
"""Small pictures that are shown at a time."""
MOST_COLUMNS = 5
MOST_FAILED = 5
"""Failed runs that are named above the charts."""
_NO_PATHS = "no paths"


def sweep_outcome(visit: Visit, begun: Begun) -> None:
    """Draw what there is of a sweep that is done or was stopped."""
    result, varied = begun.result, begun.varied
    if not result.complete:
        st.warning(stopped(result))
    names = names_of(result, varied, BESIDE)
    for (r, s), words in list(result.failed.items())[:MOST_FAILED]:
        st.error(plain(f"The run with seed {result.seeds[s]} of {names[r]} failed: {words}."))
    if len(result.failed) > MOST_FAILED:
        st.error(f"{len(result.failed) - MOST_FAILED} more runs failed: the table of runs says why.")
    say_if_parted(visit)
    columns = st.columns(3, vertical_alignment="bottom")
    with columns[0]:
        level = float(number_field("Target: a train loss of at most", 1e-6, 10.0, key="sweep_level", start=0.01))
    with columns[1]:
        across = st.segmented_control("Against", get_args(Across), key="sweep_across", default="samples", required=True)
    with columns[2]:
        log = st.toggle("Logarithmic axes", value=True, key="sweep_log")
    _counts(begun, names, level)
    picking_chart(
        visit,
        begun,
        "sweep_curves",
        curves(result, names, visit.theme, across=across or "samples", log=log, level=level),
        "Thin lines: single runs, with a cross where one diverged and a square at the end of one that is stuck. Strong "
        "line and band: median and middle half of the seeds; a run that diverged counts as worse than all others. "
        "The dashed grey line: the target.",
    )
    if len(varied) == 2:
        titles = (VARIED[varied[0]].label, VARIED[varied[1]].label)
        picking_chart(
            visit,
            begun,
            "sweep_tiles",
            tiles(result, (varied[0], varied[1]), level, visit.theme, titles=titles),
            "Each tile: how many of the seeds reached the target. A click chooses the run in the middle of its seeds.",
        )
    elif VARIED[varied[0]].number and len(names) > 1 and result.came_to(level).any():
        picking_chart(
            visit,
            begun,
            "sweep_reached",
            reached(result, varied[0], level, visit.theme, title=VARIED[varied[0]].label),
            "Each mark is a run: when it first came to the target. Triangles never did, squares are stuck, "
            "crosses diverged. Line: median.",
        )
    picking_chart(
        visit,
        begun,
        "sweep_ends",
        ends(result, names, visit.theme, level=level),
        "Where each run ends. Click a thin line, a mark, a tile, or a row of the table to open that run.",
    )
    _maps(visit, begun, names)
    _paths(visit, begun, names)


def _counts(begun: Begun, names: tuple[str, ...], level: float) -> None:
    """Say how many seeds reached the target, by what varies."""
    result = begun.result
    came, begun_runs = result.came_to(level).tolist(), result.begun.sum(axis=1).tolist()
    told = "; ".join(
        f"**{plain(name)}**: {f'{count} of {total}' if total else 'not begun'}"
        for name, count, total in zip(names, came, begun_runs, strict=True)
    )
    least = result.least_loss
    none = "" if any(came) or math.isnan(least) else f" The lowest train loss of all runs is {number(least)}."
    st.markdown(f"How many reached {level:g}, by {words_of(begun.varied)}: {told}.{none}")


def _maps(visit: Visit, begun: Begun, names: tuple[str, ...]) -> None:
    """Draw the boundaries of some of the seeds."""
    result = begun.result
    looks = looks_of(result)
    if not looks:
        return
    count = max(1, min(MOST_COLUMNS, MOST_MAPS // len(names), len(result.seeds)))
    last = len(result.seeds) - count
    first = 0
    columns = st.columns([2, 1], vertical_alignment="bottom")
    with columns[0]:
        look = _look(looks)
    if last > 0:
        with columns[1]:
            first = int(number_field("First seed of the boundaries", 1, last + 1, key="sweep_maps_first", start=1)) - 1
    first = min(first, last)
    shown = [(r, s) for r in range(len(names)) for s in range(first, first + count)]
    words = words_of(begun.varied)
    with visit.lock:
        chart = begun.once(
            ("maps", first, look, visit.theme.name),
            lambda: (
                maps_figure(
                    map_runs(result, shown, look),
                    dict(enumerate(names)),
                    dict(enumerate(result.seeds)),
                    visit.theme,
                    title=f"{words[0].upper()}{words[1:]}",
                )
                if any(place not in result.failed for place in shown)
                else None
            ),
        )
    if chart is None:
        return
    # The page's style shows it where so many pictures are wider than their place.
    wide = maps_width(names, count)
    with st.container(key=f"sweep_maps_note_{wide}"):
        st.caption("The boundaries scroll sideways.")
    picking_chart(
        visit,
        begun,
        "sweep_maps",
        chart,
        f"The boundary of each run after {looks[look]:,} samples, all with one scale of colours, with its train loss "
        "and its own training samples.",
        stretch=False,
        samples=None if look == max(looks) else looks[look],
    )


def _look(looks: dict[int, int]) -> int:
    """Draw the choice of the number of samples, if there is one; return the place of the look."""
    key = "sweep_maps_at"
    if len(looks) < 2:
        return next(iter(looks))
    if st.session_state.get(key) not in looks:
        st.session_state[key] = max(looks)
    return int(
        st.select_slider(
            "Boundaries after so many samples", list(looks), key=key, format_func=lambda look: f"{looks[look]:,}"
        )
    )


def _paths(visit: Visit, begun: Begun, names: tuple[str, ...]) -> None:
    """Draw the paths of runs that have one loss over one space of weights."""
    groups = begun.once("groups", lambda: path_groups(begun, names))
    if not groups:
        return
    titles = [_NO_PATHS, *groups]
    if st.session_state.get("sweep_paths_of") not in titles:
        st.session_state["sweep_paths_of"] = _NO_PATHS
    title = st.selectbox("Paths on one loss landscape", titles, key="sweep_paths_of")
    if title == _NO_PATHS:
        return
    result, places = begun.result, groups[title]
    paths: Paths = begun.once(
        ("paths", title), lambda: Paths([result.of(r, s) for r, s in places], int(result.samples[-1]))
    )
    finish(visit, paths, "Training these runs again, exactly…")
    told = [f"{names[r]}, seed {result.seeds[s]}" for r, s in places]

    def picked() -> None:
        of = next((point.get("customdata") for point in st.session_state["sweep_paths"].selection.points), None)
        at = of[0] if isinstance(of, list) and of else of
        if isinstance(at, int | float) and 0 <= at < len(places):
            choose(begun, "sweep_paths", *places[int(at)])

    st.plotly_chart(
        paths_figure(paths, told, visit.theme),
        key="sweep_paths",
        theme=None,
        config={"displaylogo": False},
        on_select=picked,
        selection_mode="points",
    )
    st.caption(
        f"From ring to dot. The plane is the one along which these paths move the most; {paths.held:.0%} of their "
        "movement lies in it. The colours are the mean loss of the training rows in the plane, above and below which "
        "the paths may lie. Click a point to open its run."
    )
    opening(visit, begun, "sweep_paths")

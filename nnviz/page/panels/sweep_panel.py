"""A sweep: one or two settings over values, times seeds; what comes of all those runs at a glance."""

from __future__ import annotations

import csv
import io
from typing import Any, get_args

import streamlit as st

from nnviz.figures.sweeps import Across, curves, ends, names_of, reached, tiles
from nnviz.page.number_field import number_field
from nnviz.page.slices import again
from nnviz.session.sweep_plan import MOST_SAMPLES, MOST_SEEDS, VARIED, Begun, offered, planned, table
from nnviz.session.visit import Visit

PANEL = {"title": "Sweep", "place": 45, "draw": "sweep_panel"}
_KEY = "sweep_begun"
NOTHING = "nothing else"


def sweep_panel(visit: Visit) -> None:
    """Draw the panel: what is asked for, the progress, and what came of it."""
    st.caption(
        "One run proves little. Train many at once: the settings of the page, with one or two of them varied, each "
        "with several seeds. The run on show stays as it is."
    )
    _form(visit)
    begun: Begun | None = st.session_state.get(_KEY)
    if begun is None:
        return
    if begun.working:
        _progress(begun)
        return
    _outcome(visit, begun)


def _form(visit: Visit) -> None:
    known = offered(visit.settings)
    left, right = st.columns(2)
    with left:
        first = _varied(visit, "Vary", known, "first")
    with right:
        second = _varied(visit, "and", [NOTHING, *(name for name in known if name != first)], "second")
    columns = st.columns([1, 1, 1], vertical_alignment="bottom")
    with columns[0]:
        seeds = int(number_field("Seeds", 1, MOST_SEEDS, key="sweep_seeds", start=10, step=1))
    with columns[1]:
        samples = int(
            number_field("Samples of each run", 1, MOST_SAMPLES, key="sweep_samples", start=14_000, step=1000)
        )
    names = [name for name in (first, second) if name != NOTHING]

    def start() -> None:
        # What was typed but not confirmed is sent together with the press.
        told = {name: st.session_state[f"sweep_values_{name}"] for name in names}
        counts = (
            int(st.session_state[key] or now) for key, now in (("sweep_seeds", seeds), ("sweep_samples", samples))
        )
        _start(visit, told, *counts)

    with columns[2]:
        st.button("Start the sweep", key="sweep_start", type="primary", on_click=start)
    if refused := st.session_state.get("sweep_refused"):
        st.error(refused)


def _varied(visit: Visit, label: str, names: list[str], which: str) -> str:
    """Draw the choice of a setting and the field of its values; return its name."""
    key = f"sweep_{which}"
    if st.session_state.get(key) not in names:
        st.session_state[key] = names[0]
    name = st.selectbox(
        label, names, key=key, format_func=lambda each: VARIED[each].label if each in VARIED else NOTHING
    )
    if name == NOTHING:
        return NOTHING
    values, kept = f"sweep_values_{name}", f"sweep_kept_{name}"
    # Streamlit forgets a field that is not drawn, so its text is kept beside it.
    st.session_state.setdefault(values, st.session_state.get(kept) or VARIED[name].values(visit.settings))
    st.session_state[kept] = st.text_input("Values, with commas between them", key=values, max_chars=300)
    return str(name)


def _start(visit: Visit, varied: dict[str, str], seeds: int, samples: int) -> None:
    st.session_state["sweep_refused"] = None
    try:
        st.session_state[_KEY] = Begun(planned(visit.settings, varied, seeds, samples), tuple(varied))
    except ValueError as error:
        st.session_state["sweep_refused"] = f"{error}. Nothing was started."


def _stop() -> None:
    st.session_state[_KEY].stopped = True


def _progress(begun: Begun) -> None:
    """Do a slice of the work and show how far it is; the fragment then runs again for the next."""
    begun.work()
    if begun.working:
        left = begun.left
        words = "Training…" if left is None else f"Training… about {_seconds(left)} left."
        st.progress(begun.sweep.share, words)
        st.button("Stop the sweep", key="sweep_stop", on_click=_stop)
    again()


def _seconds(seconds: float) -> str:
    return f"{max(round(seconds), 1)} s" if seconds < 90 else f"{round(seconds / 60)} min"


def _outcome(visit: Visit, begun: Begun) -> None:
    result, varied = begun.result, begun.varied
    if not result.complete:
        st.warning("The sweep was stopped. What follows is what there is.")
    for (r, s), words in list(result.failed.items())[:5]:
        st.error(f"The run with seed {result.seeds[s]} of {names_of(result, varied)[r]} failed: {words}.")
    names = names_of(result, varied)
    columns = st.columns(3, vertical_alignment="bottom")
    with columns[0]:
        level = float(number_field("Target: a train loss of at most", 1e-6, 10.0, key="sweep_level", start=0.01))
    with columns[1]:
        across = st.segmented_control("Against", get_args(Across), key="sweep_across", default="samples", required=True)
    with columns[2]:
        log = st.toggle("Logarithmic axes", value=True, key="sweep_log")
    solved, ended = result.solved(level).tolist(), result.ended.sum(axis=1).tolist()
    st.markdown(
        f"Seeds whose last train loss is at most {level:g}, by what varies: "
        + "; ".join(f"**{name}**: {count} of {total}" for name, count, total in zip(names, solved, ended, strict=True))
        + "."
    )
    first = curves(result, names, visit.theme, across=across or "samples", log=log, level=level)
    st.vega_lite_chart(first.to_dict(validate=False), theme=None, key="sweep_curves")
    st.caption(
        "Thin lines: single runs. Strong line and band: median and middle half of the seeds; a run that diverged "
        "counts as worse than all others. Dashed: the target."
    )
    if len(varied) == 2:
        titles = (VARIED[varied[0]].label, VARIED[varied[1]].label)
        square = tiles(result, (varied[0], varied[1]), level, visit.theme, titles=titles)
        st.vega_lite_chart(square.to_dict(validate=False), theme=None, key="sweep_tiles")
        st.caption("Each tile: of how many seeds the last train loss is at most the target.")
    elif VARIED[varied[0]].number and len(names) > 1:
        line = reached(result, varied[0], level, visit.theme, title=VARIED[varied[0]].label)
        st.vega_lite_chart(line.to_dict(validate=False), theme=None, key="sweep_reached")
        st.caption("Each mark is a run: when it first came to the target. Crosses never did. Line: median.")
    _runs(visit, begun, names, level)


def _runs(visit: Visit, begun: Begun, names: tuple[str, ...], level: float) -> None:
    """Draw where every run ends, as dots and as a table; either opens a run."""
    result = begun.result
    dots = ends(result, names, visit.theme, level=level)
    event = st.vega_lite_chart(
        dots.to_dict(validate=False), theme=None, key="sweep_ends", on_select="rerun", selection_mode="run"
    )
    st.caption("Where each run ends. Click a dot, or a row of the table, to open that run.")
    columns = table(begun)
    rows = st.dataframe(
        columns,
        hide_index=True,
        key="sweep_rows",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            name: st.column_config.NumberColumn(format=f"%.{visit.view.digits}g") for name in ("train", "test")
        }
        | {"accuracy": st.column_config.NumberColumn(format="percent")},
    )
    picked = _picked(event, rows, len(result.seeds))
    with st.container(horizontal=True):
        if picked is not None:
            r, s = picked
            st.button(
                f"Open the run: {names[r]}, seed {result.seeds[s]}",
                key="sweep_open",
                type="primary",
                on_click=_open,
                args=(visit, begun, r, s),
            )
        st.download_button(
            "All runs as CSV", _csv(columns), "sweep.csv", "text/csv", key="sweep_csv", on_click="ignore"
        )


def _picked(event: Any, rows: Any, seeds: int) -> tuple[int, int] | None:
    """Return the run that a dot or a row stands for; the row counts if both are chosen."""
    if chosen := rows.selection.rows:
        return divmod(int(chosen[0]), seeds)
    dots = event.selection.get("run") or []
    return (int(dots[0]["r"]), int(dots[0]["s"])) if dots else None


def _open(visit: Visit, begun: Begun, r: int, s: int) -> None:
    result = begun.result
    exact = result.experiment(r, s)
    visit.go_over(exact)
    words = f"Opened: seed {result.seeds[s]}, at step {exact.step:,}."
    if result.parted(r, s, exact):
        words += (
            " This run is chaotic: small differences grow, and the exact run, which is on show, "
            f"ends at a train loss of {exact.losses()[0]:.3g} where the sweep had {result.train[r, s, -1]:.3g}."
        )
    visit.notices.append(words)


def _csv(columns: dict[str, list[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()

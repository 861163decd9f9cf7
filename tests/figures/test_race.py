"""The chart of a race: a line for each run, against samples or updates, and axes that hold them all."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from nnviz.figures.picture import spec_of, with_data
from nnviz.figures.race import ACROSS, INKS, race_chart, race_columns, race_ends, table_of
from nnviz.figures.theme import THEMES
from nnviz.run.counts import updates
from nnviz.run.experiment import Experiment, History
from nnviz.run.settings import Settings


def history(train: list[float]) -> History:
    values = np.array(train, dtype=float)
    return History(np.arange(len(train)), values, values, None)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("across", ACROSS)
@pytest.mark.parametrize("log", [False, True])
def test_a_line_of_its_own_ink_for_each_run(theme, across, log):
    names = ("1: batch 1", "2: batch 10", "3: batch 14 (all)")
    chart = race_chart(names, THEMES[theme], across=across, log=log)
    spec = spec_of(chart, THEMES[theme])  # Altair checks it against Vega-Lite's own schema
    lines = [layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert [line["mark"]["stroke"] for line in lines] == list(INKS[theme][:3])
    assert [line["data"]["name"] for line in lines] == [table_of(number) for number in range(3)]
    assert all(across in json.dumps(line["transform"]) for line in lines)
    widths = [line["mark"]["strokeWidth"] for line in lines]
    assert widths == sorted(widths, reverse=True)  # lines that fall onto one are all seen
    tables = {}
    for number, batch_size in enumerate((1, 10, 14)):
        run = Experiment(Settings(n=20, batch_size=batch_size))
        run.seek(140)
        past = run.history()
        tables[table_of(number)] = race_columns(past, updates(run.start, (), past.step, run.samples_per_epoch))
    now = {"run": list(names), "train": [0.1, 0.2, 0.3], "multiplications": [1, 2, 3]}
    tables["now"] = {**now, "samples": [140] * 3, "updates": [140, 20, 10]}
    svg = vl_convert.vegalite_to_svg(with_data(chart.properties(width=400), tables).to_json(), vl_version="6.1")
    assert svg.count('stroke="' + INKS[theme][1] + '"') >= 1
    assert "NaN" not in svg and "Infinity" not in svg
    assert ("updates made" in svg) == (across == "updates")


@given(
    st.lists(st.lists(st.floats(0, 1e6) | st.sampled_from([math.nan, math.inf]), min_size=1), min_size=1, max_size=4),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.booleans(),
)
def test_the_axes_hold_every_run(losses, samples, made, log):
    ends = race_ends([history(each) for each in losses], samples, made, log=log)
    assert ends["xmax_samples"] >= samples and ends["xmax_updates"] >= made
    assert 0 < ends["ymin"] < ends["ymax"] < math.inf
    finite = [loss for each in losses for loss in each if math.isfinite(loss)]
    assert all(loss <= ends["ymax"] * 1.0011 for loss in finite)
    if log:
        assert all(max(loss, 1e-6) >= ends["ymin"] * 0.999 for loss in finite)


def test_columns_leave_out_what_no_axis_holds():
    columns = race_columns(history([0.5, math.inf, math.nan]), np.array([0, 1, 2]))
    assert columns == {"samples": [0, 1, 2], "updates": [0, 1, 2], "train": [0.5, None, None]}

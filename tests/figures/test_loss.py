"""The loss curve: where its axes end, what its table holds, and that Vega takes it."""

import math
import re

import numpy as np
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.figures.loss import ENDS, FAINT, ROOM, loss_chart, loss_figure, loss_tables, span_of_losses, span_of_steps
from nnviz.figures.picture import spec_of
from nnviz.figures.theme import DARK, LIGHT, THEMES
from nnviz.run.experiment import History
from nnviz.run.settings import Settings
from tests.figures.runs import RUNS, Shown, compiled, same_rows, shown, table, values_in


def history(train, E=None, test=None, step=None):
    """A history from lists; E is NaN at the start as in a run."""
    train = np.array(train, dtype=float)
    E = [np.nan, *train[1:]] if E is None else E
    step = np.arange(len(train)) if step is None else np.array(step)
    return History(step, np.array(E, dtype=float), train, None if test is None else np.array(test, dtype=float))


# Ends of the axes


@given(st.integers(0, 10**9))
def test_the_step_axis_ends_at_a_round_number_not_far_after_the_step(step):
    end = span_of_steps(step)
    assert isinstance(end, int)
    assert re.fullmatch(r"[125]0+", str(end))
    assert step <= end
    assert end == 100 or end <= 2.5 * step
    assert span_of_steps(step + 1) >= end
    assert span_of_steps(end) == end


@pytest.mark.parametrize(("step", "end"), [(0, 100), (100, 100), (101, 200), (1000, 1000), (1001, 2000), (5001, 10000)])
def test_the_step_axis_ends(step, end):
    assert span_of_steps(step) == end


LOSSES = st.lists(st.floats(0, 1e6) | st.sampled_from([0.1, 1.0, 10.0, math.inf, math.nan]), min_size=1, max_size=20)


@settings(max_examples=200, deadline=None)
@given(LOSSES, st.booleans(), st.booleans())
def test_the_loss_axis_holds_every_mean_with_a_little_room(losses, log, test):
    made = history(losses, test=losses if test else None)
    low, high = span_of_losses(made, log=log)
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low < high
    finite = [loss for loss in losses if math.isfinite(loss)]
    assert all(ROOM * loss <= high * 1.0001 for loss in finite)
    if log:
        assert low > 0
        assert all(loss >= low or loss <= 1e-6 for loss in finite)
        assert (math.log10(low), math.log10(high)) == pytest.approx((round(math.log10(low)), round(math.log10(high))))
    else:
        assert low == 0
        assert float(f"{high:.6e}".split("e")[0]) in ENDS
        if finite and max(finite) > 1e-4:
            assert high <= 1.7 * ROOM * max(finite)


@pytest.mark.parametrize(("log", "ends", "low"), [(False, (0, 1), 0), (True, (0.001, 1), 0.0001)])
def test_the_loss_axis_is_for_the_means_and_not_for_single_samples(log, ends, low):
    few = {"train": [0.01, 0.009], "test": [0.01, 0.009]}
    calm = span_of_losses(history(**few), log=log)
    assert span_of_losses(history(**few, E=[math.nan, 0.7]), log=log) == calm
    assert span_of_losses(history(**few, E=[math.nan, 1e-5]), log=log) == calm
    for column in few:
        assert span_of_losses(history(**{**few, column: [0.01, 0.7]}), log=log) == pytest.approx(ends)
        assert span_of_losses(history(**{**few, column: [0.01, 0.0002]}), log=log)[0] == pytest.approx(low)


@pytest.mark.parametrize("log", [False, True])
def test_the_means_of_a_run_fill_most_of_the_axis_which_stands_while_it_plays(log):
    run = Shown(Settings(), steps=14_000)
    run.experiment.seek(14_000)
    spans = []
    for step in range(140, 14_001, 140):
        run.experiment.seek(step)
        made = run.experiment.history()
        spans.append(span_of_losses(made, log=log))
        assert log or spans[-1][1] <= 1.7 * made.train.max()
    assert len(set(spans)) <= 2 + 3 * log


@pytest.mark.parametrize("log", [False, True])
def test_a_sample_beyond_the_axis_is_a_mark_at_the_rim_that_says_so(log):
    made = history([0.2, 0.1, 0.05, 0.02], E=[math.nan, 1.4, 0.0003, 0.03])
    spec = loss_figure(made, log=log).to_dict()
    svg = vl_convert.vegalite_to_svg(spec)
    symbols = [dict(re.findall(r'([\w-]+)="([^"]*)"', path)) for path in re.findall(r"<path [^>]*>", svg)]
    labels = [symbol["aria-label"] for symbol in symbols if "beyond the axis" in symbol.get("aria-label", "")]
    assert [re.findall(r"step: (\d+)", label) for label in labels] == ([["1"], ["2"]] if log else [["1"]])
    dots = [symbol for symbol in symbols if symbol.get("aria-label", "").startswith("samples presented: ")]
    drawn = [symbol for symbol in dots if symbol.get("aria-roledescription") == "circle"]
    assert len(drawn) == (1 if log else 2)


def test_one_loss_alone_on_a_logarithmic_axis():
    low, high = span_of_losses(history([0.1]), log=True)  # it is itself a power of ten
    assert low < high
    assert low <= 0.1 <= high


# The table and the chart


def test_the_table_is_the_history_with_gaps_where_there_is_no_number():
    made = history([0.25, 0.123456789, np.inf], E=[np.nan, 0.5, 0.1], test=[0.3, 0.2, np.nan], step=[0, 7, 4000])
    rows = table(loss_tables(made)["history"])
    assert rows == [
        {"step": 0, "E": None, "train": 0.25, "test": 0.3},
        {"step": 7, "E": 0.5, "train": pytest.approx(0.123456789, rel=1e-4), "test": 0.2},
        {"step": 4000, "E": 0.1, "train": None, "test": None},
    ]
    assert all(type(row["step"]) is int for row in rows)


def test_without_test_rows_there_is_no_test_curve():
    made = history([0.3, 0.2])
    assert loss_tables(made)["history"]["test"] == [None, None]
    with_test, without = (str(loss_chart(test=test).to_dict()) for test in (True, False))
    assert "test mean" in with_test
    assert "test mean" not in without


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("test", [False, True])
def test_the_players_chart_compiles_and_its_ends_are_signals(theme, log, test):
    vega = compiled(spec_of(loss_chart(theme, log=log, test=test), theme))
    assert {signal["name"] for signal in vega["signals"]} >= {"xmax", "ymin", "ymax"}
    assert set(values_in(vega)) >= {"history", "now"}
    assert not any(values_in(vega).values())
    assert any(scale["type"] == "log" for scale in vega["scales"]) == log


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("log", [False, True])
def test_the_notebooks_figure_holds_the_history_and_marks_its_end(name, log):
    run = shown(name)
    made = run.experiment.history()
    vega = compiled(loss_figure(made, DARK if log else LIGHT, log=log))
    found = values_in(vega)
    assert same_rows(found["history"], table(loss_tables(made)["history"]))
    assert len(made) == len(found["history"])
    (now,) = found["now"]
    assert now["step"] == made.step[-1]
    assert now["train"] == pytest.approx(run.network.loss(run.data.X[run.data.train], run.data.T[run.data.train]))
    signals = {signal["name"]: signal.get("value") for signal in vega["signals"]}
    assert signals["xmax"] == span_of_steps(run.experiment.step)
    low, high = span_of_losses(made, log=log)
    assert signals["ymax"] == pytest.approx(high)
    if log:
        assert signals["ymin"] == pytest.approx(low)


def test_a_run_that_diverged_still_gives_a_figure():
    made = history([0.5, 3e200, np.inf], E=[np.nan, 1e300, np.inf])
    for log in (False, True):
        compiled(loss_figure(made, log=log))


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_legends_swatches_are_drawn_as_the_series_are(theme):
    run = Shown(Settings(n=40, noise=0.3), steps=60)
    svg = vl_convert.vegalite_to_svg(loss_figure(run.experiment.history(), theme).to_dict())
    paths = [dict(re.findall(r'([\w-]+)="([^"]*)"', path)) for path in re.findall(r"<path [^>]*>", svg)]
    looks = [path for path in paths if path.get("transform") == "translate(8,8)"]
    drawn = {path["stroke"].upper(): path for path in paths if path.get("aria-roledescription") == "line mark"}
    dot, train, test = looks
    assert (dot["fill"].lower(), dot["opacity"]) == (theme.muted.lower(), f"{FAINT:g}")
    assert dot.get("fill-opacity", "1") == "1"
    for swatch, ink in ((train, theme.text.upper()), (test, theme.muted.upper())):
        assert swatch["stroke"].upper() == ink
        for name in ("stroke-width", "stroke-dasharray"):
            assert swatch.get(name, "") == drawn[ink].get(name, ""), name
        assert float(swatch["opacity"]) == 1

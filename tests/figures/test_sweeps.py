"""A sweep's charts show every run, and none better or worse than it is."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import vl_convert

import nnviz
from nnviz.figures.picture import named
from nnviz.figures.sweep_maps import map_runs, maps_figure
from nnviz.figures.sweep_parts import names_of
from nnviz.figures.sweep_targets import reached, tiles
from nnviz.figures.sweeps import curves, ends
from nnviz.figures.theme import THEMES
from nnviz.run.settings import Settings
from nnviz.sweeps import Sweeping, sweep
from tests.figures.runs import nameless

XOR = Settings(dataset="xor4", eta=0.5)
LEVEL = 0.01


@pytest.fixture(scope="module")
def by_eta():
    plane = Settings(dataset="plane", hidden=(), output="identity")
    return sweep([replace(plane, eta=eta) for eta in (0.1, 1.2, 1.5)], (1, 2, 3), 6000, 500)


@pytest.fixture(scope="module")
def square():
    return sweep([replace(XOR, hidden=(n,), eta=eta) for eta in (0.5, 2.0) for n in (1, 4)], (1, 2, 3), 6000, 100)


def data_of(chart, layer):
    spec = chart.to_dict()
    data = spec["layer"][layer].get("data") or spec["data"]
    return data["values"] if "values" in data else spec["datasets"][data["name"]]


def test_names_tell_what_varies(by_eta, square):
    assert names_of(by_eta, ["eta"]) == ("0.1", "1.2", "1.5")
    assert names_of(square, ["eta", "hidden"])[::3] == ("eta 0.5, hidden 1", "eta 2, hidden 4")
    assert names_of(square, ["eta", "hidden"], {"eta": "η"})[1] == "η 0.5, hidden 4"
    assert names_of(square, ["eta", "hidden"], {"eta": "", "hidden": "hidden"})[1] == "0.5, hidden 4"
    assert names_of(sweep(Settings(hidden=()), [1], 10, 10), ["hidden"]) == ("none",)


def test_every_run_has_a_dot_and_those_that_diverged_stand_on_top(by_eta):
    rows = data_of(ends(by_eta, names_of(by_eta, ["eta"])), 0)
    assert len(rows) == 9
    for row in rows:
        diverged = by_eta.diverged_at[row["r"], row["s"]] >= 0
        assert (row["kind"] == "diverged") == diverged
        if diverged:
            assert row["loss"] == max(other["loss"] for other in rows)
        elif by_eta.train[row["r"], row["s"], -1] < 1.0:
            assert row["loss"] == pytest.approx(max(by_eta.train[row["r"], row["s"], -1], 1e-6))


def test_a_run_that_failed_has_a_mark_on_top(square):
    broken = replace(square, failed={(0, 1): "ValueError: no rows"}, train=square.train.copy())
    broken.train[0, 1] = np.nan
    chart = ends(broken, names_of(broken, ["eta", "hidden"]))
    rows = data_of(chart, 0)
    assert len(rows) == square.diverged_at.size
    (row,) = [row for row in rows if row["kind"] == "failed"]
    assert (row["r"], row["s"]) == (0, 1) and row["loss"] == max(other["loss"] for other in rows)
    assert "failed" in chart.to_dict()["layer"][0]["encoding"]["shape"]["scale"]["domain"]
    assert not [row for row in data_of(ends(square, names_of(square, ["eta", "hidden"])), 0) if row["kind"] == "failed"]


@pytest.fixture(scope="module")
def dead():
    """One setting of which every run is stuck, and one that learns."""
    return sweep([replace(XOR, hidden=(4,), activation="tanh", eta=eta) for eta in (1e-5, 1.0)], (1, 2), 2000, 50)


def test_runs_that_are_stuck_are_marked_in_every_chart(dead):
    assert dead.stuck.tolist() == [[True, True], [False, False]]
    names = names_of(dead, ["eta"])
    marked = [rows for rows in curves(dead, names).to_dict(validate=False)["datasets"].values() if len(rows) == 2]
    assert [[(row["r"], row["s"], row["x"]) for row in rows] for rows in marked] == [[(0, 0, 2000), (0, 1, 2000)]]
    kinds = [row["kind"] for row in data_of(reached(dead, "eta", LEVEL), 0)]
    assert kinds[:2] == ["stuck", "stuck"] and "stuck" not in kinds[2:]
    words = [
        row["words"] for row in data_of(maps_figure(map_runs(dead, [(0, 0), (1, 0)]), {0: "a", 1: "b"}, {0: 1}), 0)
    ]
    assert words[0].endswith(" stuck") and " " not in words[1]
    early = map_runs(dead, [(0, 0)], 0)
    assert early[0].words == ""
    pairs = sweep([replace(XOR, hidden=(n,), eta=eta) for n in (1, 2) for eta in (1e-5, 1.0)], (1, 2), 500, 50)
    assert [row["stuck"] for row in data_of(tiles(pairs, ("hidden", "eta"), LEVEL), 0)][::2] == [2, 2]


def test_the_median_and_the_middle_half_count_what_diverged_as_worst(square):
    rows = [row for row in data_of(curves(square, names_of(square, ["eta", "hidden"])), 1) if row["r"] == 3]
    assert rows
    for row in rows:
        at = int(np.flatnonzero(square.samples == row["x"])[0])
        assert row["median"] == pytest.approx(float(np.median(square.train[3, :, at])))
        assert row["median"] == pytest.approx(float(square.train[3, row["s"], at]))  # of the run that a click chooses


def test_whatever_takes_a_click_in_the_curves_is_of_a_run(square):
    names = names_of(square, ["eta", "hidden"])
    spec = curves(square, names, level=LEVEL).to_dict()
    pointed = [at for at, layer in enumerate(spec["layer"]) if layer["mark"].get("cursor") == "pointer"]
    assert len(pointed) == 2
    for at in pointed:
        assert all({"r", "s"} <= row.keys() for row in data_of(curves(square, names, level=LEVEL), at))
    # The wide lines lie over all but the points of the medians, which are no wider than the strong line.
    marks = [layer["mark"] for layer in spec["layer"]]
    wide = max(at for at, mark in enumerate(marks) if mark["type"] == "line")
    assert marks[wide]["strokeWidth"] == 9
    above = [mark for mark in marks[wide + 1 :] if mark["type"] == "point"]
    assert {mark["type"] for mark in marks[wide + 1 :]} == {"point", "rule"} and above[0]["size"] <= 16


def test_every_mark_of_every_chart_is_of_a_run(by_eta, square):
    names = names_of(square, ["eta", "hidden"])
    charts = [
        *(curves(square, names, level=LEVEL, log=log) for log in (True, False)),
        ends(square, names, level=LEVEL),
        reached(by_eta, "eta", LEVEL),
        tiles(square, ("eta", "hidden"), LEVEL),
        maps_figure(map_runs(square, [(0, 0), (1, 2)]), dict(enumerate(names)), {0: 1, 2: 3}),
    ]
    for chart in charts:
        spec = chart.to_dict(validate=False)
        for layer in spec["layer"]:
            rows = spec["datasets"][layer.get("data", spec.get("data"))["name"]]
            if layer["mark"]["type"] != "rule":
                assert all(isinstance(row[at], int) for row in rows for at in ("r", "s")), layer


def test_losses_that_explode_do_not_flatten_the_others(by_eta):
    for log in (True, False):
        chart = curves(by_eta, names_of(by_eta, ["eta"]), log=log).to_dict()
        top = chart["layer"][2]["encoding"]["y"]["scale"]["domain"][1]
        assert top <= 110.0 * by_eta.train[:, :, 0].max()


def test_lines_in_the_same_colour_differ_in_their_dashes():
    def medians(settings: int):
        result = sweep([replace(XOR, eta=0.1 + 0.1 * i) for i in range(settings)], (1,), 100, 50)
        spec = curves(result, names_of(result, ["eta"])).to_dict()
        return next(
            layer["encoding"]
            for layer in spec["layer"]
            if "strokeWidth" in layer["mark"]
            and "y" in layer["encoding"]
            and layer["encoding"]["y"]["field"] == "median"
        )

    assert "strokeDash" not in medians(8)
    encoding = medians(18)
    told = zip(encoding["color"]["scale"]["range"], map(tuple, encoding["strokeDash"]["scale"]["range"]), strict=True)
    assert len(set(told)) == 18
    assert encoding["strokeDash"]["legend"]["symbolType"] == "stroke"


ENTRY = re.compile(r'translate\(([\d.]+),([\d.]+)\)"><path class="background"[^>]*? d="M0,0h([\d.]+)')


def test_no_legend_is_wider_than_its_chart(square):
    """On a phone a chart is some 245 pixels wide: two settings' names have room beside one another, not four."""
    names = names_of(square, ["eta", "hidden"], {"eta": "η"})
    for width, rows in ((245, 2), (700, 1)):
        svg = vl_convert.vegalite_to_svg(curves(square, names).properties(width=width).to_dict())
        _, legend = svg.split("role-legend-entry", 1)
        entries = [tuple(map(float, found)) for found in ENTRY.findall(legend.split("role-scope", 1)[1])][: len(names)]
        assert len(entries) == 4
        assert max(x + wide for x, _, wide in entries) <= width
        assert len({y for _, y, _ in entries}) == rows


def test_curves_can_be_drawn_against_updates():
    moons = Settings(dataset="moons", noise=0.1, eta=0.5)
    result = sweep([replace(moons, batch_size=size) for size in (1, 140)], [1], 2800, 140)
    rows = data_of(curves(result, ("1", "140"), across="updates"), 1)
    assert max(row["x"] for row in rows if row["settings"] == "140") == 20
    assert max(row["x"] for row in rows if row["settings"] == "1") == 2800


def test_when_a_target_is_reached_and_when_never(square):
    etas = sweep([replace(XOR, eta=eta) for eta in (0.01, 2.0)], (1, 2, 3), 6000, 100)
    chart = reached(etas, "eta", LEVEL)
    dots = data_of(chart, 0)
    first = etas.reached(LEVEL)
    for dot in dots:
        r, s = (0.01, 2.0).index(dot["value"]), dot["seed"] - 1
        short = "stuck" if etas.stuck[r, s] else "never"
        assert dot["kind"] == (short if first[r, s] < 0 else "reached")
        assert dot["samples"] == (first[r, s] if first[r, s] >= 0 else max(d["samples"] for d in dots))
    assert [row["value"] for row in data_of(chart, 1)] == [2.0]


def test_tiles_count_the_seeds(square):
    rows = data_of(tiles(square, ("eta", "hidden"), LEVEL), 0)
    assert [(row["a"], row["b"]) for row in rows] == [("0.5", "1"), ("0.5", "4"), ("2", "1"), ("2", "4")]
    assert [round(row["share"] * 3) for row in rows] == square.came_to(LEVEL).tolist()
    assert all(math.isfinite(row["median"]) for row in rows)


def test_what_was_stopped_is_shown_as_far_as_it_came():
    work = Sweeping([replace(XOR, eta=eta) for eta in (0.5, 2.0, 5.0)], (1, 2), 6000, 100)
    while work.share < 0.5:
        work.work(0.0)
    result = work.result()
    names = names_of(result, ["eta"])
    if result.begun[2].any():  # trained in one stack, all three have come as far
        assert result.ended.sum() == 0
    strip = data_of(ends(result, names), 0)
    assert {(row["r"], row["s"]) for row in strip} == {tuple(place) for place in np.argwhere(result.begun).tolist()}
    assert {row["kind"] for row in strip} == {"stopped"}
    assert {row["kind"] for row in data_of(reached(result, "eta", 1e-9), 0)} == {"stopped"}
    work = Sweeping([replace(XOR, hidden=(n,), eta=eta) for n in (2, 3) for eta in (0.5, 2.0)], (1, 2), 6000, 100)
    while work.share < 0.3:
        work.work(0.0)
    rows = data_of(tiles(work.result(), ("hidden", "eta"), 1.0), 0)
    assert [row["words"] for row in rows] == ["2 of 2"] * 2 + ["not begun"] * 2
    assert all(0.0 <= row["share"] <= 1.0 for row in rows)


def test_boundaries_at_equal_samples(square):
    looks = square.samples[square.looks].tolist()
    assert looks[0] == 0 and looks[-1] == 6000 and looks == sorted(looks) and 4 < len(looks) <= 12
    at = looks[5]
    exact = square.experiment(1, 2)
    exact.seek(at)
    (one,) = map_runs(square, [(1, 2)], 5)
    np.testing.assert_allclose(one.network.flat(), exact.network.flat(), rtol=1e-9)
    assert one.loss == pytest.approx(exact.losses()[0])
    drawn = nnviz.sweep(XOR, (1, 2), 200, 10)
    assert data_of(drawn.chart("boundaries", samples=50), 0) != data_of(drawn.chart("boundaries"), 0)
    # Where it is not said, Streamlit asks for a fit that steps do not allow, and Vega complains.
    assert drawn.chart("boundaries").to_dict()["autosize"] == "pad"
    with pytest.raises(ValueError, match="samples must be 0 or more"):
        drawn.chart("boundaries", samples=-1)


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_every_chart_can_be_drawn(by_eta, square, theme):
    names = names_of(square, ["eta", "hidden"])
    look = THEMES[theme]
    for chart in (
        curves(square, names, look, level=LEVEL),
        curves(by_eta, names_of(by_eta, ["eta"]), look, log=False, across="updates"),
        ends(by_eta, names_of(by_eta, ["eta"]), look, level=LEVEL),
        reached(by_eta, "eta", LEVEL, look),
        tiles(square, ("eta", "hidden"), LEVEL, look),
    ):
        assert nameless(named(chart.properties(width=400).to_dict())) == []


def test_in_a_notebook_a_sweep_draws_itself():
    result = nnviz.sweep([replace(XOR, hidden=(n,)) for n in (1, 2)], (1, 2), 200, 50)
    assert {row["settings"] for row in data_of(result.chart(), 1)} == {"1", "2"}
    assert {row["settings"] for row in data_of(nnviz.sweep(XOR, [1], 100, 50).chart(), 1)} == {"all seeds"}
    for log, kind in ((True, "log"), (False, None)):
        assert result.chart(log=log).to_dict()["layer"][0]["encoding"]["y"]["scale"].get("type") == kind
    for kind in ("ends", "boundaries"):
        assert vl_convert.vegalite_to_svg(result.chart(kind).to_dict()).startswith("<svg")
    pictures = [row for row in data_of(result.chart("boundaries"), 0) if row["image"]]
    assert len(pictures) == 4 and all(row["image"].startswith("data:image/png;base64,") for row in pictures)
    for places, told in ((None, "seed 1"), ([(0, 0), (0, 1)], "seed 2")):
        names = [trace.name for trace in result.paths(places).data if trace.name]
        assert len(names) == 2 and any(told in name for name in names) and names[0].startswith("1, seed")
    with pytest.raises(ValueError, match="same structure"):
        result.paths([(0, 0), (1, 0)])
    with pytest.raises(ValueError, match="one setting varies"):
        result.chart("target")
    with pytest.raises(ValueError, match="kind must be"):
        result.chart("pie")
    with pytest.raises(ValueError, match="theme must be"):
        result.chart(theme="blue")
    with pytest.raises(ValueError, match="across must be"):
        result.chart(across="time")

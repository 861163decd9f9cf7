"""Small pictures for a race: Vega takes them, they have every table that a frame brings, and no words."""

from __future__ import annotations

import json

import pytest

from nnviz.figures.boundary import boundary_chart, boundary_moves, boundary_tables, map_of
from nnviz.figures.network import (
    network_chart,
    network_marks,
    network_moves,
    network_tables,
    small_network_chart,
)
from nnviz.figures.network_maps import mark_columns
from nnviz.figures.picture import merged, spec_of, with_data
from nnviz.figures.theme import THEMES
from tests.figures.runs import RUNS, compiled, shown


def data_names(spec: object) -> set[str]:
    """Every table that a specification asks for."""
    if isinstance(spec, list):
        return set().union(*map(data_names, spec))
    if not isinstance(spec, dict):
        return set()
    own = {spec["data"]["name"]} if isinstance(spec.get("data"), dict) and "name" in spec["data"] else set()
    return own.union(*map(data_names, spec.values()))


def marks(spec: dict) -> list[str]:
    return [layer["mark"]["type"] for layer in spec["layer"]]


@pytest.mark.parametrize("name", RUNS)
def test_a_small_network_takes_every_table_of_a_frame(name):
    run, theme = shown(name), "dark"
    spec = spec_of(small_network_chart(run.wiring, THEMES[theme]), THEMES[theme])
    tables = merged(network_tables(run.wiring), network_moves(run.frame, run.wiring))
    tables = {**network_marks(run.wiring, (), ()), "marks": mark_columns((), run.wiring), **tables}
    # The player would stop at a table that the chart does not have.
    assert set(tables) <= data_names(spec)
    assert data_names(spec) == data_names(spec_of(network_chart(run.wiring, THEMES[theme]), THEMES[theme]))


def test_a_small_network_has_no_words_and_still_its_edges():
    run = shown(next(iter(RUNS)))
    small = small_network_chart(run.wiring, THEMES["light"]).properties(width=250, height=110)
    tables = merged(network_tables(run.wiring), network_moves(run.frame, run.wiring))
    whole = compiled(with_data(small, {**network_marks(run.wiring, (), ()), "marks": {}, **tables}))
    assert '"text"' in json.dumps(network_chart(run.wiring, THEMES["light"]).to_dict(validate=False)["layer"])
    assert [mark for mark in marks(spec_of(small, THEMES["light"])) if mark == "text"] == ["text"]  # of ailing neurons
    assert whole["marks"]


@pytest.mark.parametrize("name", RUNS)
def test_a_small_boundary_takes_every_table_and_names_nothing(name):
    run = shown(name)
    mapped = map_of(run.data, run.plane)
    spec = spec_of(boundary_chart(mapped, THEMES["dark"], small=True), THEMES["dark"])
    assert {*boundary_tables(mapped), *boundary_moves(run.frame, mapped)} <= data_names(spec)
    legends = [
        channel.get("legend", "none")
        for layer in spec["layer"]
        for name, channel in layer["encoding"].items()
        if name in ("fill", "shape", "stroke") and isinstance(channel, dict) and "scale" in channel
    ]
    assert all(legend is None or legend == "none" for legend in legends)
    assert compiled(spec)

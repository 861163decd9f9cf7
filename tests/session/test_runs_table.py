"""Every row of the table of runs says what is so where its link, and its button, lead."""

from __future__ import annotations

import csv
import io
import math
from urllib.parse import parse_qsl, urlsplit

import pytest

from nnviz.page.panels import sweep_picks
from nnviz.run.counts import counts_of
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.kept_runs import experiment_of
from nnviz.session.runs_table import runs_table
from nnviz.session.sweep_plan import planned
from nnviz.session.sweep_run import Begun
from nnviz.session.visit import Visit

MOONS = Settings(dataset="moons", noise=0.1, eta=0.5)
PLANE = Settings(dataset="plane", hidden=(), output="identity")


def done(settings, varied, seeds, samples):
    begun = Begun(planned(settings, varied, seeds, samples), tuple(varied))
    while begun.working:
        begun.work()
    return begun


@pytest.fixture(scope="module")
def stopped():
    begun = Begun(planned(MOONS, {"batch_size": "33"}, 2, 20_000), ("batch_size",))
    while begun.sweep.share < 0.2:
        begun.sweep.work(0.0)
    begun.stopped = True
    return begun


@pytest.fixture(scope="module")
def sweeps(stopped):
    return {
        "batches that do not end at the last point": done(MOONS, {"batch_size": "33, 10, 140"}, 2, 1000),
        "divergence": done(PLANE, {"eta": "0.1, 1.5", "batch_size": "1, 7"}, 1, 6000),
        "stopped": stopped,
    }


@pytest.mark.parametrize("which", ["batches that do not end at the last point", "divergence", "stopped"])
def test_a_row_its_link_and_its_button_are_one_state(sweeps, which, monkeypatch):
    monkeypatch.setattr(sweep_picks.st, "session_state", {})
    begun = sweeps[which]
    table = runs_table(begun, (), "http://here/")
    for row, (place, link) in enumerate(zip(table.where, table.columns["link"], strict=True)):
        told = {name: values[row] for name, values in table.columns.items()}
        experiment, step = experiment_of(dict(parse_qsl(urlsplit(link).query)))
        if step:
            experiment.seek(step)
        assert told["samples"] == experiment.step
        assert told["updates"] == counts_of(experiment).updates
        assert told["ended"].startswith("diverged") == (experiment.diverged_at is not None)
        if experiment.diverged_at is None:
            assert told["train"] == pytest.approx(experiment.losses()[0], rel=1e-6)
        visit = Visit(Experiment(MOONS))
        sweep_picks.open_run(visit, begun, *place)
        while visit.job is not None:
            visit.work(lambda: False)
        assert (visit.experiment.step, visit.experiment.diverged_at) == (experiment.step, experiment.diverged_at)
        assert f"at step {told['samples']:,}" in visit.said.notices[-1]


def test_a_diverged_run_tells_the_step_where_it_stands(sweeps):
    columns = runs_table(sweeps["divergence"], ()).columns
    at = columns["ended"].index("diverged at 4,838")
    assert columns["samples"][at] == columns["updates"][at] == 4837


@pytest.mark.parametrize("which", ["batches that do not end at the last point", "divergence"])
def test_the_file_holds_the_tables_values(sweeps, which):
    table = runs_table(sweeps[which], (), "http://here/")
    rows = list(csv.DictReader(io.StringIO(table.csv())))
    assert list(rows[0]) == list(table.columns)
    for name, values in table.columns.items():
        for row, value in zip(rows, values, strict=True):
            if isinstance(value, float):
                assert float(row[name]) == value or (math.isnan(value) and math.isnan(float(row[name])))
            else:
                assert row[name] == str(value)


def test_a_run_whose_data_cannot_be_made_has_a_row(sweeps, monkeypatch):
    begun = done(MOONS, {"batch_size": "1, 2"}, 1, 100)
    begun.result.failed[0, 0] = "ValueError: no rows"
    make = Settings.make_dataset

    def made(settings):
        if settings.batch_size == 1:
            raise ValueError("no rows")
        return make(settings)

    monkeypatch.setattr(Settings, "make_dataset", made)
    columns = runs_table(begun, ()).columns
    assert columns["ended"][0] == "failed: ValueError: no rows" and columns["updates"] == [0, 50]

"""Names of a visitor's own inputs, targets and classes, of any signs, in formulas and in what is saved."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from itertools import zip_longest

import pytest
from PIL import Image

from nnviz.datasets import OwnData
from nnviz.derivation import forward
from nnviz.derivation.table import table_csv, weight_table
from nnviz.exchange.runfile import read_run, save_run
from nnviz.export.film import film
from nnviz.export.numbers import history_csv, weights_csv, weights_json
from nnviz.export.pictures import picture
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.export.test_script import check
from tests.figures.test_own_names import NAMES

ALL = (*NAMES, "a > b < c")


def run_of(name: str, other: str = "other") -> Experiment:
    own = OwnData(
        X=[[0, 1], [2, 3], [4, 5.5], [1, 2]],
        inputs=(name, other),
        labels=[0, 1, 1, 0],
        classes=(f"{name} 1", f"{name} 2"),
        target=name,
    )
    experiment = Experiment(Settings(dataset="own", own=own, hidden=(2,), test_share=0))
    experiment.advance(6)
    return experiment


@pytest.mark.parametrize("name", ALL)
def test_formulas_and_tables_are_those_of_a_run_with_plain_names(name):
    mine, plain = run_of(name), run_of("plain")
    assert table_csv(weight_table(mine.trace)) == table_csv(weight_table(plain.trace))
    mine_lines, plain_lines = (forward(one.trace, 4, 8) for one in (mine, plain))
    assert mine_lines == plain_lines
    for text in (weights_csv, history_csv):
        rows = list(csv.reader(io.StringIO(text(mine))))
        assert rows == list(csv.reader(io.StringIO(text(plain))))
        assert len({len(row) for row in rows}) == 1
    assert json.loads(weights_json(mine))["weights"] == json.loads(weights_json(plain))["weights"]


@pytest.mark.parametrize("name", ALL)
def test_a_run_file_and_a_script_hold_the_names_and_run(name):
    experiment = run_of(name)
    check(experiment)
    again = read_run(save_run(experiment))
    assert again.experiment.settings.own == experiment.settings.own


@pytest.mark.parametrize("names", list(zip_longest(ALL[::2], ALL[1::2], fillvalue="other")))
def test_a_saved_picture_is_well_formed_and_shows_the_names(names):
    svg = picture(run_of(*names), "boundary", "svg")
    shown = ["".join(text.itertext()) for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert set(names) <= set(shown)


def test_a_film_is_made_whatever_the_names_are():
    *_, gif = film(run_of("".join(ALL)[:38]), count=3)
    assert isinstance(gif, bytes) and Image.open(io.BytesIO(gif)).n_frames == 3

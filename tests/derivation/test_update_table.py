"""The update as a table: every number is that of the trace, and the columns follow from one another."""

import math

import numpy as np
import pytest

from nnviz.derivation import update_table
from nnviz.engine import OPTIMISERS
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.derivation.reader import check_well_formed, weights_of
from tests.derivation.test_derivation_brief import RUNS, update_of


@pytest.mark.parametrize("name", RUNS)
def test_every_cell_is_a_number_of_the_update(name):
    update = update_of(**RUNS[name])
    part, whole = update.part, update.whole
    table = update_table(update)
    assert [row.key for row in table.rows] == [f"w:{layer}:{row}:{column}" for layer, row, column in weights_of(part)]
    sign = -1.0 if whole.rule == "perceptron" else 1.0
    for (layer, k, j), row in zip(weights_of(part), table.rows, strict=True):
        assert len(row.cells) == len(table.headings)
        old, delta, source, product, *rest, step, new = (cell.value for cell in row.cells)
        assert (old, new) == (part.before.weights[layer][k, j], whole.network.weights[layer][k, j])
        assert delta == sign * part.layers[layer].delta[j]
        assert source == (1.0 if k == 0 else (part.layers[layer - 1].out if layer else part.x)[k - 1])
        assert product == sign * part.dE_dW[layer][k, j]
        assert product == pytest.approx(delta * source, rel=1e-12)
        assert new == pytest.approx(old + step, rel=1e-12, abs=1e-12)
        if update.n > 1:
            assert rest[0] == sign * whole.dE_dW[layer][k, j]
        if whole.rule == "gradient":
            assert step == pytest.approx(-whole.eta * whole.d[layer][k, j], rel=1e-12)
        pull = rest[-1] if rest else product
        assert step == pytest.approx(-sign * whole.eta * pull, rel=1e-12)


@pytest.mark.parametrize("name", RUNS)
def test_the_headings_name_the_product_and_what_comes_to_it(name):
    table = update_table(update_of(**RUNS[name]))
    perceptron = name.startswith("perceptron")
    assert table.headings[table.product] == (
        r"$(t - y) \cdot x$" if perceptron else r"$\partial E/\partial w = \delta \cdot x$"
    )
    assert (table.pull != "") == (name == "penalty" or (name in OPTIMISERS and OPTIMISERS[name].memories != ()))
    assert ("$d$" in table.headings) == (table.pull != "")
    assert any("mean" in heading for heading in table.headings) == ("batch" in name)
    check_well_formed(table.pull)


def test_adams_own_numbers_have_their_columns():
    table = update_table(update_of(optimiser="adam"))
    assert table.headings[4:-3] == (r"$\text{new } m$", r"$\text{new } v$", r"$\hat{m}$", r"$\hat{v}$")
    row = table.rows[3]
    m_hat, v_hat, d = (cell.value for cell in row.cells[6:9])
    assert d == pytest.approx(m_hat / (math.sqrt(v_hat) + 1e-8))


def test_a_layer_alone_and_cells_as_text():
    update = update_of(hidden=(3,))
    whole = update_table(update).rows
    assert update_table(update, 1).rows == tuple(row for row in whole if row.layer == 1)
    first = update_table(update, most=5)
    assert (first.rows, first.count) == (whole[:5], len(whole))
    assert update_table(update, 1, 1).count == sum(row.layer == 1 for row in whole)
    texts = [cell.text(3) for cell in whole[4].cells]
    assert texts[0].startswith("w₁₂ ") and texts[1].startswith("δ₂ ") and texts[2].startswith("x₁ ")
    assert texts[3].count(" ") == 0
    with pytest.raises(ValueError, match="layer must be from 0 to 1, got 2"):
        update_table(update, 2)


def test_a_frozen_weight_has_no_step():
    experiment = Experiment(Settings(optimiser="adam"))
    experiment.freeze((0, 1, 0))
    experiment.forward()
    row = next(row for row in update_table(experiment.made).rows if row.key == "w:0:1:0")
    assert row.frozen and row.cells[-2].text(4) == "–"
    assert row.cells[-1].value == row.cells[0].value
    assert np.isfinite(row.cells[3].value)

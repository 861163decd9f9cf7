"""Outputs that are 0 or 1 as numbers, or nearly: what is shown is what was computed, and can be worked out again."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.derivation import forward, loss
from nnviz.engine import Network, step
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.derivation.reader import check_well_formed, evaluate, numbers_in, symbols_of

NOTHING = re.compile(r"\\ln (\\left\()?(0|\\left\(1 - 1\\right\))(?![\d.])|\\ln\\left\(1 - 1\\right\)")
"""A logarithm of 0."""


def entropic(u, t, output, weight=1.0):
    """A step of one layer whose net inputs are these."""
    net = Network(([*np.zeros((1, len(u))), np.array(u) / weight],), output, criterion="cross_entropy")
    return step(net, [weight], t, eta=0.1)


def test_the_loss_of_a_saturated_output_is_told_by_its_net_input():
    start = {"dataset": "and", "hidden": (), "loss": "cross_entropy", "init": "constant", "init_scale": 10.0}
    experiment = Experiment(Settings(eta=100.0, **start))
    experiment.seek(4)
    trace = experiment.trace
    assert (trace.y[0], trace.t[0]) == (1.0, 0.0)
    (line,) = loss(trace)
    assert line.shown == "160"
    assert line.numbers == (r"\max\left(0, 160\right) - 0 \cdot 160 + \ln\left(1 + e^{-\left|160\right|}\right)")
    assert line.symbols.endswith(r"= \max\left(0, u\right) - t u + \ln\left(1 + e^{-\left|u\right|}\right)")
    assert "worked out from u" in line.note


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["logistic", "softmax"]),
    st.lists(st.one_of(st.floats(-40, 40), st.floats(-1000, 1000)), min_size=2, max_size=4),
    st.data(),
)
def test_no_loss_is_told_by_a_logarithm_of_0(output, u, data):
    t = np.zeros(len(u))
    if output == "softmax":
        t[data.draw(st.integers(0, len(u) - 1))] = 1.0
    else:
        t[:] = data.draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=len(u), max_size=len(u)))
    trace = entropic(u, t, output)
    for digits in (3, 4, 10):
        (line,) = loss(trace, digits)
        assert not NOTHING.search(line.numbers), line.numbers
        check_well_formed(line.symbols + line.numbers)
        # Net inputs of a thousand with four digits are told to a half.
        room = 2 * len(u) * max(np.abs(trace.layers[0].u).max(), 1.0) * 10.0 ** (1 - digits)
        assert evaluate(line.numbers) == pytest.approx(line.value, rel=0.2, abs=max(room, 1e-9))


@pytest.mark.parametrize("output", ["logistic", "softmax"])
@pytest.mark.parametrize("u", [[3.0, -2.0], [160.0, -160.0], [800.0, -800.0], [-30.0, 38.0]])
@pytest.mark.parametrize("t", [[0.0, 1.0], [1.0, 0.0]])
def test_the_form_in_symbols_comes_to_the_loss(output, u, t):
    trace = entropic(u, t, output)
    (line,) = loss(trace, digits=10)
    known = {**symbols_of(trace), r"u_{\max}": max(u)}
    assert evaluate(line.symbols.split(" = ")[-1], known) == pytest.approx(trace.E, rel=1e-6, abs=1e-9)


def test_a_loss_that_the_outputs_tell_is_told_by_them():
    for output, t in (("logistic", [0.0, 1.0]), ("softmax", [0.0, 1.0])):
        (line,) = loss(entropic([3.0, -2.0], t, output))
        assert "max" not in line.symbols
        assert not line.note


@pytest.mark.parametrize(("output", "u"), [("logistic", 12.0), ("tanh", 7.0), ("tanh", -7.0)])
def test_an_output_that_is_near_its_bound_does_not_read_as_if_it_were_on_it(output, u):
    trace = step(Network(([[0.0], [u]],), output), [1.0], [1.0])
    line = next(line for line in forward(trace) if line.key.startswith("out"))
    shown = numbers_in(line.shown)[0]
    assert 0.99 < abs(shown) < 1.0
    assert shown == pytest.approx(line.value, rel=1e-6)
    on = step(Network(([[0.0], [40.0 * u]],), output), [1.0], [1.0])
    assert abs(numbers_in(next(line for line in forward(on) if line.key.startswith("out")).shown)[0]) == 1.0


def test_powers_beyond_all_numbers_are_told_with_the_largest_taken_off():
    trace = entropic([800.0, 798.0], [0.0, 1.0], "softmax")
    lines = [line for line in forward(trace, digits=10) if line.key.startswith("out")]
    for line, y in zip(lines, trace.y, strict=True):
        assert evaluate(line.numbers) == pytest.approx(y, rel=1e-9)
        assert r"u_{\max}" in line.symbols

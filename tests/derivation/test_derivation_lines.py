import re

import numpy as np
import pytest
from hypothesis import given, settings

from nnviz.derivation import PHASES, aligned, backward, forward, gradients, loss, update
from nnviz.engine import Network, get_activation, init_network, perceptron_step, step
from tests.derivation.reader import check_well_formed, evaluate, mazur, numbers_in, symbols_of, traces, weights_of


def whole(trace, digits=4, terms=8):
    return (
        *forward(trace, digits, terms),
        *loss(trace, digits, terms),
        *backward(trace, digits, terms),
        *gradients(trace, None, digits, terms),
        *update(trace, None, digits, terms),
    )


def value_of(trace, key):
    """What a line's key names, looked up in the trace."""
    kind, *place = key.split(":")
    place = [int(part) for part in place]
    if kind == "E":
        return trace.E
    if kind == "w":
        return trace.network.weights[place[0]][place[1], place[2]]
    if kind == "gradient":
        return trace.dE_dW[place[0]][place[1], place[2]]
    if kind == "step":
        return -trace.eta * trace.dE_dW[place[0]][place[1], place[2]]
    return getattr(trace.layers[place[0]], kind)[place[1]]


def test_the_numbers_of_mazurs_example_are_in_the_text():
    lines = {line.key: line for line in whole(mazur(), digits=9)}
    assert lines["u:0:0"].symbols == "w_{01} x_{0} + w_{11} x_{1} + w_{21} x_{2}"
    assert lines["u:0:0"].numbers == r"0.35 \cdot 1 + 0.15 \cdot 0.05 + 0.2 \cdot 0.1"
    assert lines["u:0:0"].shown == "0.3775"
    assert lines["out:0:0"].numbers == r"\frac{1}{1 + e^{-0.3775}}"
    assert lines["out:0:0"].shown == "0.593269992"
    assert lines["out:1:0"].shown == "0.75136507"
    assert lines["E"].shown == "0.298371109"
    assert lines["delta:1:0"].name == r"\delta'_{1} = \frac{\partial E}{\partial u'_{1}}"
    assert lines["delta:1:0"].symbols == r"\left(y_{1} - t_{1}\right) \cdot y_{1}\left(1 - y_{1}\right)"
    assert lines["delta:1:0"].shown == "0.138498562"
    assert lines["delta:1:1"].shown == "-0.0380982365"
    assert lines["dE_dout:0:0"].symbols == r"\delta'_{1} \cdot w'_{11} + \delta'_{2} \cdot w'_{12}"
    assert lines["dE_dout:0:0"].shown == "0.0363503064"
    assert lines["w:1:1:0"].numbers == r"0.4 - 0.5 \cdot 0.0821670406"
    after = [lines[f"w:{layer}:{row}:{column}"].shown for layer in (1, 0) for column in (0, 1) for row in (1, 2)]
    assert after == [
        *("0.35891648", "0.408666186", "0.51130127", "0.561370121"),
        *("0.149780716", "0.199561432", "0.249751144", "0.299502287"),
    ]
    assert lines["w:1:0:0"].note == "w′₀₁ is frozen and keeps its value."
    assert lines["w:1:0:0"].symbols == "w'_{01}"


@settings(deadline=None, max_examples=60)
@given(traces())
def test_every_line_comes_to_its_value_in_numbers_and_in_symbols(trace):
    symbols = symbols_of(trace)
    for line in whole(trace, digits=17):
        value = float(value_of(trace, line.key))
        assert line.value == value
        near = pytest.approx(value, rel=1e-9, abs=1e-9)
        assert evaluate(line.numbers) == near, line
        assert evaluate(line.symbols, symbols) == near, line


@settings(deadline=None, max_examples=60)
@given(traces())
def test_lines_are_well_formed_and_show_the_rounded_value(trace):
    lines = whole(trace)
    for line in lines:
        for latex in (line.name, line.symbols, line.numbers, line.shown):
            check_well_formed(latex)
        rounded = float(f"{line.value:.3e}")
        ends = ()
        if line.key.startswith("out:"):
            ends = [abs(end) for end in get_activation(trace.before.activations[line.layer]).range]
        if 1.0 in ends and abs(rounded) == 1.0 != abs(line.value) < 1.0:
            # An output that is near its bound but not on it does not read as if it were.
            rounded = numbers_in(line.shown)[0]
            assert abs(rounded) < 1.0 and rounded == pytest.approx(line.value, rel=0.05 * (1.0 - abs(line.value)))
        assert numbers_in(line.shown) == [rounded]
    check_well_formed(aligned(lines))


@settings(deadline=None, max_examples=40)
@given(traces())
def test_lines_come_in_the_order_of_the_calculation(trace):
    lines = whole(trace)
    assert [PHASES.index(line.phase) for line in lines] == sorted(PHASES.index(line.phase) for line in lines)
    layers = [line.layer for line in forward(trace)]
    assert layers == sorted(layers)
    layers = [line.layer for line in backward(trace)]
    assert layers == sorted(layers, reverse=True)
    assert len({line.key for line in lines}) == len(lines)
    assert [line.key for line in update(trace)] == [f"w:{a}:{b}:{c}" for a, b, c in weights_of(trace)]


def test_a_long_sum_loses_its_middle_but_not_its_value():
    net = init_network((20, 1), seed=3)
    trace = step(net, np.linspace(-1, 1, 20), [1.0])
    line = forward(trace, terms=5)[0]
    assert (
        line.symbols
        == r"w_{0} x_{0} + w_{1} x_{1} + w_{2} x_{2} + \cdots\text{ (16 more) }\cdots + w_{19} x_{19} + w_{20} x_{20}"
    )
    assert line.value == trace.layers[0].u[0]
    check_well_formed(line.numbers)
    assert "more" not in forward(trace, terms=21)[0].symbols
    wide = step(init_network((2, 3, 12), seed=3), [1.0, 2.0], np.zeros(12))
    assert "(9 more)" in loss(wide, terms=3)[0].numbers
    assert "(9 more)" in backward(wide, terms=3)[-1].name + backward(wide, terms=3)[-2].numbers
    for terms in (1, 2.5, True):
        with pytest.raises(ValueError, match="terms must be a whole number of at least 2"):
            forward(trace, terms=terms)


def test_lines_light_the_parts_they_use():
    trace = mazur()
    lines = {line.key: line for line in whole(trace)}
    assert lines["u:1:0"].lights == ("w:1:0:0", "w:1:1:0", "w:1:2:0", "n:1:bias", "n:1:0", "n:1:1", "n:2:0")
    assert lines["out:0:1"].lights == ("n:1:1",)
    assert lines["dE_dout:0:1"].lights == ("n:2:0", "n:2:1", "w:1:2:0", "w:1:2:1", "n:1:1")
    assert lines["gradient:1:2:0"].lights == ("w:1:2:0", "n:2:0", "n:1:1")
    assert lines["w:0:1:1"].lights == ("w:0:1:1",)


def test_weights_can_be_chosen_by_key():
    trace = mazur()
    assert [line.key for line in update(trace, ["w:1:2:0", "w:0:0:1"])] == ["w:1:2:0", "w:0:0:1"]
    assert [line.key for line in gradients(trace, ["w:1:2:0"])] == ["gradient:1:2:0"]
    for keys, told in ((["n:1:0"], "keys must be keys of weights"), (["w:1:9:0"], "row must be")):
        with pytest.raises(ValueError, match=told):
            update(trace, keys)
    without = step(init_network((2, 2), seed=1, bias=False), [1.0, 2.0], [0.0, 1.0])
    with pytest.raises(ValueError, match="row must be from 1 to 2 in a network without biases"):
        update(without, ["w:0:0:0"])
    assert "x_{0}" not in forward(without)[0].symbols


def test_small_differences_stay_visible():
    trace = step(Network(([[5.0], [5.0]],)), [1.0], [1.0])
    line = backward(trace, digits=3)[0]
    assert line.numbers == r"\left(0.9999546 - 1\right) \cdot 0.9999546\left(1 - 0.9999546\right)"
    check_well_formed(line.numbers)


@pytest.mark.parametrize(
    ("y", "t", "shown"),
    [
        (2500.01, 2500.0, r"\left(2500.01 - 2500\right) \cdot 1"),
        (0.01234567, 0.0123, r"\left(0.012346 - 0.0123\right) \cdot 1"),
        (0.5, 0.5, r"\left(0.5 - 0.5\right) \cdot 1"),
    ],
)
def test_differences_show_as_many_digits_as_they_need(y, t, shown):
    trace = step(Network(([[0.0], [y]],), "identity"), [1.0], [t])
    assert backward(trace)[0].numbers == shown


def test_negative_numbers_and_powers_of_ten_stand_in_brackets():
    trace = step(Network(([[-1e-6], [2e7]],), "tanh"), [-3.0], [-1.0])
    line = forward(trace)[0]
    assert line.numbers == (
        r"\left(-1 \times 10^{-6}\right) \cdot 1 + \left(2 \times 10^{7}\right) \cdot \left(-3\right)"
    )
    assert forward(trace)[1].numbers == r"\tanh\left(\left(-6 \times 10^{7}\right)\right)"


def test_lines_survive_numbers_that_overflow():
    trace = step(Network(([[1e308], [1e308]],)), [1.0], [1.0])
    line = forward(trace)[0]
    assert line.shown == r"\infty"
    assert aligned(whole(trace)).count(r"\infty") >= 1


def test_the_perceptron_has_its_own_rule():
    net = Network(([[0.1], [0.2], [0.3]],), "step")
    trace = perceptron_step(net, [0.0, 1.0], [0.0], eta=0.1)
    lines = {line.key: line for line in whole(trace)}
    assert lines["out:0:0"].symbols == r"\left[u > 0\right]"
    assert lines["delta:0:0"].name == r"\delta"
    assert lines["delta:0:0"].symbols == "y - t"
    assert lines["step:0:2:0"].name == r"\Delta w_{2}"
    assert lines["step:0:2:0"].symbols == r"\eta \cdot \left(t - y\right) \cdot x_{2}"
    assert lines["step:0:2:0"].numbers == r"0.1 \cdot \left(0 - 1\right) \cdot 1"
    assert lines["step:0:2:0"].value == pytest.approx(-0.1)
    assert lines["step:0:1:0"].shown == "0"
    assert lines["w:0:2:0"].symbols == r"w_{2} + \eta \cdot \left(t - y\right) \cdot x_{2}"
    assert lines["w:0:2:0"].shown == "0.2"
    for line in lines.values():
        assert line.value == pytest.approx(value_of(trace, line.key), abs=1e-15)
        assert evaluate(line.numbers) == pytest.approx(line.value, abs=1e-12)
        assert evaluate(line.symbols, symbols_of(trace)) == pytest.approx(line.value, abs=1e-12)
        assert not re.search(r"partial", line.name)


def test_a_step_that_repeats_itself_is_shown_once():
    trace = step(Network(([[0.0], [1.0]],), "identity"), [2.0], [1.0])
    text = aligned(forward(trace))
    assert text.endswith(r"y &= u \\ &= 2\end{aligned}")

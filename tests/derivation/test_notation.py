import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.derivation import notation
from nnviz.derivation.notation import NeuronKey, WeightKey

NEURON = (2, 1)
SINGLE_LAYER = (2, 3)
NETWORK = (2, 3, 2)
DEEP = (2, 4, 3, 1)


@pytest.mark.parametrize(
    ("sizes", "weight", "latex", "label"),
    [
        (NEURON, (0, 2, 0), "w_{2}", "w₂"),
        (NEURON, (0, 0, 0), "w_{0}", "w₀"),
        (SINGLE_LAYER, (0, 2, 0), "w_{21}", "w₂₁"),
        (NETWORK, (0, 2, 0), "w_{21}", "w₂₁"),
        (NETWORK, (1, 1, 1), "w'_{12}", "w′₁₂"),
        (DEEP, (1, 3, 0), "w^{(2)}_{31}", "w⁽²⁾₃₁"),
        (DEEP, (2, 0, 0), "w^{(3)}_{01}", "w⁽³⁾₀₁"),
        ((20, 12, 1), (0, 1, 11), "w_{1,12}", "w₁,₁₂"),
    ],
)
def test_weights_are_written_as_in_the_source(sizes, weight, latex, label):
    assert notation.weight(sizes, *weight).latex == latex
    assert notation.weight_label(sizes, *weight) == label


@pytest.mark.parametrize(
    ("sizes", "neuron", "latex", "label"),
    [
        (NEURON, (0, None), "x_{0}", "x₀"),
        (NEURON, (0, 1), "x_{2}", "x₂"),
        (NEURON, (1, 0), "y", "y"),
        (SINGLE_LAYER, (1, 2), "y_{3}", "y₃"),
        (NETWORK, (1, None), "h_{0}", "h₀"),
        (NETWORK, (1, 2), "h_{3}", "h₃"),
        ((2, 3, 1), (2, 0), "y_{1}", "y₁"),
        (DEEP, (2, None), "h^{(2)}_{0}", "h⁽²⁾₀"),
        (DEEP, (1, 3), "h^{(1)}_{4}", "h⁽¹⁾₄"),
        (DEEP, (3, 0), "y_{1}", "y₁"),
    ],
)
def test_neurons_are_written_as_in_the_source(sizes, neuron, latex, label):
    assert notation.neuron_latex(sizes, *neuron) == latex
    assert notation.neuron_label(sizes, *neuron) == label


@pytest.mark.parametrize(
    ("sizes", "at", "u", "delta"),
    [
        (NEURON, (1, 0), "u", r"\delta"),
        (SINGLE_LAYER, (1, 1), "u_{2}", r"\delta_{2}"),
        (NETWORK, (1, 1), "u_{2}", r"\delta_{2}"),
        (NETWORK, (2, 1), "u'_{2}", r"\delta'_{2}"),
        (DEEP, (3, 0), "u^{(3)}_{1}", r"\delta^{(3)}_{1}"),
    ],
)
def test_net_inputs_and_deltas(sizes, at, u, delta):
    assert notation.net_input(sizes, *at).latex == u
    assert notation.delta(sizes, *at).latex == delta


def test_targets_and_derivatives():
    assert notation.target(NEURON, 0).latex == "t"
    assert notation.target(NETWORK, 1).label == "t₂"
    weight = notation.weight(NETWORK, 1, 0, 1)
    assert notation.derivative_label(weight) == "∂E/∂w′₀₂"
    assert notation.derivative_latex(weight) == r"\frac{\partial E}{\partial w'_{02}}"
    assert notation.derivative_latex(weight, "u'_{2}") == r"\frac{\partial u'_{2}}{\partial w'_{02}}"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: notation.weight(NETWORK, 2, 0, 0), "layer must be from 0 to 1"),
        (lambda: notation.weight(NETWORK, 0, 3, 0), r"row must be from 0 \(the bias\) to 2"),
        (lambda: notation.weight(NETWORK, 0, 0, -1), "column must be from 0 to 2"),
        (lambda: notation.neuron(NETWORK, 3, 0), "layer must be from 0 to 2"),
        (lambda: notation.neuron(NETWORK, 1, 3), "index must be from 0 to 2"),
        (lambda: notation.neuron(NETWORK, 2, None), "no bias node"),
        (lambda: notation.net_input(NETWORK, 0, 0), "layer must be from 1 to 2"),
        (lambda: notation.target(NETWORK, 2), "index must be from 0 to 1"),
    ],
)
def test_what_a_network_does_not_have_is_refused(call, told):
    with pytest.raises(ValueError, match=told):
        call()


def test_symbols_of_one_network_are_all_different():
    for sizes in (NEURON, SINGLE_LAYER, NETWORK, DEEP, (11, 12, 11), (11, 12, 1, 2)):
        symbols = [
            notation.weight(sizes, layer, row, column)
            for layer in range(len(sizes) - 1)
            for row in range(sizes[layer] + 1)
            for column in range(sizes[layer + 1])
        ]
        symbols += [notation.neuron(sizes, layer, i) for layer, size in enumerate(sizes) for i in range(size)]
        assert len({symbol.latex for symbol in symbols}) == len({symbol.label for symbol in symbols}) == len(symbols)


numbers_from_0 = st.integers(0, 10**9 - 1)


@given(numbers_from_0, numbers_from_0, numbers_from_0)
def test_keys_are_read_as_they_are_written(layer, row, column):
    assert notation.parse_key(notation.weight_key(layer, row, column)) == WeightKey(layer, row, column)
    assert notation.parse_key(notation.neuron_key(layer, row)) == NeuronKey(layer, row)
    assert notation.parse_key(notation.neuron_key(layer, None)) == NeuronKey(layer, None)


def test_keys_look_as_agreed():
    assert notation.weight_key(1, 0, 2) == "w:1:0:2"
    assert notation.neuron_key(0, 1) == "n:0:1"
    assert notation.neuron_key(1, None) == "n:1:bias"
    assert isinstance(notation.parse_key("w:1:0:2"), WeightKey)
    assert isinstance(notation.parse_key("n:1:2"), NeuronKey)


@pytest.mark.parametrize(
    "key", ["", "w", "w:1:2", "w:1:2:-3", "n:1", "n:1:2:3", "w:1:bias:2", "w:٣:1:1", "n:1:2\n", None]
)
def test_other_text_is_no_key(key):
    with pytest.raises(ValueError, match="key must be w:layer:row:column"):
        notation.parse_key(key)


def test_keys_are_held_against_the_network():
    assert notation.parse_key("w:1:3:1", NETWORK) == WeightKey(1, 3, 1)
    for key, told in (("w:1:4:1", "row must be"), ("n:1:3", "index must be"), ("n:2:bias", "no bias node")):
        with pytest.raises(ValueError, match=told):
            notation.parse_key(key, NETWORK)
    with pytest.raises(ValueError, match="parts must be numbers from 0 on"):
        notation.weight_key(0, -1, 0)


@pytest.mark.parametrize(
    ("value", "plain", "latex"),
    [
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (1, "1", "1"),
        (0.15, "0.15", "0.15"),
        (-0.13849856, "−0.1385", "-0.1385"),
        (0.99996, "1", "1"),
        (0.0001234567, "0.0001235", "0.0001235"),
        (0.000099999, "0.0001", "0.0001"),
        (0.0000999949, "9.999×10⁻⁵", r"9.999 \times 10^{-5}"),
        (-1.5e-7, "−1.5×10⁻⁷", r"-1.5 \times 10^{-7}"),
        (9999.4, "9999", "9999"),
        (9999.6, "1×10⁴", r"1 \times 10^{4}"),
        (100, "100", "100"),
        (123456, "1.235×10⁵", r"1.235 \times 10^{5}"),
        (5e-324, "4.941×10⁻³²⁴", r"4.941 \times 10^{-324}"),
        (math.inf, "∞", r"\infty"),
        (-math.inf, "−∞", r"-\infty"),
        (math.nan, "undefined", r"\text{undefined}"),
    ],
)
def test_numbers_with_four_digits(value, plain, latex):
    assert notation.number(value) == plain
    assert notation.number_latex(value) == latex


def test_the_number_of_digits_is_chosen():
    assert notation.number(0.298371109, 9) == "0.298371109"
    assert notation.number(0.298371109, 1) == "0.3"
    assert notation.number(1234.5, 2) == "1.2×10³"
    for digits in (0, 18, 2.0, True, "4"):
        with pytest.raises(ValueError, match="digits must be a whole number from 1 to 17"):
            notation.number(1.0, digits)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17))
def test_a_number_reads_back_as_its_rounded_value_in_both_forms(value, digits):
    superscript = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
    plain = float(notation.number(value, digits).translate(superscript).replace("×10", "e"))
    latex = float(notation.number_latex(value, digits).replace(r" \times 10^{", "e").replace("}", ""))
    assert plain == latex == float(f"{value:.{digits - 1}e}")
    assert math.copysign(1.0, plain) == 1.0 or plain < 0

import numpy as np
import pytest
from hypothesis import given, settings

from nnviz.derivation import Factor, Sum, aligned, explain_sign, step_gradient, weight_rule
from nnviz.derivation.notation import parse_key
from nnviz.engine import Network, init_network, perceptron_step, step
from tests.derivation.reader import check_well_formed, evaluate, mazur, numbers_in, symbols_of, traces, weights_of


def scale_of(product):
    """The size of a product with its sums' signs ignored: what rounding is measured against."""
    scale = 1.0
    for factor in product.factors:
        if isinstance(factor, Sum):
            scale *= sum(scale_of(term) for term in factor.terms)
        elif factor.detail is not None:
            scale *= scale_of(factor.detail)
        else:
            scale *= abs(factor.value)
    return scale


def multiplied(product):
    """The displayed numbers multiplied and added up here, a δ from what it is made of."""
    total = 1.0
    for factor in product.factors:
        if isinstance(factor, Sum):
            total *= sum(multiplied(term) for term in factor.terms)
        else:
            total *= factor.value if factor.detail is None else multiplied(factor.detail)
    return total


def test_mazurs_w5_factor_by_factor():
    rule = weight_rule(mazur(), *parse_key("w:1:1:0"), digits=9)
    assert [factor.value for factor in rule.product.factors] == pytest.approx(
        [0.74136507, 0.186815602, 0.593269992], abs=5e-10
    )
    assert rule.value == pytest.approx(0.082167041, abs=5e-10)
    assert [factor.kind for factor in rule.product.factors] == ["error", "slope", "input"]
    assert [factor.keys for factor in rule.product.factors] == [("n:2:0",), ("n:2:0",), ("n:1:0",)]
    assert rule.keys == ("w:1:1:0", "n:2:0", "n:1:0")
    assert rule.chain == (
        r"\frac{\partial E}{\partial y_{1}} \cdot \frac{\partial y_{1}}{\partial u'_{1}}"
        r" \cdot \frac{\partial u'_{1}}{\partial w'_{11}}"
    )
    assert rule.lines[-1].symbols == r"\left(y_{1} - t_{1}\right) \cdot y_{1}\left(1 - y_{1}\right) \cdot h_{1}"
    assert rule.lines[-1].numbers == r"0.74136507 \cdot 0.186815602 \cdot 0.593269992"
    assert rule.lines[-1].shown == "0.0821670406"
    assert rule.lines[1].numbers == r"0.75136507\left(1 - 0.75136507\right)"
    assert rule.update.shown == "0.35891648"
    assert (rule.old, rule.frozen, rule.word) == (0.4, False, "")
    assert rule.step == pytest.approx(rule.new - rule.old)


def test_mazurs_w1_has_a_term_for_every_output():
    rule = weight_rule(mazur(), 0, 1, 0, digits=9)
    arriving, slope, source = rule.product.factors
    assert [[factor.kind for factor in term.factors] for term in arriving.terms] == [["error", "slope", "weight"]] * 2
    assert [term.value for term in arriving.terms] == pytest.approx([0.055399425, -0.019049119], abs=1e-9)
    assert arriving.value == pytest.approx(0.036350306, abs=5e-10)
    assert slope.value == pytest.approx(0.241300709, abs=5e-10)
    assert source.value == 0.05
    assert rule.value == pytest.approx(0.000438568, abs=5e-10)
    assert rule.lines[-1].symbols == (
        r"\left[\left(y_{1} - t_{1}\right) \cdot y_{1}\left(1 - y_{1}\right) \cdot w'_{11} + "
        r"\left(y_{2} - t_{2}\right) \cdot y_{2}\left(1 - y_{2}\right) \cdot w'_{12}\right]"
        r" \cdot h_{1}\left(1 - h_{1}\right) \cdot x_{1}"
    )
    assert rule.lines[-1].numbers == (
        r"\left[0.74136507 \cdot 0.186815602 \cdot 0.4 + \left(-0.217071535\right) \cdot 0.175510053 \cdot 0.5\right]"
        r" \cdot 0.241300709 \cdot 0.05"
    )
    assert rule.keys == ("w:0:1:0", "n:2:0", "w:1:1:0", "n:2:1", "w:1:1:1", "n:1:0", "n:0:0")
    assert [line.key for line in rule.lines] == [
        *("delta:1:0", "delta:1:1", "dE_dout:0:0", "slope:0:0", "input:0:1", "gradient:0:1:0")
    ]


def test_a_bias_multiplies_the_constant_node():
    rule = weight_rule(mazur(), 1, 0, 1)
    assert rule.product.factors[-1].expression == "h_{0}"
    assert rule.product.factors[-1].value == 1.0
    assert rule.keys == ("w:1:0:1", "n:2:1", "n:1:bias")
    assert rule.frozen
    assert rule.gradient == pytest.approx(-0.038098237, abs=5e-10)
    assert rule.step == 0.0
    assert rule.new == rule.old
    assert rule.word == "w′₀₂ is frozen: it keeps its value, whatever its gradient."


@settings(deadline=None, max_examples=150)
@given(traces())
def test_the_displayed_factors_come_to_the_engines_gradient(trace):
    for weight in weights_of(trace):
        rule = weight_rule(trace, *weight)
        gradient = trace.dE_dW[weight[0]][weight[1:]]
        room = 1e-12 * scale_of(rule.product)
        assert abs(rule.value - gradient) <= room
        assert abs(multiplied(rule.product) - gradient) <= room
        assert rule.gradient == gradient


@settings(deadline=None, max_examples=30)
@given(traces())
def test_the_text_shows_the_same_numbers(trace):
    symbols = symbols_of(trace)
    for weight in weights_of(trace):
        rule = weight_rule(trace, *weight)
        assert numbers_in(rule.lines[-1].numbers) == [float(f"{leaf.value:.3e}") for leaf in rule.product.leaves()]
        exact = weight_rule(trace, *weight, digits=17)
        near = pytest.approx(rule.gradient, rel=1e-12, abs=1e-12 * scale_of(rule.product))
        assert evaluate(exact.lines[-1].numbers) == near
        assert evaluate(exact.lines[-1].symbols, symbols) == pytest.approx(rule.gradient, rel=1e-9, abs=1e-9)
        for line in exact.lines:
            assert evaluate(line.numbers) == pytest.approx(line.value, rel=1e-9, abs=1e-9)
            assert evaluate(line.symbols, symbols) == pytest.approx(line.value, rel=1e-9, abs=1e-9)
        for leaf in exact.product.leaves():
            assert evaluate(leaf.numbers) == pytest.approx(leaf.value, rel=1e-9, abs=1e-9)
            assert evaluate(leaf.expression, symbols) == pytest.approx(leaf.value, rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(traces())
def test_the_text_is_well_formed_and_the_keys_exist(trace):
    for weight in weights_of(trace):
        rule = weight_rule(trace, *weight)
        check_well_formed(rule.chain)
        check_well_formed(aligned((*rule.lines, rule.update)))
        assert rule.keys[0] == rule.key
        for key in (*rule.keys, *(key for line in rule.lines for key in line.lights)):
            parse_key(key, trace.before.sizes)


@settings(deadline=None, max_examples=60)
@given(traces())
def test_the_signs_tell_which_way_the_weight_moves(trace):
    for weight in weights_of(trace):
        rule = weight_rule(trace, *weight)
        story = explain_sign(rule)
        moved = float(np.sign(rule.new - rule.old))
        assert story.moves == {1.0: "up", -1.0: "down", 0.0: "stay"}[moved]
        assert story.gradient == np.sign(rule.gradient)
        # A gradient of rounding errors alone has no sign of its own.
        if abs(rule.gradient) > 1e-12 * scale_of(rule.product):
            assert np.prod([sign.sign for sign in story.signs]) == story.gradient
        if not rule.frozen:
            assert story.moves == "stay" or moved == -story.gradient
        assert rule.symbol.label in story.sentence
        assert story.sentence.endswith(".")
        assert (rule.word == "") == (story.moves != "stay")


def test_the_slopes_of_all_activations_as_they_are_written():
    written = {}
    for name in ("logistic", "tanh", "relu", "identity", "step"):
        net = Network(([[0.0, 0.0], [0.5, 0.5]], [[0.0], [1.0], [1.0]], [[0.0], [1.0]]), (name, name, "identity"))
        rule = weight_rule(step(net, [1.0], [1.0]), 0, 1, 0)
        written[name] = (rule.product.factors[1].expression, rule.product.factors[1].numbers)
    h, u = "h^{(1)}_{1}", "u^{(1)}_{1}"
    assert written == {
        "logistic": (rf"{h}\left(1 - {h}\right)", r"0.6225\left(1 - 0.6225\right)"),
        "tanh": (rf"1 - \left({h}\right)^2", "1 - 0.4621^2"),
        "relu": (rf"\left[{u} > 0\right]", r"\left[0.5 > 0\right]"),
        "identity": ("1", "1"),
        "step": ("0", "0"),
    }


def test_deeper_networks_go_layer_by_layer_and_share_their_deltas():
    trace = step(init_network((2, 3, 2, 2, 1), seed=4, activation="tanh"), [0.3, -0.7], [1.0])
    rule = weight_rule(trace, 0, 1, 2)
    arriving = rule.product.factors[0]
    assert [term.factors[0].expression for term in arriving.terms] == [r"\delta^{(2)}_{1}", r"\delta^{(2)}_{2}"]
    first, second = (term.factors[0] for term in arriving.terms)
    assert isinstance(first, Factor)
    inner = [[term.factors[0] for term in factor.detail.factors[0].terms] for factor in (first, second)]
    assert inner[0][0] is inner[1][0]
    assert inner[0][0].expression == r"\delta^{(3)}_{1}"
    assert [line.layer for line in rule.lines] == sorted((line.layer for line in rule.lines), reverse=True)
    assert rule.lines[0].key == "delta:3:0"
    wide = step(init_network((2, 8, 8, 8, 8, 1), seed=4), [0.3, -0.7], [1.0])
    assert weight_rule(wide, 0, 1, 2).value == pytest.approx(wide.dE_dW[0][1, 2], rel=1e-12)


def test_a_sum_with_many_terms_is_written_without_its_middle():
    trace = step(init_network((2, 3, 12), seed=3), [1.0, 2.0], np.zeros(12))
    rule = weight_rule(trace, 0, 1, 0, terms=3)
    assert rule.lines[-1].numbers.count("(9 more)") == rule.lines[-1].symbols.count("(9 more)") == 1
    assert rule.chain.count("(9 more)") == 1
    assert len(rule.product.factors[0].terms) == 12
    assert rule.value == pytest.approx(trace.dE_dW[0][1, 0], rel=1e-12)


def test_a_weight_that_stays_says_why():
    net = Network(([[0.0], [1.0], [1.0]],))
    assert weight_rule(step(net, [0.0, 1.0], [1.0]), 0, 1, 0).word == "w₁ stays: its gradient is 0."
    story = explain_sign(weight_rule(step(net, [0.0, 1.0], [1.0]), 0, 1, 0))
    assert story.sentence == "x₁ is 0, so their product, the gradient, is 0 and w₁ stays."
    tiny = weight_rule(step(Network(([[0.0], [1.0]],), "identity"), [1.0], [1.0 - 1e-9], eta=1e-9), 0, 1, 0)
    assert tiny.word == "w₁ stays: the step is too small to change a number of this size."
    assert not tiny.frozen
    assert "but the step is too small to change w₁" in explain_sign(tiny).sentence
    frozen = explain_sign(weight_rule(mazur(), 1, 0, 0))
    assert (frozen.moves, frozen.gradient) == ("stay", 1)
    assert frozen.sentence == "w′₀₁ is frozen: it keeps its value, whatever its gradient."


def test_a_weight_that_is_frozen_keeps_its_value_and_says_so():
    trace = mazur()
    held = step(trace.before.with_frozen([(1, 1, 0)]), trace.x, trace.t, trace.eta)
    rule = weight_rule(held, 1, 1, 0)
    assert (rule.frozen, rule.step, rule.new) == (True, 0.0, 0.4)
    assert rule.word == "w′₁₁ is frozen: it keeps its value, whatever its gradient."
    assert rule.update.note == "w′₁₁ is frozen and keeps its value."
    assert not weight_rule(held, 1, 2, 0).frozen


def test_signs_in_a_sentence():
    story = explain_sign(weight_rule(mazur(), 1, 1, 1))
    assert story.sentence == (
        "The error y₂ − t₂ is negative, the slope of y₂ is positive and h₁ is positive, "
        "so their product, the gradient, is negative and w′₁₂ goes up, against it."
    )
    assert [sign.sign for sign in story.signs] == [-1, 1, 1]
    hidden = explain_sign(weight_rule(mazur(), 0, 2, 0))
    assert hidden.sentence.startswith("What arrives at h₁, ∂E/∂h₁, is positive, the slope of h₁ is positive and x₂ is")


def test_the_perceptron_rule_and_why_the_gradient_cannot_replace_it():
    net = Network(([[0.1], [0.2], [0.3]],), "step")
    trace = perceptron_step(net, [0.0, 1.0], [0.0], eta=0.1)
    rule = weight_rule(trace, 0, 2, 0)
    assert [factor.kind for factor in rule.product.factors] == ["error", "input"]
    assert rule.value == trace.dE_dW[0][2, 0] == 1.0
    assert rule.chain == ""
    assert [line.key for line in rule.lines] == ["delta:0:0", "step:0:2:0"]
    assert explain_sign(rule).sentence == (
        "The error y − t is positive and x₂ is positive, so their product is positive and w₂ goes down, against it."
    )
    assert weight_rule(trace, 0, 1, 0).word == "w₁ stays: (t − y) x is 0."
    gradient, sentence = step_gradient(trace, 2, 0)
    assert [factor.value for factor in gradient.product.factors] == [1.0, 0.0, 1.0]
    assert gradient.value == 0.0
    assert gradient.new == gradient.old == 0.3
    assert gradient.lines[-1].numbers == r"1 \cdot 0 \cdot 1"
    assert "an error of 1, times 0, is 0" in sentence
    with pytest.raises(ValueError, match="trace must be of one layer with the step activation"):
        step_gradient(mazur(), 0, 0)


@pytest.mark.parametrize(
    ("weight", "told"),
    [((2, 0, 0), "layer must be"), ((0, 3, 0), "row must be"), ((0, 1, 2), "column must be"), ((-1, 0, 0), "layer")],
)
def test_a_weight_that_is_not_there_is_refused(weight, told):
    with pytest.raises(ValueError, match=told):
        weight_rule(mazur(), *weight)


def test_without_biases_there_is_no_bias_to_derive():
    trace = step(init_network((2, 2), seed=1, bias=False), [1.0, 2.0], [0.0, 1.0])
    with pytest.raises(ValueError, match="row must be from 1 to 2 in a network without biases"):
        weight_rule(trace, 0, 0, 0)
    with pytest.raises(ValueError, match="digits must be a whole number from 1 to 17"):
        weight_rule(trace, 0, 1, 0, digits=0)

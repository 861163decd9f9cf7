"""A made-up activation, optimiser, data set and panel, registered while all runs: each is everywhere, and right."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from nnviz.datasets import KINDS, Kind, make_dataset
from nnviz.datasets import register as add_dataset
from nnviz.datasets import unregister as take_dataset
from nnviz.derivation import backward, forward, update
from nnviz.engine import ACTIVATIONS, OPTIMISERS, Network, activations, gradient, numerical_gradient, optimisers, step
from nnviz.engine.optimisers import Arithmetic, Code, Memory, Optimiser, Part
from nnviz.engine.penalty import Penalty
from nnviz.exchange.runfile import read_run, save_run
from nnviz.export.script import script
from nnviz.page import more
from nnviz.run.experiment import Experiment
from nnviz.run.settings import FieldError, Settings, from_params, to_params
from tests.app.page import opened, press, visit
from tests.derivation.reader import evaluate, symbols_of

SOFTSIGN = activations.Activation(
    name="softsign",
    label="soft sign",
    value=lambda u: u / (1.0 + np.abs(u)),
    slope=lambda u, out: (1.0 - np.abs(out)) ** 2,
    latex=lambda u: rf"\frac{{{u}}}{{1 + \left|{u}\right|}}",
    slope_latex=lambda u, out: rf"\left(1 - \left|{out}\right|\right)^2",
    source="u / (1 + np.abs(u))",
    slope_source="(1 - np.abs(h)) ** 2",
    range=(-1.0, 1.0),
)


@dataclass(frozen=True)
class Calm(Optimiser):
    """v ← β v + g, d = v / 2: momentum at half speed."""

    name = "calm"
    label = "calm momentum"
    about = "v ← β v + g, w ← w − η v / 2."
    memories = (Memory("v", "v"),)

    momentum: float = 0.9

    def step(self, g, memory, n):
        v = self.momentum * memory[0] + g
        return v / 2.0, (v,)

    def arithmetic(self, told):
        v = self.momentum * told.memory[0] + told.g
        kept = rf"{told.show(self.momentum)} \cdot {told.show(told.memory[0])}"
        symbols, numbers = " + ".join([r"\beta v", *told.symbols]), " + ".join([kept, *told.numbers])
        line = Part("v", r"\text{new } v", symbols, numbers, v)
        return Arithmetic((line,), r"\frac{1}{2} \cdot \text{new } v", rf"\frac{{1}}{{2}} \cdot {told.show(v)}")

    def code(self):
        return Code(("V",), (f"V[i] = {self.momentum} * V[i] + g",), "V[i] / 2")


WIDTH = 0.25


def stripes(n, noise, base, extra):
    """Six stripes, of which every other one is class 1."""
    X = base.uniform(-1, 1, (n, 2))
    labelled = X + noise * extra.uniform(-1, 1, (n, 2))
    return X, (np.floor(labelled[:, 0] / WIDTH) % 2).astype(float)


STRIPES = Kind("stripes", "Stripes", "classification", 1, "Every other stripe.", make=stripes)


def postcard(visit):
    import streamlit as st

    st.caption(f"Greetings from step {visit.experiment.step}.")


@pytest.fixture(autouse=True)
def registered():
    before = (*ACTIVATIONS, *OPTIMISERS, *KINDS, *more.PANELS)
    add_dataset(STRIPES)
    more.register("Postcard", postcard)
    activations.register(SOFTSIGN)
    optimisers.register(Calm)
    yield
    activations.unregister("softsign")
    optimisers.unregister("calm")
    take_dataset("stripes")
    more.unregister("Postcard")
    assert (*ACTIVATIONS, *OPTIMISERS, *KINDS, *more.PANELS) == before


def printed(text):
    done = subprocess.run([sys.executable, "-I", "-"], input=text, capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_the_made_up_activation_has_right_gradients_and_one_value_everywhere():
    net = Network(([[0.1, -0.2], [0.7, 0.4]], [[0.3], [0.5], [-0.6]]), ("softsign", "softsign"))
    X, T = [[0.4], [-0.9]], [[0.2], [0.7]]
    for mine, theirs in zip(gradient(net, X, T), numerical_gradient(net, X, T), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6, atol=1e-9)
    trace = step(net, X[0], T[0])
    assert trace.y == pytest.approx(net.predict(X[:1])[0], abs=1e-15)
    assert r"\left|u_{1}\right|" in forward(trace)[2].symbols
    assert any(r"\left|h_{1}\right|" in line.symbols for line in backward(trace))


def test_both_are_in_the_script_the_link_and_the_run_file():
    start = Settings(
        hidden=(3, 2), activation=("softsign", "tanh"), output="softsign", optimiser="calm", momentum=0.8, eta=0.05
    )
    assert to_params(start)["activation"] == "softsign-tanh"
    assert from_params(to_params(start)) == (start, [])
    experiment = Experiment(start)
    experiment.advance(200)
    data = experiment.dataset
    text = script(experiment)
    assert "V[i] / 2" in text and "np.abs(u)" in text
    loss = experiment.network.loss(data.X[data.train], data.T[data.train])
    assert printed(text) == pytest.approx(loss, abs=1e-12)
    assert data.T.min() == -1.0  # its range says so
    again = read_run(save_run(experiment)).replay()
    assert again.network.flat().tobytes() == experiment.network.flat().tobytes()
    before = experiment.network.flat()
    experiment.forward()
    experiment.back()
    assert experiment.network.flat().tobytes() == before.tobytes()


def test_both_are_in_the_menus_and_the_worksheet():
    app = opened()
    assert "soft sign" in app.selectbox(key="activation").options
    assert "soft sign" in app.selectbox(key="output").options
    assert "calm momentum" in app.selectbox(key="optimiser").options
    app.selectbox(key="activation").set_value("softsign").run()
    app.selectbox(key="optimiser").set_value("calm").run()
    assert not app.exception
    press(app, "step_on")
    press(app, "step_on")
    settings = visit(app).experiment.settings
    assert (settings.activation, settings.optimiser) == ("softsign", "calm")
    told = " ".join(block.value for block in app.latex)
    assert r"1 + \left|" in told
    assert r"\text{new } v" in told
    trace = visit(app).trace
    assert [line.key for line in update(trace, ["w:0:1:0"])] == ["calm.v:0:1:0", "w:0:1:0"]
    app.selectbox(key="chosen").set_value("n:1:0").run()
    assert not app.exception
    assert any("soft sign" in block.value for block in app.markdown)


@pytest.mark.parametrize("penalty", [Penalty(), Penalty("l2", 0.03)], ids=lambda penalty: penalty.kind)
def test_the_made_up_optimisers_lines_come_to_the_weight_in_symbols_and_in_numbers(penalty):
    net = Network(([[0.1, -0.2], [0.7, 0.4]], [[0.3], [0.5], [-0.6]]), ("softsign", "softsign"))
    first = step(net, [0.4], [0.2], eta=0.5, penalty=penalty, optimiser=Calm())
    trace = step(first.network, [-0.9], [0.7], eta=0.5, penalty=penalty, optimiser=Calm(), state=first.state)
    velocity, weight = update(trace, ["w:0:1:0"], 17, 99)
    v = float(trace.state.memory[0][0][1, 0])
    before = {"v": float(trace.state_before.memory[0][0][1, 0]), r"\beta": 0.9, r"\lambda": 0.03, **symbols_of(trace)}
    assert before["v"] != 0.0
    for line, value, known in (
        (velocity, v, before),
        (weight, float(trace.network.weights[0][1, 0]), {**before, velocity.name: v}),
    ):
        assert line.value == pytest.approx(value, abs=1e-15)
        assert evaluate(line.numbers) == pytest.approx(value, abs=1e-15)
        assert evaluate(line.symbols, known) == pytest.approx(value, abs=1e-15)


def test_a_name_that_is_none_is_refused_at_once_everywhere():
    with pytest.raises(ValueError, match=r"activations\[0\] must be one of .*softsign"):
        Network(([[0.0], [1.0]],), "hardsign")
    with pytest.raises(FieldError, match=r"activation must be one of .*softsign"):
        Settings(activation="hardsign")
    with pytest.raises(FieldError, match=r"optimiser must be one of .*calm"):
        Settings(optimiser="hasty")
    with pytest.raises(ValueError, match="there is an activation softsign already"):
        activations.register(SOFTSIGN)


def test_the_made_up_data_set_is_in_the_script_the_link_the_run_file_and_the_menu():
    start = Settings(dataset="stripes", n=40, noise=0.1, hidden=(3,))
    assert from_params(to_params(start)) == (start, [])
    experiment = Experiment(start)
    experiment.advance(100)
    data = experiment.dataset
    assert set(np.unique(data.T)) == {0.0, 1.0}
    text = script(experiment)
    assert "def stripes(" in text and "0.25" in text
    loss = experiment.network.loss(data.X[data.train], data.T[data.train])
    assert printed(text) == pytest.approx(loss, abs=1e-12)
    assert read_run(save_run(experiment)).replay().network.flat().tobytes() == experiment.network.flat().tobytes()
    app = opened()
    assert "Stripes" in app.selectbox(key="dataset").options
    app.selectbox(key="dataset").set_value("stripes").run()
    assert not app.exception
    assert visit(app).experiment.dataset.title == "Stripes"


def test_the_made_up_panel_is_in_the_choice_and_is_drawn():
    app = opened()
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Postcard"
    app.run()
    assert not app.exception
    assert any(block.value == "Greetings from step 0." for block in app.caption)


def test_a_data_set_or_panel_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="there is a data set stripes already"):
        add_dataset(STRIPES)
    with pytest.raises(ValueError, match="there is a data set own already"):
        add_dataset(Kind("own", "Own", "classification", 1, "Taken.", make=stripes))
    with pytest.raises(ValueError, match=r"^exactly one of make, table, row and measured"):
        add_dataset(Kind("nowhere", "Nowhere", "classification", 1, "Without rows."))
    with pytest.raises(ValueError, match=r"^name must be one of circle, .*stripes, got 'dots'"):
        take_dataset("dots")
    with pytest.raises(ValueError, match=r"^name must be one of circle, "):
        make_dataset("dots")
    with pytest.raises(ValueError, match=r"^title must be a new one"):
        more.register("Scores", postcard)
    with pytest.raises(ValueError, match=r"^title must be one of Scores, .*Postcard, got 'Dots'"):
        more.unregister("Dots")

"""The network's picture follows the network: its labels after every change, and what lights up for what is chosen."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nnviz.derivation.notation import neuron_label, parse_key, weight_label
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.app.page import opened, visit
from tests.app.test_view_popover import sent


def tables(app) -> dict:
    """The tables of the network's picture that stay, as the browser gets them."""
    return visit(app).pictures.about("network", whole=True, alt="")["tables"]


def assert_labelled(app, sizes: tuple[int, ...]) -> None:
    assert visit(app).experiment.sizes == sizes
    found = tables(app)
    neurons, edges = found["neurons"], found["edges"]
    keys = [parse_key(key, sizes) for key in neurons["neuron"]]
    assert neurons["label"] == [neuron_label(sizes, *key) for key in keys]
    assert sorted(keys) == [(layer, i) for layer, size in enumerate(sizes) for i in range(size)]
    keys = [parse_key(key, sizes) for key in edges["edge"]]
    assert edges["label"] == [weight_label(sizes, *key) for key in keys]
    assert len(set(edges["label"])) == len(keys) == sum((1 + before) * after for before, after in pairwise(sizes))
    # And the numbers beside them are those of this network, not of one before it.
    fresh = opened(hidden="-".join(map(str, sizes[1:-1])) or "0")
    assert found == tables(fresh)
    assert sent(app)["network"] == sent(fresh)["network"]


def test_labels_are_right_after_layers_and_neurons_were_added_and_removed():
    app = opened()
    app.number_input(key="hidden_layers").set_value(3).run()
    assert_labelled(app, (2, 4, 4, 4, 1))
    app.number_input(key="hidden_1").set_value(2).run()
    assert_labelled(app, (2, 4, 2, 4, 1))
    app.number_input(key="hidden_layers").set_value(6).run()
    assert_labelled(app, (2, 4, 2, 4, 4, 4, 4, 1))
    app.number_input(key="hidden_layers").set_value(1).run()
    assert_labelled(app, (2, 4, 1))
    app.number_input(key="hidden_0").set_value(7).run()
    assert_labelled(app, (2, 7, 1))
    app.number_input(key="hidden_layers").set_value(0).run()
    assert_labelled(app, (2, 1))
    assert not app.exception


@pytest.mark.parametrize("key", ["n:1:0", "n:1:2", "n:4:1", "n:7:0"])
def test_a_neuron_of_a_deep_network_lights_its_own_edges_and_no_others(key):
    app = opened(hidden="3-3-3-3-3-3", step="20")
    visit(app).choose(key)
    app.run()
    assert not app.exception
    lit, edges = sent(app)["network"]["tables"]["lit"], tables(app)["edges"]
    places = list(zip(*(edges[name] for name in ("x", "y", "x2", "y2")), strict=True))
    found = {
        edges["edge"][places.index(place)]
        for place in zip(*(lit[name] for name in ("x", "y", "x2", "y2")), strict=True)
    }
    assert set(lit["role"]) == {"weight"}
    chosen = parse_key(key)
    into = [edge for edge in edges["edge"] if (parse_key(edge).layer + 1, parse_key(edge).column) == tuple(chosen)]
    assert found == set(into)
    assert len(into) == (3 if chosen.layer == 1 else 4)


def test_before_the_first_step_the_gradients_are_those_of_the_sample_that_comes_first_and_not_0():
    hits = sent(opened())["network"]["tables"]["hits"]
    experiment = Experiment(Settings())
    experiment.forward()
    dE_dW = [weights.ravel() for weights in experiment.trace.dE_dW]
    assert sorted(hits["gradient"]) == pytest.approx(sorted(value for part in dE_dW for value in part), abs=1e-9)
    assert all(hits["gradient"])

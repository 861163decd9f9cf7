"""What follows a choice: always settings that can be, with every field that had to give way named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import KINDS
from nnviz.run.settings import FieldError, Settings
from nnviz.session.fitting import fitted
from tests.strategies import any_settings


@pytest.mark.parametrize(
    ("now", "wish", "then"),
    [
        ({"output": "tanh"}, {"loss": "cross_entropy"}, {"output": "logistic"}),
        ({"dataset": "iris", "output": "tanh"}, {"loss": "cross_entropy"}, {"output": "softmax"}),
        ({"dataset": "iris"}, {"loss": "cross_entropy"}, {"output": "logistic"}),
        ({"dataset": "iris"}, {"output": "softmax"}, {"loss": "cross_entropy"}),
        ({"loss": "cross_entropy"}, {"output": "identity"}, {"loss": "squared"}),
        (
            {"dataset": "iris", "output": "softmax", "loss": "cross_entropy"},
            {"loss": "squared"},
            {"output": "logistic"},
        ),
        ({"dataset": "iris", "output": "softmax", "loss": "cross_entropy"}, {"dataset": "xor"}, {"output": "logistic"}),
        ({"loss": "cross_entropy"}, {"dataset": "plane"}, {"loss": "squared"}),
        ({"dataset": "iris", "features": ("x1", "x3x4")}, {"dataset": "xor"}, {"features": ()}),
        (
            {"momentum": 0.5, "regularization": "l1"},
            {"hidden": (), "output": "step", "rule": "perceptron"},
            {"momentum": 0.0, "optimiser": "sgd", "regularization": "none"},
        ),
        ({"momentum": 0.5}, {"optimiser": "adam"}, {"momentum": 0.0}),
        ({"momentum": 0.5}, {"momentum": 0.0}, {"optimiser": "sgd"}),
        ({"hidden": (4, 2), "activation": ("tanh", "relu")}, {"hidden": (4,)}, {"activation": "tanh"}),
        ({"init": "constant", "init_scale": -2.0}, {"init": "uniform"}, {"init_scale": 2.0}),
        ({"hidden": (), "output": "step", "rule": "perceptron"}, {"output": "logistic"}, {"rule": "gradient"}),
    ],
)
def test_what_gives_way(now, wish, then):
    before = Settings(**now)
    made, words = fitted(before, wish)
    for name, value in {**wish, **then}.items():
        assert getattr(made, name) == value
    assert len(words) == sum(name != "rule" and getattr(before, name) != value for name, value in then.items())


def test_a_wish_that_nothing_can_stand_in_for_is_refused():
    with pytest.raises(FieldError, match="output must not be step"):
        fitted(Settings(output="step"), {"dataset": "plane"})
    with pytest.raises(FieldError, match="eta"):
        fitted(Settings(), {"eta": -1.0})


@given(now=any_settings(), name=st.sampled_from(sorted(name for name in KINDS if name != "own")))
def test_every_data_set_can_be_chosen_unless_its_targets_and_a_step_forbid_it(now, name):
    if KINDS[name].task == "regression" and now.output == "step":
        return
    made, _ = fitted(now, {"dataset": name})
    assert made.dataset == name

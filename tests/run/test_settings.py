"""Settings: what is allowed, what is said about the rest, and the address both ways."""

import copy
import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import KINDS
from nnviz.engine import OPTIMISERS
from nnviz.engine.optimisers import SGD, Adam, Momentum, RMSProp
from nnviz.run import fields
from nnviz.run.settings import (
    BOUNDS,
    LIVE,
    FieldError,
    Settings,
    from_params,
    to_params,
)
from tests.strategies import any_settings

FIELDS = tuple(Settings.__dataclass_fields__)
REGRESSION = next(name for name, kind in KINDS.items() if kind.task == "regression")


def test_the_defaults_are_those_of_the_design() -> None:
    assert Settings() == Settings(
        dataset="circle",
        n=200,
        noise=0.0,
        test_share=0.3,
        hidden=(4,),
        activation="logistic",
        output="logistic",
        bias=True,
        eta=1.0,
        batch_size=1,
        order="shuffled",
        seed=1,
        rule="gradient",
        features=(),
        loss="squared",
        regularization="none",
        init="auto",
        init_seed=0,
        eta_schedule="constant",
        momentum=0.0,
    )
    assert LIVE == ("eta", "batch_size", "regularization_rate")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dataset", "nothing"),
        ("dataset", None),
        ("n", 3),
        ("n", 2001),
        ("n", 20.0),
        ("n", True),
        pytest.param("n", 10**5000, id="n-huge"),
        ("noise", -0.01),
        ("noise", 0.51),
        ("noise", math.nan),
        ("test_share", 0.91),
        ("test_share", "0.5"),
        ("hidden", (0,)),
        ("hidden", (17,)),
        ("hidden", (4,) * 7),
        ("hidden", (4.0,)),
        ("hidden", "44"),
        ("hidden", 4),
        ("activation", "sigmoid"),
        ("output", ["logistic"]),
        ("bias", 1),
        ("eta", 0.0),
        ("eta", 9e-6),
        ("eta", 100.1),
        ("eta", math.inf),
        ("eta", math.nan),
        pytest.param("eta", 10**5000, id="eta-huge"),
        ("eta", 1j),
        ("eta", True),
        ("eta", "1"),
        ("batch_size", 0),
        ("batch_size", 2001),
        ("order", "sorted"),
        ("seed", -1),
        ("seed", 2**32),
    ],
)
def test_what_is_not_allowed_is_refused_by_name(field: str, value: object) -> None:
    for make in (lambda: Settings(**{field: value}), lambda: Settings().changed(**{field: value})):
        with pytest.raises(FieldError, match=f"^{field} must be ") as caught:
            make()
        assert caught.value.field == field
        assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("field", "given_", "kept"),
    [
        ("n", np.int64(50), 50),
        ("hidden", [np.int32(3), 2], (3, 2)),
        ("hidden", np.array([3, 2]), (3, 2)),
        ("eta", 2, 2.0),
        ("eta", np.float32(0.5), 0.5),
        ("eta", Fraction(1, 4), 0.25),
        ("bias", np.False_, False),
        ("noise", -0.0, 0.0),
        ("activation", np.str_("tanh"), "tanh"),
    ],
)
def test_values_are_kept_in_the_fields_own_type(field: str, given_: object, kept: object) -> None:
    value = getattr(Settings(**{field: given_}), field)
    assert (type(value), str(value)) == (type(kept), str(kept))


def test_bounds_themselves_are_allowed() -> None:
    for field in ("n", "noise", "test_share", "eta", "batch_size", "seed"):
        for bound in BOUNDS[field]:
            assert getattr(Settings(**{field: bound}), field) == bound


def test_regression_with_step_output_names_output() -> None:
    with pytest.raises(FieldError, match="output must not be step") as caught:
        Settings(dataset=REGRESSION, output="step")
    assert caught.value.field == "output"
    with pytest.raises(FieldError):
        Settings(output="step").changed(dataset=REGRESSION)


def test_changed_refuses_a_field_that_is_none() -> None:
    with pytest.raises(FieldError, match="not 'dropout'"):
        Settings().changed(dropout=0.9)


def test_an_error_survives_a_copy() -> None:
    error = copy.copy(FieldError("eta", "eta must be small"))
    assert (error.field, str(error)) == ("eta", "eta must be small")


@given(any_settings())
def test_the_address_gives_back_the_settings(wanted: Settings) -> None:
    params = to_params(wanted)
    assert tuple(params) == tuple(name for name in FIELDS if name != "own" or wanted.own is not None)
    assert from_params(params) == (wanted, [])


def test_the_address_in_words() -> None:
    params = to_params(Settings(hidden=(4, 2), bias=False, eta=0.1))
    assert (params["hidden"], params["bias"], params["eta"]) == ("4-2", "0", "0.1")
    assert to_params(Settings(hidden=()))["hidden"] == "0"
    assert to_params(Settings())["bias"] == "1"


HOSTILE = [
    "",
    " 1",
    "1\n",
    "9" * 5000,
    "0." + "1" * 5000,
    "nan",
    "inf",
    "-inf",
    "1e999",
    "1_000",
    "٣",
    "²",
    "0x10",
    "True",
    "\ud800",
    "[click](javascript:alert(1))",
    "<script>alert(1)</script>",
    "www.example.com",
]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gives_the_default_and_one_sentence(field: str, text: str) -> None:
    made, problems = from_params({field: text})
    assert made == Settings()
    assert len(problems) == 1
    assert re.match(rf"{field} must be .*, not '[^']*'( \(did you mean \w+\?\))?\.$", problems[0])
    assert len(problems[0]) < 250
    assert not set("<>[]`*_/:@&\\\n").intersection(problems[0].split(", not ")[-1])
    assert "www." not in problems[0]


@pytest.mark.parametrize("text", ["17", "4-17", "0-4", "4-0", "4-", "-4", "4--2", "4-4-4-4-4-4-4", "00", "4,2"])
def test_hidden_layers_that_cannot_be(text: str) -> None:
    made, problems = from_params({"hidden": text})
    assert made.hidden == (4,)
    assert problems[0].endswith(f"not '{text}'.")


@given(st.dictionaries(st.sampled_from((*FIELDS, "step", "else")), st.text()))
def test_no_text_makes_the_address_raise(params: dict[str, str]) -> None:
    made, problems = from_params(params)
    assert isinstance(made, Settings)
    assert len(problems) <= len(params)
    assert all(problem.split()[0] in params for problem in problems)


@given(st.dictionaries(st.sampled_from(FIELDS), st.from_regex(r"[-+.e0-9]{0,40}", fullmatch=True)))
def test_no_number_makes_the_address_raise(params: dict[str, str]) -> None:
    made, _ = from_params(params)
    assert from_params(to_params(made)) == (made, [])


def test_a_bad_combination_keeps_all_but_the_field_it_names() -> None:
    made, problems = from_params({"dataset": REGRESSION, "output": "step", "eta": "0.5", "n": "x"})
    assert made == Settings(dataset=REGRESSION, eta=0.5)
    assert [problem.split()[0] for problem in problems] == ["n", "output"]
    assert "'x'" in problems[0]


def test_every_bad_field_has_its_own_sentence() -> None:
    made, problems = from_params({field: "?" for field in FIELDS} | {"unknown": "?"})
    assert made == Settings()
    assert [problem.split()[0] for problem in problems] == list(FIELDS)


def test_an_activation_a_layer() -> None:
    mixed = Settings(hidden=(4, 2), activation=["tanh", "relu"])
    assert mixed.activation == ("tanh", "relu")
    assert mixed.activations == ("tanh", "relu", "logistic")
    assert to_params(mixed)["activation"] == "tanh-relu"
    assert from_params({"hidden": "4-2", "activation": "tanh-relu"}) == (mixed, [])
    assert Settings(hidden=(4, 2), activation=("tanh", "tanh")) == Settings(hidden=(4, 2), activation="tanh")
    assert Settings(hidden=(4,), activation=("tanh",)).activation == "tanh"
    assert mixed.changed(hidden=(4, 2, 3)).activation == ("tanh", "relu", "relu")
    assert mixed.changed(hidden=(4,)).activation == "tanh"
    assert mixed.changed(hidden=()).activations == ("logistic",)
    assert mixed.changed(activation="gelu").activations == ("gelu", "gelu", "logistic")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"hidden": (4, 2), "activation": ("tanh",) * 3}, "one for each of the 2 hidden layers, not 3 of them"),
        ({"hidden": (4,), "activation": ("tanh", "relu")}, "one for each of the 1 hidden layer, not 2 of them"),
        ({"hidden": (4, 2), "activation": ("tanh", "swish")}, "one for each hidden layer .*, not 'tanh-swish'"),
        ({"activation": ()}, "activation must be one of logistic"),
        ({"activation": 3}, "activation must be one of logistic"),
        ({"activation": ("softmax",)}, "activation must be one of logistic"),
    ],
)
def test_activations_that_do_not_fit_are_told_in_words(values: dict, told: str) -> None:
    with pytest.raises(FieldError, match=told) as caught:
        Settings(**values)
    assert caught.value.field == "activation"


def test_a_wrong_count_in_an_address_is_named_and_the_rest_is_kept() -> None:
    made, problems = from_params({"hidden": "4-2", "activation": "tanh-relu-elu", "eta": "0.5"})
    assert made == Settings(hidden=(4, 2), eta=0.5)
    assert problems == ["activation must be one name, or one for each of the 2 hidden layers, not 3 of them."]


def test_momentum_and_optimiser_go_together() -> None:
    assert Settings(momentum=0.5).optimiser == "momentum"
    assert from_params({"momentum": "0.5"})[0] == Settings(optimiser="momentum", momentum=0.5)
    assert Settings(optimiser="nesterov").momentum == 0.9
    assert from_params({"optimiser": "momentum"})[0].momentum == 0.9
    assert Settings(momentum=0.5).changed(momentum=0.0) == Settings()
    assert Settings(momentum=0.5).changed(optimiser="sgd") == Settings()
    assert Settings(momentum=0.5).changed(optimiser="adam") == Settings(optimiser="adam")
    assert Settings(momentum=0.5).changed(optimiser="nesterov").momentum == 0.5
    with pytest.raises(FieldError, match="momentum must be 0 with the optimiser adam") as caught:
        Settings(optimiser="adam", momentum=0.5)
    assert caught.value.field == "momentum"
    with pytest.raises(FieldError, match="optimiser must be sgd with the perceptron's rule") as caught:
        Settings(hidden=(), output="step", rule="perceptron", optimiser="adam")
    assert caught.value.field == "optimiser"


def test_the_optimiser_is_made_of_its_settings() -> None:
    assert Settings().made_optimiser == SGD()
    assert Settings(momentum=0.4).made_optimiser == Momentum(0.4)
    made = Settings(optimiser="adam", beta1=0.8, beta2=0.95, epsilon=1e-4).made_optimiser
    assert made == Adam(0.8, 0.95, 1e-4)
    assert Settings(optimiser="rmsprop", rho=0.5).made_optimiser == RMSProp(0.5)
    assert set(OPTIMISERS) >= {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"}


def test_the_table_of_fields_is_that_of_the_settings():
    assert [*fields.FIELDS] == [*Settings.__dataclass_fields__]
    for name, field in fields.FIELDS.items():
        value = getattr(Settings(), name)
        assert field.check(value) == value
        text = field.write(value)
        assert text is None if name == "own" else field.check(field.read(text)) == value

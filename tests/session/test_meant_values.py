"""Values of an address that were written otherwise than the page writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.run.fields import FIELDS
from nnviz.run.settings import Settings, to_params
from nnviz.session.beginning import begun
from nnviz.session.meant_values import as_meant
from nnviz.session.open_save import open_link
from nnviz.session.view import View, view_to_params

MEANT = {
    ("dataset", "XOR"): "xor",
    ("dataset", "xor)"): "xor",
    ("dataset", "“xor”"): "xor",
    ("activation", "ReLU"): "relu",
    ("activation", "sigmoid"): "logistic",
    ("activation", "Tanh,ReLU"): "tanh-relu",
    ("activation", "sigmoid-ReLU"): "logistic-relu",
    ("activation", "leaky-relu"): "leaky_relu",
    ("hidden", "5,4"): "5-4",
    ("hidden", "[5, 4]"): "5-4",
    ("hidden", "5x4"): "5-4",
    ("hidden", "5 × 4"): "5-4",
    ("hidden", "none"): "0",
    ("features", "x1,x2"): "x1-x2",
    ("features", "X1, x1x2"): "x1-x1x2",
    ("bias", "True"): "1",
    ("surface", "yes"): "1",
    ("axes", "1,2"): "1-2",
    ("maps", "Auto"): "auto",
    ("loss", "cross-entropy"): "cross_entropy",
    ("loss", "MSE"): "squared",
    ("regularization", "L2"): "l2",
    ("n", "100.0"): "100",
    ("n", "1,000"): "1000",
    ("test_share", "30%"): "0.3",
    ("eta", "'0.5'"): "0.5",
}


@pytest.mark.parametrize("case", MEANT, ids="=".join)
def test_a_value_is_read_as_it_was_meant_and_that_is_said(case):
    name, text = case
    params, (said,) = as_meant({name: text, "step": "3"})
    assert params == {name: MEANT[case], "step": "3"}
    assert said.startswith(f"{name}=") and said.endswith(f"was read as '{MEANT[case]}'.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dataset", "cube"),
        ("hidden", "1000"),
        ("hidden", "5.4.3.99"),
        ("eta", "1/10"),
        ("eta", "1e9"),
        ("step", "ABC"),
        ("own", "X,Y"),
        ("colour", "Red"),
        ("features", "x1,y9"),
    ],
)
def test_what_nothing_near_makes_allowed_stays(name, text):
    assert as_meant({name: text}) == ({name: text}, ())


def test_what_the_page_writes_stays():
    for params in (to_params(Settings()), view_to_params(View()), to_params(Settings(hidden=(3, 2), features=("x1",)))):
        told = {name: text for name, text in params.items() if text is not None}
        assert as_meant(told) == (told, ())


@given(st.dictionaries(st.sampled_from((*FIELDS, *View.__dataclass_fields__)), st.text(max_size=30), max_size=5))
def test_no_text_makes_it_raise(params):
    made, said = as_meant(params)
    assert len(said) == sum(made[name] != params[name] for name in params)


def test_an_address_and_a_pasted_link_open_it_alike():
    opened = begun({"dataset": "XOR", "hidden": "5,4", "eta": "0.2", "batchSize": "5"})
    assert (opened.settings.dataset, opened.settings.hidden, opened.settings.eta) == ("xor", (5, 4), 0.2)
    assert not opened.said.warnings
    assert [sentence.split()[0] for sentence in opened.said.read_as] == ["The", "dataset='XOR'", "hidden='5,4'"]
    pasted = begun({})
    open_link(pasted, "https://example.org/?dataset=XOR&hidden=5,4&eta=0.2&batchSize=5")
    assert pasted.settings == opened.settings
    assert pasted.said.read_as == opened.said.read_as


def test_an_address_is_theirs_where_most_of_its_names_are():
    theirs = begun({"batchSize": "5", "networkShape": "3,2", "learningRate": "0.1", "eta": "0.7"})
    assert (theirs.settings.batch_size, theirs.settings.hidden, theirs.settings.eta) == (5, (3, 2), 0.1)
    assert any("eta in it was passed over" in sentence for sentence in theirs.said.read_as)
    ours = begun({"batchSize": "5", "hidden": "3-2", "eta": "0.1"})
    assert (ours.settings.batch_size, ours.settings.hidden, ours.settings.eta) == (1, (3, 2), 0.1)
    assert any("did you mean batch_size?" in sentence for sentence in ours.said.read_as)

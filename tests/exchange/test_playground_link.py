"""Links of TensorFlow Playground, parameter by parameter; expected values are read off its state.ts and nn.ts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import make_dataset
from nnviz.exchange.playground_link import FEATURES, HIDES, NAMES, is_theirs, read_link, read_params, their_names
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.page_parts import HIDEABLE

THEIR_START = Settings(
    dataset="circle",
    n=500,
    test_share=0.5,
    hidden=(4, 2),
    activation="tanh",
    output="tanh",
    eta=0.03,
    batch_size=10,
    order="file",
    init="uniform",
    init_scale=0.5,
    regularization_rate=0.0,
)
REGRESSION = {"dataset": "plane", "output": "identity", "n": 1200}
ALWAYS = len(read_params({"showTestData": "true"}).remarks)
BESIDE = {"spiral": 1, "plane": 1}
"""Remarks that a data set brings along."""

TABLE = [
    ({}, {}),
    ({"activation": "relu"}, {"activation": "relu"}),
    ({"activation": "sigmoid"}, {"activation": "logistic"}),
    ({"activation": "linear"}, {"activation": "identity"}),
    ({"activation": "tanh"}, {}),
    ({"activation": ""}, {}),
    ({"regularization": "none"}, {}),
    ({"regularization": "L2", "regularizationRate": "0.03"}, {"regularization": "l2", "regularization_rate": 0.03}),
    ({"regularizationRate": "10"}, {"regularization_rate": 10.0}),
    ({"batchSize": "1"}, {"batch_size": 1}),
    ({"batchSize": "30"}, {"batch_size": 30}),
    ({"dataset": "xor"}, {"dataset": "xor"}),
    ({"dataset": "gauss"}, {"dataset": "gauss"}),
    ({"dataset": "spiral"}, {"dataset": "spiral"}),
    ({"problem": "classification", "regDataset": "reg-gauss"}, {}),
    ({"problem": "regression"}, REGRESSION),
    ({"problem": "regression", "regDataset": "reg-plane", "dataset": "xor"}, REGRESSION),
    ({"problem": "regression", "regDataset": "reg-gauss"}, {**REGRESSION, "dataset": "multigauss"}),
    *(({"learningRate": text}, {"eta": float(text)}) for text in "0.00001 0.0001 0.001 0.03 0.1 0.3 1 3 10".split()),
    *(({"noise": str(noise)}, {"noise": noise / 100}) for noise in (0, 5, 10, 35, 50)),
    *(({"percTrainData": str(share)}, {"test_share": (100 - share) / 100}) for share in (10, 30, 50, 70, 90, 100)),
    ({"networkShape": "4,2"}, {}),
    ({"networkShape": "8"}, {"hidden": (8,)}),
    ({"networkShape": "1,2,3,4,5,8"}, {"hidden": (1, 2, 3, 4, 5, 8)}),
    ({"networkShape": ""}, {"hidden": ()}),
    ({"x": "true", "y": "true"}, {}),
    ({"x": "false"}, {"features": ("x2",)}),
    ({"y": "false", "xSquared": "true"}, {"features": ("x1", "x1x1")}),
    ({"ySquared": "true"}, {"features": ("x1", "x2", "x2x2")}),
    ({"xTimesY": "true"}, {"features": ("x1", "x2", "x1x2")}),
    ({"sinX": "true", "sinY": "true"}, {"features": ("x1", "x2", "sinx1", "sinx2")}),
    ({"cosX": "false", "cosY": "false"}, {}),
    ({"xSquared_hide": "true", "xSquared": "true", "y_hide": "false"}, {"hide": ("features",)}),  # not in the network
    ({"initZero": "false"}, {}),
    ({"showTestData_hide": "true", "discretize_hide": "true"}, {"hide": ("test_shown", "discrete")}),
    ({"showTestData": "true", "discretize": "false", "collectStats": "false", "hideText": "false"}, {}),
    ({"noise_hide": "true", "playButton_hide": "false"}, {"hide": ("noise",)}),
    ({"stepButton_hide": "true", "dataset_hide": "true"}, {"hide": ("step", "epoch", "dataset")}),
]


@pytest.mark.parametrize(
    ("params", "view"),
    [
        ({}, {}),
        ({"showTestData": "false"}, {"test_shown": False}),
        ({"showTestData": "true", "discretize": "true"}, {"test_shown": True, "discrete": True}),
    ],
)
def test_how_they_look_at_it_comes_along(params, view):
    assert dict(read_params(params).view) == view


@pytest.mark.parametrize(("params", "expected"), TABLE)
def test_every_parameter_says_here_what_it_says_there(params, expected):
    found = read_params(params)
    hide = expected.get("hide", ())
    fields = {name: value for name, value in expected.items() if name != "hide"}
    wanted = THEIR_START.changed(**fields)
    assert found.settings == wanted
    assert found.hide == hide
    if not hide:
        shown = "showTestData" in params
        assert len(found.remarks) == ALWAYS + (not shown) + BESIDE.get(found.settings.dataset, 0)
        assert found.changed == ()


@pytest.mark.parametrize(
    ("params", "word", "expected"),
    [
        (
            {"regularization": "L1", "regularizationRate": "0.1"},
            "L1",
            {"regularization": "l1", "regularization_rate": 0.1},
        ),
        ({"collectStats": "true"}, "collectStats", {}),
        ({"tutorial": "dl"}, "tutorial", {}),
        ({"hideText": "true"}, "hideText", {}),
        ({"cosX": "true"}, "cosX", {}),
        ({"x": "false", "y": "false"}, "no input feature", {}),
        ({"seed": "0.53842"}, "0.53842", {"seed": 3664996492}),
        ({"colour": "red"}, "colour", {}),
        ({"activation": "softplus"}, "softplus", {}),
        ({"dataset": "moons"}, "moons", {}),
        ({"problem": "regression", "regDataset": "reg-maximum"}, "reg-maximum", REGRESSION),
        ({"learningRate": "NaN"}, "learningRate", {}),
        ({"learningRate": "0"}, "learningRate", {"eta": 1e-5}),
        ({"batchSize": "2.5"}, "batchSize", {}),
        ({"batchSize": "0"}, "batchSize", {"batch_size": 1}),
        ({"batchSize": "99999"}, "batchSize", {"batch_size": 2000}),
        ({"noise": "51"}, "the nearest", {"noise": 0.5}),
        ({"noise": "80"}, "the nearest", {"noise": 0.5}),
        ({"noise": "81"}, "as it becomes there", {"noise": 0.5}),
        ({"noise": "500"}, "as it becomes there", {"noise": 0.5}),
        ({"noise": "-1"}, "noise", {}),
        ({"noise": "much"}, "noise", {}),
        ({"percTrainData": "0"}, "percTrainData", {"test_share": 0.9}),
        ({"networkShape": "4,2,2,2,2,2,2"}, "networkShape", {"hidden": (4, 2, 2, 2, 2, 2)}),
        ({"networkShape": ",".join("1" * 21)}, "networkShape", {"hidden": (1,) * 6}),
        ({"networkShape": "99999"}, "networkShape", {"hidden": (16,)}),
        ({"networkShape": "3x2"}, "networkShape", {"hidden": (3, 2)}),
        ({"activation": "ReLU"}, "was read as relu", {"activation": "relu"}),
        ({"percTrainData": "70%"}, "percent sign", {"test_share": 0.3}),
        ({"percTrainData": "150"}, "percTrainData", {"test_share": 0.0}),
        ({"networkShape": "17,0"}, "networkShape", {"hidden": (16, 1)}),
        ({"activation": "rleu"}, "did you mean relu", {}),
        ({"learningRat": "0.1"}, "did you mean learningRate", {}),
        ({"dataset": "spiral"}, "spiral", {"dataset": "spiral"}),
        ({"problem": "regression"}, "slope", REGRESSION),
        ({"networkShape": "four"}, "networkShape", {}),
        ({"regularizationRate": "1e999"}, "regularizationRate", {}),
        ({"collectStats_hide": "true"}, "collectStats_hide", {}),
    ],
)
def test_what_has_no_equal_is_named(params, word, expected):
    found = read_params(params)
    assert found.settings == THEIR_START.changed(**expected)
    said = (*found.remarks, *found.changed)
    assert sum(word in remark.replace("?", "_") for remark in said) == 1
    assert len(said) == ALWAYS + 2 + (found.settings.dataset == "plane" and word != "slope")
    assert all(remark.endswith(".") for remark in said)


def test_weights_of_zero_begin_as_there():
    found = read_params({"initZero": "true"})
    assert not Experiment(found.settings).network.flat().any()
    assert not any("Biases" in remark for remark in found.remarks)


def test_the_same_seed_gives_the_same_run_and_another_another():
    one, same, other = (read_params({"seed": seed}).settings for seed in ("0.1", "0.1", "0.2"))
    assert one == same != other


def test_first_weights_and_data_are_as_there():
    settings = read_params({"seed": "1", "noise": "50", "dataset": "spiral"}).settings
    weights = Experiment(settings).network.weights
    assert all(abs(weight).max() <= 0.5 and not weight[0].any() for weight in weights)
    data = make_dataset("spiral", n=500, noise=0.5, test_share=0.5, seed=settings.seed, output="tanh")
    assert (len(data.train), set(data.T.ravel())) == (250, {-1.0, 1.0})


def test_every_parameter_of_theirs_is_read_and_every_hide_is_one_of_ours():
    for name in NAMES:
        for text in ("true", "7", "zzz"):
            assert not any("is no parameter" in remark for remark in read_params({name: text}).remarks)
    assert {name for names in HIDES.values() for name in names} <= set(HIDEABLE)
    assert set(FEATURES) < set(NAMES)


HASH = "activation=relu&batchSize=3&dataset=xor&networkShape=3&percTrainData=70&x=true&seed=0.5&noise=20"


@pytest.mark.parametrize(
    "text",
    [
        f"https://playground.tensorflow.org/#{HASH}",
        f"http://playground.tensorflow.org/?{HASH}",
        f"  playground.tensorflow.org/#{HASH}\n",
        f"https://example.org/mirror/#{HASH}",
        f"#{HASH}",
        f"?{HASH}",
        HASH,
        f"https://playground.tensorflow.org/#{HASH.replace('=', '%3D').replace('%3D', '=')}",
    ],
)
def test_a_link_can_be_pasted_whole_or_in_part(text):
    settings = read_link(text).settings
    assert (settings.activation, settings.batch_size, settings.hidden, settings.noise) == ("relu", 3, (3,), 0.2)


def test_a_bare_address_of_theirs_is_their_first_page():
    assert read_link("https://playground.tensorflow.org/").settings == THEIR_START
    assert read_link("https://playground.tensorflow.org/#").settings == THEIR_START
    assert read_link("#networkShape=4%2C2").settings == THEIR_START


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x1",
        "https://example.org/",
        "https://playground.tensorflow.org.example.org/",
        "https://example.org/?dataset=circle&activation=tanh&seed=1&eta=1",  # one of ours
        "#" + "x" * 5000,
    ],
)
def test_what_is_no_link_of_theirs_is_refused(text):
    with pytest.raises(ValueError, match="link"):
        read_link(text)


def test_an_address_of_ours_is_not_taken_for_theirs():
    assert not is_theirs({"dataset": "xor", "activation": "tanh", "noise": "0.1", "seed": "1", "regularization": "l1"})
    assert is_theirs({"activation": "tanh", "networkShape": "4"})
    assert their_names({"activation": "tanh", "networkShape": "4", "noise_hide": "true", "hide": "eta"}) == (
        "networkShape",
        "noise_hide",
    )


@given(st.dictionaries(st.sampled_from([*NAMES, "x_hide", "seed_hide", "?"]), st.text(max_size=20)))
def test_no_text_makes_it_raise(params):
    found = read_params(params)
    assert isinstance(found.settings, Settings)
    said = (*found.remarks, *found.changed)
    assert not any("<" in remark or "](" in remark or "`" in remark for remark in said)


@given(st.text(max_size=120))
def test_no_pasted_text_raises_anything_but_a_refusal(text):
    try:
        read_link(text)
    except ValueError:
        return


def test_links_as_web_pages_have_them_are_read_and_what_was_changed_is_said():
    entities, noisy = (Path(__file__).parent / "inputs" / "13_links.txt").read_text().split()
    assert "&amp;" in entities
    found, meant = read_link(entities), read_link(entities.replace("&amp;", "&"))
    assert found.settings == meant.settings
    assert found.settings == Settings(**{**fields(), "dataset": "spiral", "noise": 0.2, "batch_size": 5})
    assert (found.changed, meant.changed) == (("`&amp;` was read as `&`.",), ())
    found = read_link(noisy)
    assert found.settings == Settings(**{**fields(), "dataset": "spiral", "noise": 0.5, "batch_size": 10})
    assert found.changed == ("noise='80' cannot be; here it is noise 0.5, the nearest there is.",)


def fields():
    """What their start has in common with both links."""
    names = THEIR_START.__dataclass_fields__
    return {**{name: getattr(THEIR_START, name) for name in names}, "activation": "relu", "hidden": (3, 2)}

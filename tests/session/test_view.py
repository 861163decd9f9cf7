"""The view and the address: every choice there and back, and a sentence for what cannot be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.session.view import DIGITS, MAPS, SPEEDS, View, view_from_params, view_to_params

FIELDS = tuple(View.__dataclass_fields__)


@st.composite
def views(draw):
    """A view with the numbers of inputs and outputs of a data set that it fits."""
    inputs, outputs = draw(st.integers(2, 6)), draw(st.integers(1, 5))
    first = draw(st.integers(1, inputs))
    view = View(
        samples_per_frame=draw(st.sampled_from(SPEEDS)),
        surface=draw(st.booleans()),
        log=draw(st.booleans()),
        effects=draw(st.booleans()),
        digits=draw(st.sampled_from(DIGITS)),
        output_shown=draw(st.sampled_from(["winner", *map(str, range(1, outputs + 1))])) if outputs > 1 else "winner",
        axes=(first, draw(st.integers(1, inputs).filter(lambda second: second != first))),
        layer_shown=draw(st.integers(0, 6)),
        maps=draw(st.sampled_from(MAPS)),
        discrete=draw(st.booleans()),
        test_shown=draw(st.booleans()),
        present=draw(st.booleans()),
        moment=draw(st.sampled_from(["before", "after"])),
        histogram_of=draw(st.sampled_from(["weights", "activations", "gradients"])),
        stop_after=draw(st.integers(0, 10**9)),
        stop_loss=draw(st.sampled_from([0.0, 0.05, 1e-9, 12.5, 999999.0])),
        stop_accuracy=draw(st.sampled_from([0.0, 0.5, 0.955, 1.0])),
    )
    return view, inputs, outputs


@given(views())
def test_the_address_gives_back_the_view(case):
    view, inputs, outputs = case
    params = view_to_params(view)
    assert tuple(params) == FIELDS
    assert view_from_params(params, inputs, outputs) == (view, [])


def test_the_address_in_words():
    assert view_to_params(View(samples_per_frame=200, surface=True, output_shown="3", axes=(3, 4))) == {
        "samples_per_frame": "200",
        "surface": "1",
        "log": "0",
        "effects": "0",
        "digits": "4",
        "output_shown": "3",
        "axes": "3-4",
        "layer_shown": "0",
        "maps": "auto",
        "discrete": "0",
        "test_shown": "1",
        "moment": "after",
        "histogram_of": "weights",
        "present": "0",
        "stop_after": "0",
        "stop_loss": "0.0",
        "stop_accuracy": "0.0",
    }


def test_no_parameters_are_the_defaults():
    assert view_from_params({}, 2, 1) == (View(), [])
    assert view_from_params({"step": "x", "eta": "x"}, 2, 1) == (View(), [])


def test_a_field_alone_leaves_the_others():
    assert view_from_params({"log": "1"}, 2, 1) == (View(log=True), [])
    assert view_from_params({"log": "yes", "surface": "1"}, 2, 1)[0] == View(surface=True)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(
            ("samples_per_frame", text)
            for text in ("0", "3", "-1", "1.0", "1e1", "+1", "01", "1_0", "1 ", "٣", "9" * 5000)
        ),
        *(
            (field, text)
            for field in ("surface", "log", "discrete", "test_shown")
            for text in ("2", "True", "true", "on", "", "00")
        ),
        *(("output_shown", text) for text in ("0", "4", "-1", "Winner", "best", "", "1.0", "01")),
        *(("stop_after", text) for text in ("-1", "1e3", "", "99999999999", "1.5")),
        *(("stop_loss", text) for text in ("-1", "nan", "", "inf", "1e9")),
        *(("stop_accuracy", text) for text in ("1.1", "90%", "")),
        *(("histogram_of", text) for text in ("weight", "Weights", "")),
        *(("layer_shown", text) for text in ("-1", "7", "last", "01", "")),
        *(("maps", text) for text in ("2", "Auto", "on", "", "00", "auto ")),
        *(("axes", text) for text in ("1-1", "1-5", "0-1", "1", "1-2-3", "1,2", "-1-2", "1-2 ", "", "winner", "2--1")),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_that_names_it(field, text):
    view, problems = view_from_params({field: text}, 4, 3)
    assert view == View()
    assert len(problems) == 1
    assert re.match(rf"{field} must be .*\.$", problems[0], re.DOTALL)
    assert len(problems[0]) < 250


HOSTILE = [
    "[click](javascript:alert(1))",
    "<script>alert(1)</script>",
    "**x** `y` _z_",
    "www.example.com",
    "\ud800",
    "a\n\n# b",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_sentence_carries_what_a_page_would_act_on(text):
    problems = view_from_params(dict.fromkeys(FIELDS, text), 4, 3)[1]
    assert len(problems) == len(FIELDS)
    for problem in problems:
        echoed = problem.split(", not ")[-1]
        assert not set("<>[]`*_/:@&#\\\n\ud800").intersection(echoed)
        assert "www." not in echoed


def test_what_an_output_may_be_follows_the_data():
    assert view_from_params({"output_shown": "2"}, 2, 3)[0].output_shown == "2"
    view, problems = view_from_params({"output_shown": "2"}, 2, 1)
    assert view.output_shown == "winner"
    assert len(problems) == 1
    # One output: both names mean the same picture.
    assert view_from_params({"output_shown": "1"}, 2, 1) == (View(), [])
    assert view_from_params({"axes": "3-4"}, 4, 1)[0].axes == (3, 4)
    assert view_from_params({"axes": "3-4"}, 2, 1)[0].axes is None
    assert view_from_params({"axes": "auto"}, 64, 10) == (View(), [])
    assert view_from_params({"axes": "64-2"}, 64, 10)[0].axes == (64, 2)


@given(st.dictionaries(st.sampled_from(FIELDS), st.text()), st.integers(2, 5), st.integers(1, 4))
def test_no_text_makes_it_raise(params, inputs, outputs):
    view, problems = view_from_params(params, inputs, outputs)
    assert isinstance(view, View)
    named = [problem.split()[0] for problem in problems]
    assert len(named) == len(set(named))
    assert set(named) <= set(params)
    assert view_from_params(view_to_params(view), inputs, outputs) == (view, [])

"""The address holds a run: whoever opens it stands where it was copied, to the last bit."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.run.experiment import Edit, Experiment
from nnviz.run.manual_edits import HandEdit
from nnviz.run.settings import LIVE, FieldError, Settings
from nnviz.session.address import (
    LAST_STEP,
    MOST_CHANGES,
    address,
    history_from,
    history_text,
    read_address,
    short_link,
)
from nnviz.session.view import SPEEDS, View
from nnviz.session.visit import Visit
from tests.strategies import any_settings

FIELDS = (*Settings.__dataclass_fields__, *View.__dataclass_fields__, "history", "step")
ETAS = st.floats(1e-5, 100.0)
SIZES = st.integers(1, 2000)


@st.composite
def visits(draw):
    """A visitor somewhere in a run that they changed on the way, looking at it in some way."""
    start = draw(any_settings(small=True))
    experiment = Experiment(start)
    go = st.tuples(st.just("advance"), st.integers(1, 60))
    change = st.tuples(st.just("eta"), ETAS) | st.tuples(st.just("batch_size"), st.integers(1, 8))
    back = st.tuples(st.just("back"), st.none()) | st.tuples(st.just("seek"), st.integers(0, 200))
    for name, value in draw(st.lists(go | change | back, max_size=8)):
        if name == "advance":
            experiment.advance(value)
        elif name == "back":
            experiment.back()
        elif name == "seek":
            experiment.seek(min(value, experiment.furthest))
        else:
            experiment.change(**{name: value})
    inputs, outputs = experiment.dataset.raw.shape[1], experiment.dataset.T.shape[1]
    first, second = draw(st.permutations(range(1, max(inputs, 2) + 1)))[:2]
    view = View(
        samples_per_frame=draw(st.sampled_from(SPEEDS)),
        surface=draw(st.booleans()),
        log=draw(st.booleans()),
        output_shown=draw(st.sampled_from(["winner", *map(str, range(1, outputs + 1))])) if outputs > 1 else "winner",
        axes=(first, second),
    )
    return Visit(experiment, view)


def parameters(visit):
    """What stands in the browser's address."""
    given_ = {name: value for name, value in address(visit).items() if value is not None}
    return given_ | {"step": str(visit.experiment.step)}


def opened(params):
    """The visit that an address opens, and what is said about it."""
    start, edits, view, step, problems = read_address(params)
    experiment = Experiment(start, edits)
    experiment.seek(step)
    return Visit(experiment, view), problems


@settings(max_examples=120, deadline=None)
@given(visits())
def test_an_address_opens_where_it_was_copied(visit):
    params = parameters(visit)
    assert all(isinstance(text, str) for text in params.values())
    other, problems = opened(params)
    assert problems == []
    assert other.view == visit.view
    left, right = visit.experiment, other.experiment
    assert left.step == right.step
    assert left.start == right.start
    assert left.settings == right.settings
    assert [edit for edit in left.edits if edit.step <= left.step] == list(right.edits)
    assert left.network.flat().tobytes() == right.network.flat().tobytes()
    assert parameters(other) == params


def test_the_address_holds_what_differs_from_the_defaults_and_takes_the_rest_away():
    plain = address(Visit(Experiment(Settings())))
    assert set(plain) >= set(FIELDS) - {"step"}
    assert not any(plain.values())
    visit = Visit(Experiment(Settings(eta=0.25, hidden=(3,), seed=7)), View(log=True, digits=6))
    told = {name: text for name, text in address(visit).items() if text is not None}
    assert told == {"eta": "0.25", "hidden": "3", "seed": "7", "log": "1", "digits": "6"}


def test_a_default_that_an_address_does_not_mean_is_in_it():
    # An address without it is an old one, whose data were scaled by all rows.
    told = address(Visit(Experiment(Settings(dataset="iris", hidden=(3,)))))
    assert (told["scaled_by"], told["dataset"]) == ("training", "iris")


def test_the_address_shows_todays_settings_and_what_they_were():
    experiment = Experiment(Settings(n=20, eta=0.5))
    experiment.advance(40)
    experiment.change(eta=2.0)
    experiment.advance(12)
    experiment.change(batch_size=3, eta=1.5)
    params = parameters(Visit(experiment))
    assert (params["eta"], params["batch_size"]) == ("1.5", "3")
    assert sorted(params["history"].split(",")) == ["batch_size:1@52", "eta:0.5@40", "eta:2.0@52"]
    # Gone back before a change, the address no longer holds it.
    experiment.seek(45)
    params = parameters(Visit(experiment))
    assert (params["eta"], params.get("batch_size"), params["history"]) == ("2.0", None, "eta:0.5@40")
    experiment.seek(39)
    params = parameters(Visit(experiment))
    assert (params["eta"], "history" in params) == ("0.5", False)


@st.composite
def changes(draw, most=12):
    """A start and changes as a run holds them: in the order of their steps, each really changing its field."""
    start = Settings(eta=draw(ETAS), batch_size=draw(SIZES))
    was = {name: getattr(start, name) for name in LIVE}
    edits = []
    for step in sorted(draw(st.sets(st.integers(1, 10**7), max_size=most))):
        for name in sorted(draw(st.sets(st.sampled_from(LIVE), min_size=1)), key=LIVE.index):
            value = draw({"eta": ETAS, "batch_size": SIZES, "regularization_rate": st.floats(0.0, 10.0)}[name])
            if value != was[name]:
                edits.append(Edit(step, name, value))
                was[name] = value
    return start, tuple(edits), start.changed(**was)


@given(changes())
def test_a_history_is_read_back_as_it_was_written(case):
    start, edits, now = case
    assert history_from(history_text(start, edits), now) == (start, edits)


def test_no_changes_are_no_history():
    now = Settings(eta=0.25)
    assert history_text(now, ()) == ""
    assert history_from("", now) == (now, ())


def test_a_history_of_hand():
    now = Settings(eta=2.0, batch_size=4, hidden=(3,))
    start, edits = history_from("eta:0.5@40,batch_size:1@40,eta:1e-3@52", now)
    assert start == now.changed(eta=0.5, batch_size=1)
    assert edits == (Edit(40, "eta", 0.001), Edit(40, "batch_size", 4), Edit(52, "eta", 2.0))


BAD = [
    "eta",
    "eta:0.5",
    "eta:0.5@",
    "eta:0.5@0",
    "eta:0.5@-1",
    "eta:0.5@1.5",
    "eta:0.5@40,",
    ",",
    " eta:0.5@40",
    "eta:0.5@40\n",
    "eta:0.5@52,eta:0.25@40",  # out of order
    "n:50@40",
    "seed:1@40",
    "eta:@40",
    "eta:x@40",
    "eta:e@40",
    "eta:1.2.3@40",
    "eta:nan@40",
    "eta:0@40",
    "eta:101@40",
    "eta:1e999@40",
    "eta:-1@40",
    "batch_size:0@40",
    "batch_size:1.5@40",
    "batch_size:2001@40",
    "batch_size:1e1@40",
    # Bad values that a later change of the same field hides from the settings at the start.
    "eta:0.5@40,eta:999@50",
    "eta:0.5@40,eta:1e999@50",
    "batch_size:3@40,batch_size:0@50",
    "eta:0.5@٤٠",
    "eta:٠@40",
    "<script>@1",
    "[a](b)",
    "\ud800",
]


@pytest.mark.parametrize("text", BAD)
def test_a_history_that_cannot_be_is_refused_by_its_name(text):
    with pytest.raises(FieldError, match=r"^history must be ") as caught:
        history_from(text, Settings())
    assert caught.value.field == "history"
    start, edits, view, step, problems = read_address({"history": text, "eta": "0.25"})
    assert (start, edits, view, step) == (Settings(eta=0.25), (), View(), 0)
    assert len(problems) == 1
    assert problems[0].startswith("history must be ")
    assert problems[0].endswith(".")
    assert "<" not in problems[0]
    assert "](" not in problems[0]


def test_a_history_longer_than_any_is_refused():
    text = ",".join(f"eta:{i % 7 + 1}@{i}" for i in range(1, 100_000))
    with pytest.raises(FieldError):
        history_from(text, Settings())


@pytest.mark.parametrize("count", [1, 60, MOST_CHANGES])
def test_a_run_with_many_changes_has_an_address_that_opens(count):
    experiment = Experiment(Settings(n=10))
    for i in range(count):
        experiment.advance(1)
        experiment.change(eta=0.1 + i / 1000)
    other, problems = opened(parameters(Visit(experiment)))
    assert problems == []
    assert other.experiment.step == experiment.step
    assert other.experiment.network == experiment.network


def changed_often(count):
    experiment = Experiment(Settings(n=10))
    for i in range(count):
        experiment.advance(1)
        experiment.change(eta=0.1 + i / 1000)
    return Visit(experiment)


def changed_by_hand(count):
    edits = [HandEdit(i + 1, "weight", (0, 0, 0), i / 7) for i in range(count)]
    experiment = Experiment(Settings(n=10), hands=edits)
    experiment.seek(count)
    return Visit(experiment)


def test_changes_after_the_step_are_refused():
    *_, problems = read_address({"history": "eta:0.5@40", "eta": "0.3", "step": "39"})
    assert len(problems) == 1
    assert problems[0].startswith("history")


# What an address may say


@pytest.mark.parametrize(("text", "step"), [("0", 0), ("1", 1), ("0012", 12), (str(LAST_STEP), LAST_STEP)])
def test_a_step(text, step):
    assert read_address({"step": text}) == (Settings(), (), View(), step, [])


@pytest.mark.parametrize(
    "text",
    ["", "-1", "1.0", "1e3", " 1", "1\n", "+1", "٣", "²", "x", str(LAST_STEP + 1), pytest.param("9" * 5000, id="huge")],
)
def test_a_step_that_cannot_be(text):
    start, edits, view, step, problems = read_address({"step": text, "seed": "5"})
    assert (start, edits, view, step) == (Settings(seed=5), (), View(), 0)
    assert len(problems) == 1
    assert problems[0].startswith("step must be a whole number from 0 to ")


@pytest.mark.parametrize("name", ["iris", "iris_petals", "penguins"])
def test_an_address_without_the_rows_of_the_scaling_is_an_old_one(name):
    assert read_address({"dataset": name})[0] == Settings(dataset=name, scaled_by="all")
    for rows in ("training", "all"):
        visit = Visit(Experiment(Settings(dataset=name, scaled_by=rows)))
        assert parameters(visit)["scaled_by"] == rows
        assert f"scaled_by={rows}" in short_link("", visit)
        assert read_address(parameters(visit))[0].scaled_by == rows
    assert read_address({"dataset": "digits", "scaled_by": "all"})[0] == Settings(dataset="digits")
    assert "scaled_by" not in short_link("", Visit(Experiment(Settings(dataset="digits", seed=5))))


def test_an_empty_address_is_the_defaults():
    assert read_address({}) == (Settings(), (), View(), 0, [])
    assert read_address({"utm_source": "x", "embed": "true"}) == (Settings(), (), View(), 0, [])


def test_every_bad_field_has_its_own_sentence_and_good_ones_stay():
    *_, problems = read_address(dict.fromkeys(FIELDS, "?"))
    assert sorted(problem.split()[0] for problem in problems) == sorted(FIELDS)
    assert all(problem.endswith(".") for problem in problems)
    start, edits, view, step, problems = read_address(
        {"dataset": "iris", "axes": "3-4", "output_shown": "4", "hidden": "5-x", "eta": "0.5", "step": "7", "log": "1"}
    )
    assert (start, edits, step) == (Settings(dataset="iris", eta=0.5, scaled_by="all"), (), 7)
    assert view == View(axes=(3, 4), log=True)
    assert [problem.split()[0] for problem in problems] == ["hidden", "output_shown"]


def test_the_view_is_checked_against_the_data_that_is_opened():
    # The data set cannot be, so the default with two inputs and one output is opened.
    _, _, view, _, problems = read_address({"dataset": "irises", "axes": "3-4", "output_shown": "2"})
    assert view == View()
    assert [problem.split()[0] for problem in problems] == ["dataset", "output_shown", "axes"]


TEXTS = st.text(max_size=30) | st.from_regex(r"[-+.,:@e0-9a-z]{0,30}", fullmatch=True) | st.sampled_from(BAD)
HISTORIES = st.from_regex(
    r"(eta|batch_size):[0-9.e+-]{1,8}@[0-9]{1,9}(,(eta|batch_size):[0-9.e+-]{1,8}@[0-9]{1,9}){0,3}"
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from((*FIELDS, "else")), TEXTS), st.none() | HISTORIES)
def test_no_text_makes_it_raise(params, history):
    if history is not None:
        params["history"] = history
    start, edits, view, step, problems = read_address(params)
    assert isinstance(start, Settings)
    assert isinstance(view, View)
    assert 0 <= step <= LAST_STEP
    named = [problem.split()[0] for problem in problems]
    assert len(named) == len(set(named))
    assert set(named) <= set(params)
    # Whatever was asked for, what is opened has an address of its own that says the same.
    experiment = Experiment(start, edits)
    again = Visit(experiment, view)
    other, problems = opened(parameters(again))
    assert problems == []
    assert (other.experiment.start, other.view) == (start, view)


@settings(max_examples=60, deadline=None)
@given(visits())
def test_the_short_link_opens_the_same(visit):
    base, _, query = short_link("https://example.org/nn", visit).partition("?")
    assert base == "https://example.org/nn"
    params = dict(parse_qsl(query, strict_parsing=bool(query)))
    assert len(params) <= len(parameters(visit))
    assert read_address(params) == read_address(parameters(visit))

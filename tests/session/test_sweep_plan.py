"""What a visitor types for a sweep becomes runs, or a sentence that says what is wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from nnviz.datasets import OwnData
from nnviz.exchange.runfile import save_run
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.race_text import race_from
from nnviz.session.runs_table import runs_table
from nnviz.session.sweep_fields import BESIDE, VARIED, offered, read_values
from nnviz.session.sweep_plan import MOST_WORK, Plan, TooLargeError, plan_from_params, plan_from_text, plan_of, planned
from nnviz.session.sweep_run import Begun, ending, looks_of, stopped
from nnviz.session.typed_values import in_other_words
from nnviz.sweeps import MOST_RUNS, MOST_SAMPLES, Sweeping

XOR = Settings(dataset="xor4", eta=0.5)


def test_values_are_read_with_commas_semicolons_and_blanks():
    assert read_values("eta", "0.1, 1;3  10") == [0.1, 1.0, 3.0, 10.0]
    assert read_values("hidden", "0, 4, 4-2") == [(), (4,), (4, 2)]
    assert read_values("eta", "1, 1.0") == [1.0]
    assert (
        read_values("eta", "0,1; 0,3") == read_values("eta", "0,1;0,3") == read_values("eta", "0.1 0.3") == [0.1, 0.3]
    )
    assert read_values("hidden", "(4,2), [3], 5") == [(4, 2), (3,), (5,)]
    assert read_values("hidden", "4,2; 3") == read_values("hidden", "(4, 2); 3") == [(4, 2), (3,)]
    assert read_values("activation", "ReLU, Tanh, sigmoid") == ["relu", "tanh", "logistic"]
    assert read_values("optimiser", "SGD Adam") == ["sgd", "adam"]


def test_two_values_that_could_be_one_are_said():
    assert read_values("eta", "1,5") == [1.0, 5.0]
    for text in ("1,5", " 1,5 ", "0.3 1,5", "1,5 0,3", "1,5, 2"):
        assert in_other_words("eta", text) == (
            "1,5 is read as two values, 1 and 5. One value is 1.5 with a point, or 1,5; with a semicolon after it."
        )
    for name, text in (
        *(("eta", each) for each in ("1, 5", "1;5", "1,5;", "1,5,7", "1.5", "0.1,0.3")),
        *(("hidden", "4,2"), ("batch_size", "1,5")),
    ):
        assert in_other_words(name, text) == ""


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("eta", "", "Learning rate"),
        ("eta", "fast", "eta must be"),
        ("eta", "1e9", "eta must be"),
        ("hidden", "400", "hidden must be"),
        ("activation", "tahn", "tanh"),
        ("optimiser", "adamw", "optimiser must be"),
    ],
)
def test_values_that_are_not_allowed_are_named(name, text, words):
    with pytest.raises(ValueError, match=words):
        read_values(name, text)


@pytest.mark.parametrize("name", sorted(VARIED))
def test_the_first_values_of_each_setting_are_allowed(name):
    settings = Settings(regularization="l2")
    work = planned(settings, {name: VARIED[name].values(settings)}, 2, 100)
    assert len(work.settings) >= 2
    assert len({getattr(each, name) for each in work.settings}) == len(work.settings)


@pytest.mark.parametrize(
    ("settings", "name"),
    [(Settings(), "regularization_rate"), (XOR, "noise"), (Settings(hidden=()), "activation")],
)
def test_what_makes_no_difference_is_not_offered_and_refused(settings, name):
    assert name not in offered(settings)
    with pytest.raises(ValueError, match="no difference"):
        planned(settings, {name: VARIED[name].values(settings)}, 2, 100)


def test_two_settings_are_combined():
    work = planned(XOR, {"hidden": "1, 2", "eta": "0.5, 1, 2"}, 3, 100)
    assert [(each.hidden, each.eta) for each in work.settings] == [
        ((n,), eta) for n in (1, 2) for eta in (0.5, 1.0, 2.0)
    ]
    assert work.seeds == (1, 2, 3)
    assert work.points[-1] == 100


@pytest.mark.parametrize(
    ("varied", "seeds", "samples", "words"),
    [
        ({"eta": " ".join(map(str, range(1, 30)))}, 1, 100, "at most 24"),
        ({"eta": "1"}, 51, 100, "Seeds must be"),
        ({"eta": "1"}, 1, 10**7, "Samples must be"),
        ({"eta": "1 2"}, 50, 10**6, "at most 20,000,000 in a sweep"),
        ({"momentum": "0.9"}, 1, 100, "momentum"),
    ],
)
def test_what_would_take_too_long_or_does_not_go_together_is_refused(varied, seeds, samples, words):
    with pytest.raises(ValueError, match=words):
        planned(Settings(optimiser="adam"), varied, seeds, samples)


@trying(deadline=None)
@given(st.sampled_from(sorted(VARIED)), st.text(max_size=40), st.integers(-5, 60), st.integers(-5, 2_000_000))
def test_no_text_breaks_it(name, text, seeds, samples):
    try:
        work = planned(XOR, {name: text}, seeds, samples)
    except ValueError as error:
        assert str(error)
    else:
        assert len(work.settings) * seeds * samples <= MOST_WORK


def test_a_sweep_in_slices_comes_to_its_end():
    begun = Begun(planned(XOR, {"hidden": "1, 2"}, 2, 30_000), ("hidden",))
    assert begun.left is None
    slices = 0
    while begun.working:
        begun.work()
        slices += 1
        assert slices < 200
    assert begun.result.complete
    assert begun.left == 0.0


def test_the_table_has_a_row_for_every_run():
    begun = Begun(planned(XOR, {"hidden": "0, 2-2"}, 2, 200), ("hidden",))
    while begun.working:
        begun.work()
    columns = runs_table(begun, ()).columns
    assert columns["hidden"] == ["0", "0", "2-2", "2-2"]
    assert columns["seed"] == [1, 2, 1, 2]
    assert columns["samples"] == [200] * 4
    assert columns["updates"] == [200] * 4
    assert columns["train"] == [begun.result.train[r, s, -1] for r in range(2) for s in range(2)]


def test_how_runs_ended():
    plane = Settings(dataset="plane", hidden=(), output="identity")
    begun = Begun(planned(plane, {"eta": "0.1, 1.5"}, 1, 6000), ("eta",))
    assert ending(begun.result, 0, 0) == "not begun"
    while begun.working:
        begun.work()
    assert ending(begun.result, 1, 0) == "diverged at 4,838"
    begun.result.failed[0, 0] = "out of luck"
    assert ending(begun.result, 0, 0) == "failed: out of luck"


def cut_short():
    """A sweep of two settings of which the first is done, the second has come a part of the way, the third not."""
    begun = Begun(planned(XOR, {"hidden": "4, 2, 3"}, 2, 1000), ("hidden",))
    while begun.sweep.share < 0.4:
        begun.sweep.work(0.0)
    begun.stopped = True
    return begun


def test_a_sweep_that_was_stopped_counts_what_was_begun():
    begun = cut_short()
    result = begun.result
    assert result.begun.tolist() == [[True, True], [True, True], [False, False]]
    assert result.ended.tolist() == [[True, True], [False, False], [False, False]]
    assert stopped(result).startswith(
        "The sweep was stopped. Of 6 runs 2 came to the end, 2 came a part of the way, 2 were not begun."
    )
    point = int(result.last_point[1, 0])
    at = int(result.samples[point])
    assert 0 < at < 1000 and result.last_point[2, 0] == -1
    assert result.last_loss[1, 0] == result.train[1, 0, point] and math.isnan(result.last_loss[2, 0])
    assert result.last_step(1, 0) == at and result.last_step(2, 0) == 0
    assert [ending(result, r, 0) for r in range(3)] == [ending(result, 0, 0), f"stopped at {at:,}", "not begun"]
    columns = runs_table(begun, ()).columns
    assert columns["samples"] == [1000, 1000, at, at, 0, 0]
    assert columns["train"][2] == result.train[1, 0, point] and math.isnan(columns["train"][4])
    assert f"step={at}" in columns["link"][2]
    # At equal samples there are pictures of the first alone, or of both.
    looks = looks_of(result)
    assert looks[max(looks)] == 1000 and 0 in looks.values()
    assert [result.network(r, 0, max(looks)) is None for r in range(3)] == [False, True, True]
    early = next(look for look, samples in looks.items() if 0 < samples <= at)
    exact = Experiment(result.of(1, 1))
    exact.seek(looks[early])
    np.testing.assert_allclose(result.network(1, 1, early).flat(), exact.network.flat(), rtol=1e-9)
    while not begun.sweep.done:
        begun.sweep.work(1.0)


# In an address


def test_a_plan_is_read_as_it_was_written():
    plan = plan_from_text("hidden:1,4-2~eta:0.5,1~seeds:3~samples:500")
    assert plan == Plan((("hidden", "1, 4-2"), ("eta", "0.5, 1.0")), 3, 500)
    assert plan_from_text(plan.text) == plan
    assert plan_from_text("eta:0.5") == Plan((("eta", "0.5"),), 10, 14_000)


@pytest.mark.parametrize(
    "text",
    [
        *("hidden", "hidden:1~hidden:2", "seeds:3", "colour:red", "eta:0.5~seeds:many", "eta:1e9"),
        *("eta:1~hidden:1~batch_size:1", "noise:0.1", "eta:0.5~samples:0", "<b>:1", "eta:1" * 500),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_a_sentence(text):
    plan, problems = plan_from_params({"sweep": text}, XOR)
    assert plan is None
    assert len(problems) == 1
    assert problems[0].startswith("sweep must be") and problems[0].endswith(".")


@pytest.mark.parametrize(
    "text", ["eta:0.5~seeds:51", "eta:0.5~samples:100000000", "eta:0.5,1,2~seeds:50~samples:900000"]
)
def test_a_plan_too_large_for_the_page_is_said_and_kept_for_its_panel(text):
    plan, (problem,) = plan_from_params({"sweep": text}, XOR)
    assert plan == plan_from_text(text)
    assert problem.startswith("sweep: ") and problem.endswith("The panel Sweep shows how to do it in a notebook.")


def test_a_batch_of_all_is_every_training_row_wherever_it_is_written():
    settings = Settings(dataset="moons")
    rows = len(settings.make_dataset().train)
    assert [each.batch_size for each in planned(settings, {"batch_size": "1, All"}, 1, 10).settings] == [1, rows]
    assert plan_of({"batch_size": "1, all"}, 2, 10, settings).text == f"batch_size:1,{rows}~seeds:2~samples:10"
    plan, problems = plan_from_params({"sweep": "batch_size:1,all"}, settings)
    assert not problems and plan.varied == (("batch_size", f"1, {rows}"),)
    rivals, _, problems = race_from({"race": "batch_size:10~~batch_size:all~activation:ReLU"}, settings)
    assert not problems and rivals[1].changes == {"batch_size": rows, "activation": "relu"}


@pytest.mark.parametrize(
    ("varied", "seeds", "samples"),
    [
        ({"eta": "1"}, 999_999_999, 100),
        ({"eta": "1 2 3"}, 60, 999_999_999),
        ({"eta": " ".join(map(str, range(1, 40)))}, 999_999_999, 999_999_999),
    ],
)
def test_the_notebook_lines_ask_for_what_a_sweep_takes(varied, seeds, samples, monkeypatch):
    import nnviz

    asked = []
    monkeypatch.setitem(vars(nnviz), "sweep", lambda *given, **more: asked.append((*given, more)) or FakeResult())
    with pytest.raises(TooLargeError) as refused:
        planned(XOR, varied, seeds, samples)
    exec(refused.value.code, {})
    ((settings, more),) = asked
    # Its bounds come first: of a thousand million seeds it would make as many runs.
    assert len(settings) * len(more["seeds"]) <= MOST_RUNS and more["samples"] <= MOST_SAMPLES
    assert Sweeping(settings, more["seeds"], more["samples"], more["every"]).share == 0.0


def test_of_too_many_values_alone_there_are_no_lines():
    many = " ".join(map(str, range(1, 101)))
    with pytest.raises(TooLargeError) as refused:
        planned(XOR, {"eta": many, "batch_size": f"{many} 101"}, 1, 10)
    assert refused.value.code == ""


def test_the_notebook_line_does_the_sweep_that_is_too_large(monkeypatch):
    import nnviz

    asked = []
    monkeypatch.setitem(vars(nnviz), "sweep", lambda settings, **more: asked.append((settings, more)) or FakeResult())
    with pytest.raises(TooLargeError) as refused:
        planned(XOR, {"hidden": "1, 4-2", "eta": "0.5 1"}, 50, 10**6)
    exec(refused.value.code, {})
    (settings, more), *_ = asked
    assert [(each.hidden, each.eta, each.dataset) for each in settings] == [
        ((1,), 0.5, "xor4"),
        ((1,), 1.0, "xor4"),
        ((4, 2), 0.5, "xor4"),
        ((4, 2), 1.0, "xor4"),
    ]
    assert more == {"seeds": range(1, 51), "samples": 10**6, "every": 10_000, "progress": True}


def test_the_notebook_line_for_data_of_ones_own_takes_what_is_in_force(monkeypatch, tmp_path):
    import nnviz

    data = OwnData(X=np.arange(6.0)[:, None], labels=np.array([0, 1, 0, 1, 1, 0]), classes=("a", "b"))
    run = Experiment(Settings(dataset="own", own=data))
    run.seek(3)
    run.change(eta=0.25)
    (tmp_path / "my-run.json").write_bytes(save_run(run, {}))
    monkeypatch.chdir(tmp_path)
    asked = []
    monkeypatch.setitem(vars(nnviz), "sweep", lambda settings, **more: asked.extend(settings) or FakeResult())
    with pytest.raises(TooLargeError) as refused:
        planned(run.settings, {"hidden": "1, 2"}, 51, 100)
    exec(refused.value.code, {})
    assert asked == [run.settings.changed(hidden=hidden) for hidden in ((1,), (2,))]


class FakeResult:
    def chart(self):
        return None


def test_every_setting_that_varies_is_called_something_beside_its_values():
    assert BESIDE.keys() == VARIED.keys()

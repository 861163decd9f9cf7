"""One update, one truth: every number that is shown of an update is that of the update which the run made."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nnviz.analysis.outcome import outcome
from nnviz.derivation import (
    answer,
    backward,
    explain_sign,
    forward,
    loss_lines,
    phases,
    question,
    table_csv,
    update_lines,
    update_rule,
    weight_table,
)
from nnviz.derivation.notation import number, parse_key
from nnviz.engine import gradient
from nnviz.figures.theme import THEMES
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.frame_encoder import Pictures
from nnviz.session.slow_motion import SlowMotion
from nnviz.session.traces import as_json
from nnviz.session.view import View

KINDS = (
    {"dataset": "circle", "output": "logistic"},
    {"dataset": "moons", "output": "logistic", "loss": "cross_entropy"},
    {"dataset": "iris", "output": "softmax", "loss": "cross_entropy"},
    {"dataset": "blobs4", "output": "tanh"},
    {"dataset": "plane", "output": "identity"},
    {"dataset": "linear", "output": "step", "hidden": (), "rule": "perceptron"},
)


@st.composite
def runs(draw):
    """A run of any kind that stands after some updates, with changes by hand on the way, and perhaps right here."""
    kind = dict(draw(st.sampled_from(KINDS)))
    if "rule" not in kind:
        kind |= {
            "hidden": draw(st.sampled_from([(), (2,), (3, 2)])),
            "activation": draw(st.sampled_from(["logistic", "tanh", "relu"])),
            "momentum": draw(st.sampled_from([0.0, 0.8])),
            "regularization": draw(st.sampled_from(["none", "l1", "l2"])),
            "regularization_rate": draw(st.sampled_from([0.0, 0.01])),
        }
    start = Settings(
        n=draw(st.integers(8, 40)),
        batch_size=draw(st.sampled_from([1, 2, 3, 10, 2000])),
        eta=draw(st.sampled_from([0.05, 0.5])),
        order=draw(st.sampled_from(["shuffled", "replacement", "file"])),
        bias=draw(st.booleans()),
        seed=draw(st.integers(0, 99)),
        **kind,
    )
    experiment = Experiment(start)
    if draw(st.booleans()):
        experiment.advance(draw(st.integers(1, 30)))
        experiment.freeze((0, 1, 0))
        experiment.set_weight((0, 2, 0), 0.3)
    experiment.advance(draw(st.integers(1, 60)))
    if draw(st.booleans()) and start.rule == "gradient":
        experiment.change(batch_size=draw(st.sampled_from([1, 4, 2000])))
        experiment.advance(draw(st.integers(1, 20)))
    assume(experiment.diverged_at is None)
    return experiment


any_run = hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def flat(arrays):
    return np.concatenate([np.ravel(array) for array in arrays])


def mean_gradient(experiment, batch):
    """The mean over a batch, by another way than the page's."""
    data = experiment.dataset
    if batch.rule == "perceptron":
        X, T, (W,) = data.X[batch.rows], data.T[batch.rows], batch.network.weights
        error = (W[0] + X @ W[1:] > 0.0) - T
        inputs = np.column_stack([np.full(len(X), float(batch.network.bias)), X])
        return [np.mean([np.outer(x, e) for x, e in zip(inputs, error, strict=True)], axis=0)]
    return gradient(batch.network, data.X[batch.rows], data.T[batch.rows])


@any_run
@given(runs())
def test_tables_files_lines_and_pictures_tell_the_update_that_was_made(experiment):
    update, batch, data = experiment.made, experiment.batch, experiment.dataset
    before, after = batch.network, experiment.network
    assert update.rows.tolist() == [
        experiment.sample_at(n) for n in range(experiment.step - update.n + 1, experiment.step + 1)
    ]
    mean = mean_gradient(experiment, batch)
    E = before.loss(data.X[batch.rows], data.T[batch.rows])
    near = {"rel": 1e-9, "abs": 1e-12}

    rows = weight_table(update)
    cells = {row.key: row for row in rows}
    read = {row["key"]: row for row in csv.DictReader(io.StringIO(table_csv(rows)))}
    updated = {line.key: line for line in update_lines(update)}
    last_phase = {line.key: line for line in phases(update)[-1].lines}
    for key, row in cells.items():
        place = parse_key(key)
        old, new = before.weights[place.layer][place[1:]], after.weights[place.layer][place[1:]]
        assert (row.old, row.new) == (old, new) == (float(read[key]["old"]), float(read[key]["new"]))
        assert row.gradient == pytest.approx(mean[place.layer][place[1:]], **near)
        assert float(read[key]["gradient"]) == row.gradient
        assert row.old + row.step == pytest.approx(row.new, **near)
        assert row.layer == int(read[key]["layer"]) == place.layer + 1
        assert updated[key].value == last_phase[key].value == new
        rule = update_rule(update, *place)
        assert (rule.old, rule.new, rule.step) == (old, new, row.step)
        assert rule.gradient == pytest.approx(row.gradient, **near)
        assert rule.value == pytest.approx(row.gradient, **near)
        assert explain_sign(rule).moves == ("up" if new > old else "down" if new < old else "stay")

    told = json.loads(as_json(update, experiment, made=True))
    assert (told["step"], told["made"], told["samples"]) == (experiment.step, True, batch.rows.tolist())
    np.testing.assert_array_equal(flat(told["weights_before"][0]), before.weights[0].ravel())
    np.testing.assert_array_equal(np.concatenate([flat(w) for w in told["weights_after"]]), after.flat())
    np.testing.assert_allclose(np.concatenate([flat(g) for g in told["dE_dW"]]), flat(mean), rtol=1e-9, atol=1e-12)
    assert [one["sample"] for one in told["presented"]] == batch.rows.tolist()
    assert told["E"] == pytest.approx(np.mean([one["E"] for one in told["presented"]]), **near)
    assert ("part" in told) == (update.n > 1) == ("layers" not in told)

    pictures = Pictures(experiment, View(), THEMES["light"])
    frame = pictures.maker.now()
    losses = {line.key: line.value for line in loss_lines(update)}
    assert told["E"] == frame.E == losses["E:mean" if update.n > 1 else "E"]
    assert frame.E == pytest.approx(E, **near)
    assert pictures.payload(frame)["fields"]["E"] == f"{'mean E' if update.n > 1 else 'E'} {number(frame.E)}"
    edges, hits = pictures.wiring.edges["edge"], pictures.payload(frame)["views"]["network"]["tables"]["hits"]
    for key, w, slope in zip(edges, hits["w"], hits["gradient"], strict=True):
        assert w == pytest.approx(cells[key].new, rel=1e-6, abs=1e-8)
        assert slope == pytest.approx(cells[key].gradient, rel=1e-6, abs=1e-8)
    done = pictures.effects()
    np.testing.assert_allclose(
        done.change, after.loss_per_sample(data.X, data.T) - before.loss_per_sample(data.X, data.T), atol=1e-9
    )


@any_run
@given(runs(), st.integers(0, 20))
def test_predict_first_judges_by_the_update_that_is_then_made(experiment, seed):
    slow = SlowMotion(predict=True)
    before = experiment.network
    slow.forward(experiment, None)
    walk = slow.walk
    assume(walk is not None)
    asked = [question(walk.update, seed + i) for i in range(4)]
    verdicts = [{option.key: answer(one, walk.update, option.key).right for option in one.options} for one in asked]
    words = [answer(one, walk.update, one.options[0].key).why for one in asked]
    walk.reply(walk.asked.options[0].key, slow.score)
    slow.forward(experiment, None)
    after = experiment.network
    np.testing.assert_array_equal(after.flat(), walk.update.whole.network.flat())
    for one, verdict, why in zip(asked, verdicts, words, strict=True):
        moved = {}
        for key in one.weights:
            layer, row, column = parse_key(key)
            moved[key] = after.weights[layer][row, column] - before.weights[layer][row, column]
        if one.kind == "direction":
            change = moved[one.weights[0]]
            assert verdict == {"up": change > 0, "down": change < 0, "stay": change == 0}
            assert walk.update.n == 1 or change == 0 or f"Of the {walk.update.n} samples of the batch" in why
            continue
        most = max(abs(change) for change in moved.values())
        for key, right in verdict.items():
            assert right == (abs(moved[key]) == pytest.approx(most, rel=1e-7, abs=1e-15))


@any_run
@given(runs())
def test_the_loss_charts_dots_and_the_worksheet_are_of_the_same_batch(experiment):
    data, step = experiment.dataset, experiment.step
    history = experiment.history()
    shown = {row.step: row.E for row in history if row.step}
    for n in list(shown)[-5:]:
        experiment.seek(n)
        rows, before = experiment.batch.rows, experiment.batch.network
        assert shown[n] == pytest.approx(before.loss(data.X[rows], data.T[rows]), rel=1e-9, abs=1e-12)
        assert shown[n] == experiment.snapshot().E
    experiment.seek(step)
    update = experiment.made
    assert update.sample == experiment.sample
    for line in (*forward(update.part), *backward(update.part)):
        if line.key.startswith("out:"):
            _, layer, column = line.key.split(":")
            outs = experiment.batch.network.forward(data.X[[update.sample]])
            assert line.value == pytest.approx(outs[int(layer)][0, int(column)], rel=1e-9, abs=1e-12)


def test_what_was_set_by_hand_is_no_part_of_the_update():
    experiment = Experiment(Settings(batch_size=10))
    experiment.advance(40)
    before, after = experiment.batch.network, experiment.network
    pictures = Pictures(experiment, View(), THEMES["light"])
    change = pictures.effects().change.copy()
    experiment.set_weight((1, 1, 0), 5.0)
    update = experiment.made
    assert update.part.before == before
    np.testing.assert_array_equal(update.whole.network.flat(), after.flat())
    np.testing.assert_array_equal(Pictures(experiment, View(), THEMES["light"]).effects().change, change)
    assert experiment.network.weights[1][1, 0] == 5.0
    assert experiment.coming.part.before.weights[1][1, 0] == 5.0


def test_slow_motion_after_a_change_by_hand_undoes_that_first():
    experiment = Experiment(Settings(batch_size=10))
    experiment.advance(40)
    flat_ = experiment.network.flat()
    experiment.set_weight((1, 1, 0), 5.0)
    slow = SlowMotion(on=True)
    slow.back(experiment)
    assert slow.walk is None and experiment.step == 40
    np.testing.assert_array_equal(experiment.network.flat(), flat_)
    slow.back(experiment)
    assert slow.walk is not None and experiment.step == 30
    slow.forward(experiment, None)
    assert experiment.step == 40
    np.testing.assert_array_equal(experiment.network.flat(), flat_)


@pytest.mark.parametrize("batch_size", [1, 10])
def test_in_slow_motion_all_before_the_update_is_of_the_network_before_it(batch_size):
    experiment = Experiment(Settings(batch_size=batch_size))
    experiment.advance(40)
    before, row = experiment.network, int(experiment.next_batch.rows[-1])
    pictures = Pictures(experiment, View(), THEMES["light"])
    slow, moments = SlowMotion(on=True), []
    for _ in range(9):
        slow.forward(experiment, None)
        frame = slow.walk.frame(pictures.maker.now(maps=True))
        network = before if slow.walk.here.kind != "update" else experiment.network
        moments.append(frame.moment)
        assert (frame.network, frame.sample, frame.batch) == (network, row, batch_size)
        assert frame.y == pytest.approx(network.predict(experiment.dataset.X[[row]])[0], rel=1e-12)
        points = pictures.plane.points()
        assert frame.field.reshape(len(points), -1) == pytest.approx(network.predict(points), rel=1e-9)
        assert flat(frame.gradient) == pytest.approx(flat(slow.walk.update.whole.dE_dW), rel=1e-12)
    assert moments == ["before"] * 8 + ["after"]
    assert experiment.network != before


def test_an_update_that_its_last_sample_alone_could_not_make_is_told_all_the_same():
    experiment = Experiment(Settings(dataset="plane", output="identity", hidden=(), eta=100.0, batch_size=2000))
    while experiment.diverged_at is None:
        assert experiment.coming is None or experiment.coming.part.eta == 100.0
        experiment.forward()
    assert experiment.coming is None
    assert experiment.made is not None


def test_the_outcome_of_an_update_leaves_out_what_was_set_by_hand_since():
    experiment = Experiment(Settings(batch_size=10))
    experiment.advance(40)
    found = outcome(experiment)
    experiment.set_weight((1, 1, 0), 5.0)
    assert outcome(experiment) == found
    assert found.E_before == pytest.approx(experiment.made.whole.E, rel=1e-12)
    assert found.E_after == pytest.approx(experiment.made.whole.E_after, rel=1e-12)

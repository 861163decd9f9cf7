"""Runs on own data of several targets, of values in their own units, and of two softmax outputs."""

import contextlib
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.analysis.scores import classified, fitted, fitted_each
from nnviz.datasets import OwnData, make_dataset, own_of
from nnviz.datasets.from_table import own_from_table, table_of
from nnviz.datasets.own_text import own_from, own_text
from nnviz.datasets.reader import read_table, to_csv
from nnviz.engine import gradient, numerical_gradient, step
from nnviz.exchange.runfile import read_run, save_run
from nnviz.export.script import script
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings, from_params, to_params
from tests.engine import oracle
from tests.strategies import own_data

X = [[0.5, 1], [2, 3], [4, 5.5], [1, -2], [0, 2], [3, 3]]
SEVERAL = OwnData(
    X=X, values=[[10, 0.5], [20, 0.25], [15, 0.75], [11, 0], [12, 1], [19, 0.3]], target=("price", "share")
)
UNITS = SEVERAL.changed(target_scaling="none")
PAIR = OwnData(X=X, labels=[0, 1, 1, 0, 0, 1], classes=("no", "yes"), one_per_class=True)
COMMON = {"dataset": "own", "hidden": (3,), "seed": 4, "test_share": 0.2}
RUNS = {
    "several targets": Settings(own=SEVERAL, eta=0.5, **COMMON),
    "several targets, tanh": Settings(own=SEVERAL, output="tanh", eta=0.2, **COMMON),
    "values in their own units": Settings(own=UNITS, output="identity", eta=0.001, momentum=0.5, **COMMON),
    "two softmax outputs": Settings(own=PAIR, output="softmax", loss="cross_entropy", **COMMON),
    "two logistic outputs": Settings(own=PAIR, batch_size=2, **COMMON),
}


@pytest.mark.parametrize("name", RUNS)
def test_gradients_agree_with_central_differences_and_with_plain_python(name):
    experiment = Experiment(RUNS[name])
    experiment.advance(7)
    data, network = experiment.dataset, experiment.network
    assert data.T.shape[1] == 2 == network.sizes[-1]
    for ours, theirs in zip(
        gradient(network, data.X, data.T), numerical_gradient(network, data.X, data.T), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-8 * np.abs(data.T).max())
    if network.criterion == "squared":
        weights = [w.tolist() for w in network.weights]
        for x, t in zip(data.X, data.T, strict=True):
            trace = step(network, x, t, eta=0.1)
            expected = oracle.gradient(weights, network.activations, x.tolist(), t.tolist())
            for ours, theirs in zip(trace.dE_dW, expected, strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


def test_two_softmax_outputs_are_one_logistic_output_of_their_difference():
    experiment = Experiment(RUNS["two softmax outputs"])
    experiment.advance(30)
    data, network = experiment.dataset, experiment.network
    h = network.forward(data.X)[0]
    u = network.weights[1][0] + h @ network.weights[1][1:]
    y = network.predict(data.X)
    np.testing.assert_allclose(y[:, 1], 1 / (1 + np.exp(u[:, 0] - u[:, 1])), rtol=1e-12)
    np.testing.assert_allclose(y.sum(axis=1), 1)
    assert data.outputs == ("no", "yes") and np.array_equal(data.T.argmax(axis=1), data.labels)
    found = classified(network, data, data.train)
    assert found.confusion.shape == (2, 2) and found.accuracy == experiment.accuracy()[0]


def test_errors_are_told_in_each_targets_units():
    for name in ("several targets", "values in their own units"):
        experiment = Experiment(RUNS[name])
        data, network = experiment.dataset, experiment.network
        y = network.predict(data.X) * data.target_scale + data.target_centre
        error = y - SEVERAL.values
        rows = np.arange(len(X))
        each = fitted_each(network, data, rows)
        np.testing.assert_allclose([one.rmse for one in each], np.sqrt((error**2).mean(axis=0)))
        np.testing.assert_allclose([one.mae for one in each], np.abs(error).mean(axis=0))
        spread = ((SEVERAL.values - SEVERAL.values.mean(axis=0)) ** 2).sum(axis=0)
        np.testing.assert_allclose([one.r2 for one in each], 1 - (error**2).sum(axis=0) / spread)
        np.testing.assert_allclose(fitted(network, data, rows).mae, np.abs(error).mean())


@pytest.mark.parametrize("name", RUNS)
def test_link_run_file_and_script_follow(name):
    settings_ = RUNS[name]
    assert from_params(to_params(settings_)) == (settings_, [])
    experiment = Experiment(settings_)
    experiment.advance(12)
    raw = save_run(experiment)
    assert read_run(raw).replay().network.flat().tobytes() == experiment.network.flat().tobytes()
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(script(experiment), "script", "exec"), {})
    data = experiment.dataset
    loss = experiment.network.loss(data.X[data.train], data.T[data.train])
    assert float(said.getvalue()) == pytest.approx(loss, rel=1e-9)


def test_a_file_without_the_newer_fields_of_own_data_is_as_it_was():
    plain = PAIR.changed(one_per_class=False)
    document = json.loads(save_run(Experiment(Settings(own=plain, **COMMON))))
    own = document["settings"]["own"]
    for name in ("target_scaling", "one_per_class"):
        del own[name]
    assert read_run(json.dumps(document).encode()).experiment.settings.own == plain


def test_mazurs_row_becomes_own_data_and_learns_the_same():
    own = own_of(make_dataset("mazur"))
    common = {"hidden": (2,), "eta": 0.5, "order": "file"}
    ours, theirs = (
        Experiment(Settings(dataset="own", own=own, **common)),
        Experiment(Settings(dataset="mazur", **common)),
    )
    for run in (ours, theirs):
        run.advance(25)
    assert ours.network.flat().tobytes() == theirs.network.flat().tobytes()


def test_values_beyond_what_an_output_gives_ask_for_the_identity():
    with pytest.raises(ValueError, match="output must be identity, not logistic"):
        Settings(own=UNITS, **COMMON)
    small = UNITS.changed(values=np.asarray(UNITS.values) / 20)
    assert Settings(own=small, **COMMON).output == "logistic"
    # An address that has no output, or one that does not reach them, opens with the identity.
    params = to_params(RUNS["values in their own units"])
    assert from_params({**params, "output": "tanh"})[0].output == "identity"
    assert from_params({name: text for name, text in params.items() if name != "output"})[0].output == "identity"


@settings(max_examples=60, deadline=None)
@given(own_data(reach=1e9), st.data())
def test_from_table_to_run_file_and_to_csv_and_back(own, data):
    output = "logistic" if own.reached_by("logistic") else "identity"
    experiment = Experiment(Settings(dataset="own", own=own, output=output, hidden=()))
    assert read_run(save_run(experiment)).experiment.settings.own == own
    text = own_text(own)
    assert text is not None and own_from(text) == own


NAMES = st.text("abcxyzÄß[].$_*", max_size=8).map(lambda text: f"n{text}")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_from_own_data_to_csv_and_back(data):
    rows, width = data.draw(st.integers(3, 9)), data.draw(st.integers(1, 3))
    outputs = data.draw(st.integers(1, 3))
    # Two names that are the same for a reader of tables would be no two columns.
    names = data.draw(st.lists(NAMES, min_size=width + outputs, max_size=width + outputs, unique_by=str.casefold))
    numbers = st.lists(st.floats(-1e6, 1e6), min_size=rows, max_size=rows, unique=True)
    X = np.array([data.draw(numbers) for _ in range(width)]).T
    more = {"scaling": data.draw(st.sampled_from(["standardise", "min-max", "none"]))}
    if data.draw(st.booleans()):
        own = OwnData(
            X=X,
            inputs=names[:width],
            values=np.array([data.draw(numbers) for _ in range(outputs)]).T,
            target=names[width:],
            target_scaling=data.draw(st.sampled_from(["range", "none"])),
            **more,
        )
    else:
        labels = [0, 1, *data.draw(st.lists(st.integers(0, 1), min_size=rows - 2, max_size=rows - 2))]
        pair = data.draw(st.booleans())
        own = OwnData(
            X=X,
            inputs=names[:width],
            labels=labels,
            classes=("no", "yes"),
            target=names[width],
            one_per_class=pair,
            **more,
        )
    table = read_table(to_csv(table_of(own)))
    again = own_from_table(
        table,
        table.names[:width],
        table.names[width:],
        task=own.task,
        target_scaling=own.target_scaling,
        one_per_class=own.one_per_class,
        **more,
    )
    assert again == own

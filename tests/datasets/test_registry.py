"""Every data set by name: what holds for all of them, and what is refused."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.datasets import KINDS as ALL
from nnviz.datasets import Dataset, make_dataset

# Of one row and with targets of their own: what holds for the others is not for them.
ROWS = ("mazur", "one_to_zero")
KINDS = {name: kind for name, kind in ALL.items() if name not in ROWS}
OUTPUTS = ("logistic", "tanh", "relu", "identity", "step")
TABLES = ("and", "or", "nand", "xor4")
MEASURED = {"iris": 150, "iris_petals": 150, "penguins": 342, "digits": 1797}
GENERATED = tuple(name for name in KINDS if name not in (*TABLES, *MEASURED))
ARRAYS = ("X", "T", "labels", "train", "test", "centre", "scale")


def same(a, b):
    """Whether two data sets are equal to the last bit."""
    pairs = [(getattr(a, name), getattr(b, name)) for name in ARRAYS]
    return all(x is y is None or x.tobytes() == y.tobytes() for x, y in pairs)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(list(KINDS)),
    n=st.integers(4, 60) | st.just(2000),
    noise=st.floats(0, 0.5),
    share=st.floats(0, 0.9),
    seed=st.integers(0, 2**63 - 1),
    output=st.sampled_from(OUTPUTS),
)
def test_every_data_set_is_whole(name, n, noise, share, seed, output):
    kind = KINDS[name]
    arguments = {"n": n, "noise": noise, "test_share": share, "seed": seed, "output": output}
    if kind.task == "regression" and output == "step":
        with pytest.raises(ValueError, match=r"^output "):
            make_dataset(name, **arguments)
        return
    data = make_dataset(name, **arguments)

    rows = 4 if name in TABLES else MEASURED.get(name, n)
    assert data.X.shape == (rows, len(data.inputs))
    assert data.T.shape == (rows, kind.n_outputs) == (rows, len(data.outputs))
    assert (data.name, data.title, data.task) == (name, kind.title, kind.task)
    assert kind.uses_n == kind.uses_noise == (name in GENERATED)
    assert kind.splits == (name not in TABLES)
    for field in ARRAYS:
        array = getattr(data, field)
        if array is not None:
            assert array.dtype == (np.int64 if field in ("labels", "train", "test") else np.float64)
            assert np.isfinite(array).all()
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0

    if kind.task == "regression":
        assert data.labels is None
        assert data.T.min() >= (-1 if output in ("tanh", "identity") else 0)
        assert data.T.max() <= 1
    else:
        low = -1.0 if output == "tanh" else 0.0
        assert set(np.unique(data.T)) <= {low, 1.0}
        classes = max(kind.n_outputs, 2)
        assert len(data.classes) == len(set(data.classes)) == classes
        assert set(np.unique(data.labels)) <= set(range(classes))
        if kind.n_outputs == 1:
            assert np.array_equal(data.T[:, 0] == 1.0, data.labels == 1)
        else:
            assert ((data.T == 1.0) == (data.labels[:, None] == np.arange(classes))).all()

    assert sorted([*data.train, *data.test]) == list(range(rows))
    assert data.train.tolist() == sorted(data.train)
    assert data.test.tolist() == sorted(data.test)
    groups = np.zeros(rows, dtype=int) if data.labels is None else data.labels
    for label in np.unique(groups):
        size = (groups == label).sum()
        held = (groups[data.test] == label).sum()
        assert size - held >= 1
        if name in TABLES:
            assert held == 0
        else:
            assert abs(held - share * size) <= 0.5 or held == size - 1

    assert same(data, make_dataset(name, **arguments))


@pytest.mark.parametrize("name", [name for name in KINDS if KINDS[name].splits])
def test_another_seed_gives_other_rows(name):
    one, two = (make_dataset(name, n=60, noise=0.1, seed=seed) for seed in (1, 2))
    assert not np.array_equal(one.train, two.train)
    real = [data.raw * data.scale + data.centre for data in (one, two)]
    assert np.allclose(*real) == (name in MEASURED)


@pytest.mark.parametrize("name", GENERATED)
def test_a_share_held_out_does_not_change_the_rows(name):
    one, two = (make_dataset(name, n=60, noise=0.1, test_share=share) for share in (0.0, 0.4))
    assert np.array_equal(one.X, two.X)
    assert np.array_equal(one.T, two.T)
    assert len(one.test) == 0
    assert len(two.test) == 24


@pytest.mark.parametrize("name", KINDS)
def test_the_output_decides_the_targets_range_alone(name):
    base, symmetric = (make_dataset(name, n=60, noise=0.1, output=output) for output in ("logistic", "tanh"))
    assert np.array_equal(base.X, symmetric.X)
    assert np.array_equal(base.train, symmetric.train)
    assert symmetric.T == pytest.approx(2 * base.T - 1, abs=1e-12)
    identity = make_dataset(name, n=60, noise=0.1, output="identity")
    assert np.array_equal(identity.T, symmetric.T if KINDS[name].task == "regression" else base.T)


def test_rows_of_a_class_do_not_stand_together():
    for name in GENERATED:
        labels = make_dataset(name, n=200, seed=3).labels
        if labels is not None:
            assert np.count_nonzero(np.diff(labels)) > 60, name


def test_the_defaults():
    assert same(
        make_dataset("circle"),
        make_dataset("circle", n=200, noise=0.0, test_share=0.3, seed=1, output="logistic"),
    )
    assert len(make_dataset("circle").test) == 60


def test_numpy_numbers_will_do():
    made = make_dataset("circle", n=np.int64(30), noise=np.float64(0.2), test_share=0, seed=np.uint32(5))
    assert same(made, make_dataset("circle", n=30, noise=0.2, test_share=0.0, seed=5))


def test_the_global_random_numbers_are_left_alone():
    before = np.random.get_state(), random.getstate()  # noqa: NPY002  # the very thing that must not be used
    first = {name: make_dataset(name, n=20, noise=0.1) for name in KINDS}
    after = np.random.get_state(), random.getstate()  # noqa: NPY002
    assert repr(before) == repr(after)
    np.random.seed(99)  # noqa: NPY002
    random.seed(99)
    assert all(same(made, make_dataset(name, n=20, noise=0.1)) for name, made in first.items())


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("ring", {}, "^name must be one of circle, "),
        ("", {}, "^name "),
        (None, {}, "^name "),
        (["circle"], {}, "^name "),
        *(("circle", {"n": value}, "^n must be .* 4 to 2000") for value in (3, 2001, 10.0, True, "9", None, np.nan)),
        *(("circle", {"noise": value}, "^noise must be .* 0.0 to 0.5") for value in (-0.01, 0.51, np.nan, False, "0")),
        *(
            ("circle", {"test_share": value}, "^test_share must be .* 0.0 to 0.9")
            for value in (-0.1, 0.91, np.inf, None)
        ),
        *(
            ("circle", {"seed": value}, "^seed must be a whole number from 0 ")
            for value in (-1, 2**63, 1.5, False, "1")
        ),
        *(("circle", {"output": value}, "^output must be one of logistic, ") for value in ("sigmoid", None, 3)),
        ("plane", {"output": "step"}, "^output must not be step"),
        ("multigauss", {"output": "step"}, "^output must not be step"),
        # A table or a measured set has no use for n, and still says what is wrong with it.
        ("xor4", {"n": 3}, "^n "),
        ("iris", {"noise": 9}, "^noise "),
    ],
)
def test_what_cannot_be_is_refused_by_name(name, arguments, message):
    with pytest.raises(ValueError, match=message):
        make_dataset(name, **arguments)


WHOLE = {
    "name": "own",
    "title": "Own",
    "X": [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]],
    "T": [[0.0], [1.0], [1.0]],
    "labels": [0, 1, 1],
    "inputs": ("a", "b"),
    "outputs": ("y",),
    "classes": ("0", "1"),
    "task": "classification",
    "train": [0, 2],
    "test": [1],
    "centre": [0.0, 0.0],
    "scale": [1.0, 1.0],
}


def test_a_data_set_holds_copies():
    X = np.array(WHOLE["X"])
    data = Dataset(**{**WHOLE, "X": X})
    X[:] = 9
    assert data.X.tolist() == WHOLE["X"]
    with pytest.raises(AttributeError):
        data.X = X


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X": [[0.0, np.nan], [2.0, 3.0], [4.0, 5.0]]}, "^X must be finite"),
        ({"T": [[0.0], [np.inf], [1.0]]}, "^T must be finite"),
        ({"X": [0.0, 1.0, 2.0]}, "^X and T "),
        ({"T": [0.0, 1.0, 1.0]}, "^X and T "),
        ({"T": [[0.0], [1.0]]}, "^X and T "),
        ({"X": np.empty((0, 2)), "T": np.empty((0, 1)), "train": [], "test": []}, "^X and T .* at least one"),
        ({"inputs": ("a",)}, "^inputs and outputs "),
        ({"outputs": ("y", "z")}, "^inputs and outputs "),
        ({"train": [0, 1]}, "^train and test "),
        ({"test": []}, "^train and test "),
        ({"test": [1, 1]}, "^train and test "),
        ({"test": [3]}, "^train and test "),
        ({"train": [], "test": [0, 1, 2]}, "train at least one"),
    ],
)
def test_a_data_set_that_does_not_fit_together_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        Dataset(**{**WHOLE, **changes})


@pytest.mark.parametrize(
    ("name", "x", "t"), [("mazur", [[0.05, 0.10]], [[0.01, 0.99]]), ("one_to_zero", [[1.0]], [[0.0]])]
)
@pytest.mark.parametrize("output", ["logistic", "tanh", "identity"])
def test_rows_of_worked_examples_are_what_was_published(name, x, t, output):
    data = make_dataset(name, n=50, noise=0.3, test_share=0.5, output=output)
    assert (data.X.tolist(), data.T.tolist()) == (x, t)
    assert (data.train.tolist(), data.test.tolist()) == ([0], [])
    assert data.labels is None

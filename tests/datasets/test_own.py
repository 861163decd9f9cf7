"""A visitor's own data: what they may be, how they change, and the data set that a network learns from."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnviz.datasets import KINDS, DataError, OwnData, make_dataset, own_of
from nnviz.datasets.own_set import held_out, own_dataset

NAMES = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=40)
NUMBERS = st.floats(-1e12, 1e12)


@st.composite
def own_data(draw, most=12):
    rows, width = draw(st.integers(1, most)), draw(st.integers(1, 8))
    X = draw(st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=rows, max_size=rows))
    inputs = draw(st.lists(NAMES, min_size=width, max_size=width, unique=True))
    more = {"scaling": draw(st.sampled_from(["standardise", "min-max", "none"]))}
    if draw(st.booleans()):
        targets = draw(st.lists(NAMES, min_size=1, max_size=draw(st.sampled_from([1, 1, 3])), unique=True))
        rows_of = st.lists(NUMBERS, min_size=len(targets), max_size=len(targets))
        values = draw(st.lists(rows_of, min_size=rows, max_size=rows))
        more["target_scaling"] = draw(st.sampled_from(["range", "range", "none"]))
        return OwnData(X=X, inputs=inputs, values=values, target=targets, **more)
    more |= {"target": draw(NAMES), "one_per_class": draw(st.booleans())}
    classes = draw(st.lists(NAMES, min_size=2, max_size=10, unique=True))
    labels = draw(st.lists(st.integers(0, len(classes) - 1), min_size=rows, max_size=rows))
    return OwnData(X=X, inputs=inputs, labels=labels, classes=classes, **more)


def points(**more):
    return OwnData(X=[[0, 1], [2, 3], [4, 5.5]], labels=[0, 1, 1], classes=("no", "yes"), **more)


def test_what_they_are():
    own = points()
    assert (own.inputs, own.target, own.task, own.n_outputs) == (("x1", "x2"), "target", "classification", 1)
    assert own == points() and hash(own) == hash(points()) and own != points(scaling="none")
    assert own != points(target="else") and own != own.changed(classes=("yes", "no"))
    assert OwnData(X=[[-0.0]], values=[0.0]) == OwnData(X=[[0.0]], values=[-0.0])
    assert OwnData(X=[[1, 2]], values=[1]) != OwnData(X=[[1], [2]], values=[1, 1])
    for array in (own.X, own.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert copy.deepcopy(own) is own
    assert pickle.loads(pickle.dumps(own)) == own


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: points().changed(X=[[1, np.nan]] * 3), "X must be finite"),
        (lambda: points().changed(labels=[0, 1, 2]), "labels must be whole numbers from 0 to 1"),
        (lambda: points().changed(labels=[0, 1, 0.5]), "labels must be whole"),
        (lambda: points().changed(classes=("no", "")), "classes must be names"),
        (lambda: points(values=[1, 2, 3]), "either labels or values"),
        (lambda: OwnData(X=[[1.0]]), "either labels or values"),
        (lambda: OwnData(X=[[1.0]], values=[1e13]), "values must be finite numbers up to 1e\\+12"),
        (lambda: OwnData(X=[[np.inf]], values=[1]), "X must be finite"),
        (lambda: OwnData(X=[["a"]], values=[1]), "X must be numbers"),
        (lambda: OwnData(X=[1.0], values=[1]), "X must have 2 axes"),
        (lambda: OwnData(X=[[1.0]], values=[[[1]]]), "values must have 1 axis"),
        (lambda: OwnData(X=np.zeros((0, 2)), values=[]), "10,000 rows"),
        (lambda: OwnData(X=np.zeros((10_001, 1)), values=np.zeros(10_001)), "10,000 rows"),
        (lambda: OwnData(X=np.zeros((1, 9)), values=[1]), "8 inputs"),
        (lambda: OwnData(X=[[1.0]], values=[1, 2]), "one target"),
        (lambda: OwnData(X=[[1.0]], labels=[0], classes=("a",)), "classes must be 2 to 10"),
        (lambda: OwnData(X=[[1.0]], labels=[0], classes="abcdefghijk"), "classes must be names"),
        (lambda: OwnData(X=[[1.0]], labels=[0], classes=tuple("abcdefghijk")), "classes must be 2 to 10"),
        (lambda: OwnData(X=[[1.0]], labels=[0], classes=("a", "a")), "another name"),
        (lambda: OwnData(X=[[1.0]], values=[1], inputs=("a\nb",)), "inputs must be names"),
        (lambda: OwnData(X=[[1.0]], values=[1], inputs=("a" * 41,)), "inputs must be names"),
        (lambda: OwnData(X=[[1.0]], values=[1], inputs=("a", "b")), "1 columns"),
        (lambda: OwnData(X=[[1.0]], values=[1], target=" "), "target must be names"),
        (lambda: OwnData(X=[[1.0]], values=[1], scaling="log"), "scaling must be"),
    ],
)
def test_what_cannot_be_is_refused(make, words):
    with pytest.raises(DataError, match=words):
        make()


@settings(max_examples=150, deadline=None)
@given(own_data(), st.floats(0, 0.9), st.integers(0, 2**32 - 1), st.sampled_from(["logistic", "tanh", "identity"]))
def test_the_data_set_shows_the_real_units(own, share, seed, output):
    data = own_dataset(own, test_share=share, seed=seed, output=output)
    again = own_dataset(own, test_share=share, seed=seed, output=output)
    assert all(getattr(data, name).tobytes() == getattr(again, name).tobytes() for name in ("X", "T", "train", "test"))
    size = np.abs(own.X).max(axis=0)
    assert (np.abs(data.X * data.scale + data.centre - own.X) <= 1e-12 * size + 1e-300).all()
    assert (data.inputs, data.classes, data.task) == (own.inputs, own.classes, own.task)
    learned = data.T[data.train]
    slack = 1e-9 * max(1.0, *np.abs(data.span))
    assert learned.min() >= data.span[0] - slack and learned.max() <= data.span[1] + slack
    assert np.isfinite(data.X).all() and np.isfinite(data.T).all()
    if own.labels is None:
        given_ = own.values.reshape(len(own.X), -1)
        values = data.T * data.target_scale + data.target_centre
        assert (np.abs(values - given_) <= 1e-12 * np.abs(given_).max(axis=0) + 1e-300).all()
        assert data.T.shape == given_.shape and data.outputs == own.target_names
        for column, (low, high) in zip(data.T[data.train].T, data.spans, strict=True):
            assert low - 1e-9 * (high - low) <= column.min() and column.max() <= high + 1e-9 * (high - low)
        if own.target_scaling == "none":
            assert np.array_equal(data.T, given_)
        else:
            assert data.spans == (data.span,) * len(own.target_names)
            assert data.span == ((0, 1) if output == "logistic" else (-1, 1))
    else:
        alone = len(own.classes) == 2 and not own.one_per_class
        assert data.T.shape[1] == (1 if alone else len(own.classes))
        told = data.T[:, 0] > sum(data.span) / 2 if alone else data.T.argmax(axis=1)
        assert np.array_equal(told, own.labels)
        for label in set(own.labels.tolist()):  # of each class one row or more to learn from, and its share held out
            rows = np.nonzero(own.labels == label)[0]
            assert np.isin(rows, data.test).sum() == min(round(share * len(rows)), len(rows) - 1)


@settings(max_examples=60, deadline=None)
@given(own_data(most=40))
def test_scaling_does_what_it_says(own):
    assume(len(own.X) > 1)
    low, high = own.X.min(axis=0), own.X.max(axis=0)
    moves = high - low > 1e-9 * np.maximum(np.abs(low), np.abs(high))  # not lost in float64's own rounding
    X = own_dataset(own, test_share=0, seed=1, output="logistic").X[:, moves]
    if own.scaling == "standardise":
        np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-5)
        np.testing.assert_allclose(X.std(axis=0), 1, atol=1e-5)
    elif own.scaling == "min-max":
        np.testing.assert_allclose(X.min(axis=0), -1, atol=1e-5)
        np.testing.assert_allclose(X.max(axis=0), 1, atol=1e-5)
    else:
        assert np.array_equal(X, own.X[:, moves])


@pytest.mark.parametrize("scaling", ["standardise", "min-max"])
@settings(max_examples=60, deadline=None)
@given(own_data(most=40), st.floats(0.1, 0.9), st.randoms(use_true_random=False))
def test_test_rows_have_no_part_in_the_scaling(scaling, own, share, random):
    own = own.changed(scaling=scaling)
    data = own_dataset(own, test_share=share, seed=1, output="identity")
    assume(data.test.size)
    # Of 0 and 1e-300 the spread is no unit for others; of numbers that someone measured it always is.
    known = np.column_stack([own.X[data.train], own.targets[data.train]])
    # Nor is 1e-300 one, where all training rows have it.
    units = np.where(np.ptp(known, axis=0) > 0, np.ptp(known, axis=0), np.abs(known[0]))
    assume(all(unit == 0 or unit > 1e-12 for unit in units))
    X = own.X.copy()
    X[data.test] *= [[random.uniform(-0.9, 0.9)] for _ in data.test]
    more = {}
    if own.values is not None:
        more["values"] = own.values.copy()
        more["values"][data.test] = 7.5
    other = own_dataset(own.changed(X=X, **more), test_share=share, seed=1, output="identity")
    assert np.array_equal(data.test, other.test)
    for name in ("X", "T"):
        assert getattr(data, name)[data.train].tobytes() == getattr(other, name)[data.train].tobytes()
    assert (data.centre.tobytes(), data.scale.tobytes()) == (other.centre.tobytes(), other.scale.tobytes())


def test_a_test_row_that_lies_far_off_has_no_part_in_the_scaling():
    X = np.linspace(0, 1000, 20)[:, None]
    for scaling in ("standardise", "min-max"):
        own = OwnData(X=X, values=X[:, 0], scaling=scaling)
        data = own_dataset(own, test_share=0.3, seed=3, output="tanh")
        X_far, values_far = X.copy(), X[:, 0].copy()
        X_far[data.test[0]] = values_far[data.test[0]] = 1e12
        far = own_dataset(own.changed(X=X_far, values=values_far), test_share=0.3, seed=3, output="tanh")
        assert far.X[data.train].tobytes() == data.X[data.train].tobytes()
        assert far.T[data.train].tobytes() == data.T[data.train].tobytes()


def test_scaled_by_all_rows_test_rows_have_a_part_in_it():
    own = OwnData(X=np.arange(20.0)[:, None] ** 2, values=np.arange(20.0), inputs=("area",))
    for scaling in ("standardise", "min-max"):
        data = own_dataset(own.changed(scaling=scaling), test_share=0.5, seed=3, output="tanh", scaled_by="all")
        learned = own_dataset(own.changed(scaling=scaling), test_share=0.5, seed=3, output="tanh")
        assert np.array_equal(data.train, learned.train)
        for made, rows in ((data, slice(None)), (learned, learned.train)):
            assert (made.T[rows].min(), made.T[rows].max()) == (-1, 1)
            if scaling == "standardise":
                assert (made.X[rows].mean(), made.X[rows].std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1))
            else:
                assert (made.X[rows].min(), made.X[rows].max()) == (-1, 1)


def test_what_hardly_changes_among_the_training_rows_is_as_if_it_never_did():
    X = np.array([[0.0], [5e-324], [0.0], [1e12]])
    for row in range(4):
        for scaling in ("standardise", "min-max"):
            own = OwnData(X=np.roll(X, row, axis=0), values=np.roll(X[:, 0], row), scaling=scaling)
            data = own_dataset(own, test_share=0.4, seed=1, output="tanh")
            assert np.isfinite(data.X).all() and np.isfinite(data.T).all()


def test_an_input_that_never_changes_is_0():
    for scaling in ("standardise", "min-max"):
        own = OwnData(X=[[0.1, 1], [0.1, 2], [0.1, 3]], values=[5, 5, 5], scaling=scaling)
        data = own_dataset(own, test_share=0.4, seed=1, output="logistic")
        assert (data.X[:, 0] == 0).all() and data.scale[0] == 1
        assert (data.T == 0.5).all() and data.target_centre + 0.5 == 5


@given(st.lists(st.integers(0, 2), min_size=2, max_size=80), st.floats(0, 0.9), st.integers(0, 99))
def test_a_row_more_leaves_the_split_of_the_others_nearly_as_it_was(labels, share, seed):
    before, after = held_out(np.array(labels[:-1]), share, seed), held_out(np.array(labels), share, seed)
    assert len(set(before.tolist()) ^ set(after.tolist())) <= 3


@pytest.mark.parametrize("name", KINDS)
def test_any_data_set_can_be_the_start(name):
    data = make_dataset(name, n=50, noise=0.1, seed=4)
    if name == "digits":
        with pytest.raises(DataError, match="has 64 inputs"):
            own_of(data)
        return
    own = own_of(data)
    made = own_dataset(own, test_share=0, seed=4, output="logistic")
    data = make_dataset(name, n=50, noise=0.1, seed=4, test_share=0)
    np.testing.assert_allclose(made.X, data.X, atol=1e-4)
    if data.labels is not None:
        assert np.array_equal(made.T, data.T) and made.classes == data.classes
    elif len(made.T) == 1:  # one row spans no range: its targets stay as they are
        assert np.array_equal(made.T, data.T) and made.outputs[0] == ("y1" if name == "mazur" else "value")
    else:
        assert np.corrcoef(made.T[:, 0], data.T[:, 0])[0, 1] > 0.9999

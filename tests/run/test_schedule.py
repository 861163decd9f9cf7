"""Orders of samples, batch ends, and edits: all pure functions of the settings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from nnviz.run.schedule import Edit, Order, Schedule
from nnviz.run.settings import ORDERS, Settings

ROWS = np.array([0, 2, 3, 5, 7, 8, 9])


@pytest.mark.parametrize("kind", ORDERS)
def test_a_sample_does_not_depend_on_what_was_asked_before(kind: str) -> None:
    walked = Order(kind, ROWS, 5)
    expected = [walked.sample_at(n) for n in range(1, 9001)]
    order = Order(kind, ROWS, 5)
    rng = np.random.default_rng(0)
    for n in rng.integers(1, 9001, 200).tolist():
        assert order.sample_at(n) == expected[n - 1]
    assert order.between(0, 9000).tolist() == expected  # over the ends of blocks
    assert order.between(4090, 4110).tolist() == expected[4090:4110]
    assert set(expected) == set(ROWS.tolist())
    assert order.sample_at(10**9) == Order(kind, ROWS, 5).sample_at(10**9)


@pytest.mark.parametrize("rows", [ROWS, np.array([4]), np.arange(5000)])
def test_every_shuffled_epoch_holds_each_row_once(rows: np.ndarray) -> None:
    epochs = Order("shuffled", rows, 1).between(0, 3 * len(rows)).reshape(3, -1)
    assert (np.sort(epochs, axis=1) == rows).all()
    if len(rows) > 4:
        assert not (epochs[0] == epochs[1]).all()


def test_shuffled_epochs_differ_and_so_do_seeds() -> None:
    epochs = Order("shuffled", np.arange(10), 1).between(0, 20_000).reshape(-1, 10)
    assert len(np.unique(epochs, axis=0)) > 1990
    assert np.bincount(epochs[:, 0], minlength=10).min() > 150  # each row comes first in about 200 of 2,000
    other = Order("shuffled", np.arange(10), 2).between(0, 20_000).reshape(-1, 10)
    assert (epochs == other).all(axis=1).sum() < 5


def test_file_order_repeats_the_rows_as_they_are() -> None:
    assert (Order("file", ROWS, 1).between(0, 7000) == np.tile(ROWS, 1000)).all()


def test_replacement_draws_every_row_about_as_often() -> None:
    drawn = Order("replacement", np.arange(10), 3).between(0, 20_000)
    counts = np.bincount(drawn, minlength=10)
    assert counts.min() > 1850 and counts.max() < 2150
    repeats = np.mean(drawn[1:] == drawn[:-1])
    assert 0.08 < repeats < 0.12  # a row may follow itself, as it may not within a shuffled epoch


def boundaries(length: int, changes: list[tuple[int, int]], until: int) -> list[int]:
    """Batch ends, walked by the definition: consecutive chunks, cut at epoch ends, anew at each change."""
    ends, filled = [0], 0
    sizes = dict(changes)
    size = sizes[0]
    for n in range(1, until + 1):
        filled += 1
        if filled == size or n % length == 0:
            ends.append(n)
            filled = 0
        if n in sizes:
            assert ends[-1] == n
            size, filled = sizes[n], 0
    return ends


@given(st.integers(1, 12), st.lists(st.integers(1, 15), min_size=1, max_size=4), st.data())
def test_batch_ends_are_those_of_the_definition(length: int, sizes: list[int], data: st.DataObject) -> None:
    changes = [(0, sizes[0])]
    for size in sizes[1:]:
        ends = boundaries(length, changes, changes[-1][0] + 40)
        changes.append((data.draw(st.sampled_from([end for end in ends if end > changes[-1][0]])), size))
    edits = [Edit(step, "batch_size", size) for step, size in changes[1:]]
    schedule = Schedule(length, Settings(batch_size=sizes[0]), edits)
    ends = boundaries(length, changes, changes[-1][0] + 60)
    for i, end in enumerate(ends[1:-1], 1):
        assert schedule.next(end) == ends[i + 1]
        assert schedule.previous(end) == ends[i - 1]
        assert schedule.ceil(end) == schedule.floor(end) == end
    for n in range(ends[-1]):
        assert schedule.floor(n) == max(end for end in ends if end <= n)
        assert schedule.ceil(n) == min(end for end in ends if end >= n)


@budget(max_examples=300)
@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 5), st.integers(0, 9), st.integers(1, 50))
def test_up_to_its_reach_batches_are_plain_chunks(length: int, size: int, later: int, at: int, most: int) -> None:
    schedule = Schedule(length, Settings(batch_size=size), [Edit(at, "batch_size", later)])
    step = 0
    while step < 60:
        reach = schedule.reach(step, most)
        assert step < reach <= step + max(most, size, length)
        now = schedule.settings_at(step).batch_size
        end = step
        while end < reach:
            assert schedule.settings_at(end).batch_size == now
            assert schedule.next(end) == min(end + now, reach)
            end = schedule.next(end)
        step = reach


def test_edits_collapse_and_those_that_change_nothing_are_none() -> None:
    start = Settings(eta=1.0, batch_size=1)
    edits = [
        Edit(10, "eta", 0.5),
        Edit(5, "eta", 1.0),
        Edit(10, "eta", 0.25),
        Edit(20, "eta", 2.0),
        Edit(20, "eta", 0.25),
        Edit(30, "batch_size", 4),
        Edit(30, "eta", 3.0),
    ]
    schedule = Schedule(7, start, edits)
    assert schedule.edits == (Edit(10, "eta", 0.25), Edit(30, "eta", 3.0), Edit(30, "batch_size", 4))
    assert schedule.settings_at(9) == start
    assert schedule.settings_at(10).eta == 0.25
    assert schedule.last_edit == 30
    assert schedule.truncated(10).edits == (Edit(10, "eta", 0.25),)
    assert schedule.truncated(9).edits == ()
    assert schedule.edits[-1].step == 30  # the one it was made from is as it was


def test_an_edit_at_step_0_is_the_start() -> None:
    schedule = Schedule(7, Settings(), [Edit(0, "eta", 0.5)])
    assert (schedule.start, schedule.edits) == (Settings(eta=0.5), ())


def test_an_edit_within_a_batch_moves_to_its_start() -> None:
    schedule = Schedule(10, Settings(batch_size=4), [Edit(6, "eta", 0.5), Edit(9, "batch_size", 3)])
    assert schedule.edits == (Edit(4, "eta", 0.5), Edit(8, "batch_size", 3))


@pytest.mark.parametrize(
    ("step", "field", "value", "named"),
    [
        (-1, "eta", 0.5, "step"),
        (1.0, "eta", 0.5, "step"),
        (True, "eta", 0.5, "step"),
        (10**9 + 1, "eta", 0.5, "step"),
        (1, "seed", 2, "field"),
        (1, "eta", 0.0, "eta"),
        (1, "batch_size", 0.5, "batch_size"),
    ],
)
def test_an_edit_that_cannot_be_is_refused(step: int, field: str, value: float, named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named} must be "):
        Edit(step, field, value)

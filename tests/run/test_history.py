"""The grid of the loss history, and the log that holds it."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.run.history import OWED_NUMBERS, ROWS, HistoryLog, HistoryRow, coarsest, next_milestone, stride_at


def test_the_stride_is_the_smallest_power_of_two_with_at_most_512_milestones() -> None:
    for step in (*range(5000), 10**6, 2**20 * 512, 2**20 * 512 + 1, 10**9):
        stride = stride_at(step)
        assert stride & (stride - 1) == 0
        assert step <= ROWS * stride
        assert stride == 1 or step > ROWS * stride // 2


@given(st.integers(0, 20_000))
def test_the_next_milestone_is_on_the_grid_of_its_own_step(step: int) -> None:
    expected = next(m for m in range(step + 1, step + 100) if m % stride_at(m) == 0)
    assert next_milestone(step) == expected


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_the_coarsest_grid_with_a_point_between(before: int, gap: int) -> None:
    powers = [1 << p for p in range(14)]
    expected = max(p for p in powers if (before + gap) // p > before // p)
    assert coarsest(before, before + gap) == expected


def milestones(step: int, batch: int) -> list[int]:
    """Steps of the rows shown at a step, by the definition: each milestone at the first batch end not before it."""
    stride = stride_at(step)
    return sorted({-(-m // batch) * batch for m in range(0, step + 1, stride)} & set(range(step + 1)))


@given(st.integers(1, 60), st.integers(0, 2500))
def test_the_rows_shown_are_those_of_the_definition(batch: int, step: int) -> None:
    log = HistoryLog(test=True)
    log.add(HistoryRow(0, math.nan, 1.0, 2.0), 1 << 62)
    due = 0
    for end in range(batch, step + 3000, batch):
        if end >= due:
            log.add(HistoryRow(end, end / 3, end / 5, end / 7), coarsest(end - batch, end))
        due = next_milestone(end)
    step -= step % batch
    shown = log.at(step)
    assert shown.step.tolist() == milestones(step, batch)
    assert (shown.train[1:] == shown.step[1:] / 5).all()
    assert len(shown) <= ROWS + 1
    assert [row.step for row in shown] == shown.step.tolist()


def test_truncation_forgets_what_came_after_and_rows_go_on_from_there() -> None:
    log = HistoryLog(test=False)
    for step in range(3000):  # more than it first has room for
        log.add(HistoryRow(step, 0.5, float(step), None), 1 << 20)
    assert len(log) == 3000
    assert (log.at(5000).train == np.arange(3000)).all()
    assert log.at(5000).test is None
    log.truncate(9)
    log.add(HistoryRow(10, 0.25, -1.0, None), 1 << 20)
    assert log.at(5000).train.tolist() == [*range(10), -1]
    assert log.rows_from(9) == (HistoryRow(9, 0.5, 9.0, None), HistoryRow(10, 0.25, -1.0, None))
    assert log.rows_from(11) == ()


def test_losses_are_worked_out_for_rows_that_somebody_looks_at_alone() -> None:
    judged = []

    def judge(flat):
        judged.append(float(flat[0]))
        return flat[0] / 5, flat[0] / 7

    log, known = HistoryLog(test=True, judge=judge), HistoryLog(test=True)
    due = 0
    for end in range(1, 20_000):
        if end >= due:
            log.add_later(end, end / 3, np.array([float(end)]), coarsest(end - 1, end))
            known.add(HistoryRow(end, end / 3, end / 5, end / 7), coarsest(end - 1, end))
            due = next_milestone(end)
    assert judged == []
    assert list(log.at(19_999)) == list(known.at(19_999))
    assert 0 < len(judged) == len(log.at(19_999)) < len(log) / 2
    assert list(log.at(700)) == list(known.at(700))
    seen = len(judged)
    assert list(log.at(19_999)) == list(known.at(19_999))
    assert len(judged) == seen  # once is enough
    log.truncate(900)
    log.add_later(901, 1.0, np.array([35.0]), 1)
    assert log.rows_from(len(log) - 1) == (HistoryRow(901, 1.0, 7.0, 5.0),)


def test_what_waits_for_a_look_is_bounded() -> None:
    judged = []

    def judge(flat):
        judged.append(flat)
        return 1.0, None

    log = HistoryLog(test=False, judge=judge)
    wide = np.zeros(OWED_NUMBERS // 4)
    for step in range(1, 10):
        log.add_later(step, 0.0, wide, 1 << 20)
    assert len(judged) >= 5
    assert log.at(9).train.tolist() == [1.0] * 9

"""Numbers as people type them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.lessons import LESSONS, lesson
from nnviz.lessons.answers import Slip, judge_count, judge_number, read_count, read_number, same
from nnviz.lessons.worked import split_answer
from tests.lessons.words import pieces

READ = [
    ("0.5", 0.5),
    ("0,5", 0.5),
    (".5", 0.5),
    ("−0,0625", -0.0625),
    ("–0.0625", -0.0625),
    ("- 0.0625", -0.0625),
    ("+3", 3.0),
    ("1e-3", 1e-3),
    ("1.2·10⁻⁵", 1.2e-5),
    ("1,2 × 10^-5", 1.2e-5),
    ("10⁻⁵", None),
    ("1/16", 0.0625),
    ("-1/16", -0.0625),
    ("−1 ⁄ 16", None),
    ("12 %", 0.12),
    ("w = 0.5", 0.5),
    ("０．５", 0.5),
    ("1.234.567", None),
    ("1,234.5", None),
    ("", None),
    ("−", None),
    ("abc", None),
    ("nan", None),
    ("inf", None),
    ("1e999", None),
    ("1_0", None),
    ("0x10", None),
    ("1/0", None),
    ("٣", None),
    ("9" * 100, None),
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_numbers_are_read(text, value):
    found = read_number(text)
    assert found == (value if value is None else pytest.approx(value, rel=1e-12))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,400", 1400),
        ("1 400", 1400),
        ("1.400", 1400),
        ("1400", 1400),
        ("4", 4),
        ("4.5", None),
        ("-4", None),
        ("", None),
    ],
)
def test_counts_are_read(text, value):
    assert read_count(text) == value


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    found = read_number(text)
    assert found is None or math.isfinite(found)
    count = read_count(text)
    assert count is None or count >= 0
    assert all(isinstance(part, str) for part in split_answer(text, 3))


@given(st.text(alphabet="0123456789.,-−+e×·^ /%⁻⁵=", max_size=30))
def test_text_that_is_nearly_a_number(text):
    found = read_number(text)
    assert found is None or math.isfinite(found)


_VALUES = st.floats(1e-6, 1e6).flatmap(lambda value: st.sampled_from([value, -value]))


@given(_VALUES, st.integers(2, 9), st.sampled_from("−-–"), st.sampled_from(".,"))
def test_two_digits_suffice(value, digits, minus, point):
    text = f"{value:.{digits - 1}e}".replace("-", minus).replace(".", point)
    assert judge_number(text, value, "right").passed
    assert not judge_number(text[1:] if value < 0 else minus + text, value, "right").passed


@given(_VALUES, st.floats(0.06, 3.0))
def test_another_number_does_not_pass(value, off):
    assert not judge_number(repr(value * (1 + off)), value, "right").passed
    assert not same(value * (1 - min(off, 0.9)), value)


@given(st.text(max_size=60))
def test_nonsense_gets_a_sentence(text):
    verdict = judge_number(text, 0.25, "right", (Slip(0.5, "No.", "M2"),))
    assert verdict.words and verdict.words[-1] in ".!t"
    assert judge_count(text, 7, "right").words


@pytest.mark.parametrize("key", LESSONS)
@settings(deadline=None)  # the first check of a lesson computes what the others remember
@given(st.text(max_size=60))
def test_no_answer_breaks_a_check(key, text):
    made = lesson(key)
    experiment = made.begin()
    for task in made.tasks:
        if task.answer != "none":
            assert task.check(experiment, text).words


def test_what_is_close_is_told():
    assert "decimal point" in judge_number("0.0123", 0.123, "").words
    assert "near" in judge_number("0.1255", 0.1234, "").words or judge_number("0.1255", 0.1234, "").passed
    for far in ("1e308", "1e-308", "0.123e9"):  # that is no slip of the point
        assert "is not it yet" in judge_number(far, 0.123, "").words
    turned = Slip(0.0, "Turn it.", "M18")
    assert judge_number("-0.123", 0.123, "", sign=turned).misconception == "M18"
    assert "sign" in judge_number("-0.123", 0.123, "").words
    assert judge_number("0", 0.0, "yes").passed and not judge_number("0.001", 0.0, "yes").passed
    assert judge_number("0.7", 0.5, "", (Slip(0.7, "The slope.", "M2"),)).misconception == "M2"


@pytest.mark.parametrize("key", LESSONS)
def test_the_last_hint_is_the_answer(key):
    """Where a number is wanted, the last hint has it: its last numbers, as typed, pass the check."""
    made = lesson(key)
    experiment = made.begin()
    for task in made.tasks:
        if task.answer == "number":
            tokens = task.hints[2].replace(":", " ").replace(";", " ").split()
            assert any(task.check(experiment, token.strip(".,")).passed for token in tokens), (key, task.key)
    assert list(pieces(made))

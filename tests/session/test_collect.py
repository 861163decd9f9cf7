"""What a class hands in: read with its bounds, counted, checked again with the engine, written as CSV."""

import csv
import io

import pytest

from nnviz.exchange.hand_in import MOST_BYTES, HandIn, HandInError, read_hand_in, save_hand_in
from nnviz.exchange.progress import LessonRecord, Progress, TaskRecord
from nnviz.export.hand_in_page import hand_in_page
from nnviz.lessons import LESSONS
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.by_hand import set_weight
from nnviz.session.classroom import attend, check, enter, predict, right_choice, turn
from nnviz.session.collect import AGREES, DIFFERS, FARTHEST, MOST_FILES, UNCHECKED, checked, read_class
from nnviz.session.visit import Visit

WRONG = next(choice.key for choice in LESSONS["neuron"].prediction.choices if choice.key != right_choice("neuron"))


def learned(prediction: str = WRONG) -> Progress:
    """A learner who did two tasks of the first lesson."""
    visit = Visit(Experiment(Settings()))
    enter(visit, "neuron")
    predict(visit, prediction)
    turn(visit, 2)
    for row, value in enumerate((-15.0, 10.0, 10.0)):
        set_weight(visit, f"w:0:{row}:0", value)
    attend(visit)
    turn(visit, 1)
    check(visit, "b", "0.993")
    return visit.learner.progress


HONEST = learned()


def given(name="Ada", progress=HONEST):
    return (f"{name}.json", save_hand_in(HandIn(name, progress)))


def last(steps):
    *_, found = steps
    return found


def marks(found):
    return {claim: last(checked(found, claim)) for claim in found.claims}


def test_what_is_handed_in_comes_back():
    _, raw = given("Ada Lovelace")
    assert read_hand_in(raw) == HandIn("Ada Lovelace", HONEST)
    assert HandIn("Zoë / <b>", HONEST).file_name == "nnviz-zo-b" and HandIn("数", HONEST).file_name == "nnviz-learner"
    for bad in ("", " ", "x" * 81, "a\nb"):
        with pytest.raises(HandInError, match="name"):
            HandIn(bad, HONEST)


def test_honest_tasks_pass_again_and_others_are_marked():
    forged = HONEST.noting("neuron", "a", link="?dataset=and&hidden=0&step=0")
    typed = HONEST.noting("neuron", "b", answer="0.5")
    nowhere = HONEST.noting("neuron", "a", link="")
    far = HONEST.noting("neuron", "a", link=f"?dataset=and&hidden=0&step={FARTHEST + 1}")
    nonsense = HONEST.noting("neuron", "a", link="?dataset=nothing&step=-3")
    names = ("a", "b", "c", "d", "e", "f")
    found = read_class(
        [given(*both) for both in zip(names, (HONEST, forged, typed, nowhere, far, nonsense), strict=True)]
    )
    told = {(claim.who, claim.task): mark for claim, mark in marks(found).items()}
    assert told[0, "a"] == told[0, "b"] == AGREES
    assert told[1, "a"] == DIFFERS and told[2, "b"] == DIFFERS
    assert told[3, "a"] == told[4, "a"] == told[5, "a"] == UNCHECKED


def test_runs_are_taken_again_where_a_task_needs_them():
    made = LESSONS["eta"]
    visit = Visit(Experiment(Settings()))
    enter(visit, "eta")
    turn(visit, 2)
    for eta in (1.98, 2.02):
        visit.change(made.settings.changed(eta=eta))
        visit.transport.seek(0)
        visit.experiment.advance(40 * visit.experiment.samples_per_epoch)
        check(visit, "a")
        visit.transport.reset()
        attend(visit)
    done = visit.learner.progress.of("eta").task("a")
    assert done.passed and done.runs
    found = read_class([given("x", visit.learner.progress)])
    assert set(marks(found).values()) == {AGREES}


def test_the_class_is_counted():
    right = learned(right_choice("neuron"))
    found = read_class([given("Bo", right), given("Ada"), given("Ada")])
    assert found.names == ("Ada", "Ada (2)", "Bo")
    rows = found.learners()
    assert [row["tasks passed"] for row in rows] == [2, 2, 2]
    assert [row["predictions right"] for row in rows] == ["0 of 1", "0 of 1", "1 of 1"]
    prediction, first, *_ = found.counts({})
    assert (prediction.task, prediction.passed, prediction.failed) == ("prediction", 1, 2)
    assert (first.task, first.passed, first.failed, first.marked) == ("a", 3, 0, 0)
    marked = found.counts({found.claims[0]: DIFFERS})[1]
    assert (marked.passed, marked.failed, marked.marked) == (2, 0, 1)
    assert found.wrong_predictions()[0]["how many"] == "2 of 3"


def test_a_table_that_no_spreadsheet_runs():
    tricky = HONEST.noting("neuron", "b", answer="=1+1").noting("neuron", "c", answer="-0.0625")
    found = read_class([given("@SUM(A1)", tricky)])
    rows = list(csv.reader(io.StringIO(found.csv(marks(found)))))
    assert rows[1][0] == "'@SUM(A1)"
    answers = {row[2]: row[7] for row in rows[1:]}
    assert (answers["b"], answers["c"]) == ("'=1+1", "-0.0625")
    assert {row[4] for row in rows if row[2] == "a"} == {AGREES}


def test_no_more_is_read_than_there_is_room_for():
    found = read_class([given(f"n{at}") for at in range(MOST_FILES + 5)])
    assert len(found.hand_ins) == MOST_FILES and "5 more" in found.refused[-1]
    found = read_class([("big.json", b" " * (MOST_BYTES - 10)), given("Ada"), ("none.json", b"{}")])
    assert len(found.hand_ins) == 0 and len(found.refused) == 3
    assert "4 MB" in found.refused[1] and "none.json" in found.refused[2]


def test_lessons_that_are_not_there_any_more_are_passed_over():
    gone = Progress(lessons={"gone": LessonRecord(prediction="x", tasks={"a": TaskRecord(passed=True, link="?")})})
    found = read_class([given("Ada", gone)])
    assert found.claims == () and found.counts({}) == [] and found.learners()[0]["lessons"] == 0
    assert found.csv({}).count("\n") == 1


def test_the_page_to_print_escapes_all_that_was_typed():
    answer = '<img src=x onerror="alert(1)">'
    bad = HONEST.noting("neuron", "b", answer=answer, link='?a="><script>alert(1)</script>')
    page = hand_in_page(HandIn("<script>alert(1)</script>", bad), "https://x.org/", right_choice)
    assert "<script" not in page and "<img" not in page and "onerror=&quot;" in page
    assert "default-src 'none'" in page
    assert page.count('<a href="https://x.org/?') == 2
    assert "<a" not in hand_in_page(HandIn("Ada", bad), "javascript:alert(1)//", right_choice)

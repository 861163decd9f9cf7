"""The progress of a learner: as JSON and as a text for the address, there and back, and what is refused."""

import pytest

from nnviz.exchange.progress import (
    LONGEST_TEXT,
    LessonRecord,
    Progress,
    TaskRecord,
    progress_from,
    progress_from_text,
    progress_text,
    progress_to,
)

DONE = TaskRecord(tries=3, hints=1, answer="−0,0625; 3", passed=True, link="?dataset=and&step=4", runs=("?eta=2",))
PROGRESS = Progress(
    lesson="xor",
    step=3,
    route="45",
    lessons={
        "xor": LessonRecord(prediction="three", why="flat", seconds=125, tasks={"a": DONE, "b": TaskRecord(hints=3)}),
        "sgd": LessonRecord(),
    },
)


def test_there_and_back():
    assert progress_from(progress_to(PROGRESS)) == PROGRESS
    assert progress_from_text(progress_text(PROGRESS)) == PROGRESS.lessons
    assert progress_from(progress_to(Progress())) == Progress()
    assert progress_text(Progress()) == ""


def test_what_was_noted_is_in_a_new_value():
    begun = Progress(lesson="xor")
    after = begun.noting("xor", prediction="three").noting("xor", "a", tries=1).noting("xor", "a", passed=True)
    assert begun == Progress(lesson="xor")
    assert after.of("xor") == LessonRecord(prediction="three", tasks={"a": TaskRecord(tries=1, passed=True)})
    assert after.of("sgd") == LessonRecord() and after.of("xor").task("b") == TaskRecord()


def test_a_text_that_gets_too_long_leaves_links_out():
    # Letters without a pattern, which no packing makes shorter.
    links = {f"t{at}": TaskRecord(passed=True, link=f"?{hash((at, 'x')):x}" + str(at**40)) for at in range(20)}
    progress = Progress(lessons={f"l{at}": LessonRecord(tasks=links) for at in range(3)})
    many = Progress(
        lessons={
            f"l{at}": LessonRecord(
                tasks={key: TaskRecord(passed=True, link=f"?{(at + 3) ** (90 + i)}") for i, key in enumerate(links)}
            )
            for at in range(20)
        }
    )
    assert progress_from_text(progress_text(progress)) == progress.lessons
    text = progress_text(many)
    assert len(text) <= LONGEST_TEXT
    read = progress_from_text(text)
    assert all(task.passed and not task.link for record in read.values() for task in record.tasks.values())


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ([], "progress"),
        ({"lesson": 3}, "lesson"),
        ({"lesson": "<b>"}, "lesson"),
        ({"step": True}, "step"),
        ({"step": -1}, "step"),
        ({"route": "a" * 50}, "route"),
        ({"other": 1}, "progress"),
        ({"lessons": []}, "lessons"),
        ({"lessons": {"xor": 3}}, "lessons"),
        ({"lessons": {"xor": {"seconds": 1.5}}}, "seconds"),
        ({"lessons": {"xor": {"prediction": "<script>"}}}, "prediction"),
        ({"lessons": {"xor": {"tasks": {"a": {"tries": 10**9}}}}}, "tries"),
        ({"lessons": {"xor": {"tasks": {"a": {"answer": "x" * 300}}}}}, "answer"),
        ({"lessons": {"xor": {"tasks": {"a": {"answer": "\ud800"}}}}}, "answer"),
        ({"lessons": {"xor": {"tasks": {"a": {"passed": 1}}}}}, "passed"),
        ({"lessons": {"xor": {"tasks": {"a": {"link": 1}}}}}, "link"),
        ({"lessons": {"xor": {"tasks": {"a": {"runs": "?"}}}}}, "runs"),
        ({"lessons": {"xor": {"tasks": {"a": {"runs": [1]}}}}}, "runs"),
        ({"lessons": {"xor": {"tasks": {"A B": {}}}}}, "tasks"),
        ({"lessons": {f"l{at}": {} for at in range(41)}}, "lessons"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(document, named):
    with pytest.raises(ValueError, match=rf"^{named}\b"):
        progress_from(document)


@pytest.mark.parametrize("text", ["", "!", "a", "AAAA", "x" * 20_000, progress_text(PROGRESS)[:-5]])
def test_a_damaged_text_is_refused(text):
    with pytest.raises(ValueError):
        progress_from_text(text)

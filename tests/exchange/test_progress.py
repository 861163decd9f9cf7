"""The progress of a learner: as JSON and as a text for the address, there and back, and what is refused."""

import pytest

from nnviz.exchange.kept_run import KeptRun
from nnviz.exchange.progress import (
    LONGEST_TEXT,
    LessonRecord,
    Progress,
    TaskRecord,
    left_out,
    progress_from,
    progress_from_text,
    progress_text,
    progress_to,
)

DONE = TaskRecord(tries=3, hints=1, answer="−0,0625; 3", passed=True, link="?dataset=and&step=4", runs=("?eta=2",))
KEPT = (
    KeptRun(link="?dataset=xor&hidden=2&step=980", train=0.12512345678901234, test=None, right=(0.75, None)),
    KeptRun(link="?dataset=circle&step=5", train=0.0, test=0.25, right=(1.0, 0.5)),
    KeptRun(link="?dataset=plane&eta=100&step=3", train=None, diverged_at=3),
)
PROGRESS = Progress(
    lesson="xor",
    step=3,
    route="45",
    lessons={
        "xor": LessonRecord(
            prediction="three", why="flat", seconds=125, tasks={"a": DONE, "b": TaskRecord(hints=3)}, kept=KEPT
        ),
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
    assert progress_from_text(progress_text(progress)) == progress.lessons and not left_out(progress)
    assert left_out(many) == {key: (0, 20) for key in many.lessons}
    text = progress_text(many)
    assert len(text) <= LONGEST_TEXT
    read = progress_from_text(text)
    assert all(task.passed and not task.link for record in read.values() for task in record.tasks.values())


def test_of_runs_that_do_not_fit_the_older_and_those_of_other_lessons_go_first():
    def kept(at, count):
        return tuple(KeptRun(link=f"?{(at + 3) ** (150 + i)}", train=0.5) for i in range(count))

    def read(*counts, lesson="l0"):
        lessons = {f"l{at}": LessonRecord(kept=kept(at, count), tasks={"a": DONE}) for at, count in enumerate(counts)}
        text = progress_text(Progress(lesson=lesson, lessons=lessons))
        assert len(text) <= LONGEST_TEXT
        found = progress_from_text(text)
        assert all(record.tasks == {"a": DONE} for record in found.values())
        lost = {key: (count - len(found[key].kept), 0) for key, count in zip(found, counts, strict=True)}
        told = left_out(Progress(lesson=lesson, lessons=lessons))
        assert told == {key: count for key, count in lost.items() if count[0]}
        return [record.kept for record in found.values()]

    assert read(20, 20) == [kept(0, 20), kept(1, 20)]
    assert read(20, 20, 20, 20, 20, lesson="l1") == [(), kept(1, 20), (), (), ()]
    long = tuple(KeptRun(link=f"?{7 ** (600 + i)}", train=0.5) for i in range(20))
    text = progress_text(Progress(lesson="l", lessons={"l": LessonRecord(kept=long)}))
    assert progress_from_text(text)["l"].kept == long[10:]


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
        ({"lessons": {"xor": {"kept": "?"}}}, "kept"),
        ({"lessons": {"xor": {"kept": [{}] * 21}}}, "kept"),
        ({"lessons": {"xor": {"kept": [{"link": "?", "other": 1}]}}}, "kept"),
        ({"lessons": {"xor": {"kept": [{"link": "?" * 3000}]}}}, "link"),
        ({"lessons": {"xor": {"kept": [{"link": "?", "train": -1}]}}}, "train"),
        ({"lessons": {"xor": {"kept": [{"link": "?", "train": True}]}}}, "train"),
        ({"lessons": {"xor": {"kept": [{"link": "?", "right": 1}]}}}, "right"),
        ({"lessons": {"xor": {"kept": [{"link": "?", "right": [0.5]}]}}}, "right"),
        ({"lessons": {"xor": {"kept": [{"link": "?", "right": [None, 1]}]}}}, "right"),
        ({"lessons": {"xor": {"kept": [{"link": "?", "right": [1, 1.5]}]}}}, "right"),
        ({"lessons": {"xor": {"kept": [{"link": "?", "diverged_at": 0.5}]}}}, "diverged_at"),
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

"""Where a learner stands in the lessons, as checked values, as plain JSON and as a short text for an address.

What is read may come from anywhere: whatever is not as it should be is refused with a sentence that names the field.
Keys of lessons and tasks are not looked up here, so that a file outlives the lesson that it tells of.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from nnviz.exchange.kept_run import LONGEST_LINK, KeptRun, kept_from, kept_to
from nnviz.exchange.parts import a_key, a_text, an_object, entries, mapping, whole
from nnviz.exchange.strict_json import strict_object
from nnviz.run.settings import shown

MOST_LESSONS = 40
MOST_TASKS = 20
"""Of a lesson."""
MOST_STEPS = 60
"""Of a lesson."""
MOST_LINKS = 24
"""Links to runs that one task was passed with."""
MOST_KEPT = 20
"""The learner's own runs of a lesson."""
MOST_TRIES = 10_000
MOST_HINTS = 10
MOST_SECONDS = 10_000_000
LONGEST_ANSWER = 200
LONGEST_TEXT = 6_000
"""Letters in an address; to keep it, runs and links are left out."""
_MOST_BYTES = 400_000
_MOST_DEPTH = 8
_LESSON = ("prediction", "why", "seconds", "tasks", "kept")
_TASK = ("tries", "hints", "answer", "passed", "link", "runs")
_LETTERS = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, kw_only=True)
class TaskRecord:
    """What a learner has done in one task.

    Attributes
    ----------
    tries : int
        Presses on "Check".
    hints : int
        Hints that were opened.
    answer : str
        What was typed last; "" where nothing is to be typed.
    passed : bool
    link : str
        The parameters of the address of the state that passed; "" if it has not passed, or no address holds it.
    runs : tuple of str
        The same of the learner's runs, where the state alone would not have passed.
    """

    tries: int = 0
    hints: int = 0
    answer: str = ""
    passed: bool = False
    link: str = ""
    runs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        whole("tries", self.tries, MOST_TRIES)
        whole("hints", self.hints, MOST_HINTS)
        a_text("answer", self.answer, LONGEST_ANSWER)
        if not isinstance(self.passed, bool):
            raise ValueError(f"passed must be true or false, not {shown(self.passed)}")
        a_text("link", self.link, LONGEST_LINK)
        if not isinstance(self.runs, list | tuple) or len(self.runs) > MOST_LINKS:
            raise ValueError(f"runs must be at most {MOST_LINKS} links")
        for link in self.runs:
            a_text("runs", link, LONGEST_LINK)
        object.__setattr__(self, "runs", tuple(self.runs))


@dataclass(frozen=True, kw_only=True)
class LessonRecord:
    """What a learner has done in one lesson.

    Attributes
    ----------
    prediction, why : str
        Keys of the choices; "" before one was made.
    seconds : int
        Time spent on it, without long pauses.
    tasks : mapping of str to TaskRecord
        By the tasks' keys.
    kept : tuple of KeptRun
        The learner's own runs, the oldest first.
    """

    prediction: str = ""
    why: str = ""
    seconds: int = 0
    tasks: Mapping[str, TaskRecord] = field(default_factory=dict)
    kept: tuple[KeptRun, ...] = ()

    def __post_init__(self) -> None:
        for name in ("prediction", "why"):
            if (value := getattr(self, name)) != "":
                a_key(name, value)
        whole("seconds", self.seconds, MOST_SECONDS)
        mapping("tasks", self.tasks, MOST_TASKS, TaskRecord)
        object.__setattr__(self, "tasks", MappingProxyType(dict(self.tasks)))
        if len(self.kept) > MOST_KEPT or not all(isinstance(run, KeptRun) for run in self.kept):
            raise ValueError(f"kept must be at most {MOST_KEPT} runs")

    def task(self, key: str) -> TaskRecord:
        """Return what was done in a task."""
        return self.tasks.get(key, TaskRecord())


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a learner stands.

    Attributes
    ----------
    lesson : str
        The key of the lesson that is open; "" for none.
    step : int
        The step of that lesson, counted from 0.
    route : str
        The key of the route; "" for none.
    lessons : mapping of str to LessonRecord
        By the lessons' keys.
    """

    lesson: str = ""
    step: int = 0
    route: str = ""
    lessons: Mapping[str, LessonRecord] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("lesson", "route"):
            if (value := getattr(self, name)) != "":
                a_key(name, value)
        whole("step", self.step, MOST_STEPS)
        mapping("lessons", self.lessons, MOST_LESSONS, LessonRecord)
        object.__setattr__(self, "lessons", MappingProxyType(dict(self.lessons)))

    def of(self, lesson: str) -> LessonRecord:
        """Return what was done in a lesson."""
        return self.lessons.get(lesson, LessonRecord())

    def noting(self, lesson: str, task: str | None = None, **changes: Any) -> Progress:
        """Return the progress with changes of a lesson's record, or of a task's.

        Raises
        ------
        ValueError
            If a change is not allowed.
        """
        record = self.of(lesson)
        if task is None:
            record = replace(record, **changes)
        else:
            record = replace(record, tasks={**record.tasks, task: replace(record.task(task), **changes)})
        return replace(self, lessons={**self.lessons, lesson: record})


def progress_to(progress: Progress) -> dict[str, Any]:
    """Return the progress as plain JSON; what was not done is left out."""
    return {
        **_told(progress, ("lesson", "step", "route")),
        "lessons": {
            key: {
                **_told(record, ("prediction", "why", "seconds")),
                "tasks": {
                    name: {**_told(task, _TASK[:-1]), **({"runs": list(task.runs)} if task.runs else {})}
                    for name, task in record.tasks.items()
                },
                **({"kept": [kept_to(run) for run in record.kept]} if record.kept else {}),
            }
            for key, record in progress.lessons.items()
        },
    }


def progress_from(found: Any) -> Progress:
    """Return the progress of plain JSON.

    Raises
    ------
    ValueError
        If it is none; the message names the field.
    """
    parts = an_object(found, "progress", ("lesson", "step", "route", "lessons"))
    lessons = entries(parts.get("lessons", {}), "lessons", MOST_LESSONS)
    made = {}
    for key, lesson in lessons.items():
        of = an_object(lesson, f"lessons: {shown(key)}", _LESSON)
        tasks = entries(of.get("tasks", {}), "tasks", MOST_TASKS)
        records = {name: TaskRecord(**an_object(task, f"tasks: {shown(name)}", _TASK)) for name, task in tasks.items()}
        kept = of.get("kept", [])
        if not isinstance(kept, list) or len(kept) > MOST_KEPT:
            raise ValueError(f"kept must be a list of at most {MOST_KEPT} runs")
        made[key] = LessonRecord(**{**of, "tasks": records, "kept": tuple(map(kept_from, kept))})
    return Progress(**{**parts, "lessons": made})


def progress_text(progress: Progress) -> str:
    """Return what was done, as a short text for an address; "" for nothing.

    Where it gets too long, the runs of lessons that are not open go first, then the older ones of the open lesson, then
    all of them, and the links last.
    """
    return _fitting(progress)[0]


def left_out(progress: Progress) -> Mapping[str, tuple[int, int]]:
    """Return how many kept runs, and how many passed tasks' links, of each lesson find no room in such a text.

    Lessons of which all is there are not named.
    """
    fitting = _fitting(progress)[1]
    made = {}
    for key, record in progress.lessons.items():
        of = fitting[key]
        links = sum(bool(task.link) and "link" not in of["tasks"][name] for name, task in record.tasks.items())
        if any(lost := (len(record.kept) - len(of.get("kept", [])), links)):
            made[key] = lost
    return made


def _fitting(progress: Progress) -> tuple[str, dict[str, Any]]:
    """Return the text for an address, and what of the lessons it holds."""
    document = progress_to(progress)["lessons"]
    if not document:
        return "", document
    text = _packed(document)
    for leave_out in (_runs_of_others, _older_runs, _runs, _links):
        if len(text) <= LONGEST_TEXT:
            break
        for key, record in document.items():
            leave_out(record, key == progress.lesson)
        text = _packed(document)
    return text, document


def _runs_of_others(record: dict[str, Any], is_open: bool) -> None:
    if not is_open:
        record.pop("kept", None)


def _older_runs(record: dict[str, Any], _is_open: bool) -> None:
    if "kept" in record:
        record["kept"] = record["kept"][len(record["kept"]) // 2 :]


def _runs(record: dict[str, Any], _is_open: bool) -> None:
    record.pop("kept", None)


def _links(record: dict[str, Any], _is_open: bool) -> None:
    for task in record["tasks"].values():
        task.pop("link", None)
        task.pop("runs", None)


def progress_from_text(text: str) -> Mapping[str, LessonRecord]:
    """Return what was done, from such a text.

    Raises
    ------
    ValueError
        If it is none.
    """
    damaged = ValueError("progress must be a text that this page has written; this one is damaged or cut off")
    if len(text) > 2 * LONGEST_TEXT or not _LETTERS.fullmatch(text):
        raise damaged
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(-15)
        raw = unpacker.decompress(packed, _MOST_BYTES)
    except (binascii.Error, zlib.error):
        raise damaged from None
    if unpacker.unconsumed_tail or unpacker.unused_data or not unpacker.eof:
        raise damaged
    document = strict_object(raw, most_bytes=_MOST_BYTES, most_depth=_MOST_DEPTH)
    return progress_from({"lessons": document}).lessons


def _packed(document: dict[str, Any]) -> str:
    raw = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    packer = zlib.compressobj(9, wbits=-15)
    return base64.urlsafe_b64encode(packer.compress(raw) + packer.flush()).decode().rstrip("=")


def _told(of: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields that are not empty, by name."""
    return {name: value for name in names if (value := getattr(of, name))}

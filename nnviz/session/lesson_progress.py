"""A learner in the lessons: where they stand, what they did and their own runs; and their place in the address."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from nnviz.exchange.progress import LessonRecord, Progress, progress_from_text, progress_text
from nnviz.lessons import LESSONS, ROUTES, LearnersRun, Lesson, Section, Verdict
from nnviz.run.settings import Settings, shown
from nnviz.run.suggestion import suggestion

NAMES = ("lesson", "step_of_lesson", "route", "progress")
"""Parameters of an address that are about lessons."""
LONGEST_PAUSE = 120.0
"""Seconds without an action in a lesson that still count as time spent on it."""
_OF_A_RUN = frozenset((*Settings.__dataclass_fields__, "step", "history", "edits", "lacks"))


@dataclass
class Learner:
    """One visitor as a learner; `nnviz.session.classroom` does what they do."""

    progress: Progress = field(default_factory=Progress)
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    """What the last check of a task found, by the keys of lesson and task; a why has its own name for a task."""
    runs: dict[str, tuple[LearnersRun, ...]] = field(default_factory=dict)
    """The learner's runs by lesson, the oldest first; those of a progress that came from outside are read when they are
    first asked for (`nnviz.session.classroom.kept_runs`)."""
    waiting: tuple[str, str, str] | None = None
    """A check that waits for the run to stand still: lesson, task and answer."""
    seen: object = None
    """The experiment that was on show last, which is kept as a run when another one takes its place."""
    refused: str = ""
    """Why the last thing that was asked for was not done."""
    _since: float = field(default_factory=time.monotonic)
    _spent: float = 0.0

    @property
    def lesson(self) -> Lesson | None:
        """The lesson that is open."""
        return LESSONS.get(self.progress.lesson)

    @property
    def record(self) -> LessonRecord:
        """What was done in the open lesson."""
        return self.progress.of(self.progress.lesson)

    @property
    def at(self) -> int:
        """The number of the open lesson's step, counted from 0."""
        made = self.lesson
        return 0 if made is None else min(self.progress.step, len(made.steps) - 1)

    @property
    def section(self) -> Section | None:
        """The step of the open lesson at which the learner stands."""
        made = self.lesson
        return None if made is None else made.steps[self.at]

    @property
    def route(self) -> tuple[str, ...]:
        """Keys of the route's lessons, in order; () without a route."""
        found = ROUTES.get(self.progress.route)
        return () if found is None else found.lessons

    @property
    def next_lesson(self) -> str:
        """The key of what comes after the open lesson, on the route or else in the list; "" after the last."""
        keys = self.route if self.progress.lesson in self.route else tuple(LESSONS)
        if self.progress.lesson not in keys:
            return ""
        at = keys.index(self.progress.lesson) + 1
        return keys[at] if at < len(keys) else ""

    @property
    def locks(self) -> frozenset[str]:
        """Names of the controls that are locked until the prediction is given; later steps lock nothing."""
        made = self.lesson
        if made is None or self.record.prediction or self.section is None:
            return frozenset()
        return frozenset(made.locks if self.section.kind in ("set-up", "prediction") else ())

    def spend(self) -> None:
        """Count the time since the last action for the open lesson."""
        now = time.monotonic()
        self._spent += min(now - self._since, LONGEST_PAUSE)
        self._since = now
        key = self.progress.lesson
        if key in LESSONS and (whole := int(self._spent)):
            self._spent -= whole
            self.progress = self.progress.noting(key, seconds=self.progress.of(key).seconds + whole)


def lesson_params(learner: Learner) -> dict[str, str | None]:
    """Return a learner's place as parameters of the address; a parameter that is not needed is None."""
    progress = learner.progress
    return {
        "lesson": progress.lesson or None,
        "step_of_lesson": str(learner.at + 1) if progress.lesson else None,
        "route": progress.route or None,
        "progress": progress_text(progress) or None,
    }


def progress_from_params(params: Mapping[str, str]) -> tuple[Progress, list[str]]:
    """Return the place that an address asks for, and a sentence for each parameter that is not allowed."""
    problems: list[str] = []

    def one_of(name: str, known: Collection[str]) -> str:
        text = params.get(name, "")
        if text and text not in known:
            problems.append(f"{name} must be one of {', '.join(known)}, not {shown(text)}{suggestion(text, known)}.")
        return text if text in known else ""

    made = Progress(lesson=one_of("lesson", LESSONS), route=one_of("route", ROUTES))
    if made.route and not made.lesson:
        made = replace(made, lesson=next(iter(ROUTES[made.route].lessons), ""))
    if "step_of_lesson" in params and made.lesson:
        text, most = params["step_of_lesson"], len(LESSONS[made.lesson].steps)
        if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= most:
            made = replace(made, step=int(text) - 1)
        else:
            problems.append(f"step_of_lesson must be a whole number from 1 to {most}, not {shown(text)}.")
    if params.get("progress"):
        try:
            made = replace(made, lessons=progress_from_text(params["progress"]))
        except ValueError as error:
            problems.append(f"{error}.")
    return made, problems


def known(progress: Progress) -> Progress:
    """Return a progress from a file without unknown lessons and routes, at a step that its lesson has."""
    lesson = progress.lesson if progress.lesson in LESSONS else ""
    step = min(progress.step, len(LESSONS[lesson].steps) - 1) if lesson else 0
    return replace(progress, lesson=lesson, step=step, route=progress.route if progress.route in ROUTES else "")


def at_the_set_up(params: Mapping[str, str], progress: Progress) -> dict[str, str]:
    """Return the parameters with those of the lesson's set-up, if the address names a lesson and no run of its own."""
    made = LESSONS.get(progress.lesson)
    if made is None or not _OF_A_RUN.isdisjoint(params):
        return dict(params)
    return {**dict(parse_qsl(made.address.removeprefix("?"), keep_blank_values=True)), **params}

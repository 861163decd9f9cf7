"""What a class handed in: read, counted, checked again with the engine, written as a table; nothing is drawn here."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qsl

from nnviz.exchange.hand_in import MOST_BYTES, HandIn, read_hand_in
from nnviz.exchange.progress import TaskRecord
from nnviz.lessons import LESSONS, LearnersRun, Task
from nnviz.run.experiment import Experiment
from nnviz.session.classroom import right_choice
from nnviz.session.kept_runs import experiment_of

MOST_FILES = 60
SLICE = 5_000
"""Samples between two reports of how far it is."""
FARTHEST = 300_000
"""Samples that a run is followed when it is checked again: twice as many as any task needs."""

AGREES, DIFFERS, UNCHECKED = "passes", "does not pass", "not checked"
"""What checking a passed task again found."""
TASK_COLUMNS = ("name", "lesson", "task", "passed", "checked again", "tries", "hints", "answer", "link")


class Claim(NamedTuple):
    """A task that a learner says to have passed: the learner's place among those who handed in, lesson and task."""

    who: int
    lesson: str
    task: str


class Count(NamedTuple):
    """Of one task, or of one lesson's prediction: how many did what.

    For a prediction, `passed` are those that came true and `marked` stays 0.
    """

    lesson: str
    task: str
    passed: int
    failed: int
    marked: int
    tries: float
    hints: float

    @property
    def label(self) -> str:
        """The lesson's number and title, and the task."""
        at = list(LESSONS).index(self.lesson) + 1
        return f"{at} {LESSONS[self.lesson].title}: {self.task}"


@dataclass(frozen=True)
class Class:
    """Those who handed in, in the order of their names, and a sentence for each file that nobody can have handed in."""

    hand_ins: tuple[HandIn, ...]
    refused: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A name for each, unlike any other's: who handed in twice is there twice."""
        seen: Counter[str] = Counter()
        made = []
        for one in self.hand_ins:
            name = one.name.strip()
            seen[name] += 1
            made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
        return tuple(made)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All tasks that were passed."""
        return tuple(
            Claim(who, key, task.key)
            for who, one in enumerate(self.hand_ins)
            for key, made in LESSONS.items()
            for task in made.tasks
            if one.progress.of(key).task(task.key).passed
        )

    def record(self, claim: Claim) -> TaskRecord:
        """What was handed in of a task."""
        return self.hand_ins[claim.who].progress.of(claim.lesson).task(claim.task)

    def learners(self) -> list[dict[str, object]]:
        """A row for each who handed in."""
        rows: list[dict[str, object]] = []
        for name, one in zip(self.names, self.hand_ins, strict=True):
            records = [(LESSONS[key], record) for key, record in one.progress.lessons.items() if key in LESSONS]
            tasks = [record.task(task.key) for made, record in records for task in made.tasks]
            told = [(made.key, record.prediction) for made, record in records if record.prediction]
            rows.append(
                {
                    "name": name,
                    "lessons": len(records),
                    "tasks passed": sum(task.passed for task in tasks),
                    "of": len(tasks),
                    "predictions right": f"{sum(right_choice(key) == choice for key, choice in told)} of {len(told)}",
                    "tries": sum(task.tries for task in tasks),
                    "hints": sum(task.hints for task in tasks),
                    "minutes": round(sum(record.seconds for _, record in records) / 60),
                }
            )
        return rows

    def counts(self, marks: dict[Claim, str]) -> list[Count]:
        """How many passed each task, and whose predictions came true, of lessons that anybody began."""
        rows = []
        for key, made in LESSONS.items():
            begun = [
                (who, one.progress.of(key)) for who, one in enumerate(self.hand_ins) if key in one.progress.lessons
            ]
            if not begun:
                continue
            told = [record.prediction for _, record in begun if record.prediction]
            right = sum(choice == right_choice(key) for choice in told)
            if told:
                rows.append(Count(key, "prediction", right, len(told) - right, 0, 0.0, 0.0))
            for task in made.tasks:
                records = [(who, record.task(task.key)) for who, record in begun]
                marked = sum(marks.get(Claim(who, key, task.key)) == DIFFERS for who, _ in records)
                passed = sum(record.passed for _, record in records) - marked
                tries = sum(record.tries for _, record in records) / len(records)
                hints = sum(record.hints for _, record in records) / len(records)
                rows.append(Count(key, task.key, passed, len(records) - passed - marked, marked, tries, hints))
        return rows

    def wrong_predictions(self) -> list[dict[str, object]]:
        """A row for each choice of a prediction that somebody made and that did not come true, the commonest first."""
        found: Counter[tuple[str, str]] = Counter()
        told: Counter[str] = Counter()
        for one in self.hand_ins:
            for key, record in one.progress.lessons.items():
                if key in LESSONS and record.prediction:
                    told[key] += 1
                    found[key, record.prediction] += record.prediction != right_choice(key)
        rows: list[dict[str, object]] = []
        for (key, choice), count in found.most_common():
            words = {one.key: one for one in LESSONS[key].prediction.choices}
            if count and choice in words:
                share = f"{count} of {told[key]}"
                mark = words[choice].misconception or ""
                rows.append(
                    {"lesson": LESSONS[key].title, "predicted": words[choice].words, "how many": share, "belief": mark}
                )
        return rows

    def csv(self, marks: dict[Claim, str]) -> str:
        """Every prediction and every task of every lesson that was begun, a row each."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(TASK_COLUMNS)
        for who, (name, one) in enumerate(zip(self.names, self.hand_ins, strict=True)):
            for key, record in one.progress.lessons.items():
                if key not in LESSONS:
                    continue
                if record.prediction:
                    came = "yes" if record.prediction == right_choice(key) else "no"
                    row = (name, key, "prediction", came, "", "", "", record.prediction, "")
                    writer.writerow(map(_cell, row))
                for task in LESSONS[key].tasks:
                    done = record.task(task.key)
                    mark = marks.get(Claim(who, key, task.key), UNCHECKED if done.passed else "")
                    told = (done.tries, done.hints, done.answer, done.link)
                    writer.writerow(map(_cell, (name, key, task.key, "yes" if done.passed else "no", mark, *told)))
        return text.getvalue()


def read_class(files: Sequence[tuple[str, bytes]]) -> Class:
    """Return what a class handed in; a file that cannot be read is named with the reason.

    Parameters
    ----------
    files : sequence of (str, bytes)
        Names and contents; at most 60 files, and 4 MB together. What is beyond that is refused.
    """
    made, refused, room = [], [], MOST_BYTES
    for name, raw in files[:MOST_FILES]:
        if len(raw) > room:
            refused.append(f"{name}: all files together must have at most {MOST_BYTES >> 20} MB.")
            continue
        room -= len(raw)
        try:
            made.append(read_hand_in(raw))
        except ValueError as error:
            refused.append(f"{name}: {error}.")
    if len(files) > MOST_FILES:
        refused.append(f"At most {MOST_FILES} files are read, and {len(files) - MOST_FILES} more were given.")
    return Class(tuple(sorted(made, key=lambda one: one.name.strip().lower())), tuple(refused))


def checked(of: Class, claim: Claim) -> Iterator[str | None]:
    """Check a passed task again with the engine: yields None while it works, and at last what was found."""
    task, record = LESSONS[claim.lesson].task(claim.task), of.record(claim)
    if not record.link:
        yield UNCHECKED  # its state did not fit into an address
        return
    runs: list[LearnersRun] = []
    experiment: Experiment | None = None
    budget = FARTHEST
    for link in (*record.runs, record.link):
        experiment = None
        for here in _stood(link, budget):
            experiment = here
            yield None
        if experiment is None:
            yield UNCHECKED
            return
        budget -= experiment.step
        runs.append(LearnersRun.of(experiment, link))
    assert experiment is not None
    yield AGREES if _passes(task, experiment, record, tuple(runs)) else DIFFERS


def _passes(task: Task, experiment: Experiment, record: TaskRecord, runs: tuple[LearnersRun, ...]) -> bool:
    try:
        return task.check(experiment, record.answer, runs if record.runs else ()).passed
    except (ArithmeticError, ValueError):
        return False


def _stood(link: str, budget: int) -> Iterator[Experiment]:
    """Yield the run of a link on its way to its step; nothing if it is no run, or goes further than the budget."""
    try:
        experiment, step = experiment_of(dict(parse_qsl(link.removeprefix("?"), keep_blank_values=True)))
    except ValueError:
        return
    if step > budget:
        return
    while experiment.step < step:
        before = experiment.step
        experiment.seek(min(step, before + max(SLICE, experiment.samples_per_epoch)))
        if experiment.step == before:
            break
        yield experiment
    yield experiment


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if not isinstance(value, str) or not value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value

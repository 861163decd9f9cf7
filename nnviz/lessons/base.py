"""What a lesson is made of, as data: set-up, prediction, tasks that are checked, a why, what it means, a variation.

A lesson knows no page. A check is a pure function of an experiment, of the answer as it was typed, and of the learner's
own runs; it changes none of them, and says in words what is still missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

from nnviz.derivation.notation import number
from nnviz.lessons.address import query
from nnviz.lessons.runs import LearnersRun
from nnviz.lessons.typed import MOST_LETTERS, Answer, as_typed
from nnviz.run.experiment import Experiment, HandEdit
from nnviz.run.settings import Settings

AnswerKind = Literal["none", "number", "numbers", "choice"]
"""What the learner gives: nothing (the run is looked at), a number, one for each blank, or the key of a choice."""
PartKind = Literal["set-up", "prediction", "task", "why", "meaning", "variation"]
MOVES = ("step", "epoch", "play", "run")
"""The buttons that go on in time, as an address hides them."""
HAND = "set_weight"
"""What stands among the locks for setting weights by hand."""


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes
    ----------
    passed : bool
    words : what was right, or what is still missing; at most 60 words.
    misconception : the code of the belief that a wrong answer shows, if it shows one.
    """

    passed: bool
    words: str
    misconception: str | None = None


@dataclass(frozen=True)
class Choice:
    """One of several answers, with the code of the belief that choosing it wrongly shows."""

    key: str
    words: str
    misconception: str | None = None


@dataclass(frozen=True)
class Prediction:
    """The question that is asked before the controls that would answer it unlock.

    Attributes
    ----------
    question : str
    choices : tuple of Choice
    right : callable
        Of an experiment in the lesson's set-up, the key of the right choice.
    outcome : str
        What is shown beside the prediction afterwards.
    """

    question: str
    choices: tuple[Choice, ...]
    right: Callable[[Experiment], str]
    outcome: str

    def judge(self, experiment: Experiment, key: str) -> Verdict:
        """Return whether a prediction came true; the words are those of the outcome."""
        return _chosen(self.choices, key, self.right(experiment), self.outcome)


@dataclass(frozen=True)
class Why:
    """The question after the tasks, with its reason."""

    question: str
    choices: tuple[Choice, ...]
    right: str
    words: str

    def judge(self, key: str) -> Verdict:
        """Return whether the reason chosen is the right one."""
        return _chosen(self.choices, key, self.right, self.words)


def _chosen(choices: tuple[Choice, ...], key: str, right: str, words: str) -> Verdict:
    slip = next((choice.misconception for choice in choices if choice.key == key), None)
    return Verdict(key == right, words, None if key == right else slip)


@dataclass(frozen=True)
class Part:
    """A named number of an equation.

    Attributes
    ----------
    name : what it is, in words.
    symbol : how it is written.
    value : from the engine's trace.
    blank : whether the learner fills it in.
    """

    name: str
    symbol: str
    value: float
    blank: bool = False

    def text(self, digits: int = 4) -> str:
        """Return the value as it is written, in that many significant digits."""
        return number(self.value, digits)


@dataclass(frozen=True)
class Equation:
    """A product that a worked example shows: its factors, in order, and what they come to."""

    factors: tuple[Part, ...]
    product: Part

    @property
    def parts(self) -> tuple[Part, ...]:
        """The factors and the product."""
        return (*self.factors, self.product)


Judge = Callable[[Experiment, str, tuple[LearnersRun, ...]], Verdict]


@dataclass(frozen=True)
class Task:
    """Something to do or to compute.

    Attributes
    ----------
    key : "a", "b", …, unique in its lesson.
    words : what to do.
    answer : what is typed or chosen, if anything.
    hints : from a nudge to a worked answer.
    judge : the check behind `check`, which is given "" where nothing was answered.
    choices : for the answer "choice".
    equations : makes the lines of a worked example, some of whose parts are blank.
    labels : of the fields for the answer "numbers", where no blank gives it.
    address : opens the task's own set-up, if it is not the lesson's.
    paper : whether pen and paper serve better than the page.
    """

    key: str
    words: str
    answer: AnswerKind
    hints: tuple[str, str, str]
    judge: Judge
    choices: tuple[Choice, ...] = ()
    equations: Callable[[], tuple[Equation, ...]] = tuple
    labels: tuple[str, ...] = ()
    address: str = ""
    paper: bool = False

    def check(
        self, experiment: Experiment, answer: Answer | None = None, runs: tuple[LearnersRun, ...] = ()
    ) -> Verdict:
        """Return whether the task is done, and in words what is missing.

        Parameters
        ----------
        experiment : Experiment
            The learner's, as it stands; it is not changed.
        answer : str, float or a sequence of them, optional
            As it was typed; one number for each blank, in their order, as a sequence or with semicolons between; or a
            choice's key. Anything else does not pass.
        runs : tuple of LearnersRun
            The learner's own runs in this lesson.
        """
        given = as_typed(answer)
        if given is None:
            return Verdict(False, "An answer is a text, a number, or one of them for each blank.")
        if self.answer != "none" and not given:
            return Verdict(False, _WANTED[self.answer])
        if len(given) > MOST_LETTERS:
            return Verdict(False, f"That is too long: an answer has at most {MOST_LETTERS} characters.")
        return self.judge(experiment, given, tuple(runs))

    @property
    def factors(self) -> tuple[Equation, ...]:
        """The lines of the worked example; none for most tasks."""
        return tuple(self.equations())

    @property
    def blanks(self) -> tuple[Part, ...]:
        """What the learner fills in, in the order of the answer's numbers."""
        return tuple(part for equation in self.factors for part in equation.parts if part.blank)

    @property
    def fields(self) -> tuple[str, ...]:
        """The labels of the numbers that are typed, one for each; "" for a single number."""
        if self.answer == "number":
            return ("",)
        return self.labels or tuple(part.symbol for part in self.blanks)


_WANTED = {
    "number": "Type a number first.",
    "numbers": "Type a number for each blank first.",
    "choice": "Choose one of the answers first.",
}


class Section(NamedTuple):
    """One step of a lesson: its kind, the task's key (else ""), and its words."""

    kind: PartKind
    key: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson.

    Attributes
    ----------
    key, title, minutes, promise : str, str, int, str
        The promise is one sentence: what one can do afterwards.
    set_up : what is on the page at the start, in words.
    settings, hands, step : the run that it starts with.
    prediction, tasks, why, meaning : as the learner meets them.
    variation, variation_address : something to try, and the query string that opens it.
    locks : what would answer the prediction, and stays locked until it is given: names as in an address's `hide`,
        such as `MOVES`, `HAND` and fields of Settings.
    compares : whether the checks look at the learner's own runs.
    many, many_address : what many runs show, and the query string that opens them, as a race or a sweep.
    view : other parameters of the page's address.
    """

    key: str
    title: str
    minutes: int
    promise: str
    set_up: str
    settings: Settings
    hands: tuple[HandEdit, ...] = ()
    step: int = 0
    prediction: Prediction
    tasks: tuple[Task, ...]
    why: Why
    meaning: str
    variation: str
    variation_address: str
    locks: tuple[str, ...]
    compares: bool = False
    many: str = ""
    many_address: str = ""
    view: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "view", MappingProxyType(dict(self.view)))

    def begin(self) -> Experiment:
        """Return an experiment of its own at the lesson's start."""
        experiment = Experiment(self.settings, hands=self.hands)
        experiment.seek(self.step)
        return experiment

    @property
    def address(self) -> str:
        """The query string that opens the set-up on the page."""
        return query(self.settings, self.hands, self.step, **self.view)

    @property
    def steps(self) -> tuple[Section, ...]:
        """The lesson as a sequence, one thing at a time."""
        return (
            Section("set-up", "", self.set_up),
            Section("prediction", "", self.prediction.question),
            *(Section("task", task.key, task.words) for task in self.tasks),
            Section("why", "", self.why.question),
            Section("meaning", "", self.meaning),
            Section("variation", "", self.variation),
        )

    def task(self, key: str) -> Task:
        """Return a task by its key.

        Raises
        ------
        KeyError
            If the lesson has no such task.
        """
        for task in self.tasks:
            if task.key == key:
                return task
        raise KeyError(f"lesson {self.key} has no task {key!r}")


@dataclass(frozen=True)
class Route:
    """Lessons to do in a row.

    Attributes
    ----------
    key, title : str
    minutes : of all of it.
    lessons : keys, in order.
    parts : minutes of each.
    hand_in : whether it ends with handing in.
    """

    key: str
    title: str
    minutes: int
    lessons: tuple[str, ...]
    parts: tuple[int, ...]
    hand_in: bool = False

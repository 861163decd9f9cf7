"""Twelve lessons, from one neuron to backpropagation: predictions, tasks that are checked, and reasons. No page here.

``lesson("xor").begin()`` is an Experiment at the start of a lesson, ``lesson("xor").tasks[0].check(experiment)`` a
Verdict: passed or not, and in words what is missing.
"""

from __future__ import annotations

from nnviz.lessons import (
    batch,
    chain_rule,
    deltas,
    eta,
    network,
    neuron,
    perceptron,
    saturation,
    sgd,
    start,
    test,
    xor,
)
from nnviz.lessons.base import (
    Choice,
    Equation,
    Lesson,
    Part,
    Prediction,
    Route,
    Section,
    Task,
    Verdict,
    Why,
)
from nnviz.lessons.misconceptions import MISCONCEPTIONS
from nnviz.lessons.runs import LearnersRun

__all__ = [
    "LESSONS",
    "MISCONCEPTIONS",
    "ROUTES",
    "Choice",
    "Equation",
    "LearnersRun",
    "Lesson",
    "Part",
    "Prediction",
    "Route",
    "Section",
    "Task",
    "Verdict",
    "Why",
    "lesson",
]

_IN_ORDER = tuple(
    module.LESSON
    for module in (
        neuron,
        perceptron,
        sgd,
        batch,
        network,
        xor,
        chain_rule,
        deltas,
        saturation,
        test,
        eta,
        start,
    )
)
LESSONS: dict[str, Lesson] = {made.key: made for made in _IN_ORDER}
"""The lessons by their keys, in order."""


def _route(key: str, title: str, minutes: int, parts: dict[str, int], *, hand_in: bool = False) -> Route:
    return Route(key, title, minutes, tuple(parts), tuple(parts.values()), hand_in)


ROUTES: dict[str, Route] = {
    route.key: route
    for route in (
        _route("30", "Backpropagation in 30 minutes", 30, {"sgd": 7, "chain_rule": 9, "deltas": 7, "eta": 7}),
        _route(
            "45",
            "A workshop of 45 minutes",
            45,
            {"neuron": 5, "sgd": 8, "xor": 8, "chain_rule": 7, "deltas": 5, "eta": 7},
            hand_in=True,
        ),
        _route(
            "all",
            "All lessons",
            sum(made.minutes for made in LESSONS.values()),
            {made.key: made.minutes for made in LESSONS.values()},
        ),
    )
}


def lesson(key: str) -> Lesson:
    """Return a lesson by its key.

    Raises
    ------
    KeyError
        If there is no such lesson; the message names those that there are.
    """
    if key not in LESSONS:
        raise KeyError(f"lesson must be one of {', '.join(LESSONS)}, not {key!r}")
    return LESSONS[key]

"""For every task of every lesson a state that passes its check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from nnviz.lessons import (
    LearnersRun,
    batch,
    chain_rule,
    eta,
    lesson,
    network,
    neuron,
    perceptron,
    saturation,
    start,
)
from nnviz.lessons import test as testing
from nnviz.lessons import xor as xor_lesson
from nnviz.lessons.checks import replaced, weights
from nnviz.run.experiment import Experiment, HandEdit
from nnviz.run.settings import Settings

Runs = tuple[LearnersRun, ...] | Callable[[], tuple[LearnersRun, ...]]
State = tuple[Callable[[], Experiment], str | None, Runs]
"""What makes the run, the answer as typed, and the learner's own runs."""


def at(settings: Settings, step: int = 0, hands: Sequence[HandEdit] = ()) -> Experiment:
    """A run at a step."""
    experiment = Experiment(settings, hands=hands)
    experiment.seek(step)
    return experiment


def begin(key: str) -> Experiment:
    """What a lesson begins with."""
    return lesson(key).begin()


def run(settings: Settings, step: int, hands: Sequence[HandEdit] = ()) -> LearnersRun:
    """One of the learner's own runs, at a step."""
    return LearnersRun.of(at(settings, step, hands))


def set_weights(*pairs: tuple[tuple[int, int, int], float]) -> list[HandEdit]:
    return [HandEdit(0, "weight", key, value) for key, value in pairs]


def smaller_batch() -> Experiment:
    experiment = at(batch.START.changed(batch_size=140), 1_400)
    experiment.change(batch_size=70)
    experiment.advance(14_000)
    return experiment


def changed_eta() -> Experiment:
    experiment = at(batch.START.changed(batch_size=140), 1400)
    experiment.change(eta=30.0)
    experiment.advance(2_800)
    return experiment


@cache
def three_runs() -> tuple[LearnersRun, ...]:
    return tuple(run(batch.START.changed(batch_size=size), size * 140) for size in (1, 10, 140))


def plane(eta_: float, epochs: int = 20) -> LearnersRun:
    return run(eta.START.changed(eta=eta_), 140 * epochs)


MAZUR = chain_rule.MAZUR
SET: dict[str, dict[str, State]] = {
    "neuron": {
        "a": (lambda: at(neuron.START, hands=neuron.BY_HAND), None, ()),
        "b": (lambda: begin("neuron"), "0,99", ()),
        "c": (lambda: at(neuron.START, hands=weights([[-5], [10], [10]])), None, ()),
        "d": (lambda: at(neuron.CLOUDS, 560), None, ()),
    },
    "perceptron": {
        "a": (lambda: at(perceptron.START, 18, perceptron.ZEROS), None, ()),
        "b": (lambda: begin("perceptron"), "same", ()),
        "c": (lambda: begin("perceptron"), "3", ()),
        "d": (lambda: at(perceptron.BY_GRADIENT, 400), None, ()),
    },
    "sgd": {
        "a": (lambda: begin("sgd"), "input", ()),
        "b": (lambda: begin("sgd"), "−0,0625", ()),
        "c": (lambda: begin("sgd"), "0.12", ()),
        "d": (lambda: begin("sgd"), "-0.57; 0.24; 1; -0.14", ()),
        "e": (lambda: begin("sgd"), "4", ()),
        "f": (lambda: begin("sgd"), "-0,058", ()),
    },
    "batch": {
        "a": (lambda: at(batch.START, 1_100), None, ()),
        "b": (lambda: begin("batch"), "140", ()),
        "c": (lambda: begin("batch"), None, three_runs),
        "d": (lambda: at(batch.START.changed(batch_size=70), 9_800), None, ()),
        "e": (lambda: at(batch.START.changed(batch_size=140, eta=30.0), 2_800), None, ()),
    },
    "network": {
        "a": (lambda: at(network.START.changed(hidden=(3,)), 14_000), None, ()),
        "b": (lambda: begin("network"), "h1", ()),
        "c": (
            lambda: begin("network"),
            None,
            lambda: (run(network.FOUR, 5_600), run(network.FOUR.changed(seed=2), 5_600)),
        ),
    },
    "xor": {
        "a": (lambda: at(xor_lesson.START, hands=xor_lesson.BY_HAND), None, ()),
        "b": (lambda: begin("xor"), "two", ()),
        "c": (lambda: at(xor_lesson.START.changed(init_seed=2), 20_000), None, ()),
        "d": (lambda: begin("xor"), "1; 4", ()),
    },
    "chain_rule": {
        "a": (lambda: begin("chain_rule"), "input", ()),
        "b": (lambda: begin("chain_rule"), "0.083", ()),
        "c": (lambda: begin("chain_rule"), "0,59 -0,023", ()),
        "d": (lambda: begin("chain_rule"), "0.00877;0.05;0.000439", ()),
        "e": (lambda: begin("chain_rule"), "w'21", ()),
        "f": (lambda: begin("chain_rule"), "8.2e-4", ()),
    },
    "deltas": {
        "a": (lambda: begin("deltas"), "slope", ()),
        "b": (lambda: begin("deltas"), "0.00995", ()),
        "c": (lambda: begin("deltas"), "0.0312\n0.0075", ()),
        "d": (lambda: at(MAZUR.settings, 0, replaced(MAZUR.hands, (1, 1, 0), 0.133)), None, ()),
        "e": (lambda: begin("deltas"), "new", ()),
    },
    "saturation": {
        "a": (lambda: begin("saturation"), ".017", ()),
        "b": (lambda: at(saturation.START, hands=weights([[4], [4]])), None, ()),
        "c": (lambda: begin("saturation"), "500", ()),
        "d": (lambda: at(saturation.DEEP.changed(activation="tanh"), 560), None, ()),
    },
    "test": {
        "a": (lambda: at(testing.START, 600), None, ()),
        "b": (lambda: at(testing.START.changed(hidden=(3,)), 6_000), None, ()),
        "c": (lambda: begin("test"), "20", ()),
    },
    "eta": {
        "a": (lambda: begin("eta"), None, lambda: (plane(1.98), plane(2.02))),
        "b": (lambda: begin("eta"), "1.99", ()),
        "c": (lambda: begin("eta"), "smaller", ()),
        "d": (lambda: at(eta.RING.changed(eta=100.0), 140), None, ()),
        "e": (lambda: begin("eta"), "output", ()),
    },
    "start": {
        "a": (lambda: at(start.START, 5_600, set_weights(((0, 1, 0), 1.0), ((0, 2, 1), 2.0))), None, ()),
        "b": (lambda: at(start.RANDOM.changed(init_scale=2.0), 5_600), None, ()),
        "c": (lambda: begin("start"), "0", ()),
    },
}

"""Every number in the words of the lessons, as the engine gives it, by the text that stands for it there.

What is in CHOSEN is no fact: settings of the set-up, numbers that the learner is told to use, limits, names of rows.
"""

import math
from functools import cache

import numpy as np

from nnviz.lessons import (
    LearnersRun,
    batch,
    chain_rule,
    deltas,
    eta,
    lesson,
    network,
    neuron,
    perceptron,
    saturation,
    sgd,
    start,
)
from nnviz.lessons import test as testing
from nnviz.lessons import xor as xor_lesson
from nnviz.lessons.checks import replaced
from nnviz.run.experiment import Experiment, HandEdit
from nnviz.run.settings import Settings
from nnviz.sweeps import sweep

Facts = dict[str, float | tuple[float, ...]]


@cache
def at(settings: Settings, step: int, hands: tuple[HandEdit, ...] = ()) -> Experiment:
    """Return the experiment of these settings at a step; nobody moves it."""
    experiment = Experiment(settings, hands=hands)
    experiment.seek(step)
    return experiment


def loss(settings: Settings, step: int, hands: tuple[HandEdit, ...] = ()) -> float:
    return at(settings, step, hands).losses()[0]


def first_below(settings: Settings, limit: float, hands: tuple[HandEdit, ...] = (), every: int = 1) -> int:
    """Return the first step, of those looked at, with a training loss below the limit."""
    experiment = Experiment(settings, hands=hands)
    while experiment.losses()[0] >= limit:
        experiment.advance(every)
        assert experiment.step < 100_000
    return experiment.step


@cache
def solved(base: Settings, hidden: int, seeds: tuple[int, ...], step: int, limit: float) -> int:
    """Count the seeds whose training loss is below the limit."""
    result = sweep(base.changed(hidden=(hidden,)), seeds, step, step)
    return int(np.count_nonzero(result.train[0, :, -1] < limit))


def neuron_facts() -> Facts:
    X = at(neuron.START, 0).dataset.X
    y = float(at(neuron.START, 0, neuron.BY_HAND).network.predict(X)[3, 0])
    rows = len(at(neuron.CLOUDS, 0).dataset.train)
    return {
        "4": (len(X), 560 / rows),
        "5": math.log(y / (1 - y)),
        "−5": (math.log(1 / y - 1), -15 + 10),
        "20": 10 + 10,
        "0.993": y,
        "0.0067": 1 / y - 1,
        "1.0067": 1 / y,
        "140": rows,
        "560": 4 * rows,
    }


def perceptron_facts() -> Facts:
    first = perceptron.first_all_right(perceptron.START)
    b, w1, w2 = at(perceptron.START, first, perceptron.ZEROS).network.weights[0].ravel().tolist()
    errors = perceptron.errors_by_epoch(perceptron.START)
    return {
        "18": (first, perceptron.first_all_right(perceptron.START.changed(eta=1.0))),
        "1.5": b,
        "−1": w1,
        "−0.5": (w2, at(perceptron.XOR, 4, perceptron.ZEROS).network.weights[0][1, 0]),
        "3": perceptron.epochs_until_back(),
        "4": len(at(perceptron.START, 0).dataset.X),
        "24": 4 * (errors.index(0) + 1),
    }


def sgd_facts() -> Facts:
    first, second, fourth = (sgd.trace(n) for n in (1, 2, 4))
    d4 = fourth.layers[0]
    return {
        "0.25": first.layers[0].slope[0],
        "0.125": first.layers[0].delta[0],
        "−0.0625": first.network.weights[0][0, 0],
        "0.4844": second.y[0],
        "0.2498": second.layers[0].slope[0],
        "0.121": second.dE_dW[0][2, 0],
        "0.12": second.dE_dW[0][2, 0],
        "0.4255": fourth.y[0],
        "0.5745": 1 - fourth.y[0],
        "−0.5745": d4.dE_dout[0],
        "0.2444": d4.slope[0],
        "−0.1404": fourth.dE_dW[0][1, 0],
        "−0.0584": fourth.before.weights[0][1, 0],
        "0.0118": fourth.network.weights[0][1, 0],
        "4": (sgd.first_rise(), len(at(sgd.START, 0).dataset.X)),
    }


def batch_facts() -> Facts:
    one, ten, whole = (batch.START.changed(batch_size=size) for size in (1, 10, 140))
    assert 0.4 < batch.rises(one) / batch.UPDATES < 0.6  # "in about every second update"
    assert batch.rises(batch.START.changed(batch_size=70)) == batch.rises(whole) == 0
    return {
        "140": (len(at(one, 0).dataset.train), 1_400 / 10),
        "0.0262": loss(one, 1_400),
        "0.0702": (loss(ten, 1_400), loss(whole, 19_600)),
        "0.1681": loss(whole, 1_400),
        "0.0276": loss(one, 1_200),
        "0.0699": loss(one, 140),
        "67": batch.rises(one),
        "5": batch.rises(ten),
        "2,380": first_below(whole.changed(eta=30.0), 0.03),
        "19,600": 140 * 140,
        "10": 1_400 / 140,
    }


def network_facts() -> Facts:
    ring, seeds = network.START, tuple(range(1, 11))
    found = network.without_each()
    out = abs(at(network.FOUR, 5_600).network.weights[1][1:, 0])
    assert int(np.argmax(out)) != int(np.argmax(found))  # "the largest weight is not the one"
    assert solved(ring, 2, seeds, 14_000, 0.02) == 0
    slow = at(network.FOUR.changed(eta=0.1), 560)
    undecided = abs(slow.network.predict(slow.dataset.X) - 0.5) < 0.2
    assert undecided.mean() > 0.9 and loss(network.FOUR.changed(eta=0.1), 2_800) > 0.1
    return {
        "10": solved(ring, 3, seeds, 14_000, 0.02),
        "140": len(at(ring, 0).dataset.train),
        "0.1618": found[0],
        "0.0500": found[1],
        "0.0900": found[2],
        "0.1052": found[3],
    }


def xor_facts() -> Facts:
    stuck = at(xor_lesson.START, 20_000)
    y = sorted(stuck.network.predict(stuck.dataset.X).ravel().tolist())
    five = xor_lesson.SEEDS
    counts = [solved(xor_lesson.START, hidden, five, 20_000, 0.01) for hidden in (2, 3)]
    assert tuple(counts) == xor_lesson.COUNTS
    for eta_ in (2.0, 5.0):
        assert loss(xor_lesson.START.changed(eta=eta_), 20_000) > 0.05
    return {
        "0.063": stuck.losses()[0],
        "0.0625": (1 / 2) * (1 / 4) * 2 / 4,
        "0.125": (1 / 2) * (1 / 4),
        "0.02": y[0],
        "0.97": y[3],
        "0.49": (y[1], y[2]),
        "0.0003": loss(xor_lesson.START.changed(init_seed=2), 20_000),
        "1": counts[0],
        "4": (counts[1], len(stuck.dataset.X)),
    }


def chain_rule_facts() -> Facts:
    made = chain_rule.trace()
    hidden, out = made.layers
    moved = [abs(after - before) for after, before in zip(made.network.weights, made.before.weights, strict=True)]
    return {
        "0.041": moved[1][1, 0],
        "0.00022": moved[0][1, 0],
        "0.0364": hidden.dE_dout[0],
        "0.2413": hidden.slope[0],
        "0.0822": made.dE_dW[1][1, 0],
        "0.5933": hidden.out[0],
        "0.5969": hidden.out[1],
        "0.6": hidden.out[1],
        "0.1385": out.delta[0],
        "0.14": out.delta[0],
        "0.08267": made.dE_dW[1][2, 0],
        "−0.0381": out.delta[1],
        "−0.0226": made.dE_dW[1][1, 1],
        "0.05": made.x[0],
        "0.00877": hidden.delta[0],
        "0.000439": made.dE_dW[0][1, 0],
        "0.00082": chain_rule.nudged(),
        "0.4": made.before.weights[1][1, 0],
    }


def deltas_facts() -> Facts:
    made, later = chain_rule.trace(), chain_rule.trace(2)
    hidden, out = made.layers
    parts = later.layers[1].delta * later.before.weights[1][1]
    wrong = (made.network.weights[1][1:] @ out.delta) * hidden.slope
    silent = Experiment(chain_rule.MAZUR.settings, hands=replaced(chain_rule.MAZUR.hands, (1, 1, 0), 0.133)).next_trace
    assert silent is not None and abs(silent.layers[0].delta[0]) < deltas.NOTHING / 2
    return {
        "0.2910279": deltas.wrong_order(),
        "0.291027924": deltas.wrong_order(),
        "0.2910277737": made.E_after,
        "0.1385": out.delta[0],
        "−0.0381": out.delta[1],
        "0.0381": -out.delta[1],
        "0.4": made.before.weights[1][1, 0],
        "0.5": made.before.weights[1][1, 1],
        "0.0364": hidden.dE_dout[0],
        "0.00877": hidden.delta[0],
        "0.5933": hidden.out[0],
        "0.4067": 1 - hidden.out[0],
        "0.2413": (hidden.slope[0], later.layers[0].slope[0]),
        "0.0414": hidden.dE_dout[1],
        "0.2406": hidden.slope[1],
        "0.00995": hidden.delta[1],
        "0.0503": parts[0],
        "0.0191": -parts[1],
        "0.0312": parts.sum(),
        "0.0075": later.layers[0].delta[0],
        "−0.019": out.delta[1] * made.before.weights[1][1, 1],
        "0.14": out.delta[0],
        "0.00729": wrong[0],
    }


def saturation_facts() -> Facts:
    (eager_y, eager), (slow_y, slow) = saturation.first(True), saturation.first(False)
    far = Experiment(
        saturation.START, hands=(HandEdit(0, "weight", (0, 0, 0), 4.0), HandEdit(0, "weight", (0, 1, 0), 4.0))
    )
    coming = far.next_trace
    assert coming is not None
    deep = saturation.DEEP
    five = deep.changed(hidden=(4,) * 5, activation="tanh", batch_size=140)
    assert 0.5 < saturation.ratio(5, "tanh") < 3.0
    return {
        "0.982": slow_y,
        "0.018": 1 - slow_y,
        "0.01766": slow_y * (1 - slow_y),
        "0.0173": slow,
        "0.818": eager_y,
        "0.1219": eager,
        "63": first_below(saturation.START, 0.05, saturation.EAGER),
        "259": first_below(saturation.START, 0.05, saturation.SLOW),
        "0.9997": coming.y[0],
        "0.00034": coming.layers[0].delta[0],
        "533": saturation.ratio(4),
        "0.25": 0.5 * 0.5,
        "0.004": 0.25**4,
        "4,200": first_below(deep, 0.02, every=140),
        "560": first_below(deep.changed(activation="tanh"), 0.02, every=140),
        "0.107": loss(five, 14_000),
    }


def test_facts() -> Facts:
    data, end = at(testing.START, 0).dataset, at(testing.START, 6_000).losses()
    early, three = at(testing.START, 600).losses(), at(testing.START.changed(hidden=(3,)), 6_000).losses()
    penalty = testing.START.changed(eta=0.1, regularization="l2", regularization_rate=0.003)
    train_right, test_right = testing.rows_right()
    tests = [at(settings, step).losses()[1] for settings, step in ((penalty, 12_000),)]
    assert end[1] is not None and early[1] is not None and three[1] is not None and tests[0] is not None
    assert train_right == 20
    assert early[1] < end[1] and end[0] < early[0]  # "the training loss keeps falling while the test loss rises"
    return {
        "40": len(data.X),
        "20": (len(data.train), len(data.test), train_right),
        "14": test_right,
        "0.0058": end[0],
        "0.1465": end[1],
        "0.0537": early[1],
        "0.0218": three[0],
        "0.0448": three[1],
        "0.0683": tests[0],
    }


def eta_facts() -> Facts:
    over = Experiment(eta.SINGLE.changed(eta=1.5))
    over.seek(5_000)
    assert over.diverged_at is not None
    killed = at(eta.RING.changed(eta=100.0), 140)
    dead = killed.losses()[0]
    assert killed.trace is not None and killed.trace.layers[0].slope.min() > 0.05
    assert eta.losses_after(2.05, 2) < eta.losses_after(2.05, 0)  # "it falls at first"
    assert [
        eta.tendency(LearnersRun.of(at(eta.START.changed(eta=rate), 14_000))) for rate in (1.5, 1.98, 2.02, 2.05)
    ] == [
        "falls",
        "falls",
        "grows",
        "grows",
    ]
    for fine in (1.0, 3.0, 10.0):
        assert loss(eta.RING.changed(eta=fine), 2_800) < 0.02
    assert first_below(eta.RING.changed(eta=10.0), 0.01, every=140) < first_below(eta.RING, 0.01, every=140)
    assert loss(eta.SINGLE.changed(eta=1.15), 5_000) < 0.1
    grown = Experiment(eta.SINGLE.changed(eta=1.2))
    assert max((grown.seek(n), grown.losses()[0])[1] for n in range(0, 5_001, 100)) > 1e3  # type: ignore[func-returns-value]
    return {
        "140": len(at(eta.START, 0).dataset.train),
        "0.484": eta.losses_after(2.05, 0),
        "513": eta.losses_after(2.05, 100),
        "1.0036": eta.curvature(),
        "1.993": 2 / eta.curvature(),
        "14,000": 100 * 140,
        "4,838": over.diverged_at,
        "0.25": dead,
    }


def start_facts() -> Facts:
    same = at(start.START, 5_600)
    accuracy = same.accuracy()
    assert accuracy is not None and abs(accuracy[0] - 0.5) < 0.02

    def by_hand(*edits: tuple[tuple[int, int, int], float]) -> float:
        return loss(start.START, 5_600, tuple(HandEdit(0, "weight", key, value) for key, value in edits))

    assert start.spread(same.network) < 1e-6
    return {
        "140": len(same.dataset.train),
        "0.1259": loss(start.RANDOM.changed(init_scale=0.01), 5_600),
        "0.1258": same.losses()[0],
        "0.11": by_hand(((0, 1, 0), 1.0)),
        "0.05": by_hand(((0, 1, 0), 2.0)),
        "0.0034": by_hand(((0, 1, 0), 1.0), ((0, 2, 1), 2.0)),
        "0.0493": loss(start.RANDOM, 5_600),
        "0.0043": loss(start.RANDOM.changed(init_scale=2.0), 5_600),
    }


FACTS = {
    "neuron": neuron_facts,
    "perceptron": perceptron_facts,
    "sgd": sgd_facts,
    "batch": batch_facts,
    "network": network_facts,
    "xor": xor_facts,
    "chain_rule": chain_rule_facts,
    "deltas": deltas_facts,
    "saturation": saturation_facts,
    "test": test_facts,
    "eta": eta_facts,
    "start": start_facts,
}

CHOSEN = {
    "neuron": "0 1 2 10 −15 15 0.01 600",
    "perceptron": "0 1 0.5 40",
    "sgd": "0 1 2 3 0.5",
    "batch": "0 1 4 70 30 0.03 1,200 1,400 10,000",
    "network": "0 1 2 3 4 0.1 0.02 5,600 14,000",
    "xor": "0 2 3 5 −5 10 −15 −10 0.01 20,000",
    "chain_rule": "1 0.01 0.41 1.4",
    "deltas": "0 1 2 −0.4 0.133",
    "saturation": "0 1 2 4 5 50 500 0.6 0.9 0.05 0.02 0.99 0.001 1,000 14,000",
    "test": "0 3 11 12 16 18 19 600 6,000 12,000 0.003 0.1 0.055 0.056",
    "eta": "0 1 2 3 4 10 20 100 −1 0.01 0.1 0.2 1.15 1.2 1.5 1.98 2.02 2.05 5,000",
    "start": "0 1 2 4 0.5 0.01 0.02 5,600",
}


def agrees(text: str, value: float) -> bool:
    """Return whether a number as it is written is this value, to the digits that are shown."""
    plain = text.replace(",", "").replace("−", "-")
    decimals = len(plain.partition(".")[2])
    return abs(float(plain) - float(np.asarray(value))) <= 0.5000001 * 10.0**-decimals


def chosen(key: str) -> set[str]:
    """Return the numbers in a lesson's words that are no facts."""
    assert lesson(key).key == key
    return set(CHOSEN[key].split())

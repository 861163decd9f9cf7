"""How fast is a sweep? Seeds trained together beside the same runs one after another, in one run.

    python benchmarks/sweep.py

prints a table and, as its last line, the same as JSON. The contestants take turns and medians are compared; read the
ratios, not the times. "one after another" is `Experiment`, as a loop in a notebook would use it; "training alone" is
the engine's fast training without a loss on the way.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz import Experiment, Settings, sweep
from nnviz.engine import Trainer
from nnviz.run.replay import Run

SAMPLES, EVERY = 14_000, 140
ROUNDS = 3
CASES = {
    "2-4-1, 20 seeds": (Settings(), 20),
    "2-8-8-8-1, 20 seeds": (Settings(hidden=(8, 8, 8)), 20),
    "2-4-1, Adam, 20 seeds": (Settings(optimiser="adam", eta=0.01), 20),
    "2-4-1, batches of 10, 20 seeds": (Settings(batch_size=10), 20),
    "2-4-1, 200 seeds": (Settings(), 200),
}


def one_after_another(settings: Settings, seeds: int) -> None:
    """Run them as a notebook would without a sweep."""
    for seed in range(seeds):
        experiment = Experiment(replace(settings, seed=seed))
        for _ in range(SAMPLES // EVERY):
            experiment.advance(EVERY)
            experiment.losses()
            experiment.accuracy()


def training_alone(settings: Settings, seeds: int) -> None:
    """Train them one after another and look at nothing."""
    for seed in range(seeds):
        run = Run(replace(settings, seed=seed), ())
        trainer = Trainer(run.network, run.dataset.X, run.dataset.T, optimiser=settings.made_optimiser)
        trainer.present(run.order.between(0, SAMPLES), eta=settings.eta, batch_size=settings.batch_size)


def together(settings: Settings, seeds: int) -> None:
    """Run them as a sweep."""
    sweep(settings, range(seeds), SAMPLES, EVERY)


def seconds(what: Callable[[Settings, int], None], settings: Settings, seeds: int) -> float:
    """Return how long it takes."""
    began = time.perf_counter()
    what(settings, seeds)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    found = {}
    print(f"{SAMPLES:,} samples each, losses at every {EVERY}")
    for name, (settings, seeds) in CASES.items():
        few = min(seeds, 20)  # of many alike, twenty tell how long the others take
        times: dict[str, list[float]] = {"together": [], "one after another": [], "training alone": []}
        for _ in range(ROUNDS):
            times["together"].append(seconds(together, settings, seeds))
            times["one after another"].append(seconds(one_after_another, settings, few) * seeds / few)
            times["training alone"].append(seconds(training_alone, settings, few) * seeds / few)
        middle = {who: median(of) for who, of in times.items()}
        ratios = {who: middle[who] / middle["together"] for who in ("one after another", "training alone")}
        found[name] = {"seconds": middle["together"], **ratios}
        print(
            f"{name:32} {middle['together']:6.2f} s together; one after another {ratios['one after another']:5.1f} "
            f"times as long, training alone {ratios['training alone']:4.1f} times"
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()

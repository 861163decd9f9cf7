"""The loss landscape in batched evaluations against one network after another: a ratio in one run.

Run it as ``python benchmarks/landscape.py [--size 41]``. Prints a table and one JSON line.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.analysis.landscape import Landscape, random_directions
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

CASES = {
    "2-4-1, 140 rows": Settings(),
    "2-8-8-8-1, 140 rows": Settings(hidden=(8, 8, 8)),
    "4-6-3 (iris), 105 rows": Settings(dataset="iris", hidden=(6,)),
}


def main() -> None:
    """Measure, print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=41)
    size = parser.parse_args().size
    report = {}
    print(f"{size} x {size} points{'':24} {'batched':>9} {'one by one':>11} {'ratio':>6}")
    for name, settings in CASES.items():
        experiment = Experiment(settings)
        experiment.advance(1000)
        network, data = experiment.network, experiment.dataset
        axes = random_directions(network, 1)
        X, T = data.X[data.train], data.T[data.train]
        begin = time.perf_counter()
        landscape = Landscape(experiment, *axes, size=size)
        while not landscape.work(1.0):
            pass
        batched = time.perf_counter() - begin
        begin = time.perf_counter()
        for b in landscape.ticks:
            for a in landscape.ticks:
                network.with_flat(network.flat() + a * axes[0] + b * axes[1]).loss(X, T)
        naive = time.perf_counter() - begin
        report[name] = {"batched_s": batched, "one_by_one_s": naive, "ratio": naive / batched}
        print(f"{name:36} {batched:8.3f}s {naive:10.3f}s {naive / batched:6.1f}")
    print(json.dumps(report))


if __name__ == "__main__":
    main()

"""Addresses and run files of the past: how one is opened, and what is compared.

`record.py` wrote `runs.json` with these very functions, and `test_legacy.py` reads it with them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import numpy as np

from nnviz.exchange.playground_link import SHARED, read_params, their_names
from nnviz.exchange.runfile import read_run
from nnviz.run.experiment import Experiment
from nnviz.session.address import read_address, read_hands

RUNS = Path(__file__).with_name("runs.json")


def open_address(query: str) -> tuple[Experiment, list[str]]:
    """The run that a page opened at this address stands in, and what it complains of."""
    params = dict(parse_qsl(query, keep_blank_values=True))
    foreign = their_names(params)
    if foreign:
        found = read_params({name: text for name, text in params.items() if name in (*foreign, *SHARED)})
        return Experiment(found.settings), []
    settings, edits, _, step, problems = read_address(params)
    hands, unread = read_hands(params, settings, step)
    experiment = Experiment(settings, edits, hands)
    experiment.seek(step)
    return experiment, [*problems, *unread]


def open_file(text: str) -> Experiment:
    """The run that a run file holds, at the step it was saved at."""
    saved = read_run(text.encode())
    saved.experiment.seek(saved.step)
    return saved.experiment


def opened(entry: dict[str, Any]) -> Experiment:
    """The run of an entry of `runs.json`, where it is compared."""
    if "file" in entry:
        return open_file(entry["file"])
    experiment, problems = open_address(entry["query"])
    if problems:
        raise AssertionError(" ".join(problems))
    if entry["then"]:
        experiment.advance(entry["then"])
    return experiment


def told(experiment: Experiment) -> dict[str, Any]:
    """What must be the same for ever: where it stands, the weights there to the last bit, and the losses."""
    train, test = experiment.losses()
    weights = np.concatenate([weight.ravel() for weight in experiment.network.weights])
    return {
        "step": experiment.step,
        "sizes": list(experiment.sizes),
        "digest": hashlib.sha256(weights.astype("<f8").tobytes()).hexdigest(),
        "train": train,
        "test": test,
    }


def arithmetic() -> str:
    """A digest of how this machine, with this NumPy, rounds what the engine computes with.

    Where it is none of those at the recording, bits may differ although nothing is wrong.
    """
    rng = np.random.default_rng(7)
    numbers = np.concatenate([rng.normal(0, scale, 257) for scale in (1e-3, 0.3, 1, 5, 40)])
    with np.errstate(over="ignore"):
        results = [np.exp(-numbers), np.tanh(numbers), np.sin(numbers), np.cos(numbers), np.log(np.abs(numbers))]
    results += [np.sqrt(np.abs(numbers)), numbers.mean(keepdims=True), numbers.std(keepdims=True)]
    for rows in (1, 2, 3, 5, 10, 64, 140):
        for inner in (2, 3, 5, 9, 17, 65):
            for columns in (1, 2, 4, 8, 16):
                left, right = rng.normal(size=(rows, inner)), rng.normal(size=(inner, columns))
                results += [left @ right, right.T @ left.T, left.dot(right), np.hypot(left, left[::-1])]
    return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in results)).hexdigest()


def recorded() -> dict[str, Any]:
    """What `runs.json` holds."""
    found: dict[str, Any] = json.loads(RUNS.read_text(encoding="utf-8"))
    return found

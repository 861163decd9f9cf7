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

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.address import race_params
from nnviz.session.beginning import begun
from nnviz.session.lesson_progress import lesson_params
from nnviz.session.open_save import open_run
from nnviz.session.page_parts import page_to_params
from nnviz.session.view import View, view_to_params
from nnviz.session.visit import Visit

RUNS = Path(__file__).with_name("runs.json")


def params_of(query: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(query, keep_blank_values=True))


def opened(entry: dict[str, Any]) -> Visit:
    """The visit that an entry of `runs.json` begins, where it is compared."""
    if "file" in entry:
        visit = Visit(Experiment(Settings()))
        open_run(visit, entry["file"].encode())
    else:
        visit = begun(params_of(entry["query"]))
    while visit.job is not None and visit.job.work(visit.experiment, lambda: False):
        pass
    if visit.said.warnings:
        raise AssertionError(" ".join(visit.said.warnings))
    if entry.get("then"):
        visit.experiment.advance(entry["then"])
    if visit.racing is not None:
        visit.racing.race.follow(visit.experiment.step)
    return visit


def told(visit: Visit) -> dict[str, Any]:
    """What must be the same for ever: where it stands, the weights there to the last bit, and the losses.

    The bits are those of the run on show and of the runs beside it.
    """
    experiment = visit.experiment
    train, test = experiment.losses()
    beside = [] if visit.racing is None else visit.racing.race.runs
    weights = np.concatenate([weight.ravel() for run in (experiment, *beside) for weight in run.network.weights])
    return {
        "step": experiment.step,
        "sizes": list(experiment.sizes),
        "digest": hashlib.sha256(weights.astype("<f8").tobytes()).hexdigest(),
        "train": train,
        "test": test,
    }


def looked_at(visit: Visit) -> dict[str, str | None]:
    """How the run is looked at and what else is on the page, as an address has it; this too stays as it was."""
    plan = visit.sweep.plan
    return {
        **view_to_params(visit.view),
        **page_to_params(visit.page),
        **lesson_params(visit.learner),
        **race_params(visit),
        "sweep": None if plan is None else plan.text,
    }


def asked_of_the_view(entry: dict[str, Any]) -> dict[str, str]:
    """The choices of the view that an address, or a run file, names."""
    named = json.loads(entry["file"])["view"] if "file" in entry else params_of(entry["query"])
    return {name: text for name, text in named.items() if name in View.__dataclass_fields__}


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

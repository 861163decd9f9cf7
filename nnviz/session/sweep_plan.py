"""What a visitor asks of a sweep: which settings vary over which values, how many seeds, how far."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product

from nnviz.run.settings import Settings, field_from_text, shown
from nnviz.session.pacing import TURNS
from nnviz.sweeps import Sweeping, SweepResult

MOST_SEEDS = 50
MOST_SETTINGS = 24
MOST_SAMPLES = 1_000_000
MOST_WORK = 20_000_000
"""Samples of all runs together that the page trains: other visitors want their clicks answered."""
POINTS = 100
"""About how often losses are recorded in a run."""
SLICE_SECONDS = 0.3
"""The page answers after each slice of work."""
_TURN_SECONDS = 0.02


@dataclass(frozen=True)
class Varied:
    """A setting that a sweep can vary.

    Attributes
    ----------
    label : str
    values : callable
        Settings -> values to begin with, as text.
    number : bool
        Whether its values are numbers, so that something can be drawn against them.
    counts : callable
        Settings -> whether it makes a difference to a run with them.
    """

    label: str
    values: Callable[[Settings], str]
    number: bool = True
    counts: Callable[[Settings], bool] = lambda settings: True


def _batch_sizes(settings: Settings) -> str:
    rows = len(settings.make_dataset().train)
    return ", ".join(map(str, sorted({1, min(10, rows), rows})))


def _has_layers(settings: Settings) -> bool:
    return bool(settings.hidden)


VARIED: dict[str, Varied] = {
    "hidden": Varied("Hidden layers (4 or 4-2)", lambda settings: "1, 2, 3, 4", number=False),
    "eta": Varied("Learning rate η", lambda settings: "0.1, 0.3, 1, 3, 10"),
    "batch_size": Varied("Batch size", _batch_sizes),
    "activation": Varied("Activation", lambda settings: "logistic, tanh, relu", number=False, counts=_has_layers),
    "optimiser": Varied("Optimiser", lambda settings: "sgd, momentum, adam", number=False),
    "init": Varied("First weights", lambda settings: "auto, uniform, normal, zeros", number=False),
    "noise": Varied("Noise", lambda settings: "0, 0.1, 0.3", counts=lambda settings: settings.kind.uses_noise),
    "regularization_rate": Varied(
        "Penalty λ",
        lambda settings: "0, 0.0001, 0.001, 0.01",
        counts=lambda settings: settings.regularization != "none",
    ),
    "momentum": Varied("Momentum β", lambda settings: "0, 0.5, 0.9"),
}
"""By the name of the field of Settings, in the order of the menu."""


def offered(settings: Settings) -> list[str]:
    """Return the names of what makes a difference to a run with these settings."""
    return [name for name, varied in VARIED.items() if varied.counts(settings)]


def read_values(name: str, text: str) -> list[object]:
    """Return the values of a field from text with commas, semicolons or blanks between them.

    Raises
    ------
    ValueError
        If there is none, or one is not allowed; the message names the field.
    """
    label = VARIED[name].label
    parts = [part for part in re.split(r"[;,\s]+", text.strip()) if part]
    if not parts:
        raise ValueError(f"{label}: give one value or more, with commas between them")
    values: list[object] = []
    for part in parts:
        value = field_from_text(name, part.replace("−", "-"))
        if value not in values:
            values.append(value)
    return values


def planned(settings: Settings, varied: Mapping[str, str], seeds: int, samples: int) -> Sweeping:
    """Return the sweep that a visitor asks for, before its first step.

    Parameters
    ----------
    settings : Settings
        What all runs have in common.
    varied : mapping
        The values of each setting that varies, as text; all are combined with all.
    seeds : int
        How many, from 1 on.
    samples : int
        How far each run goes.

    Raises
    ------
    ValueError
        If something is not allowed, or would take too long on a page; the message says what is.
    """
    for name in varied:
        if not VARIED[name].counts(settings):
            raise ValueError(f"{VARIED[name].label} makes no difference to a run with these settings")
    values = {name: read_values(name, text) for name, text in varied.items()}
    combined = [dict(zip(values, each, strict=True)) for each in product(*values.values())]
    if len(combined) > MOST_SETTINGS:
        raise ValueError(f"Values: at most {MOST_SETTINGS} combinations on this page, not {len(combined)}")
    if not 1 <= seeds <= MOST_SEEDS:
        raise ValueError(f"Seeds must be a whole number from 1 to {MOST_SEEDS}, not {shown(seeds)}")
    if not 1 <= samples <= MOST_SAMPLES:
        raise ValueError(f"Samples must be a whole number from 1 to {MOST_SAMPLES:,}, not {shown(samples)}")
    work = len(combined) * seeds * samples
    if work > MOST_WORK:
        raise ValueError(
            f"{len(combined) * seeds:,} runs of {samples:,} samples are {work:,}; this page trains at most "
            f"{MOST_WORK:,} in a sweep. Take fewer, or a notebook: from nnviz import sweep"
        )
    return Sweeping(
        [settings.changed(**changes) for changes in combined], range(1, seeds + 1), samples, max(samples // POINTS, 1)
    )


@dataclass
class Begun:
    """A sweep on its way, in slices of time between which the page answers.

    Attributes
    ----------
    varied : tuple of str
        The fields that vary.
    stopped : bool
        Whether the visitor has stopped it.
    """

    sweep: Sweeping
    varied: tuple[str, ...]
    stopped: bool = False
    spent: float = 0.0
    _result: SweepResult | None = field(default=None, repr=False)

    @property
    def working(self) -> bool:
        """Whether there is more to do."""
        return not (self.stopped or self.sweep.done)

    def work(self) -> None:
        """Do a slice; clicks of other visitors come in between."""
        began = time.monotonic()
        while self.working and time.monotonic() - began < SLICE_SECONDS:
            with TURNS.turn(hurry=False):
                self.sweep.work(_TURN_SECONDS)
        self.spent += time.monotonic() - began
        self._result = None

    @property
    def left(self) -> float | None:
        """About how many seconds of work are left; None while that cannot be told."""
        share = self.sweep.share
        return self.spent / share * (1.0 - share) if share > 0.02 else None

    @property
    def result(self) -> SweepResult:
        """What there is so far."""
        if self._result is None:
            self._result = self.sweep.result()
        return self._result


def table(begun: Begun) -> dict[str, list[object]]:
    """Return every run as a row: what varies, its seed, where it stands, in words that a spreadsheet reads."""
    result = begun.result
    rows = [(r, s) for r in range(len(result.settings)) for s in range(len(result.seeds))]
    columns: dict[str, list[object]] = {
        name: [_plain(getattr(result.settings[r], name)) for r, _ in rows] for name in begun.varied
    }
    columns["seed"] = [result.seeds[s] for _, s in rows]
    columns["samples"] = [int(result.samples[-1])] * len(rows)
    columns["updates"] = [int(result.updates[r, -1]) for r, _ in rows]
    for name in ("train", "test", "accuracy"):
        columns[name] = [float(getattr(result, name)[r, s, -1]) for r, s in rows]
    columns["ended"] = [ending(result, r, s) for r, s in rows]
    return columns


def ending(result: SweepResult, r: int, s: int) -> str:
    """Return in a word how a run ended."""
    if (r, s) in result.failed:
        return f"failed: {result.failed[r, s]}"
    if (at := int(result.diverged_at[r, s])) >= 0:
        return f"diverged at {at:,}"
    if not result.ended[r, s]:
        return "stopped"
    return "stuck" if result.stuck[r, s] else "learning"


def _plain(value: object) -> object:
    return "-".join(map(str, value)) or "0" if isinstance(value, tuple) else value

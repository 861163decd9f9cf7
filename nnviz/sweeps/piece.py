"""A piece of a sweep: a few runs that go from point to point, with their losses recorded at each.

A point is a number of samples presented; where it lies within a batch, a run is looked at when that batch is complete.
At some of them, the looks, the weights are kept besides.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.datasets import Dataset
from nnviz.engine import Network, Optimiser, Penalty, Stack
from nnviz.run.evaluation import Evaluator, Scores
from nnviz.run.experiment import Experiment
from nnviz.run.replay import first_network
from nnviz.run.schedule import Order, Schedule
from nnviz.run.settings import Settings
from nnviz.sweeps.recorded import Recorded

_MOST_TOGETHER = 256
_MOST_NUMBERS = 4_000_000
"""Outputs that a stack holds at a time, 32 MB; there are about four such arrays."""
_MOST_LOOKS = 12
"""Points at which weights are kept."""
_MOST_KEPT = 2_000_000
"""Weights that are kept, 16 MB; where the last ones of all runs are more than that, those alone are."""


@dataclass(frozen=True, eq=False)
class Member:
    """One run before its first step."""

    settings: Settings
    data: Dataset
    network: Network

    @classmethod
    def of(cls, settings: Settings) -> Member:
        """Make a run's data and first weights."""
        data = settings.make_dataset()
        return cls(settings, data, first_network(settings, data))

    @property
    def optimiser(self) -> Optimiser:
        """How its gradients become steps."""
        return self.settings.made_optimiser

    @property
    def penalty(self) -> Penalty:
        """What is added to its loss."""
        return Penalty(self.settings.regularization, self.settings.regularization_rate)

    @property
    def shape(self) -> Hashable:
        """What must be alike in runs that are trained together."""
        settings, network, data = self.settings, self.network, self.data
        return (
            network.sizes,
            network.activations,
            network.bias,
            network.criterion,
            data.X.shape,
            len(data.train),
            min(settings.batch_size, len(data.train)),
            self.optimiser,
            settings.regularization if self.penalty else "none",
            settings.rule,
        )

    @property
    def most_together(self) -> int:
        """How many runs of this shape a stack may hold."""
        width = min(self.settings.batch_size, len(self.data.train))
        numbers = max(width * sum(self.network.sizes), self.data.X.size)
        return int(np.clip(_MOST_NUMBERS // numbers, 1, _MOST_TOGETHER))


class Together:
    """Runs of one shape in one stack.

    A run whose weights become infinite or NaN is left to `Alone` at the end, which says where.

    Parameters
    ----------
    members : sequence of Member
    points : sequence of int
        Rising, the first 0.
    looks : sequence of int
        Places of points, rising.
    """

    def __init__(self, members: Sequence[Member], points: Sequence[int], looks: Sequence[int]) -> None:
        first = members[0]
        self._points, self._looks = points, looks
        self._members = members
        self._stack = Stack(
            [member.network for member in members],
            [member.data.X for member in members],
            [member.data.T for member in members],
            first.optimiser,
            [member.penalty for member in members],
            slope_is_one=first.settings.rule == "perceptron",
        )
        self._orders = [Order(m.settings.order, m.data.train, m.settings.seed) for m in members]
        self._schedules = [Schedule(len(m.data.train), m.settings) for m in members]
        self._evaluators = [Evaluator(member.data, member.network) for member in members]
        self._batch_size = min(first.settings.batch_size, len(first.data.train))
        self._at = 0
        self._after: Alone | None = None
        self._lost: list[int] = []
        self._point = 0
        self.recorded = Recorded.empty(len(members), len(points))
        self._record()

    @property
    def done(self) -> bool:
        """Whether every point is reached."""
        return self._point == len(self._points) and (self._after is None or self._after.done)

    @property
    def share(self) -> float:
        """How much of the way is done, from 0 to 1."""
        return 1.0 if self.done else min(self._at / max(self._points[-1], 1), 0.99)

    def work(self, most: int) -> None:
        """Present at most about so many samples to every run, or stop at the next point."""
        began = time.perf_counter()
        self._work(most)
        self.recorded.seconds[:] += (time.perf_counter() - began) / len(self._members)

    def _work(self, most: int) -> None:
        if self._after is not None:
            self._after.work(most)
            if self._after.done:
                shared = self.recorded.seconds[self._lost]
                self.recorded.take(self._lost, self._after.recorded)
                self.recorded.seconds[self._lost] = shared
            return
        target = self._schedules[0].ceil(self._points[self._point])
        stop = min(target, *(schedule.reach(self._at, most) for schedule in self._schedules))
        rows = np.stack([order.between(self._at, stop) for order in self._orders])
        eta = np.array([schedule.eta_at(self._at) for schedule in self._schedules])
        self._stack.present(rows, eta, self._batch_size)
        self._at = stop
        if stop == target:
            self._record()

    def _record(self) -> None:
        """Write down what the runs came to here, at every point that lies in this batch."""
        flats = self._stack.flats
        here = [self._point]
        while (last := here[-1] + 1) < len(self._points) and self._schedules[0].ceil(self._points[last]) == self._at:
            here.append(last)
        for run, (evaluator, flat) in enumerate(zip(self._evaluators, flats, strict=True)):
            if np.isfinite(flat).all():
                scores = evaluator.scores(flat)
                for point in here:
                    self.recorded.put(run, point, scores)
                for look in (look for look, point in enumerate(self._looks) if point in here):
                    self.recorded.keep(run, look, len(self._looks), flat)
            elif run not in self._lost:
                self._lost.append(run)
        self._point = here[-1] + 1
        if self._point == len(self._points) and self._lost:
            self._after = Alone([self._members[run] for run in self._lost], self._points, self._looks)


class Alone:
    """Runs one after another, by the engine that the page uses."""

    def __init__(self, members: Sequence[Member], points: Sequence[int], looks: Sequence[int]) -> None:
        self._points, self._looks = points, looks
        self._members = members
        self._run = 0
        self._point = 0
        self._experiment = Experiment(members[0].settings)
        self.recorded = Recorded.empty(len(members), len(points))

    @property
    def done(self) -> bool:
        """Whether every point is reached."""
        return self._run == len(self._members)

    @property
    def share(self) -> float:
        """How much of the way is done, from 0 to 1."""
        within = self._point / len(self._points)
        return (self._run + within) / len(self._members)

    def work(self, most: int) -> None:
        """Present at most about so many samples to one run, or stop at the next point."""
        began, run = time.perf_counter(), self._run
        self._work(most)
        self.recorded.seconds[run] += time.perf_counter() - began

    def _work(self, most: int) -> None:
        experiment, target = self._experiment, self._points[self._point]
        if experiment.step < target:
            experiment.advance(min(target - experiment.step, most))
        if experiment.diverged_at is not None:
            self.recorded.diverged_at[self._run] = experiment.diverged_at
            self._next()
        elif experiment.step >= target:
            train, test = experiment.losses()
            self.recorded.put(self._run, self._point, Scores(train, test, experiment.accuracy(), None))
            if self._point in self._looks:
                look = self._looks.index(self._point)
                self.recorded.keep(self._run, look, len(self._looks), experiment.network.flat())
            self._point += 1
            if self._point == len(self._points):
                self._next()

    def _next(self) -> None:
        self._run, self._point = self._run + 1, 0
        if not self.done:
            self._experiment = Experiment(self._members[self._run].settings)


@dataclass(frozen=True)
class Kind:
    """What decides which runs are trained together: their shape, and how many of it a stack may hold.

    `rows` is how many training rows they have, all of which are presented in an epoch; `weights` how many weights.
    """

    shape: Hashable
    most: int
    rows: int
    weights: int

    @classmethod
    def of(cls, settings: Settings) -> Kind:
        """Return a run's kind; its data are made for that and not kept."""
        member = Member.of(settings)
        return cls(member.shape, member.most_together, len(member.data.train), member.network.flat().size)


def pieces(kinds: Mapping[int, Kind], most: int) -> list[list[int]]:
    """Return which runs are trained together, at most so many in each piece.

    Parameters
    ----------
    kinds : mapping
        Each run's kind by its place.
    most : int
    """
    alike: dict[Kind, list[int]] = {}
    for place, kind in kinds.items():
        alike.setdefault(kind, []).append(place)
    return [
        places[start : start + size]
        for kind, places in alike.items()
        for size in [min(kind.most, most)]
        for start in range(0, len(places), size)
    ]


def looks_at(points: int, weights: int) -> list[int]:
    """Return the places of the points at which weights are kept: the first, the last, and some between, ever wider.

    Parameters
    ----------
    points : int
        How many there are.
    weights : int
        Of all runs together.
    """
    count = int(np.clip(_MOST_KEPT // max(weights, 1), 1, _MOST_LOOKS))
    if count < 3:
        return [points - 1]
    return sorted({0, *np.rint(np.geomspace(1, points - 1, count - 1)).astype(int).tolist()})


def begin(settings: Sequence[Settings], points: Sequence[int], looks: Sequence[int]) -> Together | Alone:
    """Return the quickest way for runs of one shape: a single one is quicker alone."""
    members = [Member.of(each) for each in settings]
    return Together(members, points, looks) if len(members) > 1 else Alone(members, points, looks)


def run_piece(settings: Sequence[Settings], points: Sequence[int], looks: Sequence[int]) -> Recorded:
    """Run a whole piece, as another process does; if that fails, its runs one by one, and name those that fail."""
    try:
        return _run_all(settings, points, looks)
    except Exception:
        recorded = Recorded.empty(len(settings), len(points))
    for run, each in enumerate(settings):
        try:
            recorded.take([run], _run_all([each], points, looks))
        except Exception as error:
            recorded.failed[run] = f"{type(error).__name__}: {error}"
    return recorded


def _run_all(settings: Sequence[Settings], points: Sequence[int], looks: Sequence[int]) -> Recorded:
    work = begin(settings, points, looks)
    while not work.done:
        work.work(1 << 16)
    return work.recorded

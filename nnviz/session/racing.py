"""What a visitor does with a race: runs come into it and leave it, and any of them becomes the run on show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from nnviz.figures.sweeps import Across
from nnviz.lessons import LearnersRun
from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.race import MOST, SHARED, Race, Rival, differences
from nnviz.run.settings import Settings
from nnviz.session.race_frames import Racing
from nnviz.session.states import Event
from nnviz.session.transport import nothing
from nnviz.session.typed_values import ALL, HIDDEN, values_of
from nnviz.session.visit import Visit


@dataclass(frozen=True)
class Offered:
    """A setting that the page offers runs to differ in.

    Attributes
    ----------
    label : str
    values : callable
        (settings, training rows) -> values to begin with, as text.
    counts : callable
        Whether it makes a difference to a run with such settings.
    """

    label: str
    values: Callable[[Settings, int], str]
    counts: Callable[[Settings], bool] = lambda settings: True


def _batches(settings: Settings, rows: int) -> str:
    now = min(settings.batch_size, rows)
    return ", ".join(str(size) for size in (1, 10, ALL) if (rows if size == ALL else size) != now and size != rows)


def _others(*values: str, field: str) -> Callable[[Settings, int], str]:
    return lambda settings, rows: ", ".join(value for value in values if value != str(getattr(settings, field)))


OFFERED: dict[str, Offered] = {
    "batch_size": Offered("Batch size", _batches),
    "eta": Offered(
        "Learning rate η", lambda settings, rows: f"{settings.eta / 10:g}, {min(settings.eta * 10, 100.0):g}"
    ),
    "optimiser": Offered(
        "Optimiser", _others("sgd", "momentum", "adam", field="optimiser"), lambda settings: settings.rule == "gradient"
    ),
    "activation": Offered(
        "Activation",
        _others("logistic", "tanh", "relu", field="activation"),
        lambda settings: bool(settings.hidden),
    ),
    "hidden": Offered(
        HIDDEN,
        lambda settings, rows: ", ".join(size for size in ("2", "8", "4-4") if size != _dashed(settings.hidden)),
        lambda settings: settings.rule == "gradient",
    ),
    "init": Offered("First weights", _others("uniform", "normal", "zeros", field="init")),
    "init_seed": Offered(
        "Seed of the first weights",
        lambda settings, rows: f"{settings.init_seed + 1}, {settings.init_seed + 2}, {settings.init_seed + 3}",
    ),
    "seed": Offered("Seed (data, first weights and order)", lambda settings, rows: f"{settings.seed + 1}"),
}
"""The settings on offer by their fields of Settings, in the order of the menu."""


def _dashed(sizes: tuple[int, ...]) -> str:
    return "-".join(map(str, sizes)) or "0"


def offered(settings: Settings) -> list[str]:
    """Return the names of what makes a difference to a run with these settings."""
    return [name for name, each in OFFERED.items() if each.counts(settings)]


def asked(differ: Mapping[str, str], settings: Settings) -> list[dict[str, object]]:
    """Return what is each new run's own.

    Parameters
    ----------
    differ : mapping
        Values as text, by field: as many for one field as for the other, or a single one for all runs.
    settings : Settings
        Of the run on show.

    Raises
    ------
    ValueError
        If a value is not allowed, or their numbers do not go together.
    """
    values = {name: values_of(name, OFFERED[name].label, text, settings) for name, text in differ.items()}
    count = max(len(each) for each in values.values())
    for name, each in values.items():
        if len(each) not in (1, count):
            raise ValueError(f"{OFFERED[name].label}: give one value for all runs, or {count}, one for each")
    return [{name: each[i % len(each)] for name, each in values.items()} for i in range(count)]


def add_runs(visit: Visit, differ: Mapping[str, str]) -> None:
    """Put runs beside the one on show.

    Raises
    ------
    ValueError
        If one of them cannot be, or there would be too many; then none is added.
    """
    lead = visit.experiment
    new = asked(differ, lead.start)
    racing = visit.racing or Racing(Race(lead))
    visit.said.notices += racing.race.attend(lead)
    room = MOST - len(racing.race.runs)
    if len(new) > room:
        more = f"{room} more" if racing.race.runs else f"{room}"
        raise ValueError(f"{len(new)} runs are too many: there is room for {more} beside the one on show")
    added = 0
    try:
        for changes in new:
            racing.race.add(changes)
            added += 1
    except ValueError:
        for _ in range(added):
            racing.race.remove(len(racing.race.runs) - 1)
        raise
    _begin(visit, racing)


def _begin(visit: Visit, racing: Racing) -> None:
    visit.racing = racing
    visit.drawn.whole = True
    visit.transport.act(nothing)


def remove(visit: Visit, number: int) -> None:
    """Take a run out of the race, counted from 0; without any there is no race."""

    def do() -> None:
        racing = visit.racing
        if racing is not None and number < len(racing.race.runs):
            racing.race.remove(number)
            visit.racing = racing if racing.race.runs else None
            visit.drawn.whole = True

    visit.transport.act(do)


def end(visit: Visit) -> None:
    """Let the run on show go on alone."""

    def do() -> None:
        visit.racing, visit.drawn.whole = None, True

    visit.transport.act(do)


def show(visit: Visit, number: int) -> None:
    """Make another run of the race the one on show, at its very step; the two change places."""

    def do() -> None:
        racing = visit.racing
        if racing is None or number >= len(racing.race.runs):
            return
        racing.race.attend(visit.experiment)
        racing.race.follow(visit.experiment.step)
        made = racing.race.crowned(number)
        visit.go_over(made.lead, racing=Racing(made, racing.across))

    visit.transport.act(do, Event.STAND, leaves=True)


def turn(visit: Visit, across: Across) -> None:
    """Draw the losses against something else."""
    if visit.racing is not None:
        visit.racing.across = across
        visit.transport.act(nothing)


# The learner's own runs


def beside(lead: Experiment, runs: Iterable[LearnersRun]) -> list[Rival]:
    """Return those of a learner's runs that can stand beside a run and are others than it, the latest MOST of them.

    A change at the step at which a run was left has changed nothing in it, and is left out.
    """
    own = _way(LearnersRun.of(lead))
    found: dict[object, LearnersRun] = {}
    for run in runs:
        if _way(run) != own and all(getattr(run.settings, name) == getattr(lead.start, name) for name in SHARED):
            found.pop(_way(run), None)  # the latest of those that went the same way
            found[_way(run)] = run
    return [Rival(differences(run.settings, lead.start), *_way(run)[1:]) for run in list(found.values())[-MOST:]]


def _way(run: LearnersRun) -> tuple[Settings, tuple[Edit, ...], tuple[HandEdit, ...]]:
    return run.settings, tuple(edit for edit in run.edits if edit.step < run.step), run.hands


def side_by_side(visit: Visit, runs: Iterable[LearnersRun]) -> None:
    """Let the learner's own runs race with the one on show."""
    rivals = beside(visit.experiment, runs)
    if rivals:
        _begin(visit, Racing(Race(visit.experiment, rivals)))

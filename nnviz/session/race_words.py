"""What is the same in all runs of a race, and what tells them apart, in words."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.run.experiment import Experiment
from nnviz.run.race import Race, same_start
from nnviz.run.settings import optimiser_fields

WORDS = {
    "batch_size": "batch size",
    "eta": "η",
    "optimiser": "optimiser",
    "activation": "activation",
    "hidden": "hidden layers",
    "init": "first weights",
    "init_scale": "scale of the first weights",
    "init_seed": "seed of the first weights",
    "seed": "seed",
    "order": "order of the samples",
    "features": "inputs",
    "bias": "biases",
    "regularization": "penalty",
    "regularization_rate": "rate of the penalty",
    "eta_schedule": "schedule of η",
    "eta_decay": "decay of η",
    "eta_every": "epochs between two changes of η",
    "momentum": "momentum",
}
"""Of the fields that may differ; others are called by their names."""
_BY_THEMSELVES = ("optimiser", "activation")
"""Fields whose values say what they are."""


def differing(race: Race) -> tuple[str, ...]:
    """Return the fields whose values tell runs apart, without those that follow from another one of them."""
    first, *others = starts = [race.lead.start, *(run.start for run in race.runs)]
    names = [
        name
        for name in first.__dataclass_fields__
        if any(_value(race, s, name) != _value(race, first, name) for s in others)
    ]
    if "optimiser" in names:
        # The settings of an optimiser come with it, unless two runs have the same optimiser with others.
        own = {name for each in starts for name in optimiser_fields(each.optimiser)}
        names = [name for name in names if name not in own or _split(race, name)]
    return tuple(names)


def _split(race: Race, name: str) -> bool:
    """Return whether runs with the same optimiser differ in one of its settings."""
    values: dict[str, set[object]] = {}
    for run in (race.lead, *race.runs):
        values.setdefault(run.start.optimiser, set()).add(getattr(run.start, name))
    return any(len(each) > 1 for each in values.values())


def _value(race: Race, settings: object, name: str) -> object:
    value = getattr(settings, name)
    return min(value, race.lead.samples_per_epoch) if name == "batch_size" else value


def told(race: Race, run: Experiment, name: str) -> str:
    """Return a run's value of a field in words."""
    value = _value(race, run.start, name)
    if name == "batch_size" and value == run.samples_per_epoch:
        return f"{value} (all)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "-".join(map(str, value)) or ("as they are" if name == "features" else "none")
    return f"{value:g}" if isinstance(value, float) else str(value)


def names_of(race: Race) -> tuple[str, ...]:
    """Return a short name for each run, the one on show first: its number, and what tells it from that one."""
    fields = differing(race)
    first = race.lead
    names = []
    for number, run in enumerate((first, *race.runs), 1):
        own = [name for name in fields if run is first or told(race, run, name) != told(race, first, name)]
        parts = [told(race, run, name) if name in _BY_THEMSELVES else _named(race, run, name) for name in own]
        names.append(f"{number}: " + (", ".join(parts) or "the same settings"))
    return tuple(names)


def _named(race: Race, run: Experiment, name: str) -> str:
    word = "batch" if name == "batch_size" else WORDS.get(name, name)
    return f"{word} {told(race, run, name)}"


def sameness(race: Race) -> str:
    """Return sentences on what is the same, what differs, and what a step is."""
    fields = differing(race)
    runs = (race.lead, *race.runs)
    same, own = _shared(race, fields)
    said = [f"The same in all: {joined(same)}, and every setting that is not named here."]
    if fields:
        said.append(
            "What differs: "
            + "; ".join(
                f"{WORDS.get(name, name)} ({', '.join(told(race, run, name) for run in runs)})" for name in fields
            )
            + "."
        )
    if own:
        said.append(f"So each has its own {joined(own)}.")
    changed = [
        str(n)
        for n, run in enumerate(runs, 1)
        if any(edit.step for edit in run.edits) or any(edit.step for edit in run.hands)
    ]
    if changed:
        said.append(f"Changed on the way: run{'s' if len(changed) > 1 else ''} {joined(changed)}.")
    if "batch_size" in fields:
        said.append(
            "All have presented as many samples as run 1, whose updates Step makes; larger batches stand at their last "
            "update until they are full."
        )
    return " ".join(said)


def _shared(race: Race, fields: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what the runs have in common of data, first weights and order, and what they do not."""
    same: list[str] = []
    own: list[str] = []
    for what, shared in (
        ("data", "seed" not in fields and "features" not in fields),
        ("first weights", all(same_start(race.lead, run) for run in race.runs)),
        ("order of the samples", "seed" not in fields and "order" not in fields),
    ):
        (same if shared else own).append(what)
    return same or ["the data set"], own


def joined(words: Sequence[str]) -> str:
    """Return words as they are listed: "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]

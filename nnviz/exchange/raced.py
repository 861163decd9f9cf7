"""The runs beside the one on show in a run file: what is each one's own, there and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from nnviz.exchange.run_parts import (
    MOST_BY_HAND,
    MOST_CHANGES,
    RunFileError,
    a_hand_edit,
    an_edit,
    an_object,
    digest_of,
    edits_to,
    exactly,
    hands_to,
    is_digest,
    known,
    listed,
    plain_value,
    said,
    typed,
)
from nnviz.run.experiment import Experiment
from nnviz.run.race import MOST, Race, Rival
from nnviz.run.settings import Settings, shown

AXES = ("samples", "updates")
"""What losses are drawn against."""
_KEYS = ("against", "runs")
_OF_A_RUN = ("settings", "changes", "by_hand", "digest")
_FREE = ("digest",)
"""Keys of a run that may be missing."""


@dataclass(frozen=True)
class Raced:
    """The runs beside the one on show, and what their losses are drawn against.

    Attributes
    ----------
    rivals : tuple of Rival
        At least one.
    against : {"samples", "updates"}
    digests : tuple of (str or None)
        Of the weights of each run where it was saved; None where the run was not there yet. Empty if none was saved.
    """

    rivals: tuple[Rival, ...]
    against: str = "samples"
    digests: tuple[str | None, ...] = ()

    @classmethod
    def of(cls, race: Race, against: str) -> Raced:
        """Return what a race comes to in a file: of each run the changes that it really has."""
        pairs = zip(race.rivals, race.runs, strict=True)
        rivals = tuple(Rival(rival.changes, run.edits, run.hands) for rival, run in pairs)
        here = race.lead.step
        digests = (None if race.lags(i, here) else digest_of(run.network) for i, run in enumerate(race.runs))
        return cls(rivals, against, tuple(digests))

    def differing(self, runs: Sequence[Experiment]) -> list[int]:
        """Return which of the runs, counted from 0, have other weights than those that were saved."""
        if len(self.digests) != len(runs):  # none was saved, or a run was taken out meanwhile
            return []
        pairs = enumerate(zip(runs, self.digests, strict=True))
        return [number for number, (run, saved) in pairs if saved not in (None, digest_of(run.network))]


def raced_to(raced: Raced) -> dict[str, Any]:
    """Return a race as plain JSON.

    Raises
    ------
    RunFileError
        If a run has more changes than a file holds.
    """
    for rival in raced.rivals:
        for name, count, most in (
            ("changes", len(rival.edits), MOST_CHANGES),
            ("changes by hand", len(rival.hands), MOST_BY_HAND),
        ):
            if count > most:
                raise RunFileError(f"A run file holds at most {most:,} {name} of a run; one of the race has {count:,}")
    runs = [
        {
            "settings": {name: plain_value(value) for name, value in rival.changes.items()},
            "changes": edits_to(rival.edits),
            "by_hand": hands_to(rival.hands),
            **({} if digest is None else {"digest": digest}),
        }
        for rival, digest in zip(raced.rivals, raced.digests or [None] * len(raced.rivals), strict=True)
    ]
    return {"against": raced.against, "runs": runs}


def raced_from(found: Any, start: Settings) -> Raced:
    """Return the runs of plain JSON beside one that starts with these settings.

    Raises
    ------
    RunFileError
        If anything in it is not as docs/run-file.md says.
    """
    race = an_object(found, "race")
    exactly(race, _KEYS, "race")
    if race["against"] not in AXES or not isinstance(race["against"], str):
        raise RunFileError(f"against must be one of {', '.join(AXES)}, not {shown(race['against'])}")
    runs = race["runs"]
    if not isinstance(runs, list) or not 1 <= len(runs) <= MOST:
        raise RunFileError(f"runs must be a list of 1 to {MOST} runs beside the one on show")
    rivals = tuple(_rival(run, start) for run in runs)
    digests = tuple(run.get("digest") for run in runs)
    if not all(digest is None or is_digest(digest) for digest in digests):
        raise RunFileError("digest of a run of the race must be 64 hexadecimal digits")
    return Raced(rivals, race["against"], digests if any(digests) else ())


def _rival(found: Any, start: Settings) -> Rival:
    run = an_object(found, "A run of the race")
    exactly(run, _OF_A_RUN, "A run of the race", _FREE)
    hints = get_type_hints(Settings)
    own: Mapping[str, Any] = an_object(run["settings"], "settings")
    changes = {known(name, hints): typed(name, value, hints) for name, value in own.items()}
    edits = tuple(an_edit(each) for each in listed(run, "changes", MOST_CHANGES))
    hands = tuple(a_hand_edit(each) for each in listed(run, "by_hand", MOST_BY_HAND))
    made: Experiment = said(lambda: Rival(changes, edits, hands).experiment(start))
    if made.edits != edits or made.hands != hands:
        raise RunFileError(
            "changes and by_hand of a run of the race must be in the order of their steps, at the ends of batches, "
            "each once, and change something"
        )
    return Rival({name: getattr(made.start, name) for name in changes}, edits, hands)

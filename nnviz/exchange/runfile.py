"""A run as a file: settings, changes, step and view as one JSON document (docs/run-file.md), there and back.

A file may come from anywhere, so the reader trusts nothing in it: the whole file is checked before any part is used,
and a file that does not follow the document is refused with a sentence. The digest shows whether the weights computed
here are the saved ones, to the last bit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from nnviz.exchange.progress import Progress, progress_from, progress_to
from nnviz.exchange.raced import Raced, raced_from, raced_to
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
    listed,
    plain_value,
    said,
    settings_of,
)
from nnviz.exchange.strict_json import strict_object
from nnviz.run.experiment import Experiment
from nnviz.run.schedule import Schedule, as_step
from nnviz.run.settings import Settings, shown

__all__ = [
    "MOST_BYTES",
    "MOST_BY_HAND",
    "MOST_CHANGES",
    "RunFileError",
    "SavedRun",
    "digest_of",
    "read_run",
    "save_run",
]

FORMAT = "nnviz-run"
VERSION = 2
VERSIONS = (1, 2)
"""Versions that can be opened. A file of version 1 does not say by which rows its data are scaled: by all."""
MOST_BYTES = 4 * 1024 * 1024
READABLE_BYTES = 50_000
"""Up to this size a file is written on several lines, for who wants to read it."""
MOST_DEPTH = 8
"""Lists and objects inside one another."""
MOST_VIEW = 64
LONGEST_TEXT = 200

_KEYS = ("format", "version", "step", "digest", "settings", "changes", "by_hand", "view", "lessons", "race")
_FREE = ("lessons", "race")
"""Keys of a file that may be missing."""


@dataclass(frozen=True)
class SavedRun:
    """What a file holds, checked.

    Attributes
    ----------
    experiment : Experiment
        The run, standing at step 0; its changes lie ahead.
    step : int
        Where it was saved, the end of a batch.
    digest : str
        SHA-256 of the weights there, in hexadecimal digits.
    view : mapping of str to str
        How it was looked at, as an address has it; which names and values there are is for the page to say.
    lessons : Progress, optional
        Where its learner stood in the lessons.
    raced : Raced, optional
        The runs beside it.
    origin : str
        Where it comes from, in a word.
    """

    experiment: Experiment
    step: int
    digest: str
    view: Mapping[str, str] = field(default_factory=dict)
    lessons: Progress | None = None
    raced: Raced | None = None
    origin: str = "file"

    def replay(self) -> Experiment:
        """Run to the step it was saved at.

        Raises
        ------
        RunFileError
            If the weights there are not the saved ones.
        """
        self.experiment.seek(self.step)
        if not self.agrees(self.experiment):
            raise RunFileError(self.differs)
        return self.experiment

    def agrees(self, experiment: Experiment) -> bool:
        """Whether an experiment stands at the saved step with the saved weights, to the last bit."""
        return experiment.step == self.step and digest_of(experiment.network) == self.digest

    @property
    def differs(self) -> str:
        """What to say where an experiment's weights are not the saved ones."""
        return (
            f"The weights at step {self.step:,} are not those that were saved. The {self.origin} was changed, or saved "
            "by another version or on a machine whose arithmetic rounds otherwise: what is shown is what the saved "
            "settings and changes give here."
        )


def save_run(
    experiment: Experiment,
    view: Mapping[str, str] | None = None,
    lessons: Progress | None = None,
    raced: Raced | None = None,
) -> bytes:
    """Return the run as it is here as a file; what lies ahead is not in it.

    Parameters
    ----------
    experiment : Experiment
    view : mapping of str to str, optional
        How it is looked at, as an address has it.
    lessons : Progress, optional
        Where its learner stands in the lessons; a progress in which nothing was done is left out.
    raced : Raced, optional
        The runs beside it.

    Raises
    ------
    RunFileError
        If there are more changes than a file holds, or it gets too large.
    """
    here = experiment.step
    edits = [edit for edit in experiment.edits if edit.step <= here]
    hands = [edit for edit in experiment.hands if edit.step <= here]
    for name, found, most in (("changes", edits, MOST_CHANGES), ("changes by hand", hands, MOST_BY_HAND)):
        if len(found) > most:
            raise RunFileError(f"A run file holds at most {most:,} {name}; this run has {len(found):,}")
    document = {
        "format": FORMAT,
        "version": VERSION,
        "step": here,
        "digest": digest_of(experiment.network),
        "settings": {name.name: plain_value(getattr(experiment.start, name.name)) for name in fields(Settings)},
        "changes": edits_to(edits),
        "by_hand": hands_to(hands),
        "view": dict(view or {}),
        **({} if lessons is None or lessons == Progress() else {"lessons": progress_to(lessons)}),
        **({} if raced is None else {"race": raced_to(raced)}),
    }
    raw = json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
    if len(raw) <= READABLE_BYTES:
        raw = json.dumps(document, allow_nan=False, ensure_ascii=False, indent=1).encode()
    if len(raw) > MOST_BYTES:
        raise RunFileError(f"A run file has at most {MOST_BYTES >> 20} MB; this run would have {len(raw) >> 20} MB")
    return raw


def read_run(raw: bytes) -> SavedRun:
    """Return the run that a file holds, checked whole.

    Raises
    ------
    RunFileError
        If it is no such file, or of another version, or anything in it is not as docs/run-file.md says. No bytes make
        it raise anything else.
    """
    document = said(lambda: strict_object(raw, most_bytes=MOST_BYTES, most_depth=MOST_DEPTH))
    if document.get("format") != FORMAT:
        raise RunFileError(f'This is no run file: its "format" must be "{FORMAT}"')
    version = document.get("version")
    if version not in VERSIONS or isinstance(version, bool | float):
        known = " and ".join(map(str, VERSIONS))
        raise RunFileError(f"This file is of version {shown(version)}, and only versions {known} can be opened here")
    exactly(document, _KEYS, "The file", _FREE)
    step = said(lambda: as_step("step", document["step"]))
    digest = document["digest"]
    if not is_digest(digest):
        raise RunFileError("digest must be 64 hexadecimal digits")
    settings = settings_of(document["settings"], {"scaled_by": "all"} if version == 1 else {})
    edits = tuple(an_edit(found) for found in listed(document, "changes", MOST_CHANGES))
    hands = tuple(a_hand_edit(found) for found in listed(document, "by_hand", MOST_BY_HAND))
    for name, steps in (("changes", [edit.step for edit in edits]), ("by_hand", [edit.step for edit in hands])):
        if steps != sorted(steps) or any(at > step for at in steps):
            raise RunFileError(f"{name} must be in the order of their steps and not go beyond step {step:,}")
    view = _view(document["view"])
    lessons = said(lambda: progress_from(document["lessons"])) if "lessons" in document else None
    experiment = said(lambda: Experiment(settings, edits, hands))
    if experiment.edits != edits or experiment.hands != hands:
        raise RunFileError("changes and by_hand must be at the ends of batches, each once, and change something")
    if Schedule(experiment.samples_per_epoch, settings, edits).floor(step) != step:
        raise RunFileError(f"step must be the end of a batch, which {step:,} is not")
    raced = raced_from(document["race"], settings) if "race" in document else None
    return SavedRun(experiment, step, digest, view, lessons, raced)


def _view(found: Any) -> dict[str, str]:
    view = an_object(found, "view")
    texts = [*view, *view.values()]
    if len(view) > MOST_VIEW or not all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in texts):
        raise RunFileError(f"view must be at most {MOST_VIEW} names, each with a text")
    return view

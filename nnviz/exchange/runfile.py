"""A run as a file: settings, changes, step and view as one JSON document (docs/run-file.md), there and back.

A file may come from anywhere, so the reader trusts nothing in it: the whole file is checked before any part is used,
and a file that does not follow the document is refused with a sentence. The digest shows whether the weights computed
here are the saved ones, to the last bit.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_type_hints

import numpy as np

from nnviz.engine import Network
from nnviz.exchange.progress import Progress, progress_from, progress_to
from nnviz.exchange.strict_json import strict_object
from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.schedule import Schedule, as_step
from nnviz.run.settings import Settings, shown

T = TypeVar("T")

FORMAT = "nnviz-run"
VERSION = 2
VERSIONS = (1, 2)
"""Those that can be opened. A file of version 1 does not say by which rows its data are scaled: by all."""
MOST_BYTES = 4 * 1024 * 1024
READABLE_BYTES = 50_000
"""Up to this size it is written on several lines, for who wants to read it."""
MOST_DEPTH = 8
"""Lists and objects inside one another."""
MOST_CHANGES = 2_000
MOST_BY_HAND = 1_000
MOST_VIEW = 64
LONGEST_TEXT = 200

_KEYS = ("format", "version", "step", "digest", "settings", "changes", "by_hand", "view", "lessons")
_FREE = ("lessons",)
"""What may be missing."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class RunFileError(ValueError):
    """A file that is no run, or a run that cannot be a file; the message says why."""


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
    origin : str
        Where it comes from, in a word.
    """

    experiment: Experiment
    step: int
    digest: str
    view: Mapping[str, str] = field(default_factory=dict)
    lessons: Progress | None = None
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
        """What to say where it does not."""
        return (
            f"The weights at step {self.step:,} are not those that were saved. The {self.origin} was changed, or saved "
            "by another version or on a machine whose arithmetic rounds otherwise: what is shown is what the saved "
            "settings and changes give here."
        )


def digest_of(network: Network) -> str:
    """SHA-256 of all weights as little-endian float64, in the order of `Network.flat`, in hexadecimal digits."""
    return hashlib.sha256(network.flat().astype("<f8").tobytes()).hexdigest()


def is_digest(text: str) -> bool:
    """Whether a text is a digest as `digest_of` writes it."""
    return _DIGEST.fullmatch(text) is not None


def save_run(experiment: Experiment, view: Mapping[str, str] | None = None, lessons: Progress | None = None) -> bytes:
    """Return the run as it is here as a file; what lies ahead is not in it.

    Parameters
    ----------
    experiment : Experiment
    view : mapping of str to str, optional
        How it is looked at, as an address has it.
    lessons : Progress, optional
        Where its learner stands in the lessons; a progress in which nothing was done is left out.

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
        "settings": {name.name: _plain(getattr(experiment.start, name.name)) for name in fields(Settings)},
        "changes": [{"step": edit.step, "field": edit.field, "value": edit.value} for edit in edits],
        "by_hand": [
            {"step": edit.step, "kind": edit.kind, "key": list(edit.key), "value": edit.value} for edit in hands
        ],
        "view": dict(view or {}),
        **({} if lessons is None or lessons == Progress() else {"lessons": progress_to(lessons)}),
    }
    raw = json.dumps(document, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
    if len(raw) <= READABLE_BYTES:
        raw = json.dumps(document, allow_nan=False, ensure_ascii=False, indent=1).encode()
    if len(raw) > MOST_BYTES:
        raise RunFileError(f"A run file has at most {MOST_BYTES >> 20} MB; this run would have {len(raw) >> 20} MB")
    return raw


def _plain(value: Any) -> Any:
    """Return a setting's value as JSON has it; a value with fields of its own becomes an object."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value) if part.init}
    return value


def read_run(raw: bytes) -> SavedRun:
    """Return the run that a file holds, checked whole.

    Raises
    ------
    RunFileError
        If it is no such file, or of another version, or anything in it is not as docs/run-file.md says. No bytes make
        it raise anything else.
    """
    document = _said(lambda: strict_object(raw, most_bytes=MOST_BYTES, most_depth=MOST_DEPTH))
    if document.get("format") != FORMAT:
        raise RunFileError(f'This is no run file: its "format" must be "{FORMAT}"')
    version = document.get("version")
    if version not in VERSIONS or isinstance(version, bool | float):
        known = " and ".join(map(str, VERSIONS))
        raise RunFileError(f"This file is of version {shown(version)}, and only versions {known} can be opened here")
    _exactly(document, _KEYS, "The file", _FREE)
    step = _said(lambda: as_step("step", document["step"]))
    digest = document["digest"]
    if not isinstance(digest, str) or not is_digest(digest):
        raise RunFileError("digest must be 64 hexadecimal digits")
    settings = _settings(document["settings"], {"scaled_by": "all"} if version == 1 else {})
    edits = tuple(_edit(found) for found in _listed(document, "changes", MOST_CHANGES))
    hands = tuple(_by_hand(found) for found in _listed(document, "by_hand", MOST_BY_HAND))
    for name, steps in (("changes", [edit.step for edit in edits]), ("by_hand", [edit.step for edit in hands])):
        if steps != sorted(steps) or any(at > step for at in steps):
            raise RunFileError(f"{name} must be in the order of their steps and not go beyond step {step:,}")
    view = _view(document["view"])
    lessons = _said(lambda: progress_from(document["lessons"])) if "lessons" in document else None
    experiment = _said(lambda: Experiment(settings, edits, hands))
    if experiment.edits != edits or experiment.hands != hands:
        raise RunFileError("changes and by_hand must be at the ends of batches, each once, and change something")
    if Schedule(experiment.samples_per_epoch, settings, edits).floor(step) != step:
        raise RunFileError(f"step must be the end of a batch, which {step:,} is not")
    return SavedRun(experiment, step, digest, view, lessons)


def _said(make: Callable[[], T]) -> T:
    """Return what it makes; what cannot be is refused in the words of who checked it."""
    try:
        return make()
    except ValueError as error:
        raise RunFileError(str(error)) from None


def _object(found: Any, what: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise RunFileError(f"{what} must be an object with names and values")
    return found


def _exactly(found: dict[str, Any], names: tuple[str, ...], what: str, free: tuple[str, ...] = ()) -> None:
    """Refuse an object with other keys than these; those that are free may be missing."""
    for name in found:
        if name not in names:
            raise RunFileError(f"{what} must have {', '.join(names)} and nothing else, not {shown(name)}")
    for name in names:
        if name not in found and name not in free:
            raise RunFileError(f"{what} must have {', '.join(names)}; {name} is missing")


def _listed(document: dict[str, Any], name: str, most: int) -> list[Any]:
    found = document[name]
    if not isinstance(found, list) or len(found) > most:
        raise RunFileError(f"{name} must be a list of at most {most:,} changes")
    return found


def _settings(found: Any, instead: Mapping[str, Any]) -> Settings:
    """The settings; a field that is not there has its default, or what the file's version has instead of it."""
    values = {**instead, **_object(found, "settings")}
    hints = get_type_hints(Settings)
    return _said(lambda: Settings(**{_known(name, hints): _typed(name, values[name], hints) for name in values}))


def _known(name: str, hints: Mapping[str, Any]) -> str:
    if name not in Settings.__dataclass_fields__ or name not in hints:
        raise RunFileError(f"settings must be fields of a run, not {shown(name)}")
    return name


def _typed(name: str, value: Any, hints: Mapping[str, Any]) -> Any:
    """A field's value; lists become tuples, and an object the value with fields of its own that the field holds."""
    hint = hints[name]
    if isinstance(value, dict):
        made = next((part for part in (hint, *get_args(hint)) if is_dataclass(part) and isinstance(part, type)), None)
        if made is None:
            raise RunFileError(f"{name} must not be an object")
        known = [part for part in fields(made) if part.init]
        free = tuple(part.name for part in known if part.default is not MISSING)
        _exactly(value, tuple(part.name for part in known), name, free)
        parts = {key: _part(f"{name}: {key}", part) for key, part in value.items()}
        try:
            return made(**parts)
        except (ValueError, TypeError, OverflowError) as error:
            words = str(error) if isinstance(error, ValueError) else "every part must be of its own type"
            raise RunFileError(f"{name}: {words}") from None
    if isinstance(value, list):
        return tuple(value)
    return value


def _part(name: str, part: Any) -> Any:
    """A part of such a value: names become a tuple; anything else in lists must be numbers, in rows or alone."""
    if isinstance(part, dict):
        raise RunFileError(f"{name} must not be an object")
    if not isinstance(part, list):
        return part
    if all(isinstance(text, str) for text in part):
        return tuple(part)
    for row in part:
        for number in row if isinstance(row, list) else (row,):
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise RunFileError(f"{name} must be names, numbers or rows of numbers")
    return part


def _edit(found: Any) -> Edit:
    _exactly(_object(found, "A change"), ("step", "field", "value"), "A change")
    if not isinstance(found["field"], str):
        raise RunFileError(f"field must be a name, not {shown(found['field'])}")
    return _said(lambda: Edit(found["step"], found["field"], found["value"]))


def _by_hand(found: Any) -> HandEdit:
    _exactly(_object(found, "A change by hand"), ("step", "kind", "key", "value"), "A change by hand")
    if not isinstance(found["kind"], str) or not isinstance(found["key"], list):
        raise RunFileError("kind must be weight or freeze, and key a list of three whole numbers")
    return _said(lambda: HandEdit(found["step"], found["kind"], tuple(found["key"]), found["value"]))


def _view(found: Any) -> dict[str, str]:
    view = _object(found, "view")
    texts = [*view, *view.values()]
    if len(view) > MOST_VIEW or not all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in texts):
        raise RunFileError(f"view must be at most {MOST_VIEW} names, each with a text")
    return view

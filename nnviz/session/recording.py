"""A run at some of its steps, with its pictures, sentences and numbers, for a player that no server stands behind.

It is made of the same frames as the page's, and holds what repeats itself once: charts, the loss history, pictures as
differences from one step to the next, and formulas without their numbers.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import orjson

from nnviz.datasets import Dataset
from nnviz.derivation import Line, inline, lights_of, painted
from nnviz.derivation.highlighted import ROLES
from nnviz.derivation.written import written
from nnviz.figures.network import network_marks
from nnviz.figures.theme import THEMES
from nnviz.run.experiment import Experiment, UpdateTrace
from nnviz.run.settings import shown
from nnviz.session.address import short_link
from nnviz.session.chunks import rest_frame
from nnviz.session.explanation import Explained, moved_most, of_part, whose_numbers
from nnviz.session.frame_encoder import FIELDS, LABELS, Pictures
from nnviz.session.protocol import Frame
from nnviz.session.sentences import boundary_words, network_words, what_is_wrong, what_it_did
from nnviz.session.view import View
from nnviz.session.visit import Visit

MOST_STEPS = 1_000
MOST_EXPLAINED = 100_000
"""Weights and neurons that are explained, times steps: what takes the most time and room."""
USUAL_STEPS = 300
_PAINT = painted({role: role for role in ROLES})


class RecordingError(ValueError):
    """More steps than a recording may have."""


def most_steps(experiment: Experiment) -> int:
    """Return how many steps of a run may be recorded."""
    return max(1, min(MOST_STEPS, MOST_EXPLAINED // len(_clickable(Pictures(experiment, View(), THEMES["light"])))))


def recorded_steps(experiment: Experiment, steps: int | Iterable[int]) -> list[int]:
    """Return the steps to record, each the end of a batch, in order.

    Parameters
    ----------
    experiment : Experiment
    steps : int or iterable of int
        So many, one by one, up to where the run stands; or these, of which each stands for the last end of a batch.

    Raises
    ------
    ValueError
        If a step is not a whole number, or lies beyond where the run stands, or there are none.
    RecordingError
        If there are too many.
    """
    most, last = most_steps(experiment), experiment.step
    whole = isinstance(steps, int) and not isinstance(steps, bool)
    wanted: list[Any] = [] if whole or not isinstance(steps, Iterable) else sorted(set(steps), key=str)
    if (whole and isinstance(steps, int) and steps < 1) or (not whole and not wanted):
        raise ValueError(f"steps must be a whole number of at least 1, or a list of steps, got {shown(steps)}")
    for step in wanted:
        if isinstance(step, bool) or not isinstance(step, int | np.integer) or not 0 <= step <= last:
            raise ValueError(f"steps must be whole numbers from 0 to {last:,}, where the run stands, got {shown(step)}")
    count = steps if isinstance(steps, int) else len(wanted)
    if count > most:
        raise RecordingError(f"steps must be at most {most:,} for a network of this size, got {count:,}")
    walker = experiment.branch()
    if not whole:
        found = set()
        for step in sorted(int(step) for step in wanted):
            walker.seek(step)
            found.add(walker.step)
        return sorted(found)
    found = {last}
    while len(found) < count and walker.step:
        walker.seek(walker.step - 1)
        found.add(walker.step)
    return sorted(found)


def recording(
    experiment: Experiment, steps: int | Iterable[int], view: View, base: str | None
) -> Iterator[float | dict[str, Any]]:
    """Record a run, which stays where it is.

    Parameters
    ----------
    experiment : Experiment
    steps : int or iterable of int
        As in `recorded_steps`.
    view : View
        What the pictures and numbers look like.
    base : str
        The live page's address, for links to its steps; None for none.

    Yields
    ------
    float
        How much is done, from 0 to 1, after every step.
    dict
        At last the recording, which orjson writes as JSON (`docs/html-file.md` describes it).

    Raises
    ------
    ValueError, RecordingError
        As `recorded_steps` does.
    """
    wanted = recorded_steps(experiment, steps)
    walker = experiment.branch()
    visit = Visit(walker, replace(view, surface=False, present=False, moment="after"))
    making = _Recording(visit)
    for i, step in enumerate(wanted):
        walker.seek(step)
        making.add(base)
        yield (i + 1) / (len(wanted) + 1)
    yield making.whole()


@dataclass
class _Series:
    """One picture, or several, at every step: bytes as differences from the step before."""

    several: bool
    shapes: list[dict[str, int]]
    rows: list[np.ndarray[Any, np.dtype[np.uint8]]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        moves = np.diff(np.array(self.rows), axis=0, prepend=np.zeros((1, len(self.rows[0])), np.uint8))
        # As a text of so many letters, of which JSON writes most as one or two bytes.
        return {
            "several": self.several,
            "shapes": self.shapes,
            "bytes": moves.astype(np.uint8).tobytes().decode("latin-1"),
        }


@dataclass
class _Recording:
    """A recording that grows by the step at which its visit stands."""

    visit: Visit
    frames: list[dict[str, Any]] = field(default_factory=list)
    series: dict[str, dict[str, _Series]] = field(default_factory=dict)
    histories: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    """The longest loss history of each stride, with its step: the others begin it."""
    formulas: dict[bytes, int] = field(default_factory=dict)
    """Every formula without its numbers, and its place in their order."""
    lines: dict[str, dict[int, list[Any]]] = field(default_factory=dict)
    """By key and number of the frame: formula, numbers and a note."""
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, base: str | None) -> None:
        """Add the step at which the visit stands."""
        visit, update = self.visit, self.visit.update
        pictures, experiment = visit.pictures, visit.experiment
        frame = visit.rest_frame()
        told = self._without_pictures(self._without_history(rest_frame(pictures, frame, ())))
        finding = what_is_wrong(visit)
        digits = visit.view.digits
        moved = None if update is None or visit.to_come else moved_most(update, experiment.step, digits)
        self.frames.append(
            {
                **told,
                "alts": pictures.alts(frame),
                "said": what_it_did(visit),
                "wrong": None if finding is None else [finding.words, finding.advice],
                "whose": "" if update is None else whose_numbers(update, None if visit.to_come else experiment.step),
                "moved": moved,
                "link": None if base is None else short_link(base, visit),
            }
        )
        if update is not None:
            for key in _clickable(pictures):
                self._explain(key, update, experiment.dataset)

    def whole(self) -> dict[str, Any]:
        """Return all of it."""
        visit = self.visit
        data, sizes = visit.experiment.dataset, "-".join(map(str, visit.experiment.sizes))
        charts = {}
        for theme in THEMES.values():
            pictures = Pictures(visit.experiment, visit.view, theme)
            charts[theme.name] = {name: pictures.about(name, whole=True, alt="") for name in LABELS}
        return {
            "title": f"A {sizes} network learns: {data.title}",
            "fields": FIELDS,
            "labels": LABELS,
            "captions": {"network": network_words(visit), "boundary": boundary_words(visit)},
            "charts": charts,
            "frames": self.frames,
            "tables": {name: table for name, (_, table) in self.histories.items()},
            "pictures": {
                view: {table: series.told() for table, series in found.items()} for view, found in self.series.items()
            },
            "formulas": [orjson.loads(nodes) for nodes in self.formulas],
            "lines": {key: [told.get(i) for i in range(len(self.frames))] for key, told in self.lines.items()},
            "parts": self.parts,
        }

    def _without_history(self, told: Frame) -> Frame:
        """Put the loss history aside, and say how many of its rows are the frame's."""
        loss = dict(told["views"]["loss"])
        tables = dict(loss["tables"])
        history = tables.pop("history")
        experiment = self.visit.experiment
        name = f"history {experiment.history_stride()}"
        if self.histories.get(name, (-1,))[0] < experiment.step:
            self.histories[name] = experiment.step, history
        loss |= {"tables": tables, "first": {"history": [name, len(history["step"])]}}
        return {**told, "views": {**told["views"], "loss": loss}}

    def _without_pictures(self, told: Frame) -> Frame:
        """Put the pictures aside: each is nearly that of the step before."""
        views = {}
        for name, part in told["views"].items():
            views[name] = {key: value for key, value in part.items() if key != "images"}
            for table, images in part.get("images", {}).items():
                several = isinstance(images, list)
                each = images if several else [images]
                raw = [b64decode(image["bytes"]) for image in each]
                shapes = [
                    {key: value for key, value in image.items() if key != "bytes"} | {"size": len(bytes_)}
                    for image, bytes_ in zip(each, raw, strict=True)
                ]
                series = self.series.setdefault(name, {}).setdefault(table, _Series(several, shapes))
                series.rows.append(np.frombuffer(b"".join(raw), np.uint8))
        return {**told, "views": views}

    def _explain(self, key: str, update: UpdateTrace, data: Dataset) -> None:
        """Add the lines on one part of the network."""
        found = of_part(update, data, key, self.visit.view.digits, _PAINT)
        if key not in self.parts:
            self.parts[key] = self._part(key, found, update)
        part = self.parts[key]
        now = len(self.frames) - 1
        for line in found.lines:
            lines = self.lines.setdefault(line.key, {})
            if now not in lines:
                lines[now] = self._line(line)
        keys = [line.key for line in found.lines]
        if keys not in part["orders"]:
            part["orders"].append(keys)
        # Which lines there are changes with the batch, and is seldom said.
        order = part["orders"].index(keys)
        if order != (part["changes"][-1][1] if part["changes"] else -1):
            part["changes"].append([now, order])

    def _part(self, key: str, found: Explained, update: UpdateTrace) -> dict[str, Any]:
        lit = network_marks(self.visit.pictures.wiring, lights_of(update.part, key), ())
        tables = {name: table for name, table in lit.items() if name not in ("locks", "notes")}
        return {"name": found.name, "kind": found.kind, "lit": tables, "orders": [], "changes": []}

    def _line(self, line: Line) -> list[Any]:
        nodes, numbers = written(inline(line))
        place = self.formulas.setdefault(orjson.dumps(nodes), len(self.formulas))
        return [place, " ".join(numbers), *([line.note] if line.note else [])]


def _clickable(pictures: Pictures) -> list[str]:
    """Return the keys of the weights and neurons that the network's picture shows."""
    wiring = pictures.wiring
    return [*wiring.edges["edge"], *wiring.neurons["neuron"]]


def recording_json(recorded: Mapping[str, Any]) -> bytes:
    """Return a recording as JSON."""
    return orjson.dumps(recorded, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)

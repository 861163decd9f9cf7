"""Encodes a run's frames for the player: each chart once, and then columns of numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, cast
from zlib import crc32

import altair as alt
import numpy as np
import orjson

from nnviz.analysis.frames import GRID, MAP_GRID, Frame, FrameMaker, plane_of
from nnviz.analysis.health import Ailment, ailments
from nnviz.analysis.inspection import Effects, effects
from nnviz.derivation import notation
from nnviz.derivation.notation import number
from nnviz.derivation.phases import Known
from nnviz.figures.boundary import (
    LEVELS,
    Map,
    Output,
    boundary_chart,
    boundary_moves,
    boundary_tables,
    field_picture,
    map_of,
    palette,
)
from nnviz.figures.effects import effect_columns
from nnviz.figures.loss import loss_chart, loss_tables, span_of_losses, span_of_steps
from nnviz.figures.network import (
    FOLLOWS,
    network_chart,
    network_marks,
    network_moves,
    network_tables,
    small_network_chart,
)
from nnviz.figures.network_maps import Maps, map_bytes, mark_columns
from nnviz.figures.picture import rounded
from nnviz.figures.pixels import PICKS, pixel_palette, pixel_pictures
from nnviz.figures.theme import Theme, diverging_palette
from nnviz.figures.wiring import Wiring
from nnviz.run.experiment import Experiment, History
from nnviz.session.protocol import Frame as Told
from nnviz.session.protocol import ViewPart
from nnviz.session.spec_cache import SPECS
from nnviz.session.view import View

FIELDS = [
    {"name": "step", "title": "samples presented so far"},
    {"name": "epoch", "title": "passes over the training rows completed"},
    {"name": "sample", "title": "row of the data that was presented last: of a batch the last one"},
    {"name": "E", "title": "loss before the update: of the sample, or the mean over the samples of the batch"},
    {"name": "train", "title": "mean loss over the training rows"},
    {"name": "test", "title": "mean loss over the test rows"},
    {"name": "accuracy", "title": "share of rows classified rightly: training, test"},
]
EMPTY: Mapping[str, Any] = {name: [] for name in ("row", "x", "y", "size", "helped", "change")}
LABELS = {"network": "The network", "boundary": "The decision boundary", "loss": "The loss curve"}


SMALL_GRID = 32
"""Points along each side of a small boundary, whose cells are then as large on the screen as those of a large one."""
SMALL_SAMPLES = 250
"""Samples that a small boundary draws: the browser draws the pictures of four runs in every frame."""
MOST_NAMED = 12
"""Ailing neurons that the network's words name."""


def maps_of(view: View, wiring: Wiring) -> Maps:
    """Return which small maps a network's picture gets; in the automatic setting the browser decides by its width."""
    # A map over two pixels of an image, with all the others at their mean, would say little.
    if view.maps == "0" or wiring.picture is not None or (view.maps == "auto" and not wiring.mappable):
        return "none"
    return "always" if view.maps == "1" else "room"


class Pictures:
    """The three pictures of one experiment, in one theme and one view; `small` ones are for a race."""

    def __init__(self, experiment: Experiment, view: View, theme: Theme, *, small: bool = False) -> None:
        data = experiment.dataset
        network = experiment.network
        self.experiment, self.view, self.theme, self.small = experiment, view, theme, small
        axes = view.axes and (view.axes[0] - 1, view.axes[1] - 1)
        self.plane = plane_of(data, axes, SMALL_GRID if small else GRID)
        output = "winner" if view.output_shown == "winner" else int(view.output_shown) - 1
        self.shown: Map = map_of(
            data,
            self.plane,
            cast("Output", output),
            discrete=view.discrete,
            test=view.test_shown,
            most=SMALL_SAMPLES if small else None,
        )
        self.wiring = Wiring.of(network, data, small=small)
        self.maps: Maps = maps_of(view, self.wiring)
        self.maker = FrameMaker(experiment, self.plane)
        start = experiment.start
        run = (
            f"{start.dataset},{start.n},{start.noise},{start.test_share},{start.seed},{start.output},{hash(start.own)}"
        )
        shapes: dict[str, tuple[object, ...]] = {
            "network": ("network", self.wiring, self.maps),
            "boundary": ("boundary", run, view.axes, view.output_shown, view.discrete, view.test_shown, small),
            "loss": ("loss", data.test.size > 0),
        }
        look = (theme.name, view.present, small)
        self._charts = {
            "network": repr((*shapes["network"], look, view.axes)),
            "boundary": repr((*shapes["boundary"], look)),
            "loss": repr((*shapes["loss"], look, view.log)),
        }
        self._shapes = {name: _name(repr(parts)) for name, parts in shapes.items()}
        self._ids = {name: _name(text) for name, text in self._charts.items()}
        self._inputs = frozenset(notation.neuron_key(0, k) for k in range(network.sizes[0]))
        self._specs: dict[str, dict[str, Any]] = {}

    def about(self, name: str, *, whole: bool, alt: str) -> dict[str, Any]:
        """Return the message to the player about one picture, with the chart itself if ``whole``."""
        known: dict[str, Any] = {"id": self._ids[name], "alt": alt}
        if not whole:
            return known
        if name not in self._specs:
            self._specs[name] = self._make(name)
        return {**known, "shape": self._shapes[name], **self._specs[name]}

    def _make(self, name: str) -> dict[str, Any]:
        if name == "network":
            with_maps = self.maps != "none"
            tables = {**network_marks(self.wiring, (), ()), **network_tables(self.wiring, self.maps)}
            picks = ["edge", "neuron", *(["map"] if with_maps else []), *([] if self.wiring.picture is None else PICKS)]
            known: dict[str, Any] = {
                "spec": self._spec(name, self._network),
                "tables": {**tables, "marks": mark_columns((), self.wiring)},
                "picks": picks,
                "follows": FOLLOWS,
            }
            if self.wiring.picture is not None:
                known["palette"] = _base64(pixel_palette(self.theme).tobytes())
            elif with_maps:
                known["palette"] = _base64(diverging_palette(self.theme, LEVELS).tobytes())
                known["lens"] = self._axes_in_words()
            return known
        if name == "boundary":
            return {
                "spec": self._spec(name, lambda: boundary_chart(self.shown, self.theme, small=self.small)),
                "tables": boundary_tables(self.shown),
                "palette": _base64(palette(self.shown, self.theme).tobytes()),
            }
        test = self.experiment.dataset.test.size > 0
        spec = self._spec(name, lambda: loss_chart(self.theme, log=self.view.log, test=test, height="container"))
        return {"spec": spec, "tables": {"history": {}, "now": {}}}

    def _network(self) -> alt.LayerChart:
        if self.small:
            return small_network_chart(self.wiring, self.theme)
        return network_chart(self.wiring, self.theme, height="container", maps=self.maps)

    def _spec(self, name: str, make: Callable[[], alt.LayerChart]) -> orjson.Fragment:
        """Return the chart's specification as text that is put into the page's message unchanged."""
        return orjson.Fragment(SPECS.text(self._charts[name], make, self.theme, large=self.view.present))

    def payload(
        self,
        frame: Frame,
        *,
        history: History | None = None,
        added: Mapping[str, list[Any]] | None = None,
        spans: Mapping[str, float] | None = None,
        network_extra: Mapping[str, Any] | None = None,
        known: Known | None = None,
    ) -> Told:
        """Return one frame for the player: only what changes, and in slow motion only what is known in this phase."""
        moves = network_moves(frame, self.wiring, None if known is None else self._inputs | known.outs)
        network: ViewPart = {"shape": self._shapes["network"], "tables": {**moves, **(network_extra or {})}}
        if self.wiring.picture is not None:
            network["images"] = pixel_pictures(frame, self.wiring)
        elif frame.maps is not None:
            tiles = map_bytes(frame, self.wiring)
            network["images"] = {"maps": {"bytes": _base64(tiles.tobytes()), "width": MAP_GRID, "tiles": len(tiles)}}
        views: dict[str, ViewPart] = {"network": network}
        if frame.field is not None:
            views["boundary"] = {
                "shape": self._shapes["boundary"],
                "tables": boundary_moves(frame, self.shown),
                "images": {"field": field_picture(frame, self.shown)},
            }
        if history is not None or added is not None:
            loss: ViewPart = {"shape": self._shapes["loss"], "signals": dict(spans or {})}
            tables = {} if history is None else loss_tables(history)
            # The mean that belongs to the network before the update stands where that update began.
            begun = frame.presented and frame.moment == "before"
            at = frame.step - frame.batch if begun else frame.step
            tables["now"] = {"step": [at], "train": rounded(np.array([frame.train]))}
            if added:
                loss["append"] = {"history": added}
            loss["tables"] = tables
            views["loss"] = loss
        fields = counters(frame, self.view.digits)
        if known is not None and not known.loss:
            fields["E"] = "E …"
        return {"step": frame.step, "fields": fields, "views": views}

    def effects(self) -> Effects | None:
        """Return the last update's effect on every row, without manual edits made since; None at the start."""
        made = self.experiment.made
        if made is None:
            return None
        return effects(made.part.before, made.whole.network, self.experiment.dataset)

    def effect_marks(self, frame: Frame) -> Mapping[str, Any]:
        """Return the columns of the marks for these effects; empty if they are not wanted."""
        found = self.effects() if self.view.effects and frame.presented else None
        if found is None:
            return EMPTY
        marks = effect_columns(self.experiment.dataset, self.plane.axes, found)
        on = [bool(self.shown.rows[row]) for row in marks["row"]]
        return {name: [v for v, shown in zip(column, on, strict=True) if shown] for name, column in marks.items()}

    def ailing(self, frame: Frame) -> tuple[Ailment, ...]:
        """Return the neurons of a frame's network that are dead, saturated or exploding."""
        return ailments(frame.network, self.experiment.dataset)

    def health_marks(self, frame: Frame) -> dict[str, Any]:
        """Return the table that marks those neurons in the network."""
        return {"marks": mark_columns(self.ailing(frame), self.wiring)}

    def _axes_in_words(self) -> str:
        names = [None if axis is None else self.experiment.dataset.raw_inputs[axis] for axis in self.plane.axes]
        return f"{names[0]} across" + ("" if names[1] is None else f", {names[1]} up")

    def spans(self, history: History, step: int) -> dict[str, float]:
        """Return the ends of the loss chart's axes."""
        low, high = span_of_losses(history, log=self.view.log)
        return {"xmax": span_of_steps(step), "ymin": low, "ymax": high}

    def marks(self, lit: Collection[str], notes: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the tables that highlight parts of the network, put locks on frozen weights, and hold notes."""
        frozen = {notation.weight_key(*key) for key in self.experiment.frozen}
        return network_marks(self.wiring, lit, frozen, notes)

    def alts(self, frame: Frame) -> dict[str, str]:
        """Describe each picture in words, for visitors who cannot see it."""
        digits = self.view.digits
        sizes = "-".join(map(str, self.wiring.sizes))
        weights = frame.network.flat()
        largest = float(abs(weights).max())
        names = self.experiment.dataset.outputs
        outputs = ", ".join(f"{name} = {number(y, digits)}" for name, y in zip(names, frame.y.tolist(), strict=True))
        test = "" if frame.test is None else f", over the test rows {number(frame.test, digits)}"
        right = ""
        if frame.accuracy is not None:
            right = f" {_percent(frame.accuracy[0])} of the training rows are classified rightly."
        when = f"at step {frame.step:,}"
        if frame.presented and frame.moment == "before":
            when = f"before the update of step {frame.step:,}"
        inputs = self.experiment.dataset.raw_inputs
        axes = " and ".join(inputs[axis] for axis in self.plane.axes if axis is not None)
        ailing = "".join(
            f" {notation.neuron_label(self.wiring.sizes, found.layer, found.index)} is {found.kind}."
            for found in self.ailing(frame)[:MOST_NAMED]
        )
        return {
            "network": f"Network {sizes} {when}. Largest weight {number(largest, digits)}. "
            f"{outputs} for sample {frame.sample}.{ailing}",
            "boundary": f"Output over {axes} {when} with {len(self.experiment.dataset.X)} samples.{right}",
            "loss": f"Loss over {frame.step:,} samples presented: now {number(frame.train, digits)} over the training "
            f"rows{test}.",
        }


def counters(frame: Frame, digits: int) -> dict[str, str]:
    """Return the texts of the counters above the pictures."""
    texts = {
        "epoch": f"epoch {frame.epoch:,}",
        "sample": f"sample {frame.sample}" if frame.presented else f"next: sample {frame.sample}",
        "E": f"{'E' if frame.batch == 1 else 'mean E'} {number(frame.E, digits)}",
        "train": f"train {number(frame.train, digits)}",
        "test": "" if frame.test is None else f"test {number(frame.test, digits)}",
        "accuracy": "",
    }
    if frame.accuracy is not None:
        train, test = frame.accuracy
        texts["accuracy"] = f"right {_percent(train)}" + ("" if test is None else f" / {_percent(test)}")
    return texts


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _name(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


def _base64(raw: bytes) -> str:
    from base64 import b64encode

    return b64encode(raw).decode()

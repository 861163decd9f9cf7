"""Frames for the browser's player: one frame for a page at rest, a chunk of frames while the run plays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from nnviz.analysis.frames import Frame
from nnviz.derivation.phases import Known
from nnviz.figures.picture import Tables, rounded
from nnviz.run.experiment import Experiment, HistoryRow, Snapshot
from nnviz.run.stops import Watch
from nnviz.session.frame_encoder import EMPTY, Pictures
from nnviz.session.pacing import ROOM, Pace
from nnviz.session.protocol import Frame as Told
from nnviz.session.race_frames import RacePictures, Stand
from nnviz.session.turns import TURNS

FIRST_SECONDS, FIRST_FRAMES = 0.25, 3
"""Seconds of play in the first chunk after a standstill and its least number of frames: few, so that it comes at once.
"""
CHUNK_SECONDS = 0.12
"""The most time spent on the steps of one chunk: clicks come first."""
BATCH_OF_FRAMES = 5
FIELD_EVERY = 3
"""The boundary moves in every third frame, the loss curve in the ones after those: together they cost the most."""
MAPS_EVERY = 6
"""The neurons' small maps move in every sixth frame, one in which boundary and loss curve do not."""
MAPS_AT = 2


def rest_frame(
    pictures: Pictures,
    frame: Frame,
    lit: Collection[str],
    known: Known | None = None,
    notes: Mapping[str, str] | None = None,
) -> Told:
    """Return a frame with everything of one position, including the gradients for tooltips and the whole history."""
    history = pictures.experiment.history()
    spans = pictures.spans(history, frame.step)
    extra = {**pictures.marks(lit, notes), **pictures.health_marks(frame)}
    payload = pictures.payload(frame, history=history, spans=spans, network_extra=extra, known=known)
    updated = known is None or known.updated
    payload["views"]["boundary"]["tables"]["effects"] = pictures.effect_marks(frame) if updated else EMPTY
    return payload


def playing_frames(
    experiment: Experiment,
    pictures: Pictures,
    pace: Pace,
    visitor: int,
    *,
    first: bool,
    lit: Collection[str],
    watch: Watch | None = None,
    beside: RacePictures | None = None,
) -> list[Told]:
    """Let the experiment go on, and return its frames: fewer if they take long or the run diverges or is stopped.

    Runs beside it come along, and their pictures are in the same frames.
    """
    stride, begin, before = experiment.history_stride(), experiment.step, TURNS.clock()
    stands: list[list[Stand]] = []
    wanted = max(round(FIRST_SECONDS * pace.fps), FIRST_FRAMES) if first else pace.frames
    snapshots = _go_on(experiment, watch, pace.samples, wanted, beside, stands)
    trained = TURNS.clock()
    spans = pictures.spans(experiment.history(), experiment.step)
    frames: list[Told] = []
    added: list[HistoryRow] = []
    losses: list[float] = []
    anew = first
    still = _still(pictures, lit) if first else {}
    for i, snapshot in enumerate(snapshots):
        TURNS.let_pass()
        last = i == len(snapshots) - 1
        maps = pictures.maps != "none" and (i % MAPS_EVERY == MAPS_AT or last)
        frame = pictures.maker.frame(snapshot, field=i % FIELD_EVERY == 0 or last, maps=maps)
        losses.append(frame.train)
        added += snapshot.history
        if experiment.history_stride(snapshot.step) != stride:
            stride, anew = experiment.history_stride(snapshot.step), True
        extra = still if i == 0 else pictures.health_marks(frame) if last else {}
        if i % FIELD_EVERY == 1 or last or (first and i == 0):
            history = experiment.history(snapshot.step) if anew else None
            rows = None if anew else columns(added)
            frames.append(pictures.payload(frame, history=history, added=rows, spans=spans, network_extra=extra))
            added, anew = [], False
        else:
            frames.append(pictures.payload(frame, network_extra=extra))
    if first and frames:
        frames[0]["views"]["boundary"]["tables"]["effects"] = EMPTY
    if beside is not None:
        frames = beside.playing(frames, snapshots, losses, stands, first=first)
    ROOM.spent(visitor, len(frames), experiment.step - begin, TURNS.clock() - trained, trained - before)
    return frames


def _go_on(
    experiment: Experiment,
    watch: Watch | None,
    samples_per_frame: int,
    wanted: int,
    beside: RacePictures | None,
    stands: list[list[Stand]],
) -> list[Snapshot]:
    """Return the snapshots of the next frames; `stands` gets those of the runs beside it."""
    begin = TURNS.clock()
    snapshots: list[Snapshot] = []
    at_once = BATCH_OF_FRAMES if beside is None else 1  # several runs take several times as long
    while len(snapshots) < wanted and TURNS.clock() - begin < CHUNK_SECONDS:
        take = experiment.snapshots if watch is None else watch.snapshots
        TURNS.let_pass()
        snapshots += take(min(at_once, wanted - len(snapshots)), samples_per_frame)
        if beside is not None:
            stands += [beside.come(snapshot.step) for snapshot in snapshots[len(stands) :]]
        if experiment.diverged_at is not None or (watch is not None and watch.word):
            break
    return snapshots


def _still(pictures: Pictures, lit: Collection[str]) -> dict[str, Any]:
    """Return what the network shows from the first playing frame on: highlighted parts, and no outdated numbers."""
    wiring = pictures.wiring
    hover: Tables = {"hits": {"gradient": [None] * len(wiring.edges["edge"])}}
    if wiring.picture is not None:
        hover["pixels"] = {"value": [None] * wiring.sizes[0]}
        hover["patches"] = {end: [None] * len(wiring.first_places) for end in ("least", "largest")}
    return {**hover, **pictures.marks(lit)}


def columns(rows: list[HistoryRow]) -> dict[str, list[Any]]:
    """Return rows of the loss history as the chart's columns."""
    table = np.array([[np.nan if value is None else value for value in row] for row in rows]).reshape(-1, 4).T
    return {
        "step": [row.step for row in rows],
        **{name: rounded(column) for name, column in zip(("E", "train", "test"), table[1:], strict=True)},
    }

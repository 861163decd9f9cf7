"""Play: the next frames, at the pace that the room allows, until a condition of the view is met."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from nnviz.run.stops import Watch
from nnviz.session.chunks import playing_frames
from nnviz.session.frame_encoder import Pictures
from nnviz.session.pacing import ROOM, Pace
from nnviz.session.protocol import Frame
from nnviz.session.race_frames import RacePictures
from nnviz.session.view import View


@dataclass
class Playing:
    """What a playing run has between two chunks."""

    pace: Pace = field(default_factory=Pace)
    watch: Watch | None = None

    def frames(
        self,
        pictures: Pictures,
        view: View,
        lit: Collection[str],
        beside: RacePictures | None = None,
        *,
        first: bool,
    ) -> list[Frame]:
        """Let the run, and those beside it, go on, and return their frames; `first` after a standstill."""
        experiment = pictures.experiment
        self.pace = ROOM.pace(id(self), view.samples_per_frame)
        if first or self.watch is None:
            self.watch = Watch(experiment, view.stop)

        return playing_frames(
            experiment, pictures, self.pace, id(self), first=first, lit=lit, watch=self.watch, beside=beside
        )

    @property
    def why(self) -> str:
        """The sentence on the condition that was met; "" if none was."""
        return "" if self.watch is None else self.watch.word or ""

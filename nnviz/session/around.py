"""The line of steps around the one at rest, and which of its frames the browser has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from nnviz.session.ahead import Line
from nnviz.session.frame_encoder import Pictures
from nnviz.session.protocol import Report
from nnviz.session.race_frames import RacePictures
from nnviz.session.view import View


@dataclass
class Around:
    """The present line."""

    line: Line | None = None
    held: Collection[int] = ()
    """Steps of the line whose frames the browser said it has."""
    _lines: int = 0

    def along(
        self,
        run: str,
        pictures: Pictures,
        view: View,
        led: tuple[object, ...],
        chosen: str | None,
        views: tuple[str, ...],
        beside: RacePictures | None = None,
    ) -> Line:
        """Return the line of what is on show: a new one where the present one does not fit it; `run` is the name."""
        about = (pictures, view, led, chosen, views, beside)
        if self.line is None or not self.line.fits(*about):
            self._lines += 1
            self.line, self.held = Line(f"{run}-{self._lines}", *about), ()
        return self.line

    def hear(self, report: Report) -> None:
        """Note which frames the browser has."""
        self.held = report.holds if self.line is not None and report.line == self.line.token else ()

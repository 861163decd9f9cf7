"""The line of steps around the one at rest, and which of its frames the browser has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from nnviz.session.ahead import Line
from nnviz.session.protocol import Report


@dataclass
class Around:
    """The present line."""

    line: Line | None = None
    held: Collection[int] = ()
    """Steps of the line whose frames the browser said it has."""
    _lines: int = 0

    def along(self, wanted: Line) -> Line:
        """Return the line of what is on show: the present one if the wanted one is alike, else that, numbered."""
        if self.line is None or not self.line.fits(wanted):
            self._lines += 1
            self.line, self.held = replace(wanted, token=f"{wanted.token}-{self._lines}"), ()
        return self.line

    def hear(self, report: Report) -> None:
        """Note which frames the browser has."""
        self.held = report.holds if self.line is not None and report.line == self.line.token else ()

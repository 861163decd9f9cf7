"""What an opened address or run file leaves to be done: to find what is missing, to compare weights, to tidy up."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.exchange.runfile import SavedRun
from nnviz.session.left_out import Lacking


@dataclass
class Opened:
    """What one visit was opened from."""

    lacking: Lacking | None = None
    """What the opened address leaves out, until it comes back or the visitor goes on to something else."""
    asked_tab: bool = False
    """Whether the browser has answered what it has of that."""
    foreign: tuple[str, ...] = ()
    """Parameters of the address that are none of ours; they are removed from it."""
    saved: SavedRun | None = None
    """A run from a file, until it stands where it was saved and its weights are compared."""
    back_at: int = 0
    """When the page lost the server that it had before, by the browser's clock."""

    @property
    def missing(self) -> Lacking | None:
        """What the tab has still to be asked for."""
        return None if self.asked_tab else self.lacking

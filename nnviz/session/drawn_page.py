"""What the page that the browser has was drawn from, and which of it has to be drawn again."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.run.settings import Settings


@dataclass
class DrawnPage:
    """The page of one visit as it was drawn last."""

    settings: Settings | None = None
    """What the sidebar was drawn from; None if it has to be drawn again in any case."""
    presented: bool = False
    """Whether the sidebar was left out as for a projector when the whole page was drawn."""
    opening: bool = False
    """Whether the page is drawn for the first time."""
    whole: bool = True
    """Whether charts travel again: after a full run of the script, or when the browser asks."""
    undressed: bool = False
    """Whether the browser said that the page is in another theme than what is drawn: then all of it is drawn anew."""
    follows: bool = False
    """Whether something else than the player's pictures follows the run while it plays."""

    def begin(self, settings: Settings, *, presented: bool, opening: bool) -> None:
        """Begin to draw the whole page."""
        self.settings, self.presented, self.opening = settings, presented, opening
        self.whole, self.undressed = True, False

"""What the page says to its visitor in words: once, until the next change, or until what was refused is done right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Said:
    """The sentences of one visit, by how long they stay."""

    notices: list[str] = field(default_factory=list)
    """Sentences that are said once."""
    warnings: list[str] = field(default_factory=list)
    """Sentences that stay until the next change of a setting."""
    remarks: tuple[str, ...] = ()
    """What is not the same here in what a link from elsewhere asked for; they stay as long as warnings do."""
    read_as: tuple[str, ...] = ()
    """What was changed in a link to read it: in plain view as long as warnings are."""
    refused: str | None = None
    """Why the last change of a setting was not made."""
    refused_edit: str | None = None
    """Why the last change of a weight by hand was not made."""

    def settings_changed(self) -> None:
        """Drop what was said of the settings that were opened."""
        self.warnings.clear()
        self.remarks = self.read_as = ()

    def run_replaced(self) -> None:
        """Drop all that was said of the run before, except what is still to be said once."""
        self.settings_changed()
        self.refused = self.refused_edit = None

    def changed_along(self, along: Sequence[str]) -> None:
        """Say once what had to change together with what the visitor changed, if anything had to."""
        if along:
            self.notices.append("Changed along with that: " + ", ".join(along) + ".")

"""The parts of the page on show: `hide=eta,noise` leaves out controls, `view=network,loss` shows only these parts.

Both are parameters of the address, for a class or for a page inside another page: the link's maker chooses them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nnviz.run.settings import Settings, shown
from nnviz.run.suggestion import suggestion
from nnviz.session.view import View

PARTS: tuple[str, ...] = (
    "controls",
    "transport",
    "network",
    "loss",
    "boundary",
    "arithmetic",
    "tables",
    "more",
)
"""Parts of the page that `view` chooses from, in their order."""

BUTTONS: tuple[str, ...] = (
    "model",
    "new_seed",
    "reset",
    "back",
    "step",
    "epoch",
    "play",
    "run",
    "lessons",
    "examples",
    "compare",
    "share",
    "help",
    "time",
    "slow",
    "predict",
    "set_weight",
    "freeze",
    "tables",
    "more",
)
"""Controls that are no setting and no choice of the pictures."""

HIDEABLE: tuple[str, ...] = (*Settings.__dataclass_fields__, *View.__dataclass_fields__, *BUTTONS)
"""Every name that `hide` takes: fields of Settings, fields of View, buttons."""


@dataclass(frozen=True)
class Page:
    """The parts and controls of the page that the link's maker chose.

    Attributes
    ----------
    hide : tuple of str
        Hidden controls: names of HIDEABLE, each once.
    parts : tuple of str
        Parts on show: names of PARTS, in their order; () for the whole page.
    """

    hide: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def has(self, part: str) -> bool:
        """Return whether a part of PARTS is on the page."""
        return not self.parts or part in self.parts

    def hides(self, *names: str) -> bool:
        """Return whether the address hides all of these controls."""
        return all(name in self.hide for name in names)


def page_to_params(page: Page) -> dict[str, str | None]:
    """Return the page as address parameters; a parameter that is not needed is None."""
    return {"hide": ",".join(page.hide) or None, "view": ",".join(page.parts) or None}


def page_from_params(params: Mapping[str, str]) -> tuple[Page, list[str]]:
    """Return the page that an address asks for, and a sentence for each parameter with an unknown name.

    The known names still count: a control that a class should not see stays hidden.
    """
    problems: list[str] = []

    def names(name: str, allowed: Collection[str]) -> tuple[str, ...]:
        asked = params.get(name, "").split(",", len(allowed) + 1)[: len(allowed) + 1]
        wrong = [text for text in asked if text and text not in allowed]
        if wrong:
            problems.append(
                f"{name} must be made of {', '.join(allowed)}, separated by commas, "
                f"not {shown(wrong[0])}{suggestion(wrong[0], allowed)}."
            )
        return tuple(text for text in allowed if text in asked)

    return Page(names("hide", HIDEABLE), names("view", PARTS)), problems

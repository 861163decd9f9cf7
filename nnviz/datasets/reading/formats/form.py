"""What a format makes of its text."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnviz.datasets.reading.choices import Remark
from nnviz.datasets.reading.lines import Grid


@dataclass
class Form:
    """Rows, and what is known about them by their format.

    Attributes
    ----------
    name : str
        Of the format.
    grid : Grid
        Rows without the names.
    names : tuple of str or None
        Of the columns, if the format says them; then rows are all of one length, and none is set aside.
    header : bool or None
        Whether the first row holds names, if the format says so.
    separator, quote, comment : str
        As in `Choices`, what comes nearest.
    said : list of Remark
    why : dict
        Of each line set aside, why.
    """

    name: str
    grid: Grid
    names: tuple[str, ...] | None = None
    header: bool | None = None
    separator: str = ","
    quote: str = '"'
    comment: str = ""
    said: list[Remark] = field(default_factory=list)
    why: dict[int, str] = field(default_factory=dict)

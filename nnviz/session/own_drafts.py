"""The tables that a visitor has given, one for each source, with the visitor's edits and choices.

A source always shows what it was given last: a text that cannot be read does not leave an older table in its place. The
former table is kept, and is shown again on request.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from nnviz.datasets.columns import Column, columns_of
from nnviz.datasets.reader import Table, sample


@dataclass
class Draft:
    """A table that own data are being made of.

    Attributes
    ----------
    source : str
        The source that it came from.
    name : str
        Its name on the page.
    key : hashable
        The content that was given and the way it was read: the same key means the same table.
    table : Table
        The table as it was read.
    base : Table
        The table that the editor begins with: the whole table, a sample of it, or the one edited before.
    number, version : int
        Numbers of the draft and of its base; every base of any draft has another number.
    drawn : tuple of (int, int, str) or None
        Rows, seed and target of the sample that the base is, or None for all rows.
    edited : Table or None
        The table as it is in the editor.
    chosen : dict
        The choices made for it, by the names of the page's controls.
    """

    source: str
    name: str
    key: Hashable
    table: Table
    base: Table
    number: int
    version: int
    drawn: tuple[int, int, str] | None = None
    edited: Table | None = None
    chosen: dict[str, Any] = field(default_factory=dict)
    _looked: tuple[Table, bool, dict[str, Column]] | None = None

    def edit(self, edited: Table) -> Table:
        """Take the editor's table; an equal table keeps the same object, with everything computed for it."""
        if self.edited != edited:
            self.edited = edited
        assert self.edited is not None
        return self.edited

    def columns(self, table: Table, *, merge: bool) -> dict[str, Column]:
        """Return what each column of a table can be used for; it is computed once for each table."""
        if self._looked is None or self._looked[0] is not table or self._looked[1] != merge:
            self._looked = (table, merge, columns_of(table, merge=merge))
        return self._looked[2]


@dataclass
class Drafts:
    """All drafts of a visitor.

    Attributes
    ----------
    given : dict of str to (str, bytes or str)
        The name and the content that each source holds.
    made : dict of str to Draft
        The draft that was made of each source's present content.
    latest : Draft or None
        The draft that was shown last.
    asked : Draft or None
            The one before that the visitor asked for, although its source holds something else now.
    upload_field : int
        The number of the field for files on the page: another one whenever the field comes back.
    """

    given: dict[str, tuple[str, bytes | str]] = field(default_factory=dict)
    made: dict[str, Draft] = field(default_factory=dict)
    latest: Draft | None = None
    asked: Draft | None = None
    upload_field: int = 0
    _field_shown: bool = False
    _count: int = 0

    def show_field(self, *, shown: bool) -> None:
        """Say whether the page has the field for files.

        A browser empties a field that leaves the page, and may tell so after the field has come back. What it tells of
        a field with a former number takes no file away.
        """
        if self._field_shown and not shown:
            self.upload_field += 1
        self._field_shown = shown

    def give(self, source: str, name: str, content: bytes | str | None) -> None:
        """Set a source's content, or note that it holds nothing any more."""
        now = None if content is None else (name, content)
        if self.given.get(source) == now:
            return
        self.asked = None
        self.made.pop(source, None)
        self.given.pop(source, None)
        if now is not None:
            self.given[source] = now

    def make(self, source: str, name: str, table: Table, how: Hashable = None) -> Draft:
        """Return the draft of a table that was read from a source; the former draft if it was read the same way."""
        key = (name, how, table.names, table.rows)
        found = self.made.get(source)
        if found is None or found.key != key:
            self._count += 1
            found = self.made[source] = Draft(source, name, key, table, table, self._count, self._count)
        return found

    def refuse(self, source: str) -> None:
        """Forget what a source showed, since its present content cannot be read."""
        self.made.pop(source, None)

    def show(self, source: str) -> Draft | None:
        """Return the draft to show for a source, and remember it as the draft shown last."""
        found = self.made.get(source)
        if found is not None:
            self.asked = None
            self.latest = found
        return found or self.asked

    def former(self, source: str) -> Draft | None:
        """Return the draft that was on show before, where the source has none of its own."""
        return None if source in self.made or self.asked is not None else self.latest

    def ask(self) -> None:
        """Show the former draft again."""
        self.asked = self.latest

    def begin(self, draft: Draft, drawn: tuple[int, int, str] | None, *, again: bool) -> None:
        """Give the editor its base: the whole table, the sample, or the edited table when it is shown again.

        A new sample is drawn from the table as it was read.
        """
        if draft.drawn != drawn:
            rows, seed, target = drawn or (len(draft.table.rows), 0, draft.table.names[-1])
            draft.base, draft.edited = sample(draft.table, target, rows, seed), None
            draft.drawn = drawn
        elif again and draft.edited is not None:
            draft.base = draft.edited
        else:
            return
        self._count += 1
        draft.version = self._count

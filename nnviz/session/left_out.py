"""The parts of a run that do not fit into its address, and their return from the browser's tab if it has kept them.

Such an address names the parts that it leaves out (`lacks`) and the digest under which the browser's tab keeps them
(`kept`). A tab may give back any text, so it is checked against the digest and by the readers of addresses.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.exchange.strict_json import strict_object

PARTS: dict[str, str] = {
    "own": "the data of your own",
    "history": "the changes made on the way",
    "edits": "the changes made by hand",
}
"""Parameters that can be too long, and what they are in words."""
MOST_KEPT = 1_500_000
"""Characters that a tab keeps: 10,000 rows of eight numbers in full digits have 870,000."""
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class LeftOut:
    """Parameters that are not in the address, by name; `text` is empty where no tab keeps them either."""

    names: tuple[str, ...]
    text: str = ""

    @property
    def key(self) -> str:
        """The key under which the tab keeps the missing parts."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:32] if self.text else ""

    def params(self) -> dict[str, str]:
        """The parameters by which the address refers to them."""
        return {"lacks": "-".join(self.names), **({"kept": self.key} if self.text else {})}

    @property
    def words(self) -> str:
        """The missing parts in words."""
        return words_of(self.names)


def left_out(parts: Mapping[str, str]) -> LeftOut:
    """Return parameters that are too long for an address, in the form in which a tab keeps them."""
    text = json.dumps(dict(parts), ensure_ascii=True, separators=(",", ":"))
    return LeftOut(tuple(name for name in PARTS if name in parts), text if len(text) <= MOST_KEPT else "")


def words_of(names: tuple[str, ...]) -> str:
    """Describe such parameters in words."""
    told = [PARTS[name] for name in names]
    return ", ".join(told[:-1]) + " and " + told[-1] if len(told) > 1 else told[0]


def not_whole(lacks: LeftOut, *, kept: bool) -> str:
    """Return the sentence that says that the address does not hold the whole run."""
    here = " In this tab a reload brings them back." if kept else ""
    return (
        f"The page's address is not the whole run: {lacks.words} do not fit into it.{here} To keep or send it, save a "
        "run file under “Share and keep”."
    )


@dataclass(frozen=True)
class Lacking:
    """An opened address that does not hold its whole run.

    Attributes
    ----------
    names : tuple of str
        Of PARTS.
    key : str
        The key under which a tab may keep the parts; "" if none does.
    params : dict
        The rest of the address.
    """

    names: tuple[str, ...]
    key: str
    params: dict[str, str]

    @property
    def looking(self) -> str:
        """The page's sentence until the browser has answered."""
        return f"This address leaves out {words_of(self.names)}. This browser is asked for them."

    @property
    def missing(self) -> str:
        """The page's sentence if no tab has kept the parts."""
        shown = "the page's first run" if "own" in self.names else "a run with the same settings at step 0"
        use = ", or use your table again" if "own" in self.names else ""
        return (
            f"This address is not the whole run. It leaves out {words_of(self.names)}, which did not fit into it, and "
            f"this browser does not have them. Open the run file that was saved with them (“Share and keep”){use}. "
            f"What is shown is {shown}, without them."
        )

    def found(self, text: object) -> dict[str, str] | None:
        """Return all parameters, including those that a tab gave back; None if it gave none, or the wrong ones."""
        if not isinstance(text, str) or not text or len(text) > MOST_KEPT or LeftOut(self.names, text).key != self.key:
            return None
        try:
            parts: dict[str, Any] = strict_object(text.encode(), most_bytes=MOST_KEPT, most_depth=1)
        except ValueError:
            return None
        if set(parts) != set(self.names) or not all(isinstance(part, str) for part in parts.values()):
            return None
        return {**self.params, **parts}


def lacking_from(params: Mapping[str, str]) -> tuple[Lacking | None, list[str]]:
    """Return what an address says that it leaves out, and a sentence if that part of the address is wrong."""
    if "lacks" not in params:
        return None, []
    names = tuple(name for name in PARTS if name in params["lacks"].split("-", len(PARTS)))
    if not names or "-".join(names) != params["lacks"]:
        return None, [f"lacks must be made of {', '.join(PARTS)}, in this order, joined by -."]
    key = params.get("kept", "")
    rest = {name: text for name, text in params.items() if name not in ("lacks", "kept", *names)}
    return Lacking(names, key if _KEY.fullmatch(key) else "", rest), []


@dataclass(frozen=True)
class Stored:
    """The key of what the browser's tab was last asked to keep, and whether the tab had room for it."""

    key: str = ""
    done: bool = False

    def holds(self, lacks: LeftOut) -> bool:
        """Return whether the tab keeps these parts."""
        return self.done and self.key == lacks.key


def stored_from(state: object) -> Stored | None:
    """Read what the tab says that it keeps; None if it has said nothing, or nothing valid."""
    told = state.get("stored") if isinstance(state, Mapping) else None
    if not isinstance(told, Mapping) or not isinstance(told.get("key"), str):
        return None
    return Stored(told["key"], told.get("done") is True)

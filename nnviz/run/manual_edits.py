"""Changes made by hand: weights set, weights frozen and let go, each at a step of a run."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal

import numpy as np

from nnviz.engine import Network
from nnviz.run.schedule import as_step
from nnviz.run.settings import FieldError, shown

LARGEST = 1e6
Key = tuple[int, int, int]


@dataclass(frozen=True)
class HandEdit:
    """At a step, after its update, a weight is set to a value, or frozen (1) or let go (0).

    Raises
    ------
    ValueError
        If the step is not a whole number from 0 to 10⁹, the key not three whole numbers from 0, or the value not a
        number within ±10⁶ (for "freeze" 0 or 1).
    """

    step: int
    kind: Literal["weight", "freeze"]
    key: Key
    value: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "step", as_step("step", self.step))
        if self.kind not in ("weight", "freeze"):
            raise ValueError(f"kind must be weight or freeze, not {shown(self.kind)}")
        object.__setattr__(self, "key", _as_key(self.key))
        object.__setattr__(self, "value", _as_value(self.value, self.kind))


def _as_key(key: object) -> Key:
    """Return a key as ints; whether a network has such a weight is for the network to say."""
    parts = tuple(key) if isinstance(key, Sequence) else ()
    if len(parts) != 3 or not all(isinstance(part, Integral) and not isinstance(part, bool) for part in parts):
        raise ValueError(f"key must be (layer, row, column), three whole numbers, not {shown(key)}")
    layer, row, column = (int(part) for part in parts)
    return layer, row, column


def _as_value(value: object, kind: str) -> float:
    """Return a value as a float."""
    try:
        number = float(value) if isinstance(value, Real) else math.nan
    except OverflowError:  # a whole number beyond float64
        number = math.inf
    if kind == "freeze":
        if number not in (0.0, 1.0):
            raise ValueError(f"value must be 0 or 1 to freeze a weight, not {shown(value)}")
    elif isinstance(value, bool | np.bool_) or not abs(number) <= LARGEST:  # NaN is within nothing
        raise ValueError(f"value must be a number from -{LARGEST:,.0f} to {LARGEST:,.0f}, not {shown(value)}")
    return number


class Hands:
    """All changes by hand of a run, by step and in their order; those of one weight at one step collapse into one."""

    def __init__(self, edits: Iterable[HandEdit] = ()) -> None:
        self._at: dict[int, dict[tuple[str, Key], HandEdit]] = {}
        for edit in edits:
            self.put(edit)

    def put(self, edit: HandEdit) -> None:
        """Add a change; an earlier one of the same weight at the same step gives way to it."""
        here = self._at.setdefault(edit.step, {})
        here.pop((edit.kind, edit.key), None)
        here[edit.kind, edit.key] = edit

    def drop(self, edit: HandEdit) -> None:
        """Forget a change of this weight at this step, if there is one."""
        here = self._at.get(edit.step, {})
        here.pop((edit.kind, edit.key), None)
        if not here:
            self._at.pop(edit.step, None)

    def pop(self, step: int) -> bool:
        """Take back the latest change at a step; False if there is none."""
        here = self._at.get(step)
        if not here:
            return False
        here.popitem()
        if not here:
            del self._at[step]
        return True

    def truncate(self, step: int) -> None:
        """Drop what comes after a step."""
        self._at = {at: edits for at, edits in self._at.items() if at <= step}

    @property
    def edits(self) -> tuple[HandEdit, ...]:
        """Every change, in the order of the steps."""
        return tuple(edit for step in sorted(self._at) for edit in self._at[step].values())

    @property
    def last(self) -> int:
        """The step of the last change, 0 if there is none."""
        return max(self._at, default=0)

    def next_after(self, step: int) -> int | None:
        """The first step after this one at which something changes."""
        return min((at for at in self._at if at > step), default=None)

    def frozen_at(self, step: int) -> frozenset[Key]:
        """Which weights are frozen from a step on."""
        state = {edit.key: edit.value for edit in self.edits if edit.kind == "freeze" and edit.step <= step}
        return frozenset(key for key, value in state.items() if value)

    def change(self, network: Network, step: int) -> Network:
        """The network after the changes of one step."""
        for edit in self._at.get(step, {}).values():
            if edit.kind == "weight":
                network = network.with_weight(*edit.key, edit.value)
        return network.with_frozen(self.frozen_at(step)) if step in self._at else network

    def touches(self, step: int) -> bool:
        """Whether something changes at a step."""
        return step in self._at


# The address: "w:1:0:2=0.25@52" sets a weight at step 52, "f:0:1:1=1@60" freezes one at step 60.

MOST = 200
"""Manual edits that an address is given."""
MOST_READ = 1_000
"""Manual edits that are read from an address at all, as many as from a run file."""
# Python's own float() takes more than an address should: blanks, "1_0", "infinity". A repr has up to 21 decimals.
_PART = re.compile(
    r"(w|f):([0-9]{1,3}):([0-9]{1,3}):([0-9]{1,3})="
    r"(-?[0-9]{1,7}(?:\.[0-9]{1,24})?(?:e-?[0-9]{1,3})?)@([0-9]{1,10})"
)


def hands_text(edits: Iterable[HandEdit]) -> str:
    """The changes as an address has them."""
    return "~".join(
        f"{edit.kind[0]}:{edit.key[0]}:{edit.key[1]}:{edit.key[2]}={repr(edit.value).removesuffix('.0')}@{edit.step}"
        for edit in edits
    )


def hands_from(text: str, network: Network) -> tuple[HandEdit, ...]:
    """The changes that an address tells of, for a network that has these weights.

    Raises
    ------
    FieldError
        If the text is none such, or the network has no such weight.
    """
    problem = FieldError("edits", "edits must be changes by hand such as w:1:0:2=0.25@52 or f:1:0:2=1@60, joined by ~")
    parts = text.split("~", MOST_READ) if text else []
    matches = [match for part in parts if (match := _PART.fullmatch(part))]
    if len(parts) > MOST_READ or len(matches) < len(parts):
        raise problem
    try:
        found = [
            HandEdit(
                int(step), "weight" if kind == "w" else "freeze", (int(layer), int(row), int(column)), float(value)
            )
            for kind, layer, row, column, value, step in (match.groups() for match in matches)
        ]
        network.with_frozen(edit.key for edit in found)  # refuses a weight that is not there
    except ValueError as error:
        raise problem from error
    if [edit.step for edit in found] != sorted(edit.step for edit in found):
        raise problem
    return tuple(found)

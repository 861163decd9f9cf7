"""Marks of an axis at round numbers, written as short as they can be and never two of them alike.

Axes that are drawn by Vega and by Plotly alike get their marks and their texts from here: the libraries' own formats
have a fixed number of decimals, or use one that does not depend on how narrow the axis is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import altair as alt

from nnviz.derivation.notation import MINUS

MOST = 5
_WIDE = 6
"""Signs that a number may take before it is written with a power of ten, if that is shorter."""
_DIGITS = 60


@dataclass(frozen=True)
class Ticks:
    """Marks on an axis.

    Attributes
    ----------
    values : tuple of float
        Where they are, in the axis' own units, ascending.
    texts : tuple of str
        What stands there; in real units where those are others.
    """

    values: tuple[float, ...]
    texts: tuple[str, ...]

    @property
    def expression(self) -> str:
        """A Vega expression that gives each mark its text, by where it is."""
        parts = [
            f"datum.value < {(a + b) / 2!r} ? '{text}' : "
            for a, b, text in zip(self.values, self.values[1:], self.texts, strict=False)
        ]
        return "".join(parts) + f"'{self.texts[-1]}'"

    @property
    def plotly(self) -> dict[str, object]:
        """What a Plotly axis or colour bar is given."""
        return {"tickmode": "array", "tickvals": list(self.values), "ticktext": list(self.texts)}


def ticks(low: float, high: float, most: int = MOST, *, scale: float = 1.0, centre: float = 0.0) -> Ticks:
    """Return marks between two ends.

    Parameters
    ----------
    low, high : float
        The axis' ends, in its own units.
    most : int
        About how many marks.
    scale, centre : float
        Real units are ``value * scale + centre``; the marks are round in those.

    Raises
    ------
    ValueError
        If an end is not finite or most is less than 1.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"low and high must be finite, got {low!r} and {high!r}")
    if most < 1:
        raise ValueError(f"most must be at least 1, got {most!r}")
    with localcontext() as context:
        context.prec = _DIGITS
        unit, shift = Decimal(scale), Decimal(centre)
        ends = sorted(Decimal(end) * unit + shift for end in (low, high))
        found: dict[float, Decimal] = {}
        for real in _round_numbers(ends[0], ends[1], most):
            value = float((real - shift) / unit)
            found.setdefault(min(max(value, min(low, high)), max(low, high)), real)
        values = tuple(sorted(found))
        return Ticks(values, _texts([found[value] for value in values]))


def value_ticks(low: float, middle: float, high: float, *, scale: float = 1.0, centre: float = 0.0) -> Ticks:
    """Return marks at the two ends and in the middle of a scale of colours, whatever numbers these are."""
    values = sorted({low, middle, high})
    with localcontext() as context:
        context.prec = _DIGITS
        exact = [Decimal(value) * Decimal(scale) + Decimal(centre) for value in values]
    for digits in range(3, 18):
        short = [Decimal(f"{float(value):.{digits}g}") for value in exact]
        if len(set(short)) == len(short):
            break
    return Ticks(tuple(values), _texts(short))


def axis_of(marks: Ticks, **more: Any) -> alt.Axis:
    """Return a Vega axis with these marks."""
    return alt.Axis(values=list(marks.values), labelExpr=marks.expression, **more)


def _round_numbers(low: Decimal, high: Decimal, most: int) -> list[Decimal]:
    """Multiples of 1, 2 or 5 times a power of ten between two ends; one end alone if they are the same."""
    rough = (high - low) / most
    if rough <= 0:
        return [low]
    power = Decimal(1).scaleb(rough.adjusted())
    # The step whose count of marks is nearest to what is asked for, as on a scale of logarithms.
    share = float(rough / power)
    step = power * (10 if share > 7.07 else 5 if share > 3.16 else 2 if share > 1.41 else 1)
    while True:
        found = [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
        if len(found) > 1:
            return found
        step /= 2  # a single mark says nothing of how far it is to the next


def _texts(values: list[Decimal]) -> tuple[str, ...]:
    plain, powers = [_plain(value) for value in values], [_power(value) for value in values]
    wide = max(len(text) for text in plain)
    shorter = wide > _WIDE and max(len(text) for text in powers) < wide
    return tuple(text.replace("-", MINUS, text.startswith("-")) for text in (powers if shorter else plain))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


def _power(value: Decimal) -> str:
    if not value:
        return "0"
    exponent = value.adjusted()
    return f"{_plain(value.scaleb(-exponent))}e{exponent}"

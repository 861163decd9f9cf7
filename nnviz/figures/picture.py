"""A picture in two parts: an Altair chart whose data have names, and the tables that go under those names.

A notebook shows the two joined; the player gets the chart once and then, frame by frame, the columns that change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

import altair as alt
import numpy as np
from altair.utils import update_nested
from altair.utils.schemapi import debug_mode
from numpy.typing import NDArray

from nnviz.figures.theme import Theme, chart_config

Columns = dict[str, Sequence[Any] | NDArray[Any]]
Tables = dict[str, Columns]
C = TypeVar("C", bound=alt.TopLevelMixin)
UNSEEN = 0.001
"""Opacity of marks that are there to be pointed at alone: of no opacity at all, Vega would not find all of them."""

LARGER = {"fontSize": 1.5, "labelFontSize": 1.5, "titleFontSize": 1.5, "dx": 1.3, "dy": 1.3}
"""What a projector's pictures have larger, and how many times: texts, and how far they stand from what they name."""
INSIDE = 11.5
"""Size of the numbers inside neurons, which have room for no more than a quarter more; so have smaller texts."""


def rounded(values: NDArray[np.float64], digits: int = 5) -> list[float | None]:
    """Return numbers for a table: with few significant digits, and None for a number that is not finite."""
    return [float(f"{value:.{digits}g}") if math.isfinite(value) else None for value in values.tolist()]


def packed(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Numbers as a picture that moves needs them: seven digits, cheaply; null for what is not finite."""
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def said(column: str, form: str) -> str:
    """A Vega expression: a column's value in words, none where it is not known."""
    return f"isValid(datum.{column}) ? format(datum.{column}, '{form}') : ''"


def rows(columns: Mapping[str, Sequence[Any] | NDArray[Any]]) -> list[dict[str, Any]]:
    """A table's columns as the list of records that Vega reads."""
    names = list(columns)
    plain = [values.tolist() if isinstance(values, np.ndarray) else values for values in columns.values()]
    return [dict(zip(names, values, strict=True)) for values in zip(*plain, strict=True)]


def placed(values: NDArray[np.float64], width: float, digits: int = 5) -> NDArray[np.float64]:
    """Places in a picture, rounded to so many digits of its width: what is narrow keeps as many as what is wide."""
    if not (width > 0.0 and math.isfinite(width)):
        return values
    decimals = digits - math.floor(math.log10(width))
    return np.round(values, decimals) if abs(decimals) < 200 else values


def merged(still: Tables, moving: Tables) -> Tables:
    """The columns that stay and the columns that change, table by table."""
    return {name: {**still.get(name, {}), **moving.get(name, {})} for name in {**still, **moving}}


def unchecked() -> AbstractContextManager[None]:
    """Make charts twice as fast: Altair does not look for mistakes in their parts, which the tests do.

    Altair has one switch for the whole process. Where two threads use it at a time, checking may come back too early,
    and a chart takes longer, or stay off afterwards, and mistakes of charts are told by Vega-Lite alone.
    """
    return debug_mode(False)


def layered(*layers: alt.Chart, params: Sequence[alt.Parameter] = (), **properties: Any) -> alt.LayerChart:
    """Layers upon one another, with all that holds for the whole; each of Altair's methods would copy all layers."""
    if params:
        properties["params"] = [param.param for param in params]
    return cast("alt.LayerChart", alt.layer(*layers, **properties))


def own_strokes() -> alt.Resolve:
    """Layers that have each a scale of their own for the colours of their outlines."""
    return alt.Resolve(scale=alt.ScaleResolveMap(stroke="independent"))


def dress(chart: C, theme: Theme, **properties: Any) -> C:
    """Put a theme's colours into a chart, and what else holds for the whole; Altair's methods would copy it first."""
    for name, value in {**properties, "config": alt.Config(**chart_config(theme))}.items():
        setattr(chart, name, value)
    return chart


def with_data(chart: alt.LayerChart, tables: Tables) -> alt.LayerChart:
    """Put its tables into a chart, as a notebook needs it."""
    # As a dict they are checked when the chart is written, and not twice.
    chart.datasets = {name: rows(columns) for name, columns in tables.items()}
    return chart


def spec_of(chart: alt.LayerChart, theme: Theme, *, check: bool = True) -> dict[str, Any]:
    """The chart as a Vega-Lite specification without data, dressed for a theme; to check it takes as long again."""
    spec = _dressed(chart, theme, check=check)
    spec.pop("datasets", None)
    # The tooltip is no part of the picture: who puts it on the page reads its colours here.
    return {**spec, "usermeta": {"embedOptions": {"tooltip": {"theme": theme.name}}}}


def _dressed(chart: alt.LayerChart, theme: Theme, *, check: bool) -> dict[str, Any]:
    """The chart as a specification with a theme's colours; the chart stays as it is."""
    spec: dict[str, Any] = chart.to_dict(validate=check)
    config = alt.Config(**chart_config(theme)).to_dict(validate=check)
    return {**spec, "config": update_nested(spec["config"], config, copy=True)}


def enlarged(part: Any) -> Any:
    """A specification, or a part of one, with the texts that a room is to read from its last row."""
    if isinstance(part, list):
        return [enlarged(one) for one in part]
    if not isinstance(part, dict):
        return part
    plain = (int, float)

    def times(name: str, value: float) -> float:
        return value * (1.25 if name == "fontSize" and value <= INSIDE else LARGER[name])

    return {
        name: times(name, value) if name in LARGER and isinstance(value, plain) else enlarged(value)
        for name, value in part.items()
    }


def whole_spec(make: Callable[[], alt.LayerChart], tables: Tables, theme: Theme) -> dict[str, Any]:
    """The chart that ``make`` makes, dressed for a theme, with its tables inside, as the page shows it at rest.

    Altair checks every row of the tables that a chart holds, which takes it longer than all the rest; here none is.
    """
    with unchecked():
        return with_tables(_dressed(make(), theme, check=False), tables)


def with_tables(spec: Mapping[str, Any], tables: Tables) -> dict[str, Any]:
    """A specification with its tables inside, and nothing in it that has to have a name and has none."""
    return named({**spec, "datasets": {name: rows(columns) for name, columns in tables.items()}})


def named(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A specification whose marks without rows are hidden from screen readers.

    Vega gives the group of such marks a role that has to have a name, and no name.
    """
    return {**spec, **_silent(spec, {name for name, records in spec.get("datasets", {}).items() if not records})}


def _silent(view: Mapping[str, Any], empty: set[str]) -> dict[str, Any]:
    """The parts of a view, and of the views in it, that differ where its marks have no rows."""
    changed: dict[str, Any] = {}
    if "layer" in view:
        changed["layer"] = [{**layer, **_silent(layer, empty)} for layer in view["layer"]]
    data = view.get("data", {})
    if "mark" in view and (data.get("name") in empty or data.get("values") == []):
        mark = view["mark"]
        changed["mark"] = {**({"type": mark} if isinstance(mark, str) else mark), "aria": False}
    return changed

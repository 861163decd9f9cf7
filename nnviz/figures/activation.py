"""A neuron's activation curve with the current net input on it, and the slope there as a tangent."""

from __future__ import annotations

import math
from typing import Any, Protocol

import altair as alt
import numpy as np

from nnviz.derivation.notation import Symbol, number
from nnviz.engine import OUTPUT_ACTIVATIONS
from nnviz.figures.picture import Columns, Tables, dress, layered, rounded, with_data
from nnviz.figures.theme import LIGHT, Theme
from nnviz.figures.ticks import axis_of, ticks

WIDTH, HEIGHT = 340, 230
LEAST_REACH = 6.0
"""The curve is drawn from -LEAST_REACH to LEAST_REACH at least."""
POINTS = 241
TANGENT = 58.0
"""Half the tangent's length, in pixels."""
HEADROOM = 0.18
"""Share of the curve's height left free above and below it, for the slope's number."""
FLAT = "its slope is 0 everywhere; the perceptron rule needs none"
HELD = "the other outputs' net inputs are held: softmax depends on them all"


class Neuron(Protocol):
    """What is drawn of a neuron; derivation.NeuronView has it."""

    @property
    def symbol(self) -> Symbol:
        """Of its output."""

    @property
    def activation(self) -> str:
        """The activation's name."""

    @property
    def u(self) -> float:
        """Net input."""

    @property
    def out(self) -> float:
        """f(u)."""

    @property
    def slope(self) -> float:
        """f'(u)."""


def reach_of(u: float) -> float:
    """Return how far the curve is drawn to both sides, so that u is well inside."""
    return max(LEAST_REACH, 1.15 * abs(u)) if math.isfinite(u) else LEAST_REACH


def activation_tables(view: Neuron, digits: int = 4) -> Tables:
    """Return the curve, the current point with its words, and the two ends of the tangent.

    Where u, f(u) or the slope is no finite number there is no point. The perceptron rule counts the step's slope as 1,
    which is not the curve's, so there is no tangent then.
    """
    reach = reach_of(view.u)
    low, high = _heights(view)
    tables: Tables = {"curve": _curve(view, reach), "point": {}, "tangent": {}}
    if not all(map(math.isfinite, (view.u, view.out, view.slope))):
        return tables
    right = view.u > 0  # the curve rises: right of the middle there is room above it, left of it below
    tables["point"] = {
        "u": rounded(np.array([view.u])),
        "out": rounded(np.array([view.out])),
        "foot": [low],
        "side": [-reach],
        "right": [right],
        "words": ["" if _by_rule(view) else f"f′(u) = {number(view.slope, digits)}"],
    }
    if not _by_rule(view):
        across, up = WIDTH / (2 * reach), HEIGHT / (high - low)
        half = TANGENT / math.hypot(across, up * view.slope)
        tables["tangent"] = {
            "u": rounded(np.array([view.u - half, view.u + half]), 9),
            "out": rounded(np.array([view.out - half * view.slope, view.out + half * view.slope]), 9),
        }
    return tables


def activation_chart(view: Neuron, theme: Theme = LIGHT) -> alt.LayerChart:
    """Return the picture without its data and its title: the same for all neurons that `chart_name` calls the same."""
    reach = reach_of(view.u)
    across, up = axis_of(ticks(-reach, reach, 7), grid=True), axis_of(ticks(*_heights(view)), grid=True)
    x = alt.X("u:Q", title="u", scale=alt.Scale(domain=[-reach, reach], nice=False), axis=across)
    heights = alt.Scale(domain=list(_heights(view)), nice=False, zero=False)
    y = alt.Y("out:Q", title="f(u)", scale=heights, axis=up)

    def chart(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name))

    curve = chart("curve").mark_line(strokeWidth=3, stroke=theme.muted).encode(x, y, detail=alt.Detail("piece:N"))
    slope = chart("curve").mark_line(strokeWidth=1.8, stroke=theme.chosen, strokeDash=[5, 4], opacity=0.8)
    slope = slope.encode(x, alt.Y("slope:Q", title="f(u)", scale=heights, axis=up), detail=alt.Detail("piece:N"))
    point = chart("point")
    dashes: dict[str, Any] = {"strokeWidth": 1.2, "strokeDash": [4, 3], "stroke": theme.text, "opacity": 0.7}
    drop = point.mark_rule(**dashes).encode(x, y, y2=alt.Y2("foot"))
    across = point.mark_rule(**dashes).encode(x, y, x2=alt.X2("side"))
    tangent = chart("tangent").mark_line(strokeWidth=4, stroke=theme.chosen, clip=True).encode(x, y)
    dot = point.mark_point(
        shape="circle", size=130, filled=True, fill=theme.chosen, stroke=theme.background, strokeWidth=2, opacity=1
    ).encode(x, y)
    layers = [slope, curve, drop, across, tangent, dot]
    for right, align, shift in ((True, "right", -1), (False, "left", 1)):
        words = point.transform_filter(f"datum.right == {str(right).lower()}").encode(x, y, text=alt.Text("words:N"))
        look: dict[str, Any] = {"align": align, "dx": 8 * shift, "dy": 22 * shift, "fontSize": 14, "fontWeight": 600}
        # A halo first: the number stays readable where it crosses a line.
        layers.append(words.mark_text(stroke=theme.background, strokeWidth=5, **look))
        layers.append(words.mark_text(fill=theme.chosen, **look))
    return layered(*layers, width=WIDTH, height=HEIGHT)


def chart_name(view: Neuron, theme: Theme = LIGHT) -> str:
    """Return all that `activation_chart` depends on, as a text."""
    return repr(("activation", view.activation, reach_of(view.u), _heights(view), theme.name))


def activation_title(view: Neuron, theme: Theme = LIGHT, *, digits: int = 4) -> dict[str, Any]:
    """Return the picture's title, with the numbers below it."""
    return {
        "text": f"{view.symbol.label} = f(u), f = {OUTPUT_ACTIVATIONS[view.activation].label}",
        "subtitle": _words(view, digits),
        "anchor": "start",
        "color": theme.text,
        "subtitleColor": theme.text,
        "fontSize": 14,
        "subtitleFontSize": 13,
        "offset": 8,
    }


def activation_figure(view: Neuron, theme: Theme = LIGHT, *, digits: int = 4) -> alt.LayerChart:
    """The curve f(u) around the current u, which is marked, with the slope as a tangent and its number.

    Parameters
    ----------
    view : derivation.NeuronView
        Or whatever else has a symbol, an activation, u, out and slope.
    theme : Theme
    digits : int
        Significant digits of the numbers, 1 to 17.

    Raises
    ------
    ValueError
        If digits is out of range.
    """
    title = alt.TitleParams(**activation_title(view, theme, digits=digits))
    return with_data(dress(activation_chart(view, theme), theme, title=title), activation_tables(view, digits))


def _by_rule(view: Neuron) -> bool:
    """Whether the slope is the perceptron rule's 1 and not the unit step's 0."""
    return view.activation == "step" and view.slope != 0.0


def _words(view: Neuron, digits: int) -> list[str]:
    """The numbers as the lines below the title."""
    numbers = f"u = {number(view.u, digits)},  f(u) = {number(view.out, digits)}"
    if _by_rule(view):
        return [numbers, FLAT]
    words = f"{numbers},  slope f′(u) = {number(view.slope, digits)}"
    return [words, HELD] if view.activation == "softmax" else [words]


def _curve(view: Neuron, reach: float) -> Columns:
    """The curve's points; one that jumps, as the unit step does, is in two pieces, since nothing lies between."""
    bend = _bend(view)
    wide, near = np.linspace(-reach, reach, POINTS), np.linspace(-1.0, 1.0, POINTS) * min(reach, LEAST_REACH) + bend
    # Where u is far off, the bend must not fall between two points.
    u = np.union1d(wide, near[np.abs(near) <= reach])
    # Softmax of one net input, all others held, is the logistic with its bend elsewhere.
    activation = OUTPUT_ACTIVATIONS["logistic" if view.activation == "softmax" else view.activation]
    out = activation.value(u - bend)
    jumps = activation.corner == "jump"
    piece = (u > 0).astype(int) if jumps else np.zeros(len(u), dtype=int)
    if jumps:  # the end of the right piece, where it meets 0
        after = activation.value(np.array([np.nextafter(0.0, 1.0)]))
        u, out, piece = np.append(u, 0.0), np.append(out, after), np.append(piece, 1)
    slope = activation.slope(u - bend, out)
    return {"u": rounded(u), "out": rounded(out), "slope": rounded(slope), "piece": piece.tolist()}


def _bend(view: Neuron) -> float:
    """The u around which the curve bends: 0, but for softmax where its output is one half as the others are held."""
    if view.activation != "softmax" or not (math.isfinite(view.u) and 0.0 <= view.out <= 1.0):
        return 0.0
    inside = min(max(view.out, 1e-300), 1.0 - 1e-16)
    return view.u - math.log(inside / (1.0 - inside))


def _heights(view: Neuron) -> tuple[float, float]:
    """The ends of the vertical axis: all of the curve and some room."""
    if view.activation == "softmax":
        return -HEADROOM, 1.0 + HEADROOM
    activation = OUTPUT_ACTIVATIONS[view.activation]
    ends = activation.value(np.array([-1.0, 1.0]) * reach_of(view.u))
    bottom, top = (end if math.isfinite(end) else 0.0 for end in activation.range)
    low, high = min(float(ends.min()), bottom, 0.0), max(float(ends.max()), top, 1.0)
    pad = HEADROOM * (high - low)
    return low - pad, high + pad

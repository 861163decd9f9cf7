"""Marks that mean something are seen: 3:1 and more on all that they lie on (WCAG 2.1, 1.4.11), in both themes."""

from __future__ import annotations

import altair as alt
import numpy as np
import pytest

from nnviz.figures.effects import effect_layer
from nnviz.figures.hidden_space import GRID
from nnviz.figures.loss import FAINT
from nnviz.figures.network_layers import EDGE, HALO, LIT
from nnviz.figures.pixels import BUNDLE
from nnviz.figures.race import INKS
from nnviz.figures.samples import sample_layers
from nnviz.figures.theme import (
    CLASS_COLOURS,
    NEGATIVE,
    POSITIVE,
    ROLE_COLOURS,
    THEMES,
    diverging_palette,
    winner_palette,
)
from nnviz.run.settings import Settings

LEAST = 3.0


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def luminance(colour: np.ndarray) -> float:
    part = colour / 255
    return float(np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


def contrast(ink: str, ground: np.ndarray, opacity: float = 1.0) -> float:
    low, high = sorted((luminance(opacity * rgb(ink) + (1 - opacity) * ground), luminance(ground)))
    return (high + 0.05) / (low + 0.05)


def on_the_page(theme):
    """Every mark's colour and opacity by its name, of those that lie on the page's own ground."""
    yield from ((f"edge {ink}", ink, EDGE) for ink in (POSITIVE, NEGATIVE, theme.muted))
    for role, ink in ROLE_COLOURS[theme.name].items():
        yield from ((f"{role} along an edge", ink, LIT), (f"{role} around a neuron", ink, HALO))
    yield from (("E of a step", theme.muted, FAINT), ("pixels' edges", theme.muted, BUNDLE), ("test", theme.muted, 1.0))
    yield from ((f"run {number}", ink, 1.0) for number, ink in enumerate(INKS[theme.name]))
    yield from ((f"weight in the legend {ink}", ink, 1.0) for ink in (POSITIVE, NEGATIVE, theme.muted))
    yield "chosen", theme.chosen, LIT


def grounds(theme):
    """All that a boundary or a hidden space is painted with."""
    return [*diverging_palette(theme), *winner_palette(theme, len(CLASS_COLOURS), 25), rgb(theme.background)]


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_marks_on_the_page_are_seen(theme):
    ground = rgb(theme.background)
    found = {name: contrast(ink, ground, opacity) for name, ink, opacity in on_the_page(theme)}
    assert {name: round(ratio, 2) for name, ratio in found.items() if ratio < LEAST} == {}


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize("dataset", ["circle", "iris_petals", "plane"])
def test_every_sample_has_a_line_around_it_that_is_seen_on_any_map(theme, dataset):
    data = Settings(dataset=dataset).make_dataset()
    layers = [layer.to_dict() for layer in sample_layers(data, alt.X("x:Q"), alt.Y("y:Q"), [], theme)]
    lines: dict[str, list[str]] = {"train": [], "test": []}
    for layer in layers:
        for use, of in lines.items():
            if f"'{use}'" in str(layer.get("transform")) and "stroke" in layer["mark"]:
                of.append(layer["mark"]["stroke"])
    for use, inks in lines.items():
        assert inks, use
        assert min(contrast(ink, ground) for ink in inks for ground in grounds(theme)) >= LEAST, use


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_lines_on_the_maps_are_seen(theme):
    marks = {
        "contour": (theme.text, 1.0),
        "cross": (theme.ring, 0.9),
        "ring": (theme.ring, 1.0),
        "grid": (theme.text, GRID),
    }
    for name, (ink, opacity) in marks.items():
        plain = grounds(theme) if name != "grid" else [rgb(theme.background)]
        assert min(contrast(ink, ground, opacity) for ground in plain) >= LEAST, name
    line = effect_layer(alt.X("x:Q"), alt.Y("y:Q"), theme).to_dict()["mark"]["stroke"]
    assert min(contrast(line, ground) for ground in grounds(theme)) >= LEAST

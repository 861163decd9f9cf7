"""What all pictures share: texts are larger for a projector, and nothing else changes."""

import pytest
import vl_convert

from nnviz.figures.loss import loss_chart
from nnviz.figures.picture import enlarged, spec_of
from nnviz.figures.theme import DARK, LIGHT


def numbers(part, path=()):
    """Every number of a specification by its path."""
    if isinstance(part, dict):
        return {k: v for name, value in part.items() for k, v in numbers(value, (*path, name)).items()}
    if isinstance(part, list):
        return {k: v for i, value in enumerate(part) for k, v in numbers(value, (*path, i)).items()}
    return {path: part} if isinstance(part, (int, float)) else {}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_tooltip_has_the_pictures_theme_before_and_after_vega_lite_compiles_it(theme):
    spec = spec_of(loss_chart(theme), theme)
    for made in (spec, vl_convert.vegalite_to_vega(spec)):
        assert made["usermeta"]["embedOptions"] == {"tooltip": {"theme": theme.name}}


def test_a_projectors_picture_has_larger_texts_and_is_otherwise_the_same():
    spec = spec_of(loss_chart(), LIGHT)
    plain, large = numbers(spec), numbers(enlarged(spec))
    assert plain.keys() == large.keys()
    changed = {path: large[path] / plain[path] for path in plain if plain[path] != large[path]}
    assert {path[-1] for path in changed} == {"labelFontSize", "titleFontSize"}
    assert set(changed.values()) == {1.5}


def test_the_numbers_inside_neurons_grow_less():
    assert enlarged({"mark": {"fontSize": 11.5, "size": 800}}) == {"mark": {"fontSize": 14.375, "size": 800}}

"""Small pictures of data sets: all of them can be drawn, in few letters, with the colours of their classes."""

from xml.etree import ElementTree

import pytest

from nnviz.datasets import KINDS
from nnviz.figures.theme import NEGATIVE, POSITIVE
from nnviz.figures.thumbnails import SIDE, thumbnail, thumbnail_address


@pytest.mark.parametrize("name", KINDS)
def test_every_data_set_has_one(name):
    root = ElementTree.fromstring(thumbnail(name))
    dots = [dot for path in root for dot in path.get("d").split("M")[1:]]
    assert dots
    places = [float(number) for dot in dots for number in dot.removesuffix("h0").split()]
    assert all(0 <= place <= SIDE for place in places)
    assert thumbnail_address(name).startswith("data:image/svg+xml,") and '"' not in thumbnail_address(name)


def test_it_shows_both_classes_and_where_they_lie():
    root = ElementTree.fromstring(thumbnail("xor4"))
    assert {path.get("stroke"): path.get("d").count("M") for path in root} == {NEGATIVE: 2, POSITIVE: 2}
    assert thumbnail("xor4") == thumbnail("xor4") != thumbnail("xor")

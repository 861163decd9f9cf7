"""Names of a visitor's own inputs and targets, of any signs, in every picture as they are."""

import json

import pytest
import vl_convert

from nnviz.analysis.frames import FrameMaker, plane_of
from nnviz.datasets import OwnData
from nnviz.figures.boundary import boundary_figure, map_of
from nnviz.figures.plotly_text import hover_text, title_text
from nnviz.figures.surface import surface_figure
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings

NAMES = (
    "a[0]",
    "x.y",
    'say "so"',
    "it's",
    "größe µ",
    "$c_1*2*$",
    "<b>fat</b>",
    "%{x}",
    "back\\slash",
    "{{y}}",
    "a & b",
)


def run_of(inputs, classes):
    own = OwnData(
        X=[[0, 1], [2, 3], [4, 5.5], [1, 2]], inputs=inputs, labels=[0, 1, 1, 0], classes=classes, one_per_class=True
    )
    experiment = Experiment(Settings(dataset="own", own=own, hidden=(2,), test_share=0))
    plane = plane_of(experiment.dataset)
    return experiment, FrameMaker(experiment, plane).now(), map_of(experiment.dataset, plane)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_on_its_axis_as_it_is(name):
    _, frame, shown = run_of((name, "other"), (f"{name} 1", f"{name} 2"))
    svg = vl_convert.vegalite_to_svg(boundary_figure(frame, shown).to_dict())
    for part in (name, f"{name} 1", f"{name} 2"):
        escaped = part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert any(text in svg for text in (escaped, escaped.replace('"', "&quot;").replace("'", "&apos;")))
        assert "<b>" not in svg
    spec = json.dumps(boundary_figure(frame, shown).to_dict(), ensure_ascii=False)
    assert f'"title": {json.dumps(name, ensure_ascii=False)}' in spec  # of the axis and in the tooltip
    figure = json.loads(surface_figure(frame, shown).to_json())
    title = figure["layout"]["scene"]["xaxis"]["title"]["text"]
    assert title.replace("\u2060", "") == name and "<b>" not in title
    hovers = [trace["hovertemplate"] for trace in figure["data"] if "hovertemplate" in trace]
    assert any(hover_text(name) in hover for hover in hovers)
    assert all("<b>" not in hover for hover in hovers)


def test_no_name_is_a_tag_or_a_template_of_plotly():
    assert hover_text("<i>%{x} & y</i>") == "&lt;i&gt;%\u2060{x} &amp; y&lt;/i&gt;"
    assert title_text("<i>a</i>") == "<\u2060i>a<\u2060/i>"
    assert hover_text("a.b[0]") == title_text("a.b[0]") == "a.b[0]"

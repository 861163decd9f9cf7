"""Charts that are the same for several visitors are made once, nobody can change another's, and none is mistaken."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from threading import Event

import altair as alt
import orjson
import pytest

from nnviz import Experiment, Settings
from nnviz.analysis.frames import plane_of
from nnviz.derivation import neuron_view
from nnviz.figures import activation, neuron_map
from nnviz.figures.boundary import boundary_chart
from nnviz.figures.loss import loss_chart
from nnviz.figures.network import network_chart
from nnviz.figures.picture import spec_of
from nnviz.figures.theme import DARK, LIGHT
from nnviz.session.frame_encoder import Pictures
from nnviz.session.spec_cache import Specs
from nnviz.session.view import View


def chart(made: list[int]) -> alt.LayerChart:
    made.append(1)
    return alt.layer(alt.Chart(alt.NamedData("rows")).mark_point().encode(x="x:Q"))


def test_a_chart_is_made_once_and_the_longest_unused_goes_first():
    specs, made = Specs(2), []
    for name in ("a", "b", "a", "c", "a"):
        specs.spec(name, lambda: chart(made), LIGHT)
    assert (len(specs), len(made)) == (2, 3)
    specs.spec("b", lambda: chart(made), LIGHT)
    assert len(made) == 4


def test_of_many_who_ask_at_once_one_makes_it():
    specs, made = Specs(2), []

    def slowly() -> alt.LayerChart:
        Event().wait(0.2)  # the others come meanwhile
        return chart(made)

    with ThreadPoolExecutor(8) as visitors:
        texts = list(visitors.map(lambda _: specs.text("a", slowly, LIGHT), range(8)))
    assert (len(made), len(set(texts))) == (1, 1)


def test_a_chart_that_could_not_be_made_is_tried_again():
    specs = Specs(2)

    def fails() -> alt.LayerChart:
        raise ValueError("no chart")

    with pytest.raises(ValueError, match="no chart"):
        specs.text("a", fails, LIGHT)
    assert specs.text("a", lambda: chart([]), LIGHT)


def test_what_one_does_to_a_chart_no_other_sees():
    specs = Specs(2)
    specs.spec("a", lambda: chart([]), LIGHT)["layer"].clear()
    assert specs.spec("a", lambda: chart([]), LIGHT)["layer"]


RUNS = [
    Settings(hidden=(3,), activation="tanh"),
    Settings(hidden=(3,), activation="relu", seed=7),
    Settings(hidden=(3,), activation="relu", dataset="iris"),
    Settings(hidden=(3, 2), dataset="iris", features=("x1", "x2", "x1x2")),
    Settings(hidden=(), dataset="linear", rule="perceptron", output="step"),
]


def test_pictures_of_neurons_with_one_name_are_one_chart():
    found: dict[str, set[str]] = {}
    for settings, theme, step in product(RUNS, (LIGHT, DARK), (1, 400)):
        experiment = Experiment(replace(settings, n=40))
        experiment.seek(step)
        place = (experiment.network, experiment.dataset, plane_of(experiment.dataset), 1, 0, theme)
        found.setdefault(neuron_map.chart_name(*place), set()).add(
            repr(neuron_map.neuron_map_chart(*place).to_dict(validate=False))
        )
        view = neuron_view(experiment.trace, 1, 0, 4)
        curve = activation.activation_chart(view, theme).to_dict(validate=False)
        found.setdefault(activation.chart_name(view, theme), set()).add(repr(curve))
    assert all(len(charts) == 1 for charts in found.values())


def test_the_three_pictures_are_those_that_would_be_made_now():
    looks = ((LIGHT, View()), (DARK, View(log=True, discrete=True, maps="0")))
    for settings, (theme, view) in product(RUNS, looks):
        experiment = Experiment(replace(settings, n=40))
        pictures = Pictures(experiment, view, theme)
        made = {
            "network": network_chart(pictures.wiring, theme, height="container", maps=pictures.maps),
            "boundary": boundary_chart(pictures.shown, theme),
            "loss": loss_chart(theme, log=view.log, test=experiment.dataset.test.size > 0, height="container"),
        }
        for name, wanted in made.items():
            told = orjson.loads(orjson.dumps(pictures.about(name, whole=True, alt="")["spec"]))
            assert told == orjson.loads(orjson.dumps(spec_of(wanted, theme, check=False)))

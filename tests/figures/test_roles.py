"""What is lit in the network has the colour of its part of the calculation, and that colour can be read as text."""

import pytest

from nnviz.derivation import ROLES, lights_of
from nnviz.figures.network import network_chart, network_marks
from nnviz.figures.theme import ROLE_COLOURS, THEMES
from nnviz.figures.wiring import Wiring
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", THEMES)
def test_every_role_has_a_colour_of_its_own_that_can_be_read(name):
    colours = ROLE_COLOURS[name]
    assert tuple(colours) == ROLES
    assert len(set(colours.values())) == len(ROLES)
    ground = luminance(THEMES[name].background)
    for colour in colours.values():
        low, high = sorted((luminance(colour), ground))
        assert (high + 0.05) / (low + 0.05) >= 4.5, colour


def test_the_lit_parts_carry_their_roles():
    experiment = Experiment(Settings(hidden=(3,)))
    experiment.forward()
    wiring = Wiring.of(experiment.network, experiment.dataset)
    marks = network_marks(wiring, lights_of(experiment.made.part, "w:0:2:1"), ())
    assert sorted(marks["lit"]["role"]) == ["behind", "weight"]
    assert sorted(marks["halo"]["role"]) == ["behind", "delta", "input"]
    assert network_marks(wiring, ["w:0:2:1"], ())["lit"]["role"] == ["weight"]


def test_the_chart_draws_the_roles_in_the_themes_colours():
    experiment = Experiment(Settings(hidden=(3,)))
    wiring = Wiring.of(experiment.network, experiment.dataset)
    for name, theme in THEMES.items():
        layers = network_chart(wiring, theme).to_dict()["layer"]
        scales = [
            layer["encoding"][channel]["scale"]["range"]
            for layer in layers
            for channel in ("stroke", "fill")
            if layer["encoding"].get(channel, {}).get("field") == "role"
        ]
        assert scales == [list(ROLE_COLOURS[name].values())] * 2


def test_notes_stand_at_the_middle_of_edges_and_at_neurons():
    experiment = Experiment(Settings(hidden=(3,)))
    wiring = Wiring.of(experiment.network, experiment.dataset)
    notes = network_marks(wiring, (), (), {"w:0:2:1": "w₂₂", "n:1:1": "δ₂ 0.1", "n:9:9": "nowhere"})["notes"]
    assert notes["text"] == ["w₂₂", "δ₂ 0.1"]
    assert notes["beside"] == [False, True]
    edge, neuron = (wiring.edges["edge"].index("w:0:2:1"), wiring.neurons["neuron"].index("n:1:1"))
    assert notes["x"] == [(wiring.edges["x"][edge] + wiring.edges["x2"][edge]) / 2, wiring.neurons["x"][neuron]]

"""Hidden space: the samples as a chosen hidden layer sees them, and the line that the output draws there."""

from __future__ import annotations

from functools import partial

import streamlit as st

from nnviz.analysis.hidden_space import MOST_COORDINATES, Axes, HiddenSpace, hidden_space
from nnviz.derivation import border_equation
from nnviz.derivation.notation import neuron_label, number
from nnviz.engine import get_activation
from nnviz.figures.hidden_solid import hidden_solid_figure
from nnviz.figures.hidden_space import hidden_space_chart, hidden_space_tables
from nnviz.figures.picture import whole_spec
from nnviz.page.mirror import mirrored
from nnviz.page.words import plain
from nnviz.session.visit import Visit

PANEL = {"title": "Hidden space", "place": 20, "draw": "hidden_space_panel"}

ROOMY = 3
"""If there are no more layers than this, each is called by its name and size."""
_BEFORE = "hidden_space_before"
"""The axes of the last picture, so that the next one does not flip."""


def hidden_space_panel(visit: Visit) -> None:
    """Draw the panel; while the run plays, a flat picture is redrawn with every message from the browser.

    A solid picture is redrawn only when the run stops, because the other pictures would stutter meanwhile.
    """
    sizes = visit.experiment.sizes
    layers = len(sizes) - 2
    if layers == 0:
        st.caption("This network has no hidden layer. Add one in the sidebar: then its neurons span a space.")
        return
    layer = min(visit.view.layer_shown or layers, layers)
    picture, words = st.columns([1.25, 1], gap="medium")
    if sizes[layer] == MOST_COORDINATES and not visit.at_rest:
        picture.caption("Pause to see it.")
        return
    with words:
        if layers > 1 and not visit.page.hides("layer_shown"):
            _choice(visit, layers, layer)
    frame = visit.frame_on_show()
    shown = visit.pictures.shown
    try:
        space = hidden_space(frame.network, visit.experiment.dataset, shown.plane, layer, _before(visit, layer))
    except ValueError:
        st.warning("The layer's outputs are too large to be drawn. Go back, or choose a smaller learning rate.")
        return
    st.session_state[_BEFORE] = (visit.experiment, layer, space.axes)
    with picture:
        if space.places.shape[1] == MOST_COORDINATES:
            solid = hidden_solid_figure(space, shown, visit.theme, sample=frame.sample, wrong=frame.wrong)
            st.plotly_chart(solid, key="hidden_solid", theme=None, config={"displaylogo": False})
        else:
            make = partial(hidden_space_chart, space, shown, visit.theme, description=_told(visit, space))
            tables = hidden_space_tables(space, shown, sample=frame.sample, wrong=frame.wrong, theme=visit.theme)
            spec = whole_spec(make, tables, visit.theme)
            st.vega_lite_chart(spec=spec, key="hidden_flat", theme=None)
        st.caption(_legend(visit, space))
    with words:
        st.markdown(_told(visit, space))
        if space.feeds_output and space.axes is None and isinstance(shown.output, int):
            equation = border_equation(frame.network, shown.output, shown.middle, visit.view.digits)
            if equation:
                name = neuron_label(space.sizes, layer + 1, shown.output)
                st.markdown(f"The border, where {name} = {number(shown.middle)}:")
                st.latex(equation)


def _choice(visit: Visit, layers: int, layer: int) -> None:
    sizes = visit.experiment.sizes
    st.segmented_control(
        "Hidden layer",
        range(1, layers + 1),
        required=True,
        format_func=lambda at: f"Layer {at} ({sizes[at]})" if layers <= ROOMY else str(at),
        **mirrored("layer_shown", layer, lambda told: visit.look(layer_shown=told)),
    )


def _before(visit: Visit, layer: int) -> Axes | None:
    experiment, drawn, axes = st.session_state.get(_BEFORE, (None, 0, None))
    return axes if experiment is visit.experiment and drawn == layer else None


def _told(visit: Visit, space: HiddenSpace) -> str:
    """Describe the picture in words."""
    n, neurons = len(space.places), space.neurons
    first = neuron_label(space.sizes, space.layer, 0)
    last = neuron_label(space.sizes, space.layer, neurons - 1)
    if space.axes is not None:
        one, two = space.axes.shares
        where = (
            f"Layer {space.layer} has {neurons} neurons, {first} to {last}. Of that space these are the first two "
            f"principal axes, which hold {one + two:.1%} of the samples' variance ({one:.1%} and {two:.1%})."
        )
    elif neurons == 1:
        where = f"Layer {space.layer} has one neuron: all it says of a sample is a point on a line, {first}."
    else:
        symbols = ", ".join(neuron_label(space.sizes, space.layer, i) for i in range(neurons))
        where = f"Each of the {n} samples stands where layer {space.layer} puts it, at ({symbols})."
    if space.axes is not None:
        border = (
            "Colours and lines are what the rest of the network makes of points on the plane of the two axes; "
            "the samples lie beside it, so that a sample may be decided otherwise than the colour under it."
        )
    elif space.feeds_output:
        kind = "a point" if neurons == 1 else "straight" if neurons == 2 else "a flat face"
        border = f"The output layer comes next, so the border is {kind} here, however bent it is among the inputs."
    else:
        border = f"{len(space.rest.weights)} layers follow, so the border may be bent here too."
    return f"{where}\n\n{border}"


def _legend(visit: Visit, space: HiddenSpace) -> str:
    data, plane = visit.experiment.dataset, visit.pictures.plane
    parts = ["ring: current sample"]
    if data.labels is not None:
        parts.append("×: classified wrongly")
    if data.test.size and visit.view.test_shown:
        parts.append("hollow: test")
    if space.grid:
        first, second = plane.axes
        names = [plain(data.raw_inputs[axis]) for axis in (first, second) if axis is not None]
        if second is None:
            parts.append(f"curve: all values of {names[0]}")
        else:
            kinds = ("strong", "faint") if space.places.shape[1] == MOST_COORDINATES else ("dashed", "full")
            along = " and ".join(f"{name} along the {kind} ones" for name, kind in zip(names, kinds, strict=True))
            parts.append(f"thin lines: the input plane's grid, {along}")
        held = [name for k, name in enumerate(data.raw_inputs) if k not in plane.axes]
        if held:
            parts.append("on the grid all other inputs are at their mean")
    if get_activation(space.activation).corner == "jump":
        parts.append("samples at one corner are spread a little")
    if space.neurons == 1:
        parts.append("height only keeps samples apart")
    return " · ".join(parts)

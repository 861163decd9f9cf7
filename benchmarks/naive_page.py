"""The peer of `benchmarks/page.py`: the same three pictures the straightforward way, charts sent for each frame.

A fragment that reruns by itself, `st.altair_chart` for each picture; run by the benchmark, not by people.
"""

import streamlit as st

from nnviz.experiment import Experiment
from nnviz.figures import Wiring, boundary_figure, loss_figure, map_of, network_figure
from nnviz.frames import FrameMaker, plane_of
from nnviz.settings import Settings

st.set_page_config(layout="wide")
if "experiment" not in st.session_state:
    st.session_state["experiment"] = Experiment(Settings())
experiment: Experiment = st.session_state["experiment"]


@st.fragment(run_every=0.01)
def show() -> None:
    """Go on by ten samples and draw everything again."""
    experiment.advance(10)
    data, network = experiment.dataset, experiment.network
    maker = FrameMaker(experiment, plane_of(data))
    frame = maker.now()
    wiring = Wiring(network.sizes, network.activations, network.bias, tuple(data.inputs), tuple(data.outputs))
    st.html(f"<span data-step='{frame.step}'>step {frame.step:,}</span>")
    left, right = st.columns([1.45, 1])
    with left:
        st.altair_chart(network_figure(frame, wiring), theme=None)
        st.altair_chart(loss_figure(experiment.history()), theme=None)
    with right:
        st.altair_chart(boundary_figure(frame, map_of(data, maker.plane)), theme=None)


show()

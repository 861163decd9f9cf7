"""The peer of `benchmarks/page.py`: the same three pictures the straightforward way, charts sent for each frame.

A fragment that reruns by itself, `st.altair_chart` for each picture; run by the benchmark, not by people.
"""

import streamlit as st

from nnviz import Experiment, Settings, draw

st.set_page_config(layout="wide")
if "experiment" not in st.session_state:
    st.session_state["experiment"] = Experiment(Settings())
experiment: Experiment = st.session_state["experiment"]


@st.fragment(run_every=0.01)
def show() -> None:
    """Go on by ten samples and draw everything again."""
    experiment.advance(10)
    network, boundary, loss = draw(experiment)
    st.html(f"<span data-step='{experiment.step}'>step {experiment.step:,}</span>")
    left, right = st.columns([1.45, 1])
    with left:
        st.altair_chart(network, theme=None)
        st.altair_chart(loss, theme=None)
    with right:
        st.altair_chart(boundary, theme=None)


show()

"""The backprop playground: `streamlit run app.py`."""

import gc

import streamlit as st

st.set_page_config(page_title="nnviz: the backprop playground", page_icon="nnviz/ui/icon.svg", layout="wide")


@st.cache_resource
def _settle_memory() -> None:
    """Take what the imports made out of the garbage collector's sight, once for the process."""
    gc.collect()
    gc.freeze()


page = st.navigation([st.Page("nnviz/pages/playground.py", title="Playground", default=True)], position="hidden")
page.run()
_settle_memory()

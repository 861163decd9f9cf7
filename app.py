"""The backprop playground: `streamlit run app.py`."""

import os

import streamlit as st

# Many visitors share the cores: threads of one matrix product that wait for a busy core take far longer than one alone.
# NumPy reads it when it is imported, which is below.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if __name__ == "__main__":  # for a visitor
    from nnviz.page import ICON

    # The sidebar's state is its width in pixels.
    st.set_page_config("nnviz: the backprop playground", ICON, layout="wide", initial_sidebar_state=240)
    from nnviz.page.playground import playground

    st.navigation([st.Page(playground, title="Playground", default=True)], position="hidden").run()
else:  # for the server, once
    from starlette.middleware import Middleware

    from nnviz.server.guard import Guard, ready
    from nnviz.server.mishap import mishap

    around = [Middleware(Guard)]
    app = st.App(__file__, middleware=around, lifespan=ready("nnviz.page.playground"), on_script_error=mishap)

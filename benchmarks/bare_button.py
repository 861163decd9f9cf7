"""The least that Streamlit takes for a press: a fragment with a button and a counter; run by the benchmark."""

import streamlit as st

st.set_page_config(layout="wide")


@st.fragment
def count() -> None:
    """Show the number of presses."""
    with st.container(key="transport"):
        st.session_state.setdefault("step", 0)
        if st.button("Step"):
            st.session_state["step"] += 1
        if st.button("Back"):
            st.session_state["step"] -= 1
    st.html(f"<span data-step='{st.session_state['step']}'>step {st.session_state['step']:,}</span>")


count()

"""A page of one panel: how a table is read."""

import streamlit as st

from nnviz.page.panels.reading import reading

text = st.text_area("Table", key="text", height=160)
as_bytes = st.toggle("As a file", key="as_bytes")
if text:
    found = reading(text.encode("cp1252") if as_bytes else text)
    st.session_state["result"] = found

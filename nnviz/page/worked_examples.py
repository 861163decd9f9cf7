"""Worked examples on the page: the published numbers, the numbers computed here, and a button to load the example."""

from __future__ import annotations

import streamlit as st

from nnviz.page.over import loading
from nnviz.run.examples import EXAMPLES, checks
from nnviz.session.visit import Visit


def worked_examples(visit: Visit) -> None:
    """Draw the choice of an example, its checks, and the button Load."""
    name = st.selectbox("Worked example", list(EXAMPLES), format_func=lambda name: EXAMPLES[name].title, key="example")
    example = EXAMPLES[name]
    st.markdown(example.about)
    st.caption(f"Source: {example.source}")
    found = checks(name)
    agreeing = sum(check.ok for check in found)
    st.caption(f"{agreeing} of {len(found)} agree to the digits published.")
    st.button("Load", key="load_example", type="primary", on_click=loading(visit.load), args=(example,))
    st.dataframe(
        {
            "same": ["✓" if check.ok else "✗" for check in found],
            "number": [check.text for check in found],
            "published": [check.published for check in found],
            "here": [check.here for check in found],
        },
        hide_index=True,
        height="content",
    )

"""The choice of a setting that runs differ in, and below it the field of its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from nnviz.session.typed_values import in_other_words

NOTHING = "nothing else"
"""The choice of no second setting."""


def typed_values_field(
    panel: str,
    which: str,
    label: str,
    names: Sequence[str],
    labels: Mapping[str, str],
    begin: Callable[[str], str],
    words: str,
) -> str:
    """Draw both; return the chosen setting's name, or NOTHING.

    Parameters
    ----------
    panel : str
        What the keys begin with: the field's text is "<panel>_values_<name>".
    which : str
        "first" or "second".
    label : str
        Of the choice.
    names, labels : sequence of str, mapping
        What there is to choose, and what the page calls it.
    begin : callable
        Name -> the text to begin with.
    words : str
        The label of the field.
    """
    key = f"{panel}_{which}"
    if st.session_state.get(key) not in names:
        st.session_state[key] = names[0]
    name = st.selectbox(label, names, key=key, format_func=lambda each: labels.get(each, each))
    if name == NOTHING:
        return NOTHING
    values, kept = f"{panel}_values_{name}", f"{panel}_kept_{name}"
    # Streamlit forgets a field that is not drawn, so its text is kept beside it.
    st.session_state.setdefault(values, st.session_state.get(kept) or begin(name))
    st.session_state[kept] = text = st.text_input(words, key=values, max_chars=300)
    if said := in_other_words(name, text):
        st.caption(said)
    return str(name)

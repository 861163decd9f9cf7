"""The page's own CSS: Streamlit's theme settings reach neither the page's margins nor how its rows wrap."""

from __future__ import annotations

import streamlit as st

_CSS = """
.stMainBlockContainer { padding-top: 2.6rem; padding-bottom: 2rem; max-width: 1500px; }
.stMainBlockContainer h1 { font-size: 1.55rem; padding: 0; }
.st-key-transport, .st-key-stage { gap: 0.35rem; }
.st-key-transport button { white-space: nowrap; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: 0.9rem; padding-right: 0.9rem; }
}
"""


def style() -> None:
    """Put the page's CSS into the page."""
    st.html(f"<style>{_CSS}</style>")

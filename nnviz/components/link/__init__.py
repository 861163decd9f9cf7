"""The Streamlit component that copies the page's address; `js/link.js` is its browser side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nnviz.components.loader import component

_HERE = Path(__file__).parent


def copy_link(*, key: str, implied: Mapping[str, str]) -> None:
    """Mount the button; the address is the browser's own, so it holds behind a proxy too.

    Parameters
    ----------
    key : str
        Of the component.
    implied : mapping
        The parameters, with their values, that the link leaves out, since they are meant without being named.
    """
    component("link", "link", _HERE / "link.css")(key=key, data={"implied": dict(implied)})

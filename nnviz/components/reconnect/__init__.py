"""The Streamlit component that notices when the server comes back, and when the page itself broke in the browser.

Its browser side is `js/reconnect.js`, with `js/revive.js`, which watches from outside of Streamlit's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnviz.components.loader import component


def comeback(*, key: str) -> Mapping[str, Any]:
    """Mount it, outside every fragment: a server that does not know the session knows none of its fragments.

    Parameters
    ----------
    key
        The component's key.

    Returns
    -------
    Mapping
        What the browser said last, under "back": ``at`` (when the connection was lost, in milliseconds), ``run`` (the
        name of the run that the page shows), ``search`` (the address from its question mark on) and ``whole`` (whether
        the address holds the run).
    """
    result: Mapping[str, Any] = component("comeback", "reconnect")(key=key, data={}, on_back_change=_hear)
    return result


def _hear() -> None:
    """Do nothing: a report only has to make the page run again."""

"""The Streamlit component that keeps in the tab what an address cannot hold; `js/keeper.js` is its browser side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnviz.components.loader import component


def ask_keeper(*, key: str, wanted: str) -> Mapping[str, Any]:
    """Ask the tab for what it keeps.

    Parameters
    ----------
    key
        The component's key.
    wanted
        The digest under which it is kept.

    Returns
    -------
    Mapping
        Once the browser has answered, under "found": ``key`` (the digest) and ``text`` (None if it has nothing).
    """
    result: Mapping[str, Any] = component("keeper", "keeper")(key=key, data={"ask": wanted}, on_found_change=_hear)
    return result


def keep(*, key: str, digest: str, text: str | None) -> Mapping[str, Any]:
    """Let the tab keep a text under its digest.

    Parameters
    ----------
    key
        The component's key.
    digest
        Of the text.
    text
        None if the tab has said that it has it.

    Returns
    -------
    Mapping
        Once the browser has answered, under "stored": ``key`` (the digest) and ``done`` (whether there was room).
    """
    result: Mapping[str, Any] = component("keeper", "keeper")(
        key=key, data={"key": digest, "text": text}, on_stored_change=_hear
    )
    return result


def _hear() -> None:
    """Do nothing: an answer only has to make the page run again."""

"""Data sets to choose by their looks: a row of small pictures, each with the data set's name for who cannot see it."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from nnviz.datasets import KINDS
from nnviz.figures.thumbnails import thumbnail_address
from nnviz.page.mirror import held, show
from nnviz.page.widgets import changer, locked
from nnviz.run.settings import Settings
from nnviz.session.visit import Visit

NAMES = ("circle", "xor", "gauss", "spiral", "moons", "blobs3", "xor4", "plane", "multigauss", "iris_petals")


def thumbnails(visit: Visit, settings: Settings) -> None:
    """Draw the pictures; the chosen one is marked, and none where the data are others."""
    show("thumbnails", settings.dataset if settings.dataset in NAMES else None)

    def read() -> dict[str, Any]:
        return {"dataset": held("thumbnails") or visit.settings.dataset}

    st.pills(
        "Data sets",
        NAMES,
        format_func=lambda name: KINDS[name].title,
        key="thumbnails",
        on_change=changer(visit, read, "thumbnails"),
        label_visibility="collapsed",
        disabled=locked(visit, "dataset"),
    )


@cache
def thumbnails_style() -> str:
    """Return the pictures as CSS: a label cannot hold them, and the names stay in the page."""
    pictures = "\n".join(
        f'.st-key-thumbnails button:nth-of-type({i + 1}) {{ background-image: url("{thumbnail_address(name)}"); }}'
        for i, name in enumerate(NAMES)
    )
    return f"""
.st-key-thumbnails [data-testid="stButtonGroup"] > div {{ gap: 0.25rem; }}
.st-key-thumbnails button {{
  width: 2.3rem; height: 2.3rem; min-height: 0; padding: 0; border-radius: 0.35rem; overflow: hidden;
  background-color: var(--paper); background-position: center; background-size: 88%; background-repeat: no-repeat;
}}
.st-key-thumbnails button * {{ font-size: 0; }}
.st-key-thumbnails button:is([aria-checked="true"], [aria-pressed="true"], [data-selected="true"]) {{
  outline: 3px solid var(--accent); outline-offset: -1px;
}}
{pictures}
"""

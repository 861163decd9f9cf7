"""A run as one HTML file: pictures, steps, sentences and the chain rule of every weight, with all that plays them.

The file asks no host for anything. The names in a visitor's data are packed in base64, or escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nnviz.components.outside import document
from nnviz.run.experiment import Experiment
from nnviz.session.recording import USUAL_STEPS, recording, recording_json
from nnviz.session.view import View

MOST_BYTES = 12_000_000
"""The size that a whole page may have."""
LIVE = "http://localhost:8501/"
"""The live page's address where `streamlit run app.py` serves it."""
_OLD = "This page plays a recorded run, for which the browser must be allowed to run its script."


class PageError(ValueError):
    """A page that would be larger than it may be."""


def page(
    experiment: Experiment,
    steps: int | Iterable[int] = USUAL_STEPS,
    *,
    base: str | None = LIVE,
    view: View | None = None,
    title: str | None = None,
) -> str:
    """Return a page that shows a run at some of its steps, as the text of one file.

    Parameters
    ----------
    experiment : Experiment
        It stays where it is; what lies ahead of its position is left out.
    steps : int or iterable of int
        So many steps, one by one, up to where the run stands; or just these.
    base : str
        The live page's address, to which the page's link leads; None for a page without that link.
    view : View, optional
        What the pictures and numbers look like.
    title : str, optional
        By default the network and its data.

    Raises
    ------
    ValueError
        If a step is not one of the run, or base is not an address of the web.
    PageError, RecordingError
        If there are too many steps, or the page becomes too large; these are ValueErrors, too.
    RuntimeError
        If Vega's JavaScript can be neither found nor made.
    """
    *_, text = page_in_slices(experiment, steps, base=base, view=view, title=title)
    assert isinstance(text, str)
    return text


def page_in_slices(
    experiment: Experiment,
    steps: int | Iterable[int] = USUAL_STEPS,
    *,
    base: str | None = LIVE,
    view: View | None = None,
    title: str | None = None,
) -> Iterator[float | str]:
    """Make the page a step at a time: the share that is done after each, at last the text; else as `page`."""
    if base is not None and not base.startswith(("http://", "https://")):
        raise ValueError(f"base must begin with http:// or https://, got {base[:40]!r}")
    recorded: dict[str, Any] = {}
    for part in recording(experiment, steps, view or View(), base and base.rstrip("/") + "/"):
        if isinstance(part, dict):
            recorded = part
        else:
            yield part
    recorded["title"] = title or recorded["title"]
    text = _html(recorded)
    if len(text) > MOST_BYTES:
        raise PageError(
            f"The page would have {len(text) / 1e6:.0f} MB with {len(recorded['frames'])} steps, and may have "
            f"{MOST_BYTES / 1e6:.0f}. Choose fewer steps."
        )
    yield text


def _html(recorded: dict[str, Any]) -> str:
    steps = [frame["step"] for frame in recorded["frames"]]
    about = f"{len(steps):,} recorded steps, from {steps[0]:,} to {steps[-1]:,}" if steps[1:] else f"step {steps[0]:,}"
    parts = {"recording": recording_json(recorded)}
    return document(recorded["title"], "alone", parts, {"about": about}, without=_OLD)

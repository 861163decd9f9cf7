"""The bar at the top: the page's name, what is on show, and what opens from here."""

from __future__ import annotations

import streamlit as st

from nnviz.page.help import help_popover
from nnviz.page.lesson_list import lesson_list
from nnviz.page.mirror import settle
from nnviz.page.more import open_panel
from nnviz.page.worked_examples import worked_examples
from nnviz.session.visit import Visit

TITLE = "The backprop playground"
SHARING = "Share and keep"
COMPARING = "Compare runs"


def bar(visit: Visit) -> None:
    """Draw the bar, as far as the address leaves it; a projector's page has none."""
    page = visit.page
    if visit.view.present:
        return
    whole = not page.parts
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        if whole:
            st.title(TITLE, anchor=False, width="content")
        with st.container(key="headline"):
            st.caption(headline(visit))
        if whole and not page.hides("lessons"):
            lesson_list(visit)
        if page.has("transport") and not page.hides("examples"):
            _examples(visit)
        if whole and not page.hides("compare") and not page.hides("more"):
            words = "Other runs beside this one: another batch size, η, optimiser …"
            st.button("Compare", key="compare", on_click=open_panel, args=(COMPARING,), help=words)
        if whole and not page.hides("share") and not page.hides("more"):
            st.button("Share", key="share", on_click=open_panel, args=(SHARING,), help="A link, a QR code or a file")
        if whole and not page.hides("present"):
            st.button(
                "Present",
                key="present",
                on_click=lambda: visit.look(present=True),
                help="For a projector: large letters, and nothing but the run. Escape leads back",
            )
        if whole and not page.hides("help"):
            help_popover()


def headline(visit: Visit) -> str:
    """Say in one line which network learns from how many samples, and how fast."""
    experiment = visit.experiment
    sizes = "-".join(map(str, experiment.sizes))
    count = experiment.samples_per_epoch
    plural = "" if count == 1 else "s"
    scheduled = visit.settings.eta_schedule != "constant" and visit.at_rest
    by_now = f" (by its schedule {experiment.eta_now:.3g} now)" if scheduled else ""
    return f"{sizes} network, η = {visit.settings.eta:g}{by_now}, learning from {count} sample{plural}"


def _examples(visit: Visit) -> None:
    settle("examples")
    words = "Worked examples from the literature, checked number by number"
    with st.popover("Examples", key="examples", on_change="rerun", help=words):
        if visit.at_rest:
            worked_examples(visit)
        else:
            st.caption("Pause to see them.")

"""What nnviz knows of Streamlit that Streamlit does not promise, and which tests look for in the installed version.

Streamlit lets the run of a fragment end before it takes the next click, and has no public way to ask whether there is
one, so `interrupted` looks inside. Where a version keeps it elsewhere, the answer is no, and clicks wait as they would.
Nor has it a way to ask for a run from where an error is handled: `run_again` puts it among the requests.
`NAMES` are those by which the page's style and scripts find parts of Streamlit's page. Where a version calls a part
otherwise, the page works on, without what the name is for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils import script_run_context

NAMES: Mapping[str, str] = MappingProxyType(
    {
        # Classes and test ids of the page's parts, which `nnviz.page.style` selects.
        "stForm": "a form",
        "stRadioOption": "one of a radio's choices",
        "stTextInputRootElement": "the box of a text field",
        "stTooltipIcon": "the mark that a help text hangs on",
        "stApp": "the whole page: its colour scheme, whether it broke, and that nothing fades",
        "stMainBlockContainer": "margins of the page",
        "stVerticalBlock": "gaps between the page's parts",
        "stAppViewContainer": "all that is seen, which is not at the first moment, and is not cut in print",
        "stLayoutWrapper": "what stays in view: the transport",
        "stMain": "the page beside the sidebar, for print and projectors",
        "stHeader": "not printed",
        "stExpandSidebarButton": "the button that the page's name makes room for",
        "stSidebarContent": "the sidebar's own margins",
        "stWidgetLabel": "labels in the sidebar",
        "stButton": "height of the sidebar's buttons",
        "stHorizontalBlock": "gaps in the sidebar",
        "stAlert": "a warning, which is seen at once",
        "stSidebar": "not printed",
        "stException": "an error, which is seen at once",
        "aria-checked": "the chosen picture of a data set",
        "stSidebarHeader": "height of the sidebar's head",
        "stSidebarUserContent": "margin of the sidebar",
        "stNumberInputClearButton": "the button of number fields that is not shown",
        "stMarkdown": "size of formulas",
        "stMarkdownContainer": "width of the boxes of formulas",
        "stCaptionContainer": "colour of what is said above the pictures",
        "stColumn": "width of the columns of formulas",
        "stElementContainer": "formulas out of sight, and what waits for an answer",
        "stSlider": "sliders in forced colours",
        "stCheckbox": "switches in forced colours",
        "stButtonGroup": "segmented controls in forced colours",
        "data-rac": "track and thumb of a slider",
        "data-selected": "the chosen one of segmented controls",
        "stSelectbox": "a choice, which is not printed, and its frame where it has the focus",
        "stSliderThumbValue": "contrast of a slider's value",
        "stSliderTickBar": "the ends of a slider's scale, where there is no room for them",
        "stPopoverBody": "the frame of what opens below a button, where it has the focus",
        "stToastContainer": "short messages, which are not printed",
        "data-collapsed": "whether the sidebar is shut, where a lesson stands in it",
        "st-key-": "before a container's key, as its class",
        # What `nnviz/components/js/streamlit.js` gives to the scripts.
        "data-test-connection-state": "whether the server is there",
        "CONNECTED": "that it is",
        "data-test-script-state": "whether the server is at work for the page",
        "notRunning": "that it is not",
        "stErrorElementStack": "a part that could not be drawn",
        "Bad message format": "the dialog about a message that could not be read",
        "stSidebarCollapseButton": "what shuts the sidebar where the page is narrow",
        "stSidebarCollapsed-": "where the browser keeps whether it is shut",
        "stNumberInputField": "the input of a number field",
    }
)
"""Names in the text of Streamlit's front end, and what they are for."""
HEALTH = "_stcore/health"
"""The address at which the server says that it is well."""
LOOK_SECONDS = 0.01
_QUIET = "quiet_fragment"
"""The key in a visitor's state of the fragment that interrupts no other run."""
_ANSWERS = "answering_fragment"
"""The key in a visitor's state of the fragment that answers presses."""
SENT_SECONDS = 0.02
"""After which what a run has said is on its way; Streamlit drops the rest when the next run begins."""


def quiet() -> None:
    """Let what the browser says to the fragment that runs now interrupt no other run."""
    st.session_state[_QUIET] = _here()


def answering() -> None:
    """Note that the fragment that runs now answers what the visitor presses."""
    st.session_state[_ANSWERS] = _here()


def _here() -> str | None:
    """Return the name of the fragment that runs now."""
    here = getattr(script_run_context, "ThreadState", None)
    return getattr(here.get(), "fragment_id", None) if here is not None else None


def spoken() -> bool:
    """Whether any word of the browser waits for this run to end."""
    return _waiting() is not None


def interrupted() -> bool:
    """Whether a click or a word of the browser waits for this run to end, and not only one to a quiet fragment."""
    waiting = _waiting()
    return waiting is not None and (not waiting or any(name != st.session_state.get(_QUIET) for name in waiting))


def pressed() -> bool:
    """Whether a run waits that answers presses: of the fragment that does, or of the whole page."""
    waiting = _waiting()
    return waiting is not None and (not waiting or st.session_state.get(_ANSWERS) in waiting)


def _waiting() -> list[str] | None:
    """Return the fragments that are to run after this run, none of them for the whole page; None if nothing is."""
    requests = getattr(get_script_run_ctx(suppress_warning=True), "script_requests", None)
    if getattr(getattr(requests, "_state", None), "name", "") != "RERUN":
        return None
    return list(getattr(getattr(requests, "_rerun_data", None), "fragment_id_queue", None) or [])


def pause(seconds: float, until: Callable[[], bool] = interrupted) -> bool:
    """Do nothing for so long, or until something is asked and what was said is on its way; True if it was."""
    end = time.monotonic() + seconds
    time.sleep(min(SENT_SECONDS, seconds))
    while not until():
        left = end - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(left, LOOK_SECONDS))
    return True


def before_drawing() -> bool:
    """Whether this run still answers what the visitor chose, and has drawn nothing."""
    return getattr(get_script_run_ctx(suppress_warning=True), "has_script_started", True) is False


def run_again() -> bool:
    """Ask for a run of the whole page after this one; False if this version of Streamlit takes none."""
    ctx = get_script_run_ctx(suppress_warning=True)
    ask = getattr(getattr(ctx, "script_requests", None), "request_rerun", None)
    if ctx is None or ask is None:
        return False
    asked = RerunData(
        query_string=ctx.query_string, page_script_hash=ctx.page_script_hash, context_info=ctx.context_info
    )
    return bool(ask(asked))

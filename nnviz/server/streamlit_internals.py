"""Whether something new was asked of the run of the script that is under way.

Streamlit lets the run of a fragment end before it takes the next click, and has no public way to ask whether there is
one; this file alone looks inside. Where a version keeps it elsewhere, the answer is no, and clicks wait as they would.
"""

from __future__ import annotations

import time

from streamlit.runtime.scriptrunner import get_script_run_ctx

LOOK_SECONDS = 0.01
SENT_SECONDS = 0.02
"""After which what a run has said is on its way; Streamlit drops the rest when the next run begins."""


def interrupted() -> bool:
    """Whether a click or a word of the browser waits for this run to end."""
    requests = getattr(get_script_run_ctx(suppress_warning=True), "script_requests", None)
    state = getattr(requests, "_state", None)
    return getattr(state, "name", "") == "RERUN"


def pause(seconds: float) -> bool:
    """Do nothing for so long, or until something is asked and what was said is on its way; True if it was."""
    end = time.monotonic() + seconds
    time.sleep(min(SENT_SECONDS, seconds))
    while not interrupted():
        left = end - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(left, LOOK_SECONDS))
    return True

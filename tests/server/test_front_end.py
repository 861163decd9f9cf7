"""Names and facts of Streamlit that it does not promise: each is there in the version that is installed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.testing.v1 import AppTest

from nnviz.page import style
from nnviz.page.lesson_style import BESIDE_SETTINGS
from nnviz.page.present_style import PRESENT_STYLE
from nnviz.server.streamlit_internals import HEALTH, NAMES

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "nnviz" / "components" / "js"
INSTALLED = Path(streamlit.__file__).parent
STRING = re.compile(r"^export const (\w+) = '(.*)';$", re.MULTILINE)

OURS = ("data-view", "data-step", "data-field")
"""Attributes of the page's own pictures and counters."""


@pytest.fixture(scope="module")
def front_end() -> str:
    """The text of the installed front end."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((INSTALLED / "static").rglob("*.js")))


def names_in(text: str) -> set[str]:
    """The names of Streamlit's in a style or a script: test ids and classes, and attributes of its parts."""
    found = set(re.findall(r"\bst(?:[A-Z][a-z]*)+\b", text)) | set(re.findall(r"\bst-key-", text))
    return found | (set(re.findall(r"\bdata-[a-z-]+", text)) - {"data-testid", *OURS})


def has(text: str, name: str) -> bool:
    """Whether a name is there by itself. The name comes first in the pattern: of twenty megabytes, it is looked for."""
    literal, end = re.escape(name), "" if name.endswith("-") else r"(?![\w-])"
    return re.search(rf"{literal}(?<![\w-]{literal}){end}", text) is not None


def test_a_name_is_found_by_itself_and_not_within_another():
    assert has("a stButton b", "stButton") and has("stButton", "stButton") and has(".st-key-more", "st-key-")
    assert has("xstButton stButton", "stButton")
    assert not any(has(text, "stButton") for text in ("xstButton", "-stButton", "stButtons", "stButton-x", "stbutton"))


@pytest.mark.parametrize("name", NAMES)
def test_the_front_end_has_each_name(front_end, name):
    assert has(front_end, name), f"Streamlit no longer has {name}: {NAMES[name]}"


def test_a_name_that_is_gone_would_be_missed(front_end):
    assert "stMainBlockContainers" not in front_end


def test_the_style_selects_no_other_names():
    used = names_in(style._CSS + PRESENT_STYLE + BESIDE_SETTINGS)
    assert len(used) > 10
    assert used <= set(NAMES)


def test_the_scripts_take_their_names_from_one_module():
    given = dict(STRING.findall((SCRIPTS / "streamlit.js").read_text(encoding="utf-8")))
    assert len(given) == 11
    assert given.pop("HEALTH") == HEALTH
    for value in given.values():
        name = re.sub(r"\[data-testid=\"?(\w+)\"?\]", r"\1", value)
        assert name in NAMES
    for path in SCRIPTS.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        if path.name != "streamlit.js":
            assert "data-testid" not in text and "data-test-" not in text, path.name
            assert not {name for name in names_in(text) if name in NAMES} - {"st-key-"}, path.name


def test_the_server_says_at_that_address_that_it_is_well():
    servers = (INSTALLED / "web" / "server").rglob("*.py")
    assert any(HEALTH in path.read_text(encoding="utf-8") for path in servers)


def delta(fragment: str | None, place: int) -> ForwardMsg:
    made = ForwardMsg()
    made.delta.new_element.text.body = str(place)
    made.metadata.delta_path[:] = [0, place]
    if fragment:
        made.delta.fragment_id = fragment
    return made


def test_a_fragment_that_runs_again_drops_what_it_has_said_and_keeps_what_others_say():
    queue = ForwardMsgQueue()
    for place, fragment in enumerate(("mine", "other", None)):
        queue.enqueue(delta(fragment, place))
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["mine"])
    assert [message.delta.fragment_id for message in queue.flush()] == ["other", ""]


def test_a_run_of_the_whole_page_refuses_to_run_a_fragment_again():
    def page():
        import streamlit as st
        from streamlit.errors import StreamlitAPIException

        @st.fragment
        def part():
            try:
                st.rerun(scope="fragment")
            except StreamlitAPIException:
                st.text("refused")

        part()

    app = AppTest.from_function(page).run()
    assert [text.value for text in app.text] == ["refused"]

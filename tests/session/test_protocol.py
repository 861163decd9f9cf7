"""What the server and the browser tell each other: the same names on both sides, and any report can be read."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session import protocol
from nnviz.session.foresight import ahead_to_send, look_ahead
from nnviz.session.hearing import hear, notice_touch
from nnviz.session.protocol import Press, Report, Wish, read_report
from nnviz.session.telling import chunk_to_send
from nnviz.session.visit import Visit

TYPES = (Path(protocol.__file__).parents[1] / "components" / "js" / "types.js").read_text(encoding="utf-8")


def in_types(name: str) -> set[str]:
    """The properties of a type of types.js."""
    for comment in re.findall(r"/\*\*.*?\*/", TYPES, re.DOTALL):
        if re.search(rf"@typedef \{{object\}} {name}\b", comment):
            return set(re.findall(r"@property \{.*\} \[?(\w+)\]?", comment))
        if found := re.search(rf"@typedef \{{\{{(.*)\}}\}} {name}\b", comment):
            return set(re.findall(r"(\w+):", found[1]))
    raise AssertionError(f"types.js has no {name}")


@pytest.mark.parametrize("name", ["ViewPart", "Frame", "Chunk", "Ahead"])
def test_what_the_server_says_has_the_same_fields_in_the_browser(name):
    assert set(getattr(protocol, name).__annotations__) == in_types(name)


@pytest.mark.parametrize("name", ["Wish", "Press", "Report"])
def test_what_the_browser_says_has_the_same_fields_here(name):
    fields = {field.name for field in dataclasses.fields(getattr(protocol, name))}
    assert fields - {"facts"} == in_types(name)


def test_the_facts_and_the_orders_are_the_same_on_both_sides():
    facts = re.search(r"@typedef \{(.*)\} Fact\b", TYPES)
    modes = re.search(r"@property \{(.*)\} mode\b", TYPES)
    assert facts is not None and set(re.findall(r"'(\w+)'", facts[1])) == set(get_args(protocol.Fact))
    assert modes is not None and set(re.findall(r"'(\w+)'", modes[1])) == set(get_args(protocol.Mode))


def test_a_visit_sends_the_fields_that_it_should():
    visit = Visit(Experiment(Settings()))
    chunk = chunk_to_send(visit)
    assert {*chunk, "address"} == set(protocol.Chunk.__annotations__)
    assert set(chunk["frames"][0]) == set(protocol.Frame.__annotations__)
    while look_ahead(visit):
        pass
    message = ahead_to_send(visit)
    assert message is not None and set(message) == set(protocol.Ahead.__annotations__)
    for frame in chunk["frames"]:
        for part in frame["views"].values():
            assert {"shape"} <= set(part) <= set(protocol.ViewPart.__annotations__)


def test_a_report_is_read():
    raw = {
        "nonce": 7,
        "shown": 40,
        "queued": 3,
        "chunk": "a-1",
        "line": "a-2",
        "holds": [41, 42],
        "wishes": {"seek": {"value": 30, "nonce": 6}},
        "presses": [{"name": "step_on", "nonce": 7}],
        "held": "a-1",
    }
    wishes, presses = {"seek": Wish(30, 6)}, (Press("step_on", 7),)
    read = Report(7, 40, 3, "a-1", "a-2", frozenset({41, 42}), wishes, presses, {"held": "a-1"})
    assert read_report(raw) == read
    assert read_report(read) is read


FIELDS = [field.name for field in dataclasses.fields(Report)]
NAMES = [*FIELDS, *protocol.FACTS, "seek", "pick", "theme", "need", "value", "name"]
ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 90),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["chunk", "step_on", "play", "back", "epoch", "reset", "stop_run", "w:0:1:1", "dark", "__init__"]),
)
JSON = st.recursive(
    ATOMS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)),
    max_leaves=12,
)
WISHES = st.sampled_from(["seek", "pick", "theme", "need"])
LIKELY: dict[str, Any] = {
    "wishes": st.dictionaries(WISHES, st.fixed_dictionaries({"value": JSON, "nonce": ATOMS})),
    "presses": st.lists(st.fixed_dictionaries({"name": ATOMS, "nonce": ATOMS}), max_size=4),
    "holds": st.lists(ATOMS, max_size=5),
}
REPORTS = st.fixed_dictionaries({}, optional={name: st.one_of(JSON, LIKELY.get(name, ATOMS)) for name in NAMES})


@given(st.one_of(JSON, REPORTS))
def test_whatever_a_browser_sends_is_a_report_or_none(raw):
    report = read_report(raw)
    assert report is None or read_report(report) is report


@settings(deadline=None)
@given(st.lists(REPORTS, min_size=1, max_size=4), st.booleans())
def test_whatever_a_browser_sends_the_visit_goes_on(reports, plays):
    visit = Visit(Experiment(Settings(n=20)))
    chunk_to_send(visit)
    if plays:
        visit.transport.toggle_playing()
    for raw in reports:
        said = {**raw, "nonce": visit.talk.heard + 1}
        said |= {name: chunk_to_send(visit)["id"] for name in ("chunk", *protocol.FACTS) if raw.get(name) == "chunk"}
        notice_touch(visit, said)
        hear(visit, said)
        chunk_to_send(visit)
    assert visit.experiment.step <= visit.experiment.furthest

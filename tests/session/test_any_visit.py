"""Whatever a visitor, the browser and the server do, and in whatever order, a visit stays one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import methodcaller
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session import chunks, job, transport
from nnviz.session.ahead import what_led
from nnviz.session.by_hand import freeze, set_weight
from nnviz.session.foresight import ahead_to_send, line_of, look_ahead
from nnviz.session.hearing import hear
from nnviz.session.presence import IDLE_SECONDS
from nnviz.session.states import State
from nnviz.session.telling import chunk_to_send, orders
from nnviz.session.visit import PRESSES, Visit

FAR = 60
"""Steps to which a seek is a long run here."""
STARTS = (
    Settings(n=20),
    Settings(n=20, batch_size=7),
    Settings(n=20, seed=3, hidden=(3, 2), activation="tanh"),
    Settings(n=20, activation="identity", output="identity", eta=100.0, init_scale=3.0),
)
"""The last one diverges soon."""
CHANGES: dict[str, Callable[[Visit], None]] = {
    "moment": lambda visit: visit.look(moment="before" if visit.view.moment == "after" else "after"),
    "log": lambda visit: visit.look(log=not visit.view.log),
    "stop": lambda visit: visit.look(stop_after=0 if visit.view.stop_after else 90),
    "eta": lambda visit: visit.change(replace(visit.settings, eta=0.3 if visit.settings.eta != 0.3 else 0.7)),
    "weight": lambda visit: set_weight(visit, "w:0:1:1", 0.5),
    "freeze": lambda visit: freeze(visit, "w:0:1:1", True),
    "thaw": lambda visit: freeze(visit, "w:0:1:1", False),
}
CHOICES = (None, "w:0:1:1", "w:1:0:0", "n:1:0", "n:0:1", "w:9:9:9")


class Browser:
    """What the browser knows and says, as player.js and reports.js have it."""

    def __init__(self) -> None:
        self.chunk: dict[str, Any] | None = None
        self.queue: list[dict[str, Any]] = []
        self.shown: int | None = None
        self.nonce = 0
        self.facts: dict[str, str] = {}
        self.wishes: dict[str, Any] = {}
        self.presses: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.holds: tuple[str | None, set[int]] = (None, set())

    def receive(self, chunk: dict[str, Any]) -> None:
        if self.chunk is not None and self.chunk["id"] == chunk["id"]:
            return
        if self.chunk is not None:
            assert int(chunk["id"].split("-")[1]) > int(self.chunk["id"].split("-")[1])
        self.chunk, self.facts = chunk, {}
        self.presses = [press for press in self.presses if press["nonce"] > chunk["heard"]]
        if chunk["mode"] != "append":
            self.queue = []
        self.queue += chunk["frames"]
        if chunk["mode"] == "hold":
            self.facts["held"] = chunk["id"]
        if chunk["mode"] == "replace" and self.queue:
            self.show(1)
        if chunk["pace"]:
            self.facts["tick"] = chunk["id"]
        if chunk["working"]:
            self.facts["working"] = chunk["id"]
        if chunk["line"] != self.holds[0]:
            self.holds = (chunk["line"], set())

    def show(self, frames: int) -> None:
        for frame in self.queue[:frames]:
            self.shown = frame["step"]
        del self.queue[:frames]

    def report(self) -> dict[str, Any]:
        chunk = self.chunk
        assert chunk is not None
        self.nonce += 1
        if chunk["playing"] and len(self.queue) <= chunk["low"]:
            self.facts["want"] = chunk["id"]
        if chunk["ending"] and chunk["mode"] != "hold" and not self.queue:
            self.facts["done"] = chunk["id"]
        line, held = self.holds
        told = {"shown": self.shown, "queued": len(self.queue), "line": line, "holds": sorted(held)}
        told |= {"chunk": chunk["id"], "nonce": self.nonce, "wishes": dict(self.wishes), "presses": [*self.presses]}
        self.said.append(told | self.facts)
        return self.said[-1]


class AnyVisit(RuleBasedStateMachine):
    """A visit, its page and its browser."""

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: Settings) -> None:
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(transport, "JUMP_AT_ONCE", FAR)
        self.patch.setattr(job, "SLICE_SAMPLES", FAR)
        self.visit = Visit(Experiment(start))
        self.browser = Browser()
        self.draw()

    # What runs of the script do

    @rule()
    def draw(self) -> None:
        self.visit.work(lambda: True)
        self.browser.receive(chunk_to_send(self.visit))
        self.on_show()

    @rule()
    def look_ahead(self) -> None:
        visit = self.visit
        look_ahead(visit)
        told = ahead_to_send(visit)
        if told is not None:
            assert visit.at_rest and told["line"] == self.browser.holds[0]
            self.browser.holds[1].update(frame["step"] for frame in told["frames"])

    # What the browser does

    @rule(frames=st.integers(1, 20))
    def show(self, frames: int) -> None:
        self.browser.show(frames)

    @rule()
    def report(self) -> None:
        hear(self.visit, self.browser.report())

    @rule()
    def report_after_a_long_while(self) -> None:
        self.visit.presence.touched -= 2 * IDLE_SECONDS
        hear(self.visit, self.browser.report())
        self.visit.presence.touched += 2 * IDLE_SECONDS

    @precondition(lambda self: self.browser.said)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        before, report = self.visit.talk.heard, data.draw(st.sampled_from(self.browser.said[-3:]))
        hear(self.visit, report)
        assert self.visit.talk.heard == max(before, report["nonce"])  # one that was lost on the way may come yet

    @rule()
    def lose_a_report(self) -> None:
        self.browser.report()

    @rule(names=st.lists(st.sampled_from([*PRESSES]), min_size=1, max_size=3))
    def press(self, names: list[str]) -> None:
        for name in names:
            self.browser.presses.append({"name": name, "nonce": self.browser.nonce + 1})
            self.browser.report()
        hear(self.visit, self.browser.said[-1])

    @rule(step=st.one_of(st.integers(-3, FAR), st.integers(FAR, 5 * FAR)))
    def drag_the_slider(self, step: int) -> None:
        self._wish("seek", step)

    @rule(key=st.sampled_from(CHOICES))
    def pick(self, key: str | None) -> None:
        self._wish("pick", {"name": "edge", "key": key})

    @rule(wish=st.sampled_from([("theme", "light"), ("theme", "dark"), ("need", None)]))
    def ask_for_charts(self, wish: tuple[str, str | None]) -> None:
        self._wish(*wish)

    def _wish(self, name: str, value: object) -> None:
        self.browser.wishes[name] = {"value": value, "nonce": self.browser.nonce + 1}
        hear(self.visit, self.browser.report())

    @rule(frames=st.integers(1, 10))
    def play_a_while(self, frames: int) -> None:
        if not self.visit.running:
            self.press(["play"])
        self.draw()
        self.browser.show(frames)

    @rule()
    def answer(self) -> None:
        self.draw()
        self.report()
        self.draw()

    # What the page's own widgets do

    @rule(name=st.sampled_from([*PRESSES.values(), "toggle_playing"]))
    def press_on_the_page(self, name: str) -> None:
        getattr(self.visit.transport, name)()

    @rule(samples=st.integers(1, 4 * FAR))
    def run(self, samples: int) -> None:
        self.visit.run(samples)

    @rule(what=st.sampled_from([{"on": True}, {"on": False}, {"predict": True}, {"predict": False}, {"pace": 3.0}]))
    def slow_down(self, what: dict[str, Any]) -> None:
        self.visit.transport.slow_down(**what)

    @rule()
    def reply(self) -> None:
        walk = self.visit.slow.walk
        if walk is not None and walk.asked is not None:
            self.visit.transport.reply(walk.asked.options[0].key)

    @rule(change=st.sampled_from([*CHANGES]))
    def change(self, change: str) -> None:
        CHANGES[change](self.visit)

    @rule(start=st.sampled_from(STARTS), how=st.sampled_from(["built", "opened", "opened far on"]))
    def go_over(self, start: Settings, how: str) -> None:
        if how == "built":
            self.visit.change(start)
        else:
            self.visit.go_over(Experiment(start), step=0 if how == "opened" else 3 * FAR)

    # What holds at any time

    @invariant()
    def one_thing_at_a_time(self) -> None:
        visit = self.visit
        assert (visit.at_rest, visit.playing, visit.job is not None).count(True) <= 1
        state = visit.transport.state
        assert (visit.job is not None) == (state is State.RUNNING)
        assert not state.holds or orders(visit)["mode"] == "hold"
        assert not state.ends or orders(visit)["ending"]
        if visit.playing or visit.job is not None:
            assert visit.slow.walk is None

    @invariant()
    def a_walk_is_one_of_the_step_that_it_says(self) -> None:
        walk, experiment = self.visit.slow.walk, self.visit.experiment
        if walk is None:
            return
        update = experiment.made if walk.at == walk.last else experiment.coming
        assert update is not None
        assert walk.update.sample == update.sample
        assert walk.update.part.before.flat().tobytes() == update.part.before.flat().tobytes()
        assert walk.update.whole.network.flat().tobytes() == update.whole.network.flat().tobytes()

    def on_show(self) -> None:
        """Check what the browser was told last against the visit."""
        visit, chunk = self.visit, self.browser.chunk
        assert chunk is not None and chunk["id"] == orders(visit)["id"]
        assert chunk["playing"] == (visit.playing and chunk["mode"] != "hold" and not chunk["ending"])
        assert chunk["working"] == (visit.job is not None)
        assert (chunk["pace"] is not None) == (visit.transport.state is State.WALKING)
        assert not (chunk["playing"] and (chunk["working"] or chunk["pace"]))
        steps = [frame["step"] for frame in chunk["frames"]]
        assert steps == sorted(steps)
        if visit.at_rest or visit.job is not None:
            assert (chunk["mode"], steps, visit.shown) == ("replace", [visit.experiment.step], visit.experiment.step)
            assert self.browser.shown == visit.experiment.step
        elif steps:
            assert steps[-1] == visit.experiment.step

    def teardown(self) -> None:
        """Stop: the browser then shows the step at which the run stands, and the visit is at rest."""
        if not hasattr(self, "visit"):
            return
        if self.visit.running:
            self.visit.transport.toggle_playing()
        for _ in range(100):
            self.draw()
            self.browser.show(len(self.browser.queue))
            if self.visit.at_rest:
                break
            self.report()
        assert self.visit.at_rest and not self.visit.running
        self.draw()
        self.patch.undo()


TestAnyVisit = AnyVisit.TestCase
TestAnyVisit.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)


def on_transport(name: str, *args: Any) -> Callable[[Visit], None]:
    return lambda visit: getattr(visit.transport, name)(*args)


ACTIONS: dict[str, Callable[[Visit], None]] = {
    **{name: on_transport(name) for name in (*PRESSES.values(), "toggle_playing")},
    **CHANGES,
    "seek": on_transport("seek", 20),
    "far": on_transport("seek", 5 * FAR),
    "run": methodcaller("run", 3 * FAR),
}


SWITCHED: tuple[dict[str, bool], ...] = ({}, {"on": True}, {"predict": True}, {"on": True, "predict": True})
SHOWN = 10
"""Step that the browser shows; the first chunk has more frames, however many samples each has."""


def stand(visit: Visit, shown: int) -> None:
    """Let the browser say that it stands still."""
    chunk = orders(visit)["id"]
    hear(visit, {"nonce": visit.talk.heard + 1, "chunk": chunk, "shown": shown, "held": chunk})


def seen(visit: Visit) -> dict[str, Any]:
    walk, experiment, long = visit.slow.walk, visit.experiment, visit.job
    return {
        "weights": experiment.network.flat().tobytes(),
        "run": (experiment.step, experiment.settings, what_led(experiment)),
        "view": (visit.view, visit.settings, visit.chosen),
        "motion": (visit.at_rest, visit.playing, visit.running),
        "walk": walk and (walk.at, walk.asked and walk.asked.text, walk.update.whole.network.flat().tobytes()),
        "job": long and (long.start, long.target),
        "line": line_of(visit) is not None,
    }


@settings(deadline=None)
@given(st.sampled_from(SWITCHED), st.lists(st.sampled_from([*ACTIONS]), min_size=1, max_size=6))
@example({"on": True}, ["toggle_playing"])
@example({"predict": True}, ["step", "back"])
@example({"predict": True}, ["step", "toggle_playing"])
@example({}, ["far", "toggle_playing"])
@example({}, ["far", "step"])
@example({}, ["far", "stop_run"])
@example({}, ["eta", "reset"])
@example({}, ["reset", "step"])
def test_what_is_done_before_the_browser_stands_still_is_what_is_done_after(switched, actions):
    assume(actions.count("eta") < 2)  # the second change would be told from the first one, wherever that one counts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "JUMP_AT_ONCE", FAR)
        patch.setattr(chunks, "CHUNK_SECONDS", 1e9)
        early, late = Visit(Experiment(STARTS[0])), Visit(Experiment(STARTS[0]))
        for visit in (early, late):
            visit.transport.toggle_playing()
            chunk_to_send(visit)
            visit.transport.toggle_playing()
        stand(late, SHOWN)
        for visit in (early, late):
            visit.transport.slow_down(**switched)
            for name in actions:
                ACTIONS[name](visit)
        stand(early, SHOWN)
        stand(late, late.experiment.step)  # Play, and something else before the first frame, makes this one wait, too
        assert seen(early) == seen(late)

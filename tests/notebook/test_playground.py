"""The widget without a browser: what it is told, what it tells, and that Python and picture stay together."""

from __future__ import annotations

import gzip
import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from nnviz import notebook
from nnviz.components.vega import bundle_name
from nnviz.notebook.shell import AfterEachCell
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.sentences import what_it_did
from nnviz.session.view import View
from nnviz.session.visit import Visit
from tests.notebook.needs import needs

needs("anywidget")
Playground = notebook.Playground
_packed_vega = sys.modules[Playground.__module__]._packed_vega

SMALL = Settings(n=30, seed=3)


class Window:
    """A window that shows a widget: what it was told last of each kind, and the reports of its player."""

    def __init__(self, playground, name="w"):
        self.playground, self.name, self.nonce = playground, name, 0
        self.told, self.other = {}, []
        playground.send = self.take
        self.say("begin", scheme="light")

    def take(self, content, buffers=()):
        if content["kind"] != "told":
            self.other.append((content, buffers))
            return
        told = json.loads(buffers[0])
        self.last = told["message"]
        self.window = told["window"]
        self.looks = told.get("looks")
        self.told |= told["message"]

    def say(self, kind, **more):
        self.playground._take(self.playground, {"kind": kind, "window": self.name, **more}, [])

    def report(self, *presses, facts=(), **more):
        self.nonce += 1
        chunk = self.told["chunk"]["id"]
        pressed = [{"name": name, "nonce": self.nonce} for name in presses]
        wishes = {name: {"value": value, "nonce": self.nonce} for name, value in more.pop("wishes", {}).items()}
        known = {"shown": self.steps[-1] if self.steps else 0, "queued": 0, "chunk": chunk, "line": None, "holds": []}
        report = {**known, **more, **dict.fromkeys(facts, chunk)}
        self.say("report", report={**report, "nonce": self.nonce, "wishes": wishes, "presses": pressed})

    @property
    def steps(self):
        return [frame["step"] for frame in self.told["chunk"]["frames"]]

    def weight(self, key):
        edges = self.told["chunk"]["frames"][-1]["views"]["network"]["tables"]["edges"]
        return edges["w"][self.told["views"]["network"]["tables"]["edges"]["edge"].index(key)]


@pytest.fixture
def window():
    return Window(Playground(SMALL))


def run_of(window):
    return window.playground.experiment


def test_a_window_is_told_everything_and_then_what_is_new(window):
    assert set(window.last["views"]) == {"network", "boundary", "loss"}
    assert window.looks["vega"] == bundle_name() and window.looks["within"]
    assert window.last["title"] == "A 2-4-1 network learns: Circle" and window.last["captions"]["network"]
    window.report("step_on")
    assert window.steps == [1] and window.looks is None and "views" not in window.last
    other = Experiment(SMALL)
    other.seek(1)
    assert window.last["said"] == what_it_did(Visit(other))
    assert window.last["place"] == {"first": False, "last": False, "playing": False}


def test_presses_and_clicks_move_the_run(window):
    window.report("step_on", "step_on")
    assert run_of(window).step == window.playground.step == 2
    window.report("back")
    assert run_of(window).step == 1
    window.report(wishes={"pick": {"name": "edge", "key": "w:0:1:2"}})
    assert window.playground.chosen == "w:0:1:2"
    trace = run_of(window).trace
    assert window.last["explained"]["name"] == "w₁₃"
    numbers = window.last["explained"]["lines"][1]["numbers"]
    assert numbers[-1] == f"{abs(trace.network.weights[0][1, 2]):.4g}"
    window.report("epoch")
    assert run_of(window).step == run_of(window).samples_per_epoch


def test_play_goes_on_as_it_is_asked_and_pauses_at_the_step_on_show(window):
    window.report("play")
    assert window.told["chunk"]["playing"] and window.last["place"]["playing"]
    window.report(facts=("want",))
    assert window.told["chunk"]["mode"] == "append"
    window.report("pause", shown=40)
    assert window.told["chunk"]["mode"] == "hold"
    window.report(facts=("held",), shown=50)
    assert window.steps == [50] and run_of(window).step == window.playground.step == 50


def test_sliders_change_eta_and_speed_and_refuse_what_they_do_not_have(window):
    window.report("step_on")
    window.say("choose", name="eta", value=0.3)
    assert window.playground.eta == run_of(window).eta_now == 0.3
    assert window.last["values"] == {"eta": 0.3, "speed": 10}
    window.say("choose", name="speed", value=50)
    assert window.playground.speed == 50 and "views" not in window.last
    for name, value, words in (
        ("eta", "x", "eta must be"),
        ("speed", 3, "speed must be one of 1, 2"),
        ("n", 9, "slider"),
    ):
        window.say("choose", name=name, value=value)
        assert words in window.last["said"] and "Nothing was changed." in window.last["said"]
    assert (window.playground.eta, window.playground.speed) == (0.3, 50)
    window.report("step_on")
    assert "must be" not in window.last["said"]


def test_python_moves_the_picture(window):
    playground = window.playground
    playground.forward()
    assert window.steps == [1]
    playground.next_epoch()
    playground.back()
    assert window.steps == [playground.experiment.samples_per_epoch - 1] == [playground.step]
    playground.seek(7)
    playground.eta = 0.25
    assert window.steps == [7] and window.last["values"]["eta"] == 0.25
    playground.experiment.set_weight((0, 1, 2), 2.5)
    playground.update()
    assert window.weight("w:0:1:2") == 2.5
    playground.chosen = "n:1:0"
    assert window.last["explained"]["name"] == "h₁"
    playground.reset()
    assert window.steps == [0] and playground.eta == 0.25
    other = Experiment(Settings(dataset="xor", n=40))
    other.seek(3)
    playground.experiment = other
    assert window.steps == [3] and "XOR" in window.last["title"] and "views" in window.last


def test_python_s_word_counts_at_once_while_it_plays(window):
    window.playground.play()
    assert window.last["place"]["playing"]
    window.report(shown=30)
    window.playground.forward()
    assert run_of(window).step == 31 and window.steps == [31]
    assert not window.told["chunk"]["playing"] and not window.last["place"]["playing"]
    window.playground.play()
    window.report(shown=60)
    window.playground.pause()
    assert run_of(window).step == window.playground.step == 60


def test_a_long_way_is_gone_in_slices_and_told(window, monkeypatch):
    monkeypatch.setattr("nnviz.session.job.SLICE_SECONDS", 0.001)  # a slice is then the least there is
    window.report(wishes={"seek": 40_000})
    seen = set()
    while window.playground.step != 40_000:
        seen.add(window.last["said"].split(":")[0])
        window.report(facts=("working",))
    assert seen == {"Running to step 40,000"}


def test_windows_count_their_reports_themselves():
    playground = Playground(SMALL)
    first = Window(playground, "first")
    first.report("step_on")
    second = Window(playground, "second")
    second.report("step_on")
    assert playground.experiment.step == 2 and second.window == "second"
    playground.send = first.take
    first.say("report", report={"nonce": 1, "presses": [{"name": "step_on", "nonce": 1}]})  # repeated, not new
    assert playground.experiment.step == 2
    first.report("step_on")
    assert playground.experiment.step == 3 and first.told["chunk"]["heard"] == first.nonce
    for i in range(30):
        playground._take(None, {"kind": "report", "window": str(i), "report": {"nonce": 1}}, [])
    assert len(playground._talk._heard) < 10


def test_a_window_that_begins_while_it_plays_finds_it_at_rest(window):
    window.report("play")
    window.report(shown=40, facts=("want",))
    again = Window(window.playground, "again")
    assert again.steps == [40] and not again.told["chunk"]["playing"]


def test_colours_are_those_of_the_window(window):
    window.say("begin", scheme="dark")
    assert window.last["theme"] == "dark"
    window.report(wishes={"theme": "light"})
    assert window.last["theme"] == "light"
    window.say("begin", scheme=["no theme"])
    assert window.last["theme"] == "light"


def test_vega_is_sent_to_who_asks(window, monkeypatch):
    monkeypatch.setattr("nnviz.notebook.playground.vega", lambda: "vegaEmbed")
    monkeypatch.setattr("nnviz.notebook.playground._packed_vega", _packed_vega.__wrapped__)
    window.say("vega")
    [(content, [packed])] = window.other
    assert content == {"kind": "vega", "vega": bundle_name()}
    assert gzip.decompress(packed) == b"vegaEmbed"


def test_where_vega_cannot_be_made_the_window_is_told(window, monkeypatch):
    def fail():
        raise RuntimeError("cannot make vega.js: no room")

    monkeypatch.setattr("nnviz.notebook.playground._packed_vega", fail)
    window.say("vega")
    assert window.other == [
        ({"kind": "failed", "words": "The pictures cannot be drawn: cannot make vega.js: no room."}, ())
    ]


@pytest.mark.parametrize(
    "content",
    [None, 3, "x", {}, {"kind": "begin"}, {"kind": "report", "window": ""}, {"kind": "report", "window": "x" * 99}]
    + [{"kind": "report", "window": "w", "report": report} for report in (None, [], {"nonce": -1}, {"nonce": "1"})]
    + [{"kind": "choose", "window": "w", "name": [], "value": {}}, {"kind": "else", "window": "w"}],
)
def test_what_makes_no_sense_changes_nothing(window, content):
    window.report("step_on")
    window.playground._take(None, content, None)
    assert (run_of(window).step, window.playground.eta, window.playground.speed) == (1, 1.0, 10)


@pytest.mark.parametrize(
    ("do", "words"),
    [
        (lambda p: Playground("circle"), "run must be Settings or an Experiment, not 'circle'"),
        (lambda p: Playground(SMALL, view="log"), "view must be a View, not 'log'"),
        (lambda p: Playground(Settings(eta=-1)), "eta must be"),
        (lambda p: setattr(p, "eta", "much"), "eta must be"),
        (lambda p: setattr(p, "speed", True), "speed must be one of"),
        (lambda p: setattr(p, "chosen", "w:9:0:0"), "chosen must be None or the key of a part"),
        (lambda p: setattr(p, "chosen", "n:1:bias"), "chosen must not be the node of a bias"),
        (lambda p: setattr(p, "experiment", 3), "run must be Settings or an Experiment"),
        (lambda p: p.seek(-1), "step must be"),
    ],
)
def test_what_python_cannot_have_is_refused_by_the_field_s_name(window, do, words):
    window.playground.forward()
    with pytest.raises(ValueError, match=words):
        do(window.playground)
    assert (window.playground.eta, window.playground.speed, window.playground.chosen) == (1.0, 10, None)
    assert run_of(window).step == 1


def test_settings_experiments_and_views_begin_a_playground():
    here = Experiment(SMALL)
    here.seek(5)
    assert Window(Playground(here, view=View(digits=3))).steps == [5]
    assert Playground(here).experiment is here
    assert Playground().experiment.settings == Settings()
    assert Playground(Settings(hidden=())).chosen == "n:1:0"  # a single layer's neuron, as on the page


def test_two_playgrounds_are_apart():
    one, other = Window(Playground(SMALL)), Window(Playground(SMALL))
    one.report("step_on")
    assert (run_of(one).step, run_of(other).step) == (1, 0)
    assert one.playground._name != other.playground._name


def test_what_a_cell_did_is_shown_when_it_has_run(monkeypatch):
    called = []
    events = SimpleNamespace(
        callbacks={"post_run_cell": called},
        register=lambda _, f: called.append(f),
        unregister=lambda _, f: called.remove(f),
    )
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(events=events)))
    window = Window(Playground(SMALL))
    seen = []
    window.playground.observe(lambda change: seen.append(change["new"]), "step")
    run_of(window).seek(9)
    assert window.steps == [0]
    for look in list(called):
        look(None)
    assert window.steps == [9] and seen == [9]
    run_of(window).change(eta=0.5)
    called[0](None)
    assert window.last["values"]["eta"] == 0.5
    del window.last
    called[0](None)
    assert not hasattr(window, "last")  # nothing new
    window.playground.close()
    assert called == []
    gone = AfterEachCell(View(), print)  # which nobody keeps
    called[0](None)
    assert called == []
    gone.end()


def test_without_anywidget_it_is_said_what_to_install(monkeypatch):
    def missing(_):
        raise ModuleNotFoundError("No module named 'anywidget'", name="anywidget")

    monkeypatch.setattr(notebook, "import_module", missing)
    with pytest.raises(ImportError, match=r"needs anywidget: pip install 'nnviz\[notebook\]'"):
        notebook.__getattr__("Playground")
    with pytest.raises(AttributeError, match="has no attribute 'Other'"):
        notebook.__getattr__("Other")


def test_what_is_shown_are_the_engine_s_weights(window):
    window.report("step_on", "step_on", "step_on")
    other = Experiment(SMALL)
    other.seek(3)
    for key, layer, row, column in (("w:0:0:1", 0, 0, 1), ("w:1:2:0", 1, 2, 0)):
        np.testing.assert_allclose(window.weight(key), other.network.weights[layer][row, column], rtol=1e-6)

"""A run outside of Streamlit: what it answers to reports and wishes, without a browser."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from nnviz.exchange.runfile import digest_of
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.answers import WEIGHTS, Answers
from nnviz.session.open_save import run_bytes
from nnviz.session.sentences import what_it_did
from nnviz.session.visit import Visit


class Page:
    """The browser's side: it asks, and keeps what it was told last."""

    def __init__(self, **settings):
        self.answers = Answers(Visit(Experiment(Settings(n=30, **settings))), "https://host/play")
        self.told = {}
        self.nonce = 0

    def ask(self, **asked):
        answer = json.loads(self.answers.answer(json.dumps(asked)))
        self.refused = answer["refused"]
        self.message = answer["message"]
        self.told |= self.message
        return self.message

    def report(self, *presses, **more):
        self.nonce += 1
        chunk = self.told.get("chunk", {}).get("id")
        wishes = {name: {"value": value, "nonce": self.nonce} for name, value in more.pop("wishes", {}).items()}
        facts = dict.fromkeys(more.pop("facts", ()), chunk)
        pressed = [{"name": name, "nonce": self.nonce} for name in presses]
        known = {"shown": 0, "queued": 0, "chunk": chunk, "line": None, "holds": []}
        return self.ask(report={**known, **more, **facts, "nonce": self.nonce, "wishes": wishes, "presses": pressed})


def test_it_begins_with_everything_and_then_says_what_is_new():
    page = Page()
    page.report()
    assert set(page.message["views"]) == {"network", "boundary", "loss"}
    assert page.message["views"]["network"]["spec"]["config"] and page.message["theme"] == "light"
    assert page.message["chosen"] == {"dataset": "circle", "hidden": "4", "eta": "1.0", "seed": "1"}
    assert page.message["place"] == {"first": True, "last": False, "playing": False}
    page.report("step_on")
    assert "views" not in page.message
    other = Experiment(Settings(n=30))
    other.seek(1)
    assert page.message["said"] == what_it_did(Visit(other))
    assert page.message["chunk"]["frames"][0]["step"] == 1
    assert page.message["link"] == "https://host/play/?n=30&step=1"
    page.report()
    assert page.message == {}
    page.report(wishes={"theme": "dark"})
    assert page.message["theme"] == "dark" and set(page.message) == {"views", "theme", "captions"}


def test_a_chosen_weight_is_explained_by_the_numbers_of_the_step():
    page = Page()
    page.report("step_on")
    assert page.message["explained"]["words"].startswith("Of all weights, step 1 has moved")
    page.report(wishes={"pick": {"name": "edge", "key": "w:0:1:2"}})
    told = page.message["explained"]
    assert (told["name"], told["words"][:29]) == ("w₁₃", "the weight from x₁ to h₃: ste")
    gradient = page.answers.visit.experiment.made.part.dE_dW[0][1, 2]
    assert float(told["lines"][0]["numbers"][-1]) == pytest.approx(abs(gradient), rel=1e-3)
    assert page.message["chunk"]["frames"][0]["views"]["network"]["tables"]["lit"]["x"]
    page.report(wishes={"pick": {"name": "neuron", "key": "n:0:0"}})
    assert page.message["explained"]["words"].startswith("an input: step 1, sample")


def test_play_goes_on_until_the_browser_stands_still_and_stays_at_that_step():
    page = Page()
    page.report()
    page.report("play")
    assert page.message["place"]["playing"] and page.message["chunk"]["playing"]
    assert page.message["spoken"] == "Playing." and page.message["said"] == ""
    first = [frame["step"] for frame in page.message["chunk"]["frames"]]
    page.report(facts=["want"], shown=first[-1])
    assert page.message["chunk"]["mode"] == "append"
    assert page.message["chunk"]["frames"][0]["step"] == first[-1] + 10
    page.ask(change={"eta": "0.25"})  # while it plays: it stands still, and then plays on
    assert page.message["chunk"]["mode"] == "hold"
    page.report(facts=["held"], shown=20)
    assert page.message["chunk"]["playing"] and page.message["chunk"]["frames"][0]["step"] == 30
    page.report("pause", shown=30)
    page.report(facts=["held"], shown=30)
    assert page.message["chunk"]["frames"][0]["step"] == 30 and not page.message["place"]["playing"]
    assert page.message["chosen"]["eta"] == "0.25"
    page.report(wishes={"seek": 4})
    assert page.message["chosen"]["eta"] == "1.0"  # before the change


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"change": {"hidden": "99"}}, "hidden must be at most 6 layers of 1 to 16 neurons each"),
        ({"change": {"eta": "-1", "seed": "5"}}, "eta must be a number from 1e-05 to 100"),
        ({"change": {"dataset": "<b>"}}, "dataset must be one of circle"),
        ({"change": {"n": "5"}}, "a change must be made of dataset, hidden, eta, seed"),
        ({"change": 3}, "a change must be made of"),
        ({"speed": 3}, "speed must be one of 1, 2, 5"),
        ({"speed": [1]}, "speed must be one of 1, 2, 5"),
        ({"theme": "pink"}, "theme must be one of light, dark"),
        ({"link": "seed=2&weights=abc"}, "weights must be 64 hexadecimal digits"),
        ({"link": "nothing"}, "link"),
        ({"file": "e30="}, 'This is no run file: its "format" must be "nnviz-run"'),
        ({"file": "=!"}, "base64"),
        ({"other": 1}, "what is asked must be one of report, change, speed, theme, link and file"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_changes(asked, words):
    page = Page(seed=3)
    page.report("step_on")
    before = page.answers.visit.settings
    page.ask(**asked)
    assert words in page.refused and page.refused.endswith(". Nothing was changed.")
    assert page.answers.visit.settings == before and page.answers.visit.experiment.step == 1
    assert page.message == {}
    assert json.loads(page.answers.answer("[]"))["refused"]
    assert json.loads(page.answers.answer("{"))["refused"]


def test_another_data_set_builds_a_run_with_what_goes_with_it():
    page = Page()
    page.report("step_on")
    page.ask(change={"dataset": "blobs3", "hidden": "4-2", "seed": "7"})
    assert page.message["title"].startswith("A 2-4-2-3 network learns: ")
    assert page.message["said"] == "Built anew: 2-4-2-3, at step 0 with seed 7."
    assert set(page.message["views"]) == {"network", "boundary", "loss"}
    page.ask(speed=100)
    page.report("play")
    assert page.message["chunk"]["frames"][0]["step"] == 100


def test_a_link_opens_its_run_and_says_whether_the_weights_are_the_same():
    page = Page(hidden=(3,))
    page.report()
    page.report(wishes={"seek": 12})
    here = page.message["here"]
    digest = digest_of(page.answers.visit.experiment.network)
    assert here == f"n=30&hidden=3&step=12&{WEIGHTS}={digest}"
    other = Page()
    other.ask(link=here)
    assert other.message["chunk"]["frames"][0]["step"] == 12
    assert "The weights are those that were saved, to the last bit." in other.message["said"]
    assert other.message["here"] == here
    wrong = here.replace(digest, "0" * 64)
    other.ask(link=wrong)
    assert "The weights at step 12 are not those that were saved. The link was changed" in other.message["said"]
    other.report("step_on")
    assert other.message["said"].startswith("The weights at step 12")  # it stays until a setting changes
    other.ask(file=b64encode(run_bytes(page.answers.visit)).decode())
    assert "to the last bit" in other.message["said"] and other.message["chunk"]["frames"][0]["step"] == 12


def test_a_run_that_diverges_says_so():
    page = Page(dataset="plane", hidden=(), output="identity", eta=100.0)
    page.report()
    page.report(wishes={"seek": 2000})
    words, advice = page.message["wrong"]
    assert words.startswith("It diverged at step") and advice.startswith("Press Reset, or go back")
    assert page.message["explained"]["words"]

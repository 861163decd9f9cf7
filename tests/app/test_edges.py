"""The page at the edges: every button, every panel, every choice; words, and no more, where something cannot be."""

from __future__ import annotations

import pytest

from nnviz.page import slices
from nnviz.page.more import PANELS
from nnviz.session.telling import orders
from tests.app.page import opened, press, visit
from tests.edges import EDGES
from tests.fuzz.bounds import TIMES

FEW = (
    "relu that diverges at once",
    "one sample of a class",
    "64 inputs straight to ten outputs of softmax",
)
"""Those tried each time; FUZZ=2 tries all of them."""


@pytest.mark.parametrize("name", EDGES if TIMES > 1 else FEW)
def test_every_part_of_the_page_works_at_an_edge(name, monkeypatch):
    monkeypatch.setattr(slices, "SLICE_SECONDS", 10.0)  # each panel's own tests see its work done in slices
    app = opened(**EDGES[name])
    assert not app.warning
    for key in ("step_on", "epoch", "back", "step_on"):
        press(app, key)
    app.number_input(key="run_samples").set_value(400).run()
    press(app, "run")
    now = visit(app)
    while now.job is not None:
        app.run()
        assert not app.exception
    assert now.at_rest
    now.look(surface=True, effects=True, log=True)
    choices = ["n:0:0", "n:1:0", f"n:{len(now.experiment.sizes) - 1}:0", "w:0:1:0"]
    app.session_state["more_open"] = True
    app.session_state["tables"] = True
    for title, key in zip(PANELS, choices * len(PANELS), strict=False):
        app.session_state["more_panel"] = title
        now.choose(key)
        app.run()
        assert not app.exception, title
        assert not any("Pause to" in caption.value for caption in app.caption)
    begin = now.experiment.step
    press(app, "play")
    assert now.experiment.step > begin or now.experiment.diverged_at is not None
    assert orders(now)["frames"]


def test_a_run_that_diverges_says_so_and_one_can_go_back_and_on():
    app = opened(**EDGES["relu that diverges at once"])
    press(app, "epoch")
    step = visit(app).experiment.diverged_at
    assert step is not None
    assert any(f"It diverged at step {step:,}" in error.value for error in app.error)
    press(app, "back")
    assert visit(app).experiment.diverged_at is None
    assert not app.error
    press(app, "reset")
    app.number_input(key="eta").set_value(0.0001).run()
    press(app, "epoch")
    assert not app.error
    assert visit(app).experiment.step >= visit(app).experiment.samples_per_epoch

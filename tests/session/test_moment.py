"""Before and after an update: every picture and counter is of the moment that is on show."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.chunks import rest_frame
from nnviz.session.foresight import ahead_to_send, look_ahead
from nnviz.session.frame_encoder import LABELS
from nnviz.session.telling import chunk_to_send
from nnviz.session.view import View
from nnviz.session.visit import Visit


def at(step: int, moment: str = "after", **settings: object) -> Visit:
    experiment = Experiment(Settings(**settings))
    experiment.seek(step)
    return Visit(experiment, View(moment=moment))


def sent(visit: Visit) -> dict:
    return rest_frame(visit.pictures, visit.rest_frame(), visit.lit)


@pytest.mark.parametrize("settings", [{}, {"batch_size": 10}, {"optimiser": "adam"}])
def test_before_an_update_is_after_the_one_before_it(settings):
    before = at(40, "before", **settings)
    frame, update = before.rest_frame(), before.experiment.made
    now = sent(before)
    assert frame.moment == "before" and now["step"] == 40
    assert frame.network.flat().tobytes() == update.part.before.flat().tobytes()
    before.experiment.back()
    earlier = Visit(before.experiment)
    then = sent(earlier)
    for field in ("train", "test", "accuracy"):
        assert now["fields"][field] == then["fields"][field]
    assert now["views"]["loss"]["tables"]["now"] == then["views"]["loss"]["tables"]["now"]
    now, then = now["views"], then["views"]
    np.testing.assert_array_equal(now["network"]["tables"]["edges"]["w"], then["network"]["tables"]["edges"]["w"])
    assert now["network"]["images"] == then["network"]["images"]
    assert now["boundary"]["images"] == then["boundary"]["images"]


def test_the_sample_is_that_of_the_update_at_either_moment():
    for moment in ("before", "after"):
        visit = at(40, moment)
        frame = visit.rest_frame()
        assert frame.sample == visit.experiment.sample
        network = visit.experiment.made.part.before if moment == "before" else visit.experiment.network
        np.testing.assert_allclose(frame.y, network.predict(frame.x[None])[0], rtol=1e-12)


def test_a_switch_makes_no_chart_anew():
    visit = at(40)
    visit.drawn.whole = False
    names = [visit.pictures.about(name, whole=False, alt="") for name in LABELS]
    visit.look(moment="before")
    assert [visit.pictures.about(name, whole=False, alt="") for name in LABELS] == names
    assert not visit.drawn.whole and visit.transport.stale
    assert visit.rest_frame().moment == "before"
    visit.look(moment="after")
    assert visit.rest_frame().network is not None and visit.rest_frame().moment == "after"
    visit.look(log=True)
    assert visit.drawn.whole


def test_a_picture_says_in_words_which_moment_it_is_of():
    told = at(40, "before")
    words = told.pictures.alts(told.rest_frame())
    assert "before the update of step 40" in words["network"] and "before the update of step 40" in words["boundary"]
    told = at(40)
    assert "Network 2-4-1 at step 40." in told.pictures.alts(told.rest_frame())["network"]


def test_at_the_start_and_in_slow_motion_the_order_is_its_own():
    visit = at(0, "after")
    assert visit.rest_frame().moment == "before"
    visit = at(40, "before")
    visit.transport.slow_down(on=True)
    visit.transport.step()
    walk = visit.slow.walk
    assert visit.rest_frame().moment == "before"
    assert visit.rest_frame().network.flat().tobytes() == visit.experiment.network.flat().tobytes()
    while walk.at < walk.last:
        visit.transport.step()
    assert visit.experiment.step == 41 and visit.rest_frame().moment == "after"


def test_the_frames_that_are_held_ahead_are_of_the_moment_too():
    visit = at(40, "before")
    chunk_to_send(visit)
    while look_ahead(visit):
        pass
    frames = {frame["step"]: frame for frame in ahead_to_send(visit)["frames"]}
    assert frames[41]["fields"]["train"] == sent(at(40))["fields"]["train"]

"""The popover "View": every switch reaches the view, the address and the pictures, there and back."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

from nnviz.session.address import address
from nnviz.session.by_hand import set_weight
from nnviz.session.telling import orders
from nnviz.session.view import View
from tests.app.page import opened, press, visit

SWITCHES = {"log": False, "discrete": False, "test_shown": True}


def frames(app) -> list[dict]:
    """The frames of the last chunk, as the browser gets them."""
    return orjson.loads(orjson.dumps(orders(visit(app))["frames"]))


def sent(app) -> dict:
    """The last picture that the browser was sent."""
    return frames(app)[-1]["views"]


@pytest.mark.parametrize(("name", "first"), SWITCHES.items())
def test_a_switch_is_in_the_address_and_back(name, first):
    app = opened()
    assert app.toggle(key=name).value is first
    app.toggle(key=name).set_value(not first).run()
    assert not app.exception
    assert visit(app).view == View(**{name: not first})
    params = address(visit(app))
    assert params[name] == str(int(not first))
    again = opened(**{name: params[name]})
    assert again.toggle(key=name).value is (not first)
    again.toggle(key=name).set_value(first).run()
    assert visit(again).view == View()


def test_the_maps_can_be_had_where_they_are_not_by_themselves_and_the_other_way_round():
    app = opened(hidden="12")
    assert "images" not in sent(app)["network"]
    app.segmented_control(key="maps").set_value("1").run()
    assert address(visit(app))["maps"] == "1"
    assert sent(app)["network"]["images"]["maps"]["tiles"] == 2 + 12 + 1
    app.segmented_control(key="maps").set_value("0").run()
    assert "images" not in sent(app)["network"]
    assert visit(app).pictures.about("network", whole=True, alt="")["picks"] == ["edge", "neuron"]
    assert visit(opened(maps="0")).view.maps == "0"
    assert sent(opened())["network"]["images"]["maps"]["tiles"] == 2 + 4 + 1


def test_what_the_address_cannot_have_is_said():
    app = opened(maps="some", discrete="maybe", test_shown="")
    assert visit(app).view == View()
    for name in ("maps", "discrete", "test_shown"):
        assert f"{name} must be" in app.warning[0].value


def test_maps_move_while_it_plays_and_a_step_changes_them():
    app = opened()
    before = sent(app)["network"]["images"]["maps"]["bytes"]
    press(app, "step_on")
    assert sent(app)["network"]["images"]["maps"]["bytes"] != before
    press(app, "play")
    sent_now = frames(app)
    moved = [i for i, frame in enumerate(sent_now) if "images" in frame["views"]["network"]]
    last = len(sent_now) - 1  # how many frames there are is the room's to say
    assert moved == [i for i in range(last + 1) if i % 6 == 2 or i == last]
    assert len({sent_now[i]["views"]["network"]["images"]["maps"]["bytes"] for i in moved}) == len(moved)


def arrows(app) -> set[int]:
    press(app, "step_on")
    return set(sent(app)["boundary"]["tables"]["effects"]["row"])


def test_without_test_samples_there_is_no_switch_for_them_and_without_them_no_arrows_on_them():
    assert "test_shown" not in {toggle.key for toggle in opened(test_share="0.0").toggle}
    app = opened(test_shown="0", effects="1")
    held = set(visit(app).experiment.dataset.test.tolist())
    on, everywhere = arrows(app), arrows(opened(effects="1"))
    assert on == everywhere - held < everywhere


def test_a_dead_neuron_is_marked_and_said():
    app = opened(activation="relu", hidden="3")
    set_weight(visit(app), "w:0:0:1", -50.0)
    visit(app).choose("n:1:1")
    app.run()
    assert not app.exception
    assert sent(app)["network"]["tables"]["marks"]["glyph"] == ["†"]
    assert [box.value for box in app.warning if box.value.startswith("Dead: its output is 0 for all 140")]
    alts = visit(app).pictures.alts(visit(app).rest_frame())
    assert "h₂ is dead." in alts["network"]
    visit(app).choose("n:1:0")
    app.run()
    assert not [box.value for box in app.warning if box.value.startswith("Dead")]
    assert np.isfinite(visit(app).experiment.network.flat()).all()

"""The page with inputs that are a picture: 64 of them, none of them a node."""

from nnviz.session.hearing import hear
from tests.app.page import opened, press, visit


def pick(app, name, key):
    """Report a click in the network as the browser's player does."""
    now = visit(app)
    nonce = now.talk.heard + 1
    hear(now, {"nonce": nonce, "wishes": {"pick": {"value": {"name": name, "key": key}, "nonce": nonce}}})
    app.run()
    assert not app.exception


def test_digits_open_step_walk_and_explain():
    app = opened(dataset="digits", hidden="16")
    assert not app.exception
    assert visit(app).experiment.sizes == (64, 16, 10)
    press(app, "step_on")
    assert any("the other 62 inputs are held at their mean" in text.value for text in app.caption)
    app.toggle(key="slow").set_value(True).run()
    for _ in range(8):
        press(app, "step_on")
    assert not app.exception
    app.toggle(key="tables").set_value(True).run()
    assert not app.exception
    assert any(table.value.shape == (1797, 64 + 10 + 10 + 3) for table in app.dataframe)


def test_a_pixel_is_chosen_and_then_its_weight():
    app = opened(dataset="digits", hidden="3", step="5")
    pick(app, "pixel", "n:0:27")
    assert visit(app).chosen == "n:0:27"
    assert any("row 4, column 4 is" in text.value for text in app.markdown)
    app.button_group(key="weights_of_27").set_value("w:0:28:2").run()
    assert not app.exception
    assert visit(app).chosen == "w:0:28:2"
    assert any("rule of w₂₈,₃" in text.value for text in app.markdown)


def test_with_a_neuron_chosen_a_click_on_a_pixel_chooses_the_weight_between():
    app = opened(dataset="digits", hidden="3")
    pick(app, "patch", "n:1:1")
    assert visit(app).chosen == "n:1:1"
    pick(app, "pixel", "n:0:63")
    assert visit(app).chosen == "w:0:64:1"
    pick(app, "pixel", "n:0:0")
    assert visit(app).chosen == "w:0:1:1"
    pick(app, "neuron", "n:2:4")
    pick(app, "pixel", "n:0:0")
    assert visit(app).chosen == "n:0:0"


def test_the_plane_is_over_the_pixels_that_vary_most_until_others_are_chosen():
    app = opened(dataset="digits", hidden="0")
    assert app.selectbox(key="axis_across").value == 43
    assert app.selectbox(key="axis_up").value == 44
    assert len(app.selectbox(key="axis_up").options) == 64
    app.selectbox(key="axis_across").set_value(30).run()
    assert visit(app).view.axes == (30, 44)
    app.selectbox(key="axis_across").set_value(44).run()
    assert visit(app).view.axes == (44, 30)
    app.selectbox(key="dataset").set_value("circle").run()
    assert visit(app).view.axes is None
    assert not app.exception

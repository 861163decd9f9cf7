"""Links as people paste them, in the address and in the panel: read, and what was changed stands in plain view."""

from __future__ import annotations

import pytest

from nnviz.run.settings import Settings
from tests.app.page import opened, press, visit
from tests.app.test_keep import panel


def told(app) -> str:
    """What stands in plain view above the pictures."""
    return " ".join(info.value for info in app.info)


def test_an_address_with_entities_is_read_and_said():
    app = opened(**{"dataset": "xor", "amp;eta": "0.5", "amp;step": "40)."})
    now = visit(app)
    assert (now.settings, now.experiment.step) == (Settings(dataset="xor", eta=0.5), 40)
    assert "`&amp;` was read as `&`" in told(app) and "Brackets" in told(app)
    assert not app.warning
    assert {"amp;eta", "amp;step"} <= set(now.opened.foreign)  # they go out of the address
    app.number_input(key="seed").set_value(9).run()
    assert not app.info


def test_a_name_that_a_web_page_swallowed_is_read():
    app = opened(dataset="xor®ularization=l2", eta="0.5")
    assert visit(app).settings == Settings(dataset="xor", regularization="l2", eta=0.5)
    assert "&reg" in told(app)


def test_unknown_names_and_values_are_named_with_what_was_meant():
    app = opened(hiden="3", datset="moons", eta="0.5", activation="tahn", output_shown="winer", utm_source="x")
    assert visit(app).settings == Settings(eta=0.5)
    assert "did you mean hidden?" in told(app) and "did you mean dataset?" in told(app)
    warned = app.warning[0].value
    assert "did you mean tanh?" in warned
    assert "utm" not in told(app) + warned
    app = opened(dataset="cirlce", hide="etta", view="netwrok", maps="aut0")
    for meant in ("circle", "eta", "network", "auto"):
        assert f"did you mean {meant}?" in app.warning[0].value


def test_what_a_link_of_theirs_gets_wrong_stands_in_plain_view():
    app = opened(networkShape="3,2", noise="80", dataset="spiral", eta="0.5", batchSize="5)")
    assert (visit(app).settings.noise, visit(app).settings.batch_size) == (0.5, 5)
    assert "noise='80'" in told(app) and "Brackets" in told(app)
    assert "TensorFlow Playground, so eta in it was passed over" in told(app)
    assert "swapped" not in told(app)
    assert any("two arms" in text.value for text in app.expander[0].markdown)


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/nn/?dataset=xor&amp;hidden=3&amp;eta=0.5&amp;step=40",
        "[a run](https://example.org/?dataset=xor&hidden=3&eta=0.5&step=40).",
        "dataset=xor\\&hidden=3\\&eta=0.5\\&step=40",
    ],
)
def test_a_link_of_ours_opens_in_the_panel(link):
    app = panel(seed="7")
    app.text_input(key="their_link").set_value(link).run()
    press(app, "open_link")
    now = visit(app)
    assert (now.settings, now.experiment.step) == (Settings(dataset="xor", hidden=(3,), eta=0.5), 40)
    assert app.info and not app.error and not app.warning


def test_a_link_of_ours_that_is_partly_wrong_opens_with_words():
    app = panel(seed="7")
    app.text_input(key="their_link").set_value("?dataset=xor&eta=-1&hiden=4").run()
    press(app, "open_link")
    assert visit(app).settings == Settings(dataset="xor")
    assert "eta must be" in app.warning[0].value and "did you mean hidden?" in told(app)


def test_the_page_says_by_which_rows_old_irises_are_scaled_and_switches():
    app = opened(dataset="iris", step="105")
    assert visit(app).settings.scaled_by == "all"
    (words,) = [caption.value for caption in app.caption if "are scaled by" in caption.value]
    assert "test rows included" in words
    press(app, "scaled_by")
    assert visit(app).settings == Settings(dataset="iris") and visit(app).experiment.step == 0
    assert any("training rows alone" in caption.value for caption in app.caption)
    press(app, "scaled_by")
    assert visit(app).settings.scaled_by == "all"
    app.selectbox(key="dataset").set_value("circle").run()
    assert not any("are scaled by" in caption.value for caption in app.caption)
    app.selectbox(key="dataset").set_value("iris").run()
    assert visit(app).settings == Settings(dataset="iris")

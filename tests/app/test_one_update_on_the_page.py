"""What the page says of an update, and what must not change what it says."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from nnviz.session.by_hand import set_weight
from nnviz.session.chunks import rest_frame
from tests.app.page import opened, press, visit


def words(app):
    """Everything that the page says in text."""
    kinds = (app.markdown, app.caption, app.latex, app.error, app.warning, app.info, app.success, app.title)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def sent(app):
    """What the browser is told of the position."""
    now = visit(app)
    return rest_frame(now.pictures, now.rest_frame(), now.lit)


def weights_shown(app):
    return next(table.value for table in app.dataframe if "new" in table.value)


@pytest.mark.parametrize("batch_size", ["1", "10", "2000"])
def test_table_worksheet_counters_and_network_tell_the_same_update(batch_size):
    app = opened(batch_size=batch_size, step="40", view="transport,network,boundary,loss,arithmetic,tables")
    now = visit(app)
    update, experiment = now.update, now.experiment
    press(app, "step_on")
    update = now.update
    table = weights_shown(app)
    np.testing.assert_array_equal(table["new"], experiment.network.flat())
    assert table["layer"].tolist() == [1] * 12 + [2] * 5
    assert update.rows.tolist() == experiment.batch.rows.tolist()
    fields = sent(app)["fields"]
    said = words(app)
    if update.n == 1:
        assert fields["E"].startswith("E ")
        assert f"sample {update.sample} is presented" in said
    else:
        assert fields["E"].startswith("mean E ")
        assert f"a batch of {update.n} samples" in said
        assert f"are the part of one of them, sample {update.sample}, the last" in said
        assert f"(sample {update.sample} of the batch)" in said
        assert r"\overline{E}" in said
        assert f"{experiment.snapshot().E:.3g}"[:4] in said


def test_the_question_the_sentence_and_the_table_go_by_the_digits_that_were_chosen():
    app = opened(batch_size="10", digits="8", view="transport,network,boundary,loss,arithmetic,tables")
    app.toggle(key="predict").set_value(True).run()
    press(app, "step_on")
    long = re.compile(r"\d\.0*[1-9]\d{3,}")
    assert long.search(words(app))
    press(app, next(button.key for button in app.button if (button.key or "").startswith("answer_")))
    verdict = (app.success or app.warning)[0].value
    assert long.search(verdict)
    app.selectbox(key="digits").set_value(3).run()
    verdict = (app.success or app.warning)[0].value
    assert not long.search(verdict)
    press(app, "step_on")
    assert any('"format": "%.3g"' in json.dumps(json.loads(table.proto.columns)) for table in app.dataframe)
    assert isinstance(weights_shown(app), pd.DataFrame)


def test_the_table_of_a_step_in_slow_motion_waits_for_its_update():
    app = opened(step="40", batch_size="10", view="transport,network,boundary,loss,arithmetic,tables")
    app.toggle(key="slow").set_value(True).run()
    press(app, "step_on")
    assert not any("new" in table.value for table in app.dataframe)
    for _ in range(8):
        press(app, "step_on")
    np.testing.assert_array_equal(weights_shown(app)["new"], visit(app).experiment.network.flat())


def test_a_weight_set_by_hand_since_the_update_is_named_beside_its_table():
    app = opened(step="40", view="transport,network,boundary,loss,arithmetic,tables")
    set_weight(visit(app), "w:1:1:0", 5.0)
    app.run()
    assert "Set by hand since: w′₁₁ = 5." in words(app)


@pytest.mark.parametrize(
    "query",
    [
        {"dataset": "plane", "activation": "relu", "output": "identity", "eta": "100"},
        {"dataset": "circle", "eta": "100"},
        {"dataset": "iris", "loss": "cross_entropy", "output": "softmax", "activation": "relu", "eta": "100"},
    ],
)
def test_a_high_learning_rate_is_told_in_words_and_nothing_is_no_number(query):
    app = opened(**query)
    for _ in range(4):
        press(app, "epoch")
    fields = sent(app)["fields"]
    assert not re.search(r"\b(nan|inf|undefined)\b", words(app) + str(fields), re.IGNORECASE)
    now = visit(app)
    if now.experiment.diverged_at is not None:
        assert "would have made a weight infinite or not a number" in app.error[0].value
        assert "choose a smaller η" in app.error[0].value
    else:
        alts = now.pictures.alts(now.rest_frame())
        assert "saturated" in alts["network"] or "dead" in alts["network"] or "exploding" in alts["network"]


def test_the_class_view_leaves_the_loss_line_as_it_is():
    app = opened(step="100")
    loss, weights = sent(app)["views"]["loss"], visit(app).experiment.network.flat()
    visit(app).look(discrete=True)
    app.run()
    assert sent(app)["views"]["loss"] == loss
    assert visit(app).pictures.shown.discrete
    np.testing.assert_array_equal(visit(app).experiment.network.flat(), weights)


def test_hiding_the_share_of_test_rows_keeps_the_test_loss():
    plain, without = opened(step="100"), opened(step="100", hide="test_share")
    assert not any(slider.key == "test_share" for slider in without.slider)
    assert sent(without)["fields"]["test"] == sent(plain)["fields"]["test"] != ""
    assert sent(without)["views"]["loss"] == sent(plain)["views"]["loss"]
    assert sent(without)["views"]["loss"]["tables"]["history"]["test"][-1] is not None

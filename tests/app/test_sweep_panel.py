"""The sweep's panel: what is asked for runs in slices, shows what came of it, and opens any of its runs."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.derivation.notation import number
from nnviz.page.panels.sweep_picks import run_of
from nnviz.run.settings import Settings
from nnviz.session.sweep_plan import planned
from nnviz.session.sweep_run import Begun
from tests.app.page import opened, press, visit


def panel(**query):
    app = opened(**query)
    app.session_state["more_open"] = True
    app.session_state["more_panel"] = "Sweep"
    app.run()
    assert not app.exception
    return app


def set_number(app, key, value):
    app.number_input(key=key).set_value(value).run()
    assert not app.exception


def started(app):
    app.button(key="sweep_start").click().run()
    for _ in range(50):
        assert not app.exception
        begun = app.session_state["sweep_begun"]
        if not begun.working:
            return app.run(), begun
        app.run()
    raise AssertionError("the sweep did not end")


def test_a_sweep_runs_and_opens_a_run():
    app = panel(dataset="xor4", eta="0.5")
    set_number(app, "sweep_seeds", 3)
    set_number(app, "sweep_samples", 2000)
    app.text_input(key="sweep_values_hidden").set_value("1, 2").run()
    app, begun = started(app)
    assert begun.result.complete
    assert [each.hidden for each in begun.result.settings] == [(1,), (2,)]
    assert any("of 3" in text.value for text in app.markdown)
    assert visit(app).experiment.step == 0
    app.session_state["sweep_begun"] = begun
    from nnviz.page.panels.sweep_picks import open_run

    app.run()
    open_run(visit(app), begun, 1, 2)
    app.run()
    assert not app.exception
    assert visit(app).experiment.step == 2000
    assert visit(app).settings == replace(begun.result.settings[1], seed=3)
    # The boundaries after fewer samples, and a run of them as it is there.
    app.session_state["more_open"] = True
    app.run()
    slider = app.select_slider(key="sweep_maps_at")
    assert slider.options[0] == "0" and slider.options[-1] == "2,000"
    slider.set_value(5).run()
    assert not app.exception
    at = int(begun.result.samples[begun.result.looks[5]])
    assert any(f"after {at:,} samples, all with one scale" in caption.value for caption in app.caption)
    app.session_state["sweep_chosen"] = begun, "sweep_maps", 0, 1
    app.run()
    app.button(key="sweep_maps_open").click().run()
    assert not app.exception and visit(app).experiment.step == at


def test_a_target_that_no_run_has_come_to_says_how_near_they_came_and_draws_no_empty_chart():
    app, begun = started(panel(dataset="xor4", sweep="eta:0.5,1~seeds:2~samples:400"))
    least = number(float(np.nanmin(begun.result.train)))
    for target, near in ((1e-6, True), (1.0, False)):
        set_number(app, "sweep_level", target)
        (said,) = [text.value for text in app.markdown if text.value.startswith("How many reached")]
        assert said.endswith(f"The lowest train loss of all runs is {least}.") == near
        assert any("first came to the target" in caption.value for caption in app.caption) != near


def test_two_settings_show_tiles():
    app = panel(dataset="xor4", eta="0.5")
    app.selectbox(key="sweep_second").set_value("eta").run()
    app.text_input(key="sweep_values_eta").set_value("0.5, 1").run()
    set_number(app, "sweep_seeds", 2)
    set_number(app, "sweep_samples", 500)
    app, begun = started(app)
    assert begun.varied == ("hidden", "eta")
    assert any("Each tile" in caption.value for caption in app.caption)


@pytest.mark.parametrize("values", ["", "many", "99"])
def test_values_that_are_not_allowed_start_nothing(values):
    app = panel()
    app.text_input(key="sweep_values_hidden").set_value(values).run()
    app.button(key="sweep_start").click().run()
    assert not app.exception
    assert any("Nothing was started" in error.value for error in app.error)
    assert "sweep_begun" not in app.session_state


def test_stop_keeps_what_there_is():
    app = panel()
    begun = app.session_state["sweep_begun"] if "sweep_begun" in app.session_state else None
    assert begun is None
    begun = Begun(planned(Settings(), {"hidden": "1, 2"}, 2, 100_000), ("hidden",))
    begun.work()
    begun.stopped = True
    app.session_state["sweep_begun"] = begun
    app.run()
    assert not app.exception
    assert any("was stopped" in warning.value for warning in app.warning)
    assert any("not begun" in text.value or "of 2" in text.value for text in app.markdown)
    assert not any("of 0" in text.value for text in app.markdown)


def test_a_link_opens_the_panel_with_its_plan_filled_in():
    app = opened(dataset="xor4", eta="0.5", sweep="hidden:1,3~eta:0.5,2~seeds:2~samples:300")
    assert not app.exception and not app.warning
    assert app.text_input(key="sweep_values_hidden").value == "1, 3"
    assert app.text_input(key="sweep_values_eta").value == "0.5, 2"
    assert (app.number_input(key="sweep_seeds").value, app.number_input(key="sweep_samples").value) == (2, 300)
    assert visit(app).sweep.plan is not None
    app, begun = started(app)
    assert begun.result.train.shape[:2] == (4, 2)
    assert visit(app).sweep.plan.text == "hidden:1,3~eta:0.5,2.0~seeds:2~samples:300"
    assert any("reached 0.01" in text.value for text in app.markdown)
    app.selectbox(key="sweep_paths_of").set_value(app.selectbox(key="sweep_paths_of").options[1]).run()
    assert not app.exception
    app.session_state["more_open"] = False
    app.run()
    assert visit(app).sweep.plan is None


def test_a_sweep_that_is_too_large_comes_with_the_lines_of_a_notebook():
    app = panel()
    set_number(app, "sweep_seeds", 50)
    set_number(app, "sweep_samples", 1_000_000)
    app.button(key="sweep_start").click().run()
    assert not app.exception
    assert any("from nnviz import Settings, sweep" in code.value for code in app.code)
    # What was refused is said as long as it is what stands in the fields.
    set_number(app, "sweep_seeds", 49)
    assert not app.error and not app.code
    set_number(app, "sweep_seeds", 50)
    assert app.error and app.code


@pytest.mark.parametrize("sweep", ["hidden:1,2~seeds:60", "hidden:1,2~samples:100000000"])
def test_a_link_to_a_sweep_that_is_too_large_shows_how_else_to_do_it(sweep):
    app = opened(sweep=sweep)
    assert not app.exception
    assert "The panel Sweep shows how to do it in a notebook." in app.warning[0].value
    assert "~" not in app.warning[0].value.replace("\\~", "")
    assert "Nothing was started" in app.error[0].value and "range(1, " in app.code[0].value


@pytest.mark.parametrize("told", [[{}], [{"settings": "1", "x": 3}], [{"r": 0}], [{"r": None, "s": 1}], []])
def test_a_click_on_what_is_of_no_run_chooses_none(told):
    assert run_of(told) is None
    assert run_of([*told, {"r": 1, "s": 0}]) == (1, 0)


def test_two_values_that_could_be_one_are_told_from_it():
    app = panel()
    app.selectbox(key="sweep_first").set_value("eta").run()
    app.text_input(key="sweep_values_eta").set_value("1,5").run()
    assert any("is read as two values, 1 and 5." in caption.value for caption in app.caption)
    app.text_input(key="sweep_values_eta").set_value("1; 5").run()
    assert not any("read as two" in caption.value for caption in app.caption)


def test_where_chaos_has_parted_the_two_the_page_says_so():
    begun = Begun(planned(Settings(dataset="xor4", eta=0.5), {"hidden": "2"}, 2, 200), ("hidden",))
    while begun.working:
        begun.work()
    result, early = begun.result, 5
    at = int(result.looks[early])
    result.train[0, 0, [at, -1]] *= 1.5
    app = panel()
    app.session_state["sweep_begun"], app.session_state["sweep_maps_at"] = begun, early
    for where, s, point in (("sweep_ends", 0, -1), ("sweep_maps", 0, at), ("sweep_maps", 1, at)):
        app.session_state["sweep_chosen"] = begun, where, 0, s
        app.run()
        press(app, f"{where}_open")
        assert visit(app).experiment.step == result.samples[point]
        told = [info.value for info in app.info if info.value.startswith("This run is chaotic")]
        assert len(told) == (s == 0)
        assert not told or f"where the sweep had {result.train[0, s, point]:.4g}" in told[0]

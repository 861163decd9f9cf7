"""The page's side of lessons: the list, a lesson's parts, what is locked, checks, hints, handing in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnviz.exchange.kept_run import KeptRun
from nnviz.exchange.progress import MOST_KEPT, LessonRecord, Progress, progress_text
from nnviz.lessons import LESSONS, ROUTES, LearnersRun
from nnviz.session.reach import NEAR
from tests.app.page import opened, press, visit
from tests.session.test_collect import HONEST, given

FORGED = HONEST.noting("neuron", "a", link="?dataset=and&hidden=0")
LEARNERS = LearnersRun.of(LESSONS["network"].begin())
FILES = [given("Ada"), given("Bo", FORGED), ("none.json", b"{}")]


def said(app) -> str:
    return " ".join(part.value for kind in ("markdown", "caption", "success", "warning") for part in getattr(app, kind))


def with_panel(title, **query):
    app = opened(**query)
    app.session_state["more_open"], app.session_state["more_panel"] = True, title
    app.run()
    assert not app.exception
    return app


def at(app, part):
    """The part of the lesson on show."""
    assert not app.exception
    return visit(app).learner.section.kind == part


def test_without_a_lesson_the_page_has_one_button_more_and_nothing_else():
    app = opened()
    assert not [widget.key for widget in app.button if widget.key and widget.key.startswith("lesson")]
    assert visit(app).learner.lesson is None


def test_a_locked_step_is_not_what_one_is_told_to_press():
    app = opened(lesson="batch")
    now = visit(app)
    now.choose(None)
    app.run()
    assert app.button(key="step_on").disabled and "Or press **Step**" not in said(app)
    now.learner.progress = now.learner.progress.noting("batch", prediction="same")
    app.run()
    assert not app.button(key="step_on").disabled and "Or press **Step**" in said(app)


def test_a_lesson_from_its_link_is_done_from_begin_to_end():
    app = opened(lesson="neuron", route="45")
    now = visit(app)
    assert at(app, "set-up") and now.settings == LESSONS["neuron"].settings
    assert app.button(key="play").disabled and app.button(key="step_on").disabled
    assert "Locked until you have predicted" in said(app)
    press(app, "lesson_next")
    assert at(app, "prediction") and app.button(key="lesson_next").disabled
    next(button for button in app.button if button.label == "I predict this").click().run()
    assert "Choose one of the answers first" in app.warning[0].value and app.button(key="lesson_next").disabled
    app.radio(key="choice_prediction_neuron").set_value("moves")
    next(button for button in app.button if button.label == "I predict this").click().run()
    assert not app.button(key="play").disabled and not app.button(key="lesson_next").disabled
    press(app, "lesson_next")
    press(app, "answer_neuron_a")
    assert "rows are right" in app.warning[0].value
    press(app, "lesson_hint")
    assert "Hint 1." in said(app)
    press(app, "lesson_next")
    app.text_input(key="answer_neuron_b_0").set_value("0,993")
    next(button for button in app.button if button.label == "Check").click().run()
    assert app.success and now.learner.record.task("b").passed
    while not at(app, "why"):
        press(app, "lesson_next")
    app.radio(key="choice_why_neuron").set_value("origin")
    next(button for button in app.button if button.label == "Check").click().run()
    assert app.success
    press(app, "lesson_next")
    assert "and it is not so" in said(app)  # the prediction stands beside what came of it
    press(app, "lesson_next")
    press(app, "lesson_next")
    assert now.learner.progress.lesson == ROUTES["45"].lessons[1] and at(app, "set-up")
    press(app, "end_lesson")
    assert now.learner.lesson is None and now.learner.progress.lessons


def test_kept_runs_are_in_the_table_after_a_reload_and_one_comes_back():
    runs = tuple(KeptRun(link=f"?dataset=circle&hidden=2&seed={seed}&step=28", train=0.125) for seed in (3, 4))
    record = LessonRecord(prediction="3", kept=runs)
    app = opened(lesson="network", step_of_lesson="3", progress=progress_text(Progress(lessons={"network": record})))
    assert "| 1 |" in said(app) and "| 2 |" in said(app) and "seed 4" in said(app)
    app.selectbox(key="run_wanted").select_index(1).run()
    assert visit(app).settings.seed == 4 and visit(app).experiment.step == 28


def test_runs_for_which_the_address_has_no_room_are_named_where_they_are_seen():
    app = opened(lesson="network", step_of_lesson="3")
    learner = visit(app).learner
    # A link that no packing makes shorter, as one with many weights set by hand.
    runs = tuple(
        KeptRun(link=f"?dataset=circle&hidden=2&step=28&seed={at}&edits={(at + 3) ** 600}", train=0.125)
        for at in range(MOST_KEPT)
    )
    learner.progress = learner.progress.noting("network", kept=runs).noting("network", "a", passed=True, link="?x")
    learner.runs["network"] = tuple(replace(LEARNERS, address=run.link) for run in runs)
    app.run()
    assert "no room for the first 10 of these runs" in said(app) and "20 runs are kept" in said(app)
    learner.progress = learner.progress.noting("network", kept=())
    learner.runs["network"] = (LEARNERS,)
    app.run()
    assert "no room" not in said(app) and "1 changed too much" in said(app)


@pytest.mark.parametrize("key", LESSONS)
def test_every_part_of_every_lesson_is_drawn(key):
    app = opened(lesson=key, step_of_lesson="3")
    for _ in LESSONS[key].steps[3:]:
        press(app, "lesson_next")
        assert not app.exception and not app.warning
    assert at(app, "variation")


def test_hide_leaves_the_list_out_and_a_lesson_stands_with_parts_of_the_page():
    assert "lessons" in visit(opened(hide="lessons")).page.hide
    app = opened(lesson="sgd", view="network,transport", hide="eta")
    assert not app.exception and visit(app).learner.lesson is not None
    assert app.button(key="lesson_next")


def test_what_the_address_gets_wrong_is_said():
    assert "lesson must be one of" in opened(lesson="xorr").warning[0].value


def test_a_name_is_wanted_before_anything_is_handed_in():
    last = ROUTES["45"].lessons[-1]
    app = opened(lesson=last, route="45", step_of_lesson=str(len(LESSONS[last].steps)))
    assert not app.get("download_button")
    app.text_input(key="hand_in_name").set_value("Ada <b>").run()
    assert len(app.get("download_button")) == 2


def test_share_has_a_link_and_a_qr_code_for_every_lesson():
    app = with_panel("Share and keep", hide="eta")
    app.selectbox(key="lesson_to_share").set_value("lesson=xor").run()
    app.selectbox(key="part_to_share_xor").set_value(3).run()
    assert any("?lesson=xor&step_of_lesson=3&hide=eta" in code.value for code in app.code)
    assert not app.warning
    app.context = {"url": "http://192.168.1.7:8501"}
    app.run()
    assert [warning.value for warning in app.warning] == [NEAR, NEAR]  # of the link to the run, and of the lesson's
    app.toggle(key="lesson_qr").set_value(True).run()
    assert [warning.value for warning in app.warning] == [NEAR, NEAR]
    assert not app.exception


def test_a_class_is_collected():
    app = with_panel("Collect")
    app.file_uploader(key="handed_in").set_value([(name, raw, "application/json") for name, raw in FILES]).run()
    assert not app.exception
    assert "2 handed in" in said(app) and "nothing that was handed in" in app.warning[0].value
    press(app, "check_again")
    assert "3 of 4 passed tasks pass the check again" in said(app) and "1 did not" in said(app)


def test_the_list_leads_to_any_lesson_and_to_a_route_and_closes():
    app = opened()
    app.session_state["lessons"] = True
    app.run()
    assert [app.button(key=f"lesson_{key}").label.split(" · ")[1] for key in LESSONS] == [
        made.title for made in LESSONS.values()
    ]
    press(app, "lesson_xor")
    assert visit(app).learner.lesson is LESSONS["xor"] and not app.session_state["lessons"]
    assert visit(app).settings == LESSONS["xor"].settings
    app.session_state["lessons"] = True
    app.run()
    press(app, "route_45")
    assert visit(app).learner.progress.route == "45" and at(app, "set-up")

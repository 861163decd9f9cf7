"""A lesson beside the pictures, one thing at a time: set-up, prediction, tasks, why, meaning, variation."""

from __future__ import annotations

import streamlit as st

from nnviz.lessons import LESSONS, Choice, Lesson, Section
from nnviz.page.lesson_hand_in import hand_in
from nnviz.page.lesson_runs import runs_table
from nnviz.page.lesson_task import SET_UP, answers, said, task
from nnviz.page.words import plain
from nnviz.session.classroom import WHY, end, enter, many, outcome, predict, reason, set_up, turn
from nnviz.session.lesson_progress import Learner
from nnviz.session.visit import Visit

_LOCKED = {
    "step": "Step",
    "epoch": "Epoch",
    "play": "Play",
    "run": "Run",
    "set_weight": "weights by hand",
    "model": "model",
    "eta": "η",
    "hidden": "layers and neurons",
    "batch_size": "batch size",
    "init": "first weights",
    "init_scale": "their scale",
    "dataset": "data set",
}
"""What stands in the words of the page for a name among a lesson's locks."""


def lesson(visit: Visit) -> None:
    """Draw the step on show of the lesson that is open; nothing without one."""
    learner = visit.learner
    made, section = learner.lesson, learner.section
    if made is None or section is None:
        return
    with st.container(key="lesson"):
        _head(visit, made, section)
        # However long the part is, the way on has one place, and never stands twice while the script goes on.
        with st.container(key="lesson_part"):
            {
                "set-up": _set_up,
                "prediction": _prediction,
                "task": _task,
                "why": _why,
                "meaning": _meaning,
                "variation": _variation,
            }[section.kind](visit, made, section)
        _way_on(visit, made, section)


def _head(visit: Visit, made: Lesson, section: Section) -> None:
    learner = visit.learner
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lesson_head"):
        number = list(LESSONS).index(made.key) + 1
        st.header(f"{number} · {plain(made.title)}", anchor=False)
        st.button(
            "",
            icon=":material/close:",
            key="end_lesson",
            type="tertiary",
            on_click=end,
            args=(visit,),
            help="End the lesson; what you did is kept",
        )
    titles = {"set-up": "What is here", "prediction": "Your prediction", "why": "Why?", "meaning": "What it means"}
    titles |= {"task": f"Task {section.key}", "variation": "Something to try"}
    done = sum(learner.record.task(one.key).passed for one in made.tasks)
    route = learner.route
    on = f" · lesson {route.index(made.key) + 1} of {len(route)}" if made.key in route else ""
    passed = f"{done} of {len(made.tasks)} tasks passed"
    st.caption(f"Part {learner.at + 1} of {len(made.steps)} · {passed}{on}")
    st.subheader(titles[section.kind], anchor=False)


def _set_up(visit: Visit, made: Lesson, _section: Section) -> None:
    st.markdown(f"**{plain(made.promise)}**")
    st.markdown(plain(made.set_up))
    _locks(visit.learner)
    if visit.experiment.step != made.step or visit.experiment.start != made.settings:
        st.button("Set up again", key="lesson_set_up", type="tertiary", on_click=set_up, args=(visit,), help=SET_UP)


def _locks(learner: Learner) -> None:
    if learner.locks:
        names = [_LOCKED.get(name, name) for name in (learner.lesson.locks if learner.lesson else ())]
        st.caption(f"Locked until you have predicted: {', '.join(names)}.")


def _prediction(visit: Visit, made: Lesson, _section: Section) -> None:
    learner = visit.learner
    st.markdown(plain(made.prediction.question))
    given = learner.record.prediction
    if given:
        st.markdown(f"You predict: **{plain(_words(made.prediction.choices, given))}** It stands here until the end.")
        return
    answers(
        f"prediction_{made.key}",
        made.prediction.choices,
        "I predict this",
        lambda choice: predict(visit, choice),
    )
    _locks(learner)


def _task(visit: Visit, made: Lesson, section: Section) -> None:
    task(visit, made, made.task(section.key))
    if made.compares:
        runs_table(visit, made)
    _reminder(visit.learner, made)


def _why(visit: Visit, made: Lesson, _section: Section) -> None:
    learner = visit.learner
    st.markdown(plain(made.why.question))
    key = f"why_{made.key}"
    answers(key, made.why.choices, "Check", lambda choice: reason(visit, choice), given=learner.record.why)
    verdict = learner.verdicts.get((made.key, WHY))
    if verdict is None and learner.record.why:
        verdict = made.why.judge(learner.record.why)
    said(verdict)


def _meaning(visit: Visit, made: Lesson, _section: Section) -> None:
    _compared(visit.learner, made)
    st.markdown(plain(made.meaning))
    if made.many:
        st.markdown(plain(made.many))
        st.button("Open these runs", key="open_many", on_click=many, args=(visit,))


def _variation(visit: Visit, made: Lesson, _section: Section) -> None:
    st.markdown(plain(made.variation))
    st.button("Open it", key="open_variation", on_click=set_up, args=(visit,))
    learner = visit.learner
    if made.key in learner.route and made.key == learner.route[-1]:
        hand_in(visit)


def _reminder(learner: Learner, made: Lesson) -> None:
    """Keep the prediction beside what comes of it, for whoever wants to compare them already."""
    if not learner.record.prediction:
        return
    opened = st.expander("Your prediction, and what came of it", key="prediction_open", on_change="rerun")
    if opened.open:
        with opened:
            _compared(learner, made)


def _compared(learner: Learner, made: Lesson) -> None:
    given = learner.record.prediction
    if not given:
        return
    found = outcome(made.key, given)
    word = "and so it is" if found.passed else "and it is not so"
    words = _words(made.prediction.choices, given).removesuffix(".")
    st.markdown(f"You predicted: “{plain(words)}”, {word}. {plain(found.words)}")


def _words(choices: tuple[Choice, ...], key: str) -> str:
    return next((choice.words for choice in choices if choice.key == key), key)


def _way_on(visit: Visit, made: Lesson, section: Section) -> None:
    """Draw the lesson's own buttons, whose names are none of the transport's."""
    learner = visit.learner
    last = learner.at == len(made.steps) - 1
    with st.container(horizontal=True, gap="small", key="lesson_way"):
        st.button("Previous", key="lesson_previous", on_click=turn, args=(visit, -1), disabled=learner.at == 0)
        if not last:
            waits = section.kind == "prediction" and not learner.record.prediction
            words = "Give your prediction first" if waits else None
            st.button("Continue", key="lesson_next", on_click=turn, args=(visit, 1), disabled=waits, help=words)
        elif after := learner.next_lesson:
            route = learner.progress.route if after in learner.route else ""
            words = f"Next: {plain(LESSONS[after].title)}"
            st.button(words, key="lesson_next", type="primary", on_click=enter, args=(visit, after, route))

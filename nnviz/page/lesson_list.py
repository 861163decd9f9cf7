"""The list of lessons: what each is about, how long it takes, what was done, and ready routes through them."""

from __future__ import annotations

import streamlit as st

from nnviz.lessons import LESSONS, ROUTES
from nnviz.page.lesson_hand_in import hand_in
from nnviz.page.mirror import settle
from nnviz.page.over import loading, uncover
from nnviz.page.words import plain
from nnviz.session.classroom import end, enter, follow
from nnviz.session.visit import Visit


def lesson_list(visit: Visit) -> None:
    """Draw the button of the bar and, while it is open, the list."""
    settle("lessons")
    opened = st.popover(
        "Lessons", key="lessons", on_change="rerun", help="A ladder from one neuron to backpropagation, with tasks"
    )
    if not opened.open:
        return
    progress = visit.learner.progress
    with opened, st.container(key="lesson_list", gap="small"):
        st.markdown(
            "Each begins with a prediction; the page checks what you do. Enter anywhere, or follow a route from lesson "
            "to lesson."
        )
        with st.container(horizontal=True, gap="small"):
            for route in ROUTES.values():
                minutes = "" if str(route.minutes) in route.title else f" · {route.minutes} min"
                words = f"{plain(route.title)}{minutes}"
                st.button(words, key=f"route_{route.key}", on_click=_go, args=(visit, "", route.key))
        for at, made in enumerate(LESSONS.values()):
            record = progress.of(made.key)
            done = sum(record.task(task.key).passed for task in made.tasks)
            state = f" · {done} of {len(made.tasks)} ✓" if made.key in progress.lessons else ""
            words = f"{at + 1} · {plain(made.title)} · {made.minutes} min{state}"
            here = made.key == progress.lesson
            st.button(
                words,
                key=f"lesson_{made.key}",
                type="primary" if here else "secondary",
                on_click=_go,
                args=(visit, made.key),
                width="stretch",
            )
        if progress.lesson:
            st.button("End the lesson", key="end_in_list", type="tertiary", on_click=loading(end), args=(visit,))
        if progress.lessons:
            hand_in(visit)


def _go(visit: Visit, key: str, route: str = "") -> None:
    """Enter a lesson or a route, and close the list."""
    if route:
        follow(visit, route)
    else:
        enter(visit, key)
    uncover()

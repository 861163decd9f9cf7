"""A task of a lesson: what to do, a place for the answer, the check and its words, hints one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from nnviz.lessons import MISCONCEPTIONS, Choice, Equation, Lesson, Part, Task, Verdict
from nnviz.page.words import plain
from nnviz.session.classroom import check, hint, set_up
from nnviz.session.visit import Visit

HALF = 132
"""Pixels of one of two fields beside each other."""
DIGITS = 6
"""Significant digits of a worked example's numbers: as many as its products need."""
LABELS = {"number": "Your number", "numbers": "Your numbers, with ; between"}
SET_UP = "The run that this part of the lesson begins with"
PAPER = "Best done with pen and paper."


def task(visit: Visit, made: Lesson, of: Task) -> None:
    """Draw a task."""
    record = visit.learner.record.task(of.key)
    st.markdown(plain(of.words))
    if of.factors:
        _worked(of.factors)
    if of.paper and of.answer != "none":
        st.caption(PAPER)
    key = f"answer_{made.key}_{of.key}"
    if of.answer == "choice":
        answers(key, of.choices, "Check", lambda choice: check(visit, of.key, choice), given=record.answer)
    elif of.answer == "none":
        st.button("Check", key=key, type="primary", on_click=check, args=(visit, of.key))
    else:
        _typed(visit, of, key, record.answer)
    verdict = visit.learner.verdicts.get((made.key, of.key))
    if visit.learner.waiting is not None:
        st.caption("The check comes as soon as the run stands still.")
    elif verdict is not None:
        said(verdict)
    elif record.passed:
        st.success("Passed.", icon=":material/check:")
    _hints(visit, of, record.hints)


def _typed(visit: Visit, of: Task, key: str, before: str) -> None:
    """Draw a field for a number, or one for each blank; Enter checks."""
    blanks = of.blanks if of.answer == "numbers" else ()
    labels = [f"▢{_low(at + 1)} {_named(blank)}" for at, blank in enumerate(blanks)]
    labels = labels or list(of.labels) or [LABELS[of.answer]]
    fields = [f"{key}_{at}" for at in range(len(labels))]
    earlier = [part.strip() for part in before.split(";")] if len(fields) > 1 else [before]
    for at, field in enumerate(fields):
        st.session_state.setdefault(field, earlier[at] if len(earlier) == len(fields) else "")

    def given() -> None:
        texts = [str(st.session_state[field]) for field in fields]
        if len(texts) > 1:
            texts = [text.replace(";", " ") for text in texts]
        check(visit, of.key, "; ".join(texts) if any(text.strip() for text in texts) else "")

    with st.form(f"form_{key}", border=False):
        with st.container(horizontal=len(fields) > 1, vertical_alignment="bottom", gap="small", key=f"fields_{key}"):
            for field, label in zip(fields, labels, strict=True):
                width: dict[str, Any] = {"width": HALF} if len(fields) > 1 else {}
                st.text_input(plain(label), key=field, max_chars=24, autocomplete="off", **width)
        st.form_submit_button("Check", type="primary", on_click=given)


def answers(key: str, choices: tuple[Choice, ...], label: str, take: Callable[[str], None], *, given: str = "") -> None:
    """Draw choices and the button that takes the one that is marked."""
    words = {choice.key: plain(choice.words) for choice in choices}
    field = f"choice_{key}"
    if given in words:
        st.session_state.setdefault(field, given)

    def chosen() -> None:
        if st.session_state.get(field) in words:
            take(st.session_state[field])
        else:
            st.session_state[f"none_{key}"] = True

    with st.form(f"form_{key}", border=False):
        st.radio(
            "Answers", list(words), index=None, key=field, format_func=words.__getitem__, label_visibility="collapsed"
        )
        st.form_submit_button(label, type="primary", on_click=chosen)
    if st.session_state.pop(f"none_{key}", False):
        st.warning("Choose one of the answers first.")


def said(verdict: Verdict | None) -> None:
    """Draw the words of a verdict, and those to the belief that a wrong answer shows."""
    if verdict is None:
        return
    if verdict.passed:
        st.success(plain(verdict.words), icon=":material/check:")
        return
    st.warning(plain(verdict.words), icon=":material/close:")
    if verdict.misconception in MISCONCEPTIONS:
        st.caption(plain(MISCONCEPTIONS[verdict.misconception]))


def _worked(equations: tuple[Equation, ...]) -> None:
    """Draw the lines of a worked example: symbols, and below them numbers and numbered blanks."""
    lines, blank = [], 0
    for equation in equations:
        numbers = []
        for part in equation.parts:
            blank += part.blank
            numbers.append(f"**▢{_low(blank)}**" if part.blank else plain(part.text(DIGITS)))
        symbols = " × ".join(plain(_whole(part.symbol)) for part in equation.factors)
        lines.append(f"{plain(equation.product.symbol)} = {symbols}  \n= {' × '.join(numbers[:-1])} = {numbers[-1]}")
    st.markdown("\n\n".join(lines))


def _hints(visit: Visit, of: Task, opened: int) -> None:
    for at, words in enumerate(of.hints[:opened]):
        st.markdown(f"**Hint {at + 1}.** {plain(words)}")
    with st.container(horizontal=True, gap="small"):
        if opened < len(of.hints):
            label = f"Hint {opened + 1} of {len(of.hints)}"
            st.button(label, key="lesson_hint", type="tertiary", on_click=hint, args=(visit, of.key))
        label = "Open its set-up" if of.address else "Set up again"
        st.button(label, key="lesson_set_up", type="tertiary", on_click=set_up, args=(visit,), help=SET_UP)


def _whole(symbol: str) -> str:
    """Return a factor so that it reads as one."""
    return f"({symbol})" if any(sign in symbol for sign in ("+", " − ", " - ")) else symbol


def _named(blank: Part) -> str:
    """Return the name and the symbol of a blank, or one of them where it says the other, too."""
    if blank.symbol.startswith(blank.name):
        return blank.symbol
    return blank.name if blank.symbol in blank.name.split() else f"{blank.name}, {blank.symbol}"


def _low(number: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))

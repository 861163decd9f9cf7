"""How a table was read: a sentence and a control for each guess, what was set aside, and the first rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from nnviz.datasets.reader import MISSING_WORDS, Choices, DataError, Reading, read
from nnviz.datasets.reading.choices import COMMENTS, DECIMALS, ENCODINGS, QUOTES, SEPARATORS, THOUSANDS, MissingWord
from nnviz.page.mirror import by_visitor, show
from nnviz.page.number_field import optional_field
from nnviz.page.words import plain

SHOWN_ROWS = 5
GUESS = "guess"
LAST_LINE = 2_000_000
"""More lines than a table of the largest size has."""
MOST_LINES = 200
"""Lines set aside that can be chosen one by one."""
_KEPT_TABLES = 4
"""Tables of which a visitor's choices are remembered."""
_DECIDED, _FOUND = "reading_choices", "reading_found"
_HEADERS: Mapping[Any, str] = {True: "yes", False: "no"}
_LABELS: dict[str, tuple[str, Mapping[Any, str]]] = {
    "separator": ("Cells are separated by", SEPARATORS),
    "header": ("The first line holds names", _HEADERS),
    "decimal": ("Decimal sign", DECIMALS),
    "thousands": ("Thousands are parted by", THOUSANDS),
    "quote": ("Texts stand in", QUOTES),
    "comment": ("Comments begin with", COMMENTS),
    "encoding": ("Encoding", ENCODINGS),
}
_FIXED_BY_FORMAT = {
    "": (),
    "drawn table": ("separator", "quote", "comment"),
    "array": ("separator", "quote", "comment"),
    "LaTeX": ("separator", "quote", "comment"),
    "wiki": ("separator", "quote", "comment"),
    "log": ("separator", "quote", "comment", "header"),
    "ARFF": ("separator", "quote", "comment", "header"),
    "LIBSVM": ("separator", "quote", "comment", "header"),
}


def reading(given: bytes | str) -> Reading | None:
    """Draw how a table is read and the controls for it; return the table, or None after saying why there is none.

    A visitor's decisions hold for this text only; the reading of another text is guessed again.
    """
    token = hashlib.sha256(given if isinstance(given, bytes) else given.encode("utf-8", "surrogatepass")).hexdigest()
    decided = _decided(token)
    found, refused = _read(given, token, decided)
    with st.container(key="reading"):
        if refused:
            st.error(plain(refused))
        if found is not None:
            _sentences(found)
        changed = decided != Choices()
        # For content that is no table at all, such as a picture, there is nothing to change.
        if found is not None or changed or _is_uneven(refused):
            with st.expander("Change how it is read", expanded=found is None, key="reading_open"):
                _controls(given, token, decided, found)
        if found is not None:
            _first_rows(found)
    return found


def _read(given: bytes | str, token: str, decided: Choices) -> tuple[Reading | None, str]:
    """Return the reading, which is made again only when something changes, or the reason why there is none."""
    kept = st.session_state.get(_FOUND)
    if isinstance(kept, tuple) and kept[:2] == (token, decided):
        return kept[2], kept[3]
    found, refused = None, ""
    try:
        found = read(given, decided)
    except DataError as error:
        refused = str(error)
    st.session_state[_FOUND] = (token, decided, found, refused)
    return found, refused


def _is_uneven(refused: str) -> bool:
    """Return whether another choice may make a refused table readable."""
    return not refused.startswith(("This is", "The table has", "The table is empty"))


def _sentences(found: Reading) -> None:
    st.markdown("\n".join(f"- {plain(note)}" for note in found.notes))


def _first_rows(found: Reading) -> None:
    table = found.table
    shown = table.rows[:SHOWN_ROWS]
    count = len(table.rows)
    st.caption(
        f"The first {len(shown)} of {count:,} rows as they are understood, by their lines in the text."
        if count > len(shown)
        else "The rows as they are understood, by their lines in the text."
    )
    frame = pd.DataFrame(
        [list(row) for row in shown], columns=list(table.names), index=[table.line(row) for row in range(len(shown))]
    )
    st.dataframe(frame, key="reading_rows", height="content")


def _controls(given: bytes | str, token: str, decided: Choices, found: Reading | None) -> None:
    """Draw a control for each field of the choices."""
    hidden = set(_FIXED_BY_FORMAT.get(found.format, ()) if found else ())
    if isinstance(given, str):
        hidden.add("encoding")
    columns = st.columns(3, gap="medium")
    for at, field in enumerate(name for name in _LABELS if name not in hidden):
        with columns[at % 3]:
            _one_of(field, token, decided, found)
    if found is not None:
        _words(token, found)
        left, right = st.columns(2, gap="medium")
        with left:
            _lines(token, found)
        with right:
            _columns(token, found)
    left, right = st.columns(2, gap="medium")
    for field, label, place in (
        ("first_line", "The table begins in line", left),
        ("last_line", "The table ends in line", right),
    ):
        key = f"reading_{field}"
        show(key, getattr(decided, field))
        with place:
            optional_field(
                label, 1, LAST_LINE, key=key, empty="guessed", on_change=_take, args=(token, field, key), step=1
            )
    if decided != Choices():
        st.button("Guess everything anew", key="reading_anew", on_click=_decide, args=(token, Choices()))


def _one_of(field: str, token: str, decided: Choices, found: Reading | None) -> None:
    label, names = _LABELS[field]
    key = f"reading_{field}"
    done = getattr(found.choices, field) if found else None
    guessed = f"guessed: {names[done]}" if done in names and getattr(decided, field) is None else "as guessed"
    value = getattr(decided, field)
    show(key, GUESS if value is None else value)
    options = [GUESS, *names]
    st.selectbox(
        label,
        options,
        key=key,
        format_func=lambda one: guessed if one == GUESS else names[one],
        on_change=by_visitor(key, partial(_take, token, field, key), options),
    )


def _words(token: str, found: Reading) -> None:
    """Choose the words that mark a missing cell, from those that were found and other common ones."""
    key = "reading_missing"
    now = list(found.choices.missing or ())
    offered = [word.lower() if isinstance(word, str) else word for word in found.offered]
    options = list(dict.fromkeys([*now, *offered, *found.places, *sorted(MISSING_WORDS)]))
    show(key, now)
    st.multiselect(
        "Words for a missing cell",
        options,
        key=key,
        accept_new_options=True,
        format_func=_called,
        placeholder="none but the empty cell",
        on_change=by_visitor(key, partial(_take, token, "missing", key)),
    )
    new = [(shown, word) for shown, word in zip(found.offered, offered, strict=True) if word not in now][:4]
    if new:
        with st.container(horizontal=True):
            for at, (shown, word) in enumerate(new):
                st.button(
                    f"Count {plain(_called(shown) if isinstance(shown, tuple) else f'“{shown[:24]}”')} as missing",
                    key=f"reading_offer_{at}",
                    on_click=_decide_field,
                    args=(token, "missing", (*now, word)),
                )


def _called(word: MissingWord) -> str:
    return word if isinstance(word, str) else f"“{word[0][:24]}” in “{word[1]}”"


def _lines(token: str, found: Reading) -> None:
    key = "reading_aside"
    now = found.choices.aside or ()
    shown = [str(line) for line in now[:MOST_LINES]]
    former = [str(line) for line in st.session_state.get("reading_lines", {}).get(token, ())]
    st.session_state["reading_lines"] = {token: sorted({*map(int, former), *now[:MOST_LINES]})}
    show(key, shown)
    st.multiselect(
        "Lines that are no rows",
        list(dict.fromkeys([*shown, *former])),
        key=key,
        accept_new_options=True,
        format_func=lambda line: f"line {line}",
        placeholder="none; type a line’s number",
        on_change=by_visitor(key, partial(_take_lines, token, key, now[MOST_LINES:])),
    )


def _columns(token: str, found: Reading) -> None:
    key = "reading_columns"
    now = list(found.choices.columns_aside or ())
    show(key, now)
    st.multiselect(
        "Columns to leave out",
        [*now, *found.table.names],
        key=key,
        placeholder="none",
        on_change=by_visitor(key, partial(_take, token, "columns_aside", key)),
    )


def _decided(token: str) -> Choices:
    found = st.session_state.get(_DECIDED, {}).get(token)
    return found if isinstance(found, Choices) else Choices()


def _decide(token: str, choices: Choices) -> None:
    kept = {one: what for one, what in st.session_state.get(_DECIDED, {}).items() if one != token}
    while len(kept) >= _KEPT_TABLES:
        kept.pop(next(iter(kept)))
    st.session_state[_DECIDED] = {**kept, token: choices}


def _decide_field(token: str, field: str, value: Any) -> None:
    """Decide one field; where two fields exclude each other, the one chosen last is in force."""
    assert field in {one.name for one in fields(Choices)}
    try:
        chosen = replace(_decided(token), **{field: value})
    except DataError:
        other = {"decimal": "thousands", "thousands": "decimal", "first_line": "last_line", "last_line": "first_line"}
        chosen = replace(_decided(token), **{field: value, other[field]: None})
    _decide(token, chosen)


def _take(token: str, field: str, key: str) -> None:
    """Take a control's value as a decision."""
    value = st.session_state[key]
    if field in ("missing", "columns_aside"):
        value = tuple(value)
    _decide_field(token, field, None if value == GUESS else value)


def _take_lines(token: str, key: str, rest: tuple[int, ...]) -> None:
    # A visitor may type a number, or "line 7" as the options are written.
    found = (re.fullmatch(r"(?:line )?(\d{1,8})", line.strip()) for line in st.session_state[key])
    lines = {int(one[1]) for one in found if one}
    _decide_field(token, "aside", (*sorted(lines), *rest))

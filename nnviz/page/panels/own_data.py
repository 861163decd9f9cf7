"""A visitor's own data: a file, a pasted table or the present data set, edited, with its columns chosen, and used."""

from __future__ import annotations

import streamlit as st

from nnviz.datasets import DataError, own_of
from nnviz.datasets.from_table import table_of
from nnviz.datasets.own import MOST_ROWS, OwnData
from nnviz.datasets.reader import MOST_BYTES
from nnviz.page.panels.own_choices import chosen_of, own_choices, restored
from nnviz.page.panels.own_table import edited_table
from nnviz.page.panels.reading import reading
from nnviz.page.words import plain
from nnviz.session.own_drafts import Draft, Drafts
from nnviz.session.visit import Visit

PANEL = {"title": "Your own data", "place": 50, "draw": "own_data"}

FILE, PASTED, PRESENT = SOURCES = ("A file", "Pasted text", "The present data set")
_PASTED_NAME = "the pasted text"


def own_data(visit: Visit) -> None:
    """Draw the panel. The run does not change before "Use these data" is pressed."""
    if not visit.at_rest:
        visit.drafts.show_field(shown=False)
        st.caption("Pause to work on data of your own.")
        return
    st.caption(
        f"A table of text, such as CSV, up to {MOST_BYTES / 1e6:.0f} MB; of over {MOST_ROWS:,} rows a sample is taken. "
        "It stays in this session, and in the link as far as there is room: for 200 rows of any numbers, or 3,000 rows "
        "of two with four decimals. Nothing changes before you press “Use these data”."
    )
    source = st.segmented_control("Take the table from", SOURCES, key="own_source", default=SOURCES[0], required=True)
    _given(visit, source or FILE)
    draft = visit.drafts.show(source or FILE)
    _former(visit.drafts, source or FILE, draft)
    if draft is None:
        return
    restored(draft)
    table = edited_table(visit.drafts, draft)
    if table is not None:
        own_choices(visit, draft, table)
    draft.chosen = chosen_of()


def _given(visit: Visit, source: str) -> None:
    """Return what the source holds now. It is read again on every run of the page, so no older content is shown."""
    drafts = visit.drafts
    drafts.show_field(shown=source == FILE)
    if source == PRESENT:
        st.button("Take its rows", key="own_present", on_click=_present, args=(visit,))
        if refused := st.session_state.pop("own_present_refused", None):
            st.error(plain(refused))
        return
    if source == FILE:
        _file(drafts)
    else:
        _pasted(drafts)
    if source not in drafts.given:
        return
    name, content = drafts.given[source]
    found = reading(content)
    if found is None:
        drafts.refuse(source)
    else:
        drafts.make(source, name, found.table, found.choices)


def _file(drafts: Drafts) -> None:
    file = st.file_uploader(
        "A file of text: CSV, TSV, txt, data, dat, ARFF, or with no ending",
        key=_field(drafts.upload_field),
        max_upload_size=MOST_BYTES // 10**6,
        on_change=_removed,
        args=(drafts, drafts.upload_field),
    )
    if file is not None:
        drafts.give(FILE, file.name, file.getvalue())
    elif FILE in drafts.given:
        # The browser's field is empty when the panel comes back; the file is still here.
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Still here: {plain(drafts.given[FILE][0])}.")
            st.button("Remove it", key="own_file_remove", on_click=drafts.give, args=(FILE, "", None))


def _field(number: int) -> str:
    return f"own_file_{number}"


def _removed(drafts: Drafts, field: int) -> None:
    """A file was taken away, or put in the place of another."""
    if field == drafts.upload_field and st.session_state.get(_field(field)) is None:
        drafts.give(FILE, "", None)


def _pasted(drafts: Drafts) -> None:
    if "own_pasted" not in st.session_state and PASTED in drafts.given:
        st.session_state["own_pasted"] = drafts.given[PASTED][1]
    text = st.text_area("Table", key="own_pasted", height=160, placeholder="x1, x2, class\n0.2, 1.5, a\n…")
    drafts.give(PASTED, _PASTED_NAME, text or None)


def _present(visit: Visit) -> None:
    """Take the rows of the present data set; own data keep every digit and their choices."""
    try:
        own = visit.settings.own or own_of(visit.experiment.dataset)
    except DataError as error:
        st.session_state["own_present_refused"] = f"{error}."
        return
    visit.drafts.refuse(PRESENT)
    table = table_of(own)
    draft = visit.drafts.make(PRESENT, visit.experiment.dataset.title, table)
    draft.chosen = _as_they_are(own, table.names)


def _as_they_are(own: OwnData, names: tuple[str, ...]) -> dict[str, object]:
    """Return the choices that make the same data from their table again."""
    targets = names[len(own.inputs) :]
    return {
        "own_inputs": list(own.inputs),
        "own_target": targets[0],
        "own_more_targets": list(targets[1:]),
        "own_task": own.task,
        "own_task_of": targets[0],
        "own_scaling": own.scaling,
        "own_target_scaling": own.target_scaling,
        "own_pair": own.one_per_class,
        "own_merge": False,
    }


def _former(drafts: Drafts, source: str, draft: Draft | None) -> None:
    """Offer the former table where the source has none to show."""
    if draft is not None:
        if draft is drafts.asked:
            st.info(f"This is the table before, {plain(draft.name)}, and not what is given above.")
        return
    former = drafts.former(source)
    if former is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"The table before, {plain(former.name)}, is put aside.")
            st.button("Show the table before", key="own_former", on_click=drafts.ask)

"""The component that lets number fields take numbers as people write them; `js/fields.js` is its browser side."""

from __future__ import annotations

from nnviz.components.loader import component


def fields_script(*, key: str) -> None:
    """Mount it, once on the page: it looks after every number field that the page has or gets.

    Parameters
    ----------
    key
        The component's key.
    """
    component("fields", "fields")(key=key, data={})

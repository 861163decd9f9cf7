"""The names of the address's parameters, and the sentences about unknown ones."""

from __future__ import annotations

from collections.abc import Mapping

from nnviz.exchange.playground_link import their_names
from nnviz.run.settings import Settings, shown
from nnviz.run.suggestion import suggestion
from nnviz.session.lesson_progress import NAMES as LESSON_NAMES
from nnviz.session.race_text import NAMES as RACE_NAMES
from nnviz.session.view import View

OURS: tuple[str, ...] = (
    *Settings.__dataclass_fields__,
    *View.__dataclass_fields__,
    *("step", "history", "edits", "hide", "view", "lacks", "kept", "sweep"),
    *LESSON_NAMES,
    *RACE_NAMES,
)
"""Every parameter of an address."""
_OTHERS = ("embed", "embed_options", "fbclid", "gclid", "gbraid", "wbraid", "msclkid", "mc_cid", "mc_eid", "igshid")
"""Streamlit's own names, and those that mail and search put at the end of every link, as they do with "utm_…"."""
_MOST = 5


def unknown_names(params: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for every unknown parameter, except those that other services add to links."""
    found = [
        name
        for name in params
        if name not in OURS and name not in _OTHERS and not name.startswith("utm_") and not their_names({name: ""})
    ]
    said = [f"The address has no {shown(name)}{suggestion(name, OURS)}; it was passed over." for name in found[:_MOST]]
    if len(found) > _MOST:
        said.append(f"{len(found) - _MOST} more names in the address were passed over.")
    return tuple(said)


def passed_over(params: Mapping[str, str], used: tuple[str, ...]) -> tuple[str, ...]:
    """Return a sentence about settings of this page in an address of TensorFlow Playground, if there are any."""
    names = [name for name in params if name in Settings.__dataclass_fields__ and name not in used]
    names += [name for name in ("step", "history", "edits", "sweep") if name in params]
    if not names:
        return ()
    return (f"The address is one of TensorFlow Playground, so {', '.join(names)} in it was passed over.",)

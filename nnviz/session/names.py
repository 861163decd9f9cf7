"""The names of the address's parameters, and the sentences about unknown ones."""

from __future__ import annotations

from collections.abc import Mapping

from nnviz.exchange.playground_link import NUMBERS as THEIR_NUMBERS
from nnviz.exchange.playground_link import SHARED, their_names
from nnviz.run.settings import BOUNDS, Settings, shown
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
NUMBERS: tuple[str, ...] = (
    *(name for name in Settings.__dataclass_fields__ if name in BOUNDS and isinstance(BOUNDS[name][1], float)),
    *THEIR_NUMBERS,
)
"""Parameters of an address of ours, and of TensorFlow Playground's, whose values are numbers that may have a comma."""
_OTHERS = ("embed", "embed_options", "fbclid", "gclid", "gbraid", "wbraid", "msclkid", "mc_cid", "mc_eid", "igshid")
"""Streamlit's own names, and those that mail and search put at the end of every link, as they do with "utm_…"."""
_MOST = 5
_OTHER_WORDS = {
    **dict.fromkeys(("learning_rate", "learningrate", "lr", "rate", "alpha", "step_size"), "eta"),
    **dict.fromkeys(("layers", "hidden_layers", "neurons", "units", "networkshape", "architecture"), "hidden"),
    **dict.fromkeys(("weight_decay", "lambda", "l1", "l2"), "regularization_rate"),
    **dict.fromkeys(("samples", "size", "n_samples"), "n"),
    **dict.fromkeys(("random_state", "random_seed"), "seed"),
    **dict.fromkeys(("test_size", "perctraindata"), "test_share"),
    "data": "dataset",
}
"""Words that others use for our names, in small letters."""


def theirs(params: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of TensorFlow Playground in an address of its own; in an address of ours there are none.

    An address with more names that only ours can have is ours, and those of theirs are unknown in it.
    """
    foreign = their_names(params)
    ours = [name for name in (*Settings.__dataclass_fields__, "step", "history", "edits") if name in params]
    return () if len([name for name in ours if name not in SHARED]) > len(foreign) else foreign


def _meant(name: str) -> str:
    other = _OTHER_WORDS.get(name.lower())
    return suggestion(name, OURS) if other is None else f" (did you mean {other}?)"


def unknown_names(params: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for every unknown parameter, except those that other services add to links."""
    known = {*OURS, *_OTHERS, *theirs(params)}
    found = [name for name in params if name not in known and not name.startswith("utm_")]
    said = [f"The address has no {shown(name)}{_meant(name)}; it was passed over." for name in found[:_MOST]]
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

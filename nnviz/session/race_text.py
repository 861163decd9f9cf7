"""A race in an address: `race=batch_size:10~~batch_size:140` names what is each run's own.

Runs are joined by "~~", and what is a run's own by "~": a setting at its start such as "eta:0.5"; a change on the way
such as "eta:0.1@40", from step 40 on; a change by hand such as "w:0:1:2=0.5@52". "same" is a run without any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import get_args

from nnviz.figures.sweeps import Across
from nnviz.run.experiment import Edit
from nnviz.run.fields import FIELDS, FieldError, field_from_text, shown
from nnviz.run.manual_edits import MOST, hands_from, hands_text
from nnviz.run.race import MOST as MOST_RIVALS
from nnviz.run.race import SHARED, Rival
from nnviz.run.settings import LIVE, Settings
from nnviz.session.typed_values import value_of

NAMES = ("race", "race_axis")
"""Parameters of an address that are about a race."""
LONGEST = 8_000
"""Letters that a race may have in an address."""
_SAME = "same"
_EDIT = re.compile(r"([a-z_]{1,24}):([0-9.e+-]{1,24})@([0-9]{1,10})")
_SETTING = re.compile(r"([a-z_0-9]{1,24}):([A-Za-z0-9_.+-]{1,200})")
_ALLOWED = f"at most {MOST_RIVALS} runs such as batch_size:10~eta:0.5, joined by ~~"


def race_text(rivals: Iterable[Rival]) -> str | None:
    """Return the runs beside the one on show as an address has them; None if that gets too long."""
    rivals = list(rivals)
    text = "~~".join(_text(rival) for rival in rivals)
    fits = len(text) <= LONGEST and all(len(rival.hands) <= MOST for rival in rivals)
    return text if fits else None


def _text(rival: Rival) -> str:
    parts = [f"{name}:{FIELDS[name].write(value)}" for name, value in rival.changes.items()]
    parts += [f"{edit.field}:{FIELDS[edit.field].write(edit.value)}@{edit.step}" for edit in rival.edits]
    parts += [hands_text(rival.hands)] if rival.hands else []
    return "~".join(parts) or _SAME


def race_from(params: Mapping[str, str], start: Settings) -> tuple[tuple[Rival, ...], Across, list[str]]:
    """Return the runs that an address asks for beside one that starts with these settings, and what is not allowed.

    If one run is not allowed, there is no race. No text makes it raise.
    """
    problems: list[str] = []
    rivals: tuple[Rival, ...] = ()
    if text := params.get("race"):
        try:
            rivals = _read(text, start)
        except ValueError as error:
            problems.append(f"race must be {_ALLOWED}: {error}.")
    across: Across = "samples"
    if "race_axis" in params:
        found = [name for name in get_args(Across) if name == params["race_axis"]]
        if found:
            across = found[0]
        else:
            problems.append(f"race_axis must be one of samples, updates, not {shown(params['race_axis'])}.")
    return rivals, across, problems


def _read(text: str, start: Settings) -> tuple[Rival, ...]:
    if len(text) > LONGEST:
        raise ValueError(f"it has {len(text):,} letters, and {LONGEST:,} are allowed")
    runs = text.split("~~", MOST_RIVALS)
    if len(runs) > MOST_RIVALS:
        raise ValueError("there are more of them")
    return tuple(_rival(run, start) for run in runs)


def _rival(text: str, start: Settings) -> Rival:
    changes: dict[str, object] = {}
    edits: list[Edit] = []
    by_hand: list[str] = []
    for part in text.split("~") if text != _SAME else ():
        if part[:2] in ("w:", "f:"):
            by_hand.append(part)
        elif match := _EDIT.fullmatch(part):
            if match[1] not in LIVE:
                raise ValueError(f"only {', '.join(LIVE)} change on the way, not {shown(match[1])}")
            edits.append(Edit(int(match[3]), match[1], field_from_text(match[1], match[2])))
        elif (match := _SETTING.fullmatch(part)) and match[1] in FIELDS and match[1] not in SHARED:
            if match[1] in changes:
                raise ValueError(f"{match[1]} is twice in one run")
            changes[match[1]] = value_of(match[1], match[2], start)
        else:
            raise ValueError(f"a part cannot be {shown(part)}")
    if len(by_hand) > MOST:
        raise ValueError(f"a run has at most {MOST} changes by hand")
    if [edit.step for edit in edits] != sorted(edit.step for edit in edits) or any(edit.step == 0 for edit in edits):
        raise ValueError("changes on the way come in the order of their steps, from step 1 on")
    rival = Rival(changes, tuple(edits))
    experiment = rival.experiment(start)
    if not by_hand:
        return rival
    try:
        return Rival(changes, tuple(edits), hands_from("~".join(by_hand), experiment.network))
    except FieldError as error:
        raise ValueError(str(error)) from None

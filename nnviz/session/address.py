"""The address: it is written from, and read back to, every setting, the view, the changes of the run and the step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from nnviz.datasets.own_text import own_text, packed_own
from nnviz.exchange.progress import progress_text
from nnviz.run.experiment import Edit, Experiment, HandEdit
from nnviz.run.manual_edits import MOST as MOST_HANDS
from nnviz.run.manual_edits import MOST_READ as MOST_KEPT_HANDS
from nnviz.run.manual_edits import hands_from, hands_text
from nnviz.run.race import Race
from nnviz.run.schedule import MAX_STEP
from nnviz.run.settings import LIVE, FieldError, Settings, from_params, to_params
from nnviz.session.left_out import LeftOut, left_out
from nnviz.session.lesson_progress import lesson_params
from nnviz.session.page_parts import page_to_params
from nnviz.session.race_frames import Racing
from nnviz.session.race_text import race_from, race_text
from nnviz.session.sweep_plan import NAME as SWEEP
from nnviz.session.view import View, view_from_params, view_to_params
from nnviz.session.visit import Visit

LAST_STEP = MAX_STEP
MOST_CHANGES = 1_000
"""Changes that an address may hold."""
MOST_KEPT_CHANGES = 2_000
"""Changes that are read from an address at all, as many as from a run file."""
# "eta:0.5@40": eta was 0.5 until step 40.
_CHANGE = re.compile(r"(eta|batch_size|regularization_rate):([0-9.e+-]{1,24})@([0-9]{1,9})")


def history_text(start: Settings, edits: tuple[Edit, ...]) -> str:
    """Return the changes of a run as the values in force before each; the field itself has the present value."""
    was = {name: getattr(start, name) for name in LIVE}
    parts = []
    for edit in edits:
        if edit.field in was:
            parts.append(f"{edit.field}:{was[edit.field]!r}@{edit.step}")
            was[edit.field] = edit.value
    return ",".join(parts)


def history_from(text: str, now: Settings) -> tuple[Settings, tuple[Edit, ...]]:
    """Return the settings at the start and the changes since, from an address's ``history`` and its present settings.

    Raises
    ------
    FieldError
        If the text is not such a history.
    """
    allowed = "changes such as eta:0.5@40 in the order of their steps, separated by commas"
    found = [_CHANGE.fullmatch(part) for part in text.split(",", MOST_KEPT_CHANGES)] if text else []
    if len(found) > MOST_KEPT_CHANGES or not all(found):
        raise FieldError("history", f"history must be {allowed}")
    steps = [int(match[3]) for match in found if match]
    if steps != sorted(steps) or any(step == 0 for step in steps):
        raise FieldError("history", f"history must be {allowed}")
    # The changes are read from the last one back: a field got its present value at its last change.
    value: dict[str, float | int] = {name: getattr(now, name) for name in LIVE}
    edits: list[Edit] = []
    for match in reversed([match for match in found if match]):
        name = match[1]
        try:
            edits.append(Edit(int(match[3]), name, value[name]))
            value[name] = int(match[2]) if name == "batch_size" else float(match[2])
        except ValueError as error:
            raise FieldError("history", f"history must be {allowed}") from error
    try:
        start = Settings(**{**{f: getattr(now, f) for f in now.__dataclass_fields__}, **value})
    except ValueError as error:
        raise FieldError("history", f"history must be {allowed}") from error
    return start, tuple(reversed(edits))


def read_address(params: Mapping[str, str]) -> tuple[Settings, tuple[Edit, ...], View, int, list[str]]:
    """Return what an address asks for, with a default and a sentence in place of each value that is not allowed."""
    settings, problems = from_params(params)
    data = settings.make_dataset()
    view, unseen = view_from_params(params, data.raw.shape[1], data.T.shape[1])
    problems += unseen
    edits: tuple[Edit, ...] = ()
    if params.get("history"):
        try:
            settings, edits = history_from(params["history"], settings)
        except FieldError as error:
            problems.append(f"{error}.")
    step = 0
    if "step" in params:
        text = params["step"]
        if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LAST_STEP:
            step = int(text)
        else:
            problems.append(f"step must be a whole number from 0 to {LAST_STEP:,}.")
    if edits and edits[-1].step > step:
        problems.append("history must not go beyond step.")
        settings, edits = from_params(params)[0], ()
    return settings, edits, view, step, problems


def read_hands(params: Mapping[str, str], settings: Settings, step: int) -> tuple[tuple[HandEdit, ...], list[str]]:
    """Return the manual edits up to a step, and a sentence if those in the address are not allowed."""
    if not params.get("edits"):
        return (), []
    try:
        hands = hands_from(params["edits"], Experiment(settings).network)
    except FieldError as error:
        return (), [f"{error}."]
    if hands and hands[-1].step > step:
        return (), ["edits must not go beyond step."]
    return hands, []


def read_race(params: Mapping[str, str], lead: Experiment) -> tuple[Racing | None, list[str]]:
    """Return the race that an address asks for beside a run, and a sentence for what of it is not allowed."""
    rivals, across, problems = race_from(params, lead.start)
    return (Racing(Race(lead, rivals), across) if rivals else None), problems


DEFAULTS = {**to_params(Settings()), **view_to_params(View()), "step": "0"}
MOST_LETTERS = 30_000
"""Letters that a whole address may have: the nginx of `deploy/` takes 32,000 in the line of a request."""


def short_link(base: str, visit: Visit) -> str | None:
    """Return a link to the page as it is, without defaults; None if no address holds the run.

    Parameters
    ----------
    base : str
        The page's address in the visitor's browser, without parameters.
    """
    params = address(visit)
    if params is None or not_in_address(visit) is not None:
        return None
    step = visit.experiment.step
    told = {name: text for name, text in {**params, "step": str(step) if step else None}.items() if text is not None}
    return base + (f"?{urlencode(told, safe=',:@~')}" if told else "")


def implied(visit: Visit) -> dict[str, str]:
    """Return the parameters, with their values, that an address means without naming them."""
    meant = dict(DEFAULTS)
    if visit.experiment.settings.kind.scaled:
        del meant["scaled_by"]  # without it the data would be scaled by all rows, as in old addresses
    if visit.learner.progress.lesson:
        del meant["dataset"]  # an address that names a lesson and no run opens the lesson's own
    return meant


def address(visit: Visit) -> dict[str, str | None] | None:
    """Return the page's parameters except the step; a parameter that is None is removed from the address.

    What has its default is not in the address. Parameters that do not fit are left out, and the address says so. While
    an opened address waits for missing parts, the result is None, and the address stays as it is.
    """
    if visit.opened.lacking is not None:
        return None
    experiment = visit.experiment
    lacks = not_in_address(visit)
    meant = implied(visit)
    told: dict[str, str | None] = {
        "own": None,
        **to_params(experiment.settings),
        **view_to_params(visit.view),
        **{name: None for name in ("history", "edits", "lacks", "kept")},
        **{name: text for name, text in long_parts(experiment).items() if lacks is None or name not in lacks.names},
        **({} if lacks is None else {**dict.fromkeys(lacks.names), **lacks.params()}),
        **page_to_params(visit.page),
        **lesson_params(visit.learner),
        SWEEP: None if visit.sweep.plan is None else visit.sweep.plan.text,
        **race_params(visit),
        **dict.fromkeys(visit.opened.foreign),
    }
    return {name: None if text == meant.get(name) else text for name, text in told.items()}


def race_params(visit: Visit) -> dict[str, str | None]:
    """Return the race as parameters of the address; a parameter that is not needed, or too long, is None."""
    racing = visit.racing
    text = None if racing is None else race_text(racing.race.rivals)
    across = None if racing is None or text is None or racing.across == "samples" else racing.across
    return {"race": text, "race_axis": across}


def not_in_address(visit: Visit) -> LeftOut | None:
    """Return the parts of the run that do not fit into its address; None if all of them do."""
    experiment = visit.experiment
    parts = long_parts(experiment)
    edits, hands = _changes(experiment)
    own = experiment.settings.own
    too_long = {"own": own is not None and own_text(own) is None}
    too_long |= {"history": len(edits) > MOST_CHANGES, "edits": len(hands) > MOST_HANDS}
    names = [name for name in parts if too_long[name]]
    letters = {name: len(urlencode({name: text})) for name, text in parts.items() if name not in names}
    room = MOST_LETTERS - len(progress_text(visit.learner.progress)) - len(race_params(visit)["race"] or "")
    while sum(letters.values()) > room:
        longest = max(letters, key=letters.__getitem__)
        del letters[longest]
        names.append(longest)
    if not names:
        return None
    if len(edits) > MOST_KEPT_CHANGES or len(hands) > MOST_KEPT_HANDS:
        return LeftOut(tuple(name for name in parts if name in names))  # it is longer than any reader accepts
    return left_out({name: text for name, text in parts.items() if name in names})


def _changes(experiment: Experiment) -> tuple[tuple[Edit, ...], list[HandEdit]]:
    """Return the changes of the run up to here."""
    edits = tuple(edit for edit in experiment.edits if edit.step <= experiment.step)
    return edits, [edit for edit in experiment.hands if edit.step <= experiment.step]


def long_parts(experiment: Experiment) -> dict[str, str]:
    """Return the parameters that grow with the run and its data."""
    edits, hands = _changes(experiment)
    own = experiment.settings.own
    parts = {
        "own": "" if own is None else packed_own(own),
        "history": history_text(experiment.start, edits),
        "edits": hands_text(hands),
    }
    return {name: text for name, text in parts.items() if text}

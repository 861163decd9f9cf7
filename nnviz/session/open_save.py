"""Saves a visit's run as a file and opens runs from files and links; nothing is drawn here."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from nnviz.exchange.pasted import cleaned
from nnviz.exchange.playground_link import NAMES as THEIRS
from nnviz.exchange.playground_link import Imported, read_link
from nnviz.exchange.raced import Raced
from nnviz.exchange.runfile import RunFileError, SavedRun, read_run, save_run
from nnviz.figures.race import ACROSS
from nnviz.run.experiment import Experiment
from nnviz.run.race import Race
from nnviz.run.settings import shown
from nnviz.session.asked_run import asked_run
from nnviz.session.left_out import lacking_from, words_of
from nnviz.session.lesson_progress import NAMES as LESSON_NAMES
from nnviz.session.lesson_progress import Learner, at_the_set_up, known, progress_from_params
from nnviz.session.names import NUMBERS, OURS, theirs, unknown_names
from nnviz.session.page_parts import HIDEABLE, page_from_params
from nnviz.session.race_frames import Racing
from nnviz.session.race_words import joined
from nnviz.session.view import View, view_from_params, view_to_params
from nnviz.session.visit import Visit

LONGEST_LINK = 40_000
"""Characters of a link of this page."""


def run_bytes(visit: Visit) -> bytes:
    """Return the run on show as a file.

    Raises
    ------
    RunFileError
        If it has more changes than a file holds, or gets too large.
    """
    racing = visit.racing
    if racing is not None:
        visit.said.notices += racing.race.attend(visit.experiment)
    raced = None if racing is None or not racing.race.runs else Raced.of(racing.race, racing.across)
    return save_run(visit.experiment, view_to_params(visit.view), visit.learner.progress, raced)


def open_run(visit: Visit, raw: bytes) -> None:
    """Replace the visit's run by the one in a file, at the step at which it was saved.

    Raises
    ------
    RunFileError
        If the file cannot be opened; then the visit is unchanged.
    """
    saved = read_run(raw)
    view = _view_of(saved)
    visit.go_over(saved.experiment, view, saved.step, _racing_of(saved))
    if saved.lessons is not None:
        visit.learner = Learner(known(saved.lessons))
    visit.opened.saved = saved
    visit.said.notices.append(f"Opened: {'-'.join(map(str, saved.experiment.sizes))}, saved at step {saved.step:,}.")


def open_link(visit: Visit, text: str) -> None:
    """Replace the visit's run by the one that a link of this page or of TensorFlow Playground asks for.

    Raises
    ------
    ValueError
        If it is no such link; then the visit is unchanged.
    """
    if _open_ours(visit, text):
        return
    found = read_link(text)
    visit.go_over(Experiment(found.settings), replace(visit.view, **dict(found.view)))
    arrive(visit, found)
    visit.said.notices.append("Opened the link of TensorFlow Playground.")


def _open_ours(visit: Visit, text: str) -> bool:
    """Open a link of this page; return False if it may be a link of TensorFlow Playground instead."""
    if len(text) > LONGEST_LINK:
        raise ValueError(f"a link must have at most {LONGEST_LINK:,} characters, not {len(text):,}")
    link, mended = cleaned(text, (*OURS, *THEIRS), NUMBERS)
    _, mark, query = link.partition("?")
    params = dict(parse_qsl(query if mark else link, keep_blank_values=True))
    if "#" in link or theirs(params) or not any(name in OURS for name in params):
        return False
    progress, unlearned = progress_from_params(params)
    params = at_the_set_up(params, progress)
    lacking, mistaken = lacking_from(params)
    if lacking is not None:
        raise ValueError(
            f"this link is not the whole run: it leaves out {words_of(lacking.names)}. Open the run file that was "
            "saved with them"
        )
    asked = asked_run(params)
    page, unknown = page_from_params(params)
    visit.go_over(asked.experiment, asked.view, asked.step, asked.racing)
    visit.sweep.arrive(asked.plan)
    if any(name in params for name in LESSON_NAMES):
        # A link to a lesson without what was done there leaves what this learner did.
        done = progress.lessons or visit.learner.progress.lessons
        visit.learner = Learner(replace(progress, lessons=done))
    visit.page = page
    visit.said.read_as = (*mended, *unknown_names(params), *asked.read_as)
    visit.said.warnings += [*mistaken, *asked.refused, *asked.unraced, *unknown, *unlearned]
    visit.said.notices.append("Opened the link.")
    return True


def arrive(visit: Visit, found: Imported) -> None:
    """Say what differs from the link, and hide the controls that the link hides."""
    visit.said.remarks, visit.said.read_as = found.remarks, found.changed
    hide = {*visit.page.hide, *found.hide}
    visit.page = replace(visit.page, hide=tuple(name for name in HIDEABLE if name in hide))


def _racing_of(saved: SavedRun) -> Racing | None:
    if saved.raced is None:
        return None
    across = next(axis for axis in ACROSS if axis == saved.raced.against)
    return Racing(Race(saved.experiment, saved.raced.rivals), across)


def _view_of(saved: SavedRun) -> View:
    known = View.__dataclass_fields__
    for name in saved.view:
        if name not in known:
            raise RunFileError(f"view must be made of {', '.join(known)}, not {shown(name)}")
    data = saved.experiment.dataset
    view, problems = view_from_params(saved.view, data.raw.shape[1], data.T.shape[1])
    if problems:
        raise RunFileError(problems[0].removesuffix("."))
    return view


def compare(visit: Visit) -> bool:
    """Compare the weights of an opened run at rest with the saved ones; return True if that adds a warning."""
    saved = visit.opened.saved
    if saved is None or visit.job is not None or visit.lags:
        return False
    visit.opened.saved = None
    experiment = visit.experiment
    if experiment is not saved.experiment or (experiment.step != saved.step and experiment.diverged_at is None):
        return False  # its visitor has gone to another step meanwhile
    racing = visit.racing
    raced = [] if racing is None or saved.raced is None else saved.raced.differing(racing.race.runs)
    agrees = saved.agrees(experiment)
    if agrees and not raced:
        visit.said.notices.append("The weights are those that were saved, to the last bit.")
        return False
    if not agrees:
        visit.said.warnings.append(saved.differs)
    if raced:
        runs = f"run{'s' if len(raced) > 1 else ''} {joined([str(number + 2) for number in raced])}"
        visit.said.warnings.append(
            f"The weights of {runs}, beside the run on show, are not those that were "
            "saved: what is shown is what the saved settings and changes give here."
        )
    return True

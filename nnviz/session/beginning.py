"""A visit begins: from the address that it was opened with, from what a tab kept of it, or after a lost connection."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from nnviz.exchange.pasted import cleaned_params
from nnviz.exchange.pasted_pairs import twice
from nnviz.exchange.playground_link import NAMES as THEIRS
from nnviz.exchange.playground_link import SHARED, read_params
from nnviz.run.experiment import Experiment
from nnviz.session.asked_run import asked_run
from nnviz.session.left_out import Stored, lacking_from, words_of
from nnviz.session.lesson_progress import Learner, at_the_set_up, progress_from_params
from nnviz.session.names import NUMBERS, OURS, passed_over, theirs, unknown_names
from nnviz.session.open_save import arrive
from nnviz.session.page_parts import Page, page_from_params
from nnviz.session.reconnect import Return
from nnviz.session.view import View, view_from_params
from nnviz.session.visit import Visit


def begun(given: Mapping[str, str], again: Collection[str] = ()) -> Visit:
    """Return the visit that an address asks for; what cannot be is a default, and is said in a sentence.

    Parameters
    ----------
    given : mapping of str to str
        The parameters, each with its last value.
    again : collection of str
        Names that the address has more than once.
    """
    params, mended = cleaned_params(given, (*OURS, *THEIRS), NUMBERS)
    mended += tuple(twice([name for name in again if name in (*OURS, *THEIRS)]))
    page, unknown = page_from_params(params)
    foreign = theirs(params)
    said = (*mended, *unknown_names(params))
    # The parameters that stood for the missing parts are removed from the address.
    gone = tuple(name for name in given if name not in params and name not in OURS)
    if foreign:
        made = _begun_elsewhere(params, foreign, page, unknown)
        made.said.read_as = (*said, *made.said.read_as)
        made.opened.foreign = (*foreign, *gone)
        return made
    lacking, mistaken = lacking_from(params)
    progress, unlearned = progress_from_params(params)
    params = at_the_set_up(params, progress)
    if lacking is not None:
        # The page does not show that run, so warnings about it are left out.
        params = {name: text for name, text in lacking.params.items() if name != "step"}
        params = {} if "own" in lacking.names else params
        params.pop("sweep", None)
    asked = asked_run(params)
    made = _visit(asked.experiment, asked.view, asked.step)
    made.said.warnings += _warned([*mistaken, *asked.refused, *unknown, *unlearned, *asked.unraced])
    made.sweep.arrive(asked.plan)
    made.racing = asked.racing
    made.opened.lacking = lacking
    made.learner = Learner(progress)
    made.page, made.said.read_as, made.opened.foreign = page, (*said, *asked.read_as), gone
    return made


def begun_again(back: Return) -> Visit:
    """Return the visit of a page that lost its server, as its address was then."""
    made = begun(back.params)
    made.opened.back_at = back.at
    if made.opened.lacking is None:
        (made.said.notices if back.whole else made.said.warnings).append(back.words)
    return made


def completed(now: Visit, found: object) -> Visit:
    """Return the visit with the parts that its address leaves out, as a tab gave them back; itself if it has none."""
    lacking = now.opened.lacking
    params = None if lacking is None else lacking.found(found)
    if lacking is None or params is None:
        now.opened.asked_tab = True
        return now
    made = begun(params)
    made.opened.back_at = now.opened.back_at
    made.stored = Stored(lacking.key, done=True)
    made.said.notices.append(f"From this browser's tab, which had kept {words_of(lacking.names)}.")
    return made


def _visit(experiment: Experiment, view: View, step: int) -> Visit:
    made = Visit(experiment, view=view)
    made.choose(made.first_choice())
    if step:
        made.transport.seek(step)
    return made


def _begun_elsewhere(params: dict[str, str], foreign: tuple[str, ...], page: Page, problems: list[str]) -> Visit:
    """Begin the run that TensorFlow Playground's parameters ask for, viewed as the page's own parameters say."""
    used = (*foreign, *SHARED)
    found = read_params({name: text for name, text in params.items() if name in used})
    view, unseen = view_from_params(params, 2, 1)
    made = _visit(Experiment(found.settings), replace(view, **dict(found.view)), 0)
    made.said.warnings += _warned([*unseen, *problems])
    made.page = page
    arrive(made, found)
    made.said.read_as += passed_over(params, used)
    return made


def _warned(problems: list[str]) -> list[str]:
    first = "The address asked for something that cannot be; the defaults stand in."
    return [first, *problems] if problems else []

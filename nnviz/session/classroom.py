"""What a learner does in a lesson, and what becomes of their visit by it; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl

from nnviz.exchange.progress import LONGEST_ANSWER, MOST_KEPT, MOST_LINKS, MOST_TRIES
from nnviz.lessons import LESSONS, ROUTES, LearnersRun, Verdict
from nnviz.run.experiment import Experiment
from nnviz.session.address import read_race
from nnviz.session.kept_runs import as_kept, experiment_of, kept_runs, link_to
from nnviz.session.lesson_progress import Learner
from nnviz.session.sweep_plan import plan_from_params
from nnviz.session.view import view_from_params, view_to_params
from nnviz.session.visit import Visit

WHY = "why"
"""The name under which the verdict on a lesson's why is kept, beside those on its tasks."""


def changed(action: Callable[..., None]) -> Callable[..., None]:
    """Let an action count its time, and let the address follow what it did."""

    def do(visit: Visit, *args: str) -> None:
        visit.learner.spend()
        visit.learner.refused = ""
        locks = visit.learner.locks
        action(visit, *args)
        visit.transport.stale = True
        if visit.learner.locks != locks:
            visit.drawn.settings = None  # the sidebar has to show what is locked now

    return do


# Where in the lessons


@changed
def enter(visit: Visit, key: str, route: str = "") -> None:
    """Open a lesson at its beginning, alone or on a route."""
    learner = visit.learner
    _keep_seen(learner)
    learner.progress = replace(learner.progress, lesson=key, step=0, route=route)
    open_address(visit, LESSONS[key].address)


@changed
def follow(visit: Visit, route: str) -> None:
    """Open the first lesson of a route."""
    if keys := ROUTES[route].lessons:
        enter(visit, keys[0], route)


@changed
def end(visit: Visit) -> None:
    """Leave the lessons; the run stays, and so does what was done."""
    visit.learner.progress = replace(visit.learner.progress, lesson="", step=0, route="")
    visit.drawn.settings = None


def turn(visit: Visit, by: int) -> None:
    """Go to another step of the lesson."""
    _turn(visit, str(by))


@changed
def _turn(visit: Visit, by: str) -> None:
    learner = visit.learner
    made = learner.lesson
    if made is not None:
        at = min(max(learner.at + int(by), 0), len(made.steps) - 1)
        learner.progress = replace(learner.progress, step=at)


@changed
def set_up(visit: Visit) -> None:
    """Begin the run of the lesson, or of the task on show, anew."""
    learner = visit.learner
    made, section = learner.lesson, learner.section
    if made is None or section is None:
        return
    _keep_seen(learner)
    own = made.task(section.key).address if section.kind == "task" else ""
    open_address(visit, made.variation_address if section.kind == "variation" else own or made.address)


@changed
def many(visit: Visit) -> None:
    """Open the many runs that the lesson has beside its own: a race, or a sweep to be started."""
    made = visit.learner.lesson
    if made is not None and made.many_address:
        _keep_seen(visit.learner)
        open_address(visit, made.many_address)


def open_address(visit: Visit, query: str) -> None:
    """Replace the visit's run by that of one of our own addresses, with a race or a sweep if it names one.

    What it does not name of the view stays.
    """
    params = dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
    experiment, step = experiment_of(params)
    data = experiment.dataset
    view, _ = view_from_params({**view_to_params(visit.view), **params}, data.raw.shape[1], data.T.shape[1])
    racing, _ = read_race(params, experiment)
    plan, _ = plan_from_params(params, experiment.start)
    visit.go_over(experiment, view, step, racing)
    visit.sweep.arrive(plan)
    visit.learner.seen = visit.experiment


# Predictions and reasons


@changed
def predict(visit: Visit, choice: str) -> None:
    """Take the prediction of the open lesson; it stands once it is given."""
    learner = visit.learner
    if learner.lesson is not None and not learner.record.prediction:
        learner.progress = learner.progress.noting(learner.lesson.key, prediction=choice)


@lru_cache(maxsize=64)
def outcome(key: str, choice: str) -> Verdict:
    """Return what came of a prediction, from a run of the lesson itself."""
    made = LESSONS[key]
    return made.prediction.judge(made.begin(), choice)


@lru_cache(maxsize=64)
def right_choice(key: str) -> str:
    """Return the key of the choice that comes true."""
    made = LESSONS[key]
    return made.prediction.right(made.begin())


@changed
def reason(visit: Visit, choice: str) -> None:
    """Take the answer to the lesson's why."""
    learner = visit.learner
    if learner.lesson is not None:
        learner.progress = learner.progress.noting(learner.lesson.key, why=choice)
        learner.verdicts[learner.lesson.key, WHY] = learner.lesson.why.judge(choice)


# Tasks


@changed
def hint(visit: Visit, task: str) -> None:
    """Open the next hint of a task."""
    learner = visit.learner
    made = learner.lesson
    if made is not None:
        hints = min(learner.record.task(task).hints + 1, len(made.task(task).hints))
        learner.progress = learner.progress.noting(made.key, task, hints=hints)


@changed
def check(visit: Visit, task: str, answer: str = "") -> None:
    """Check a task from the run on show; one that plays is paused first."""
    learner = visit.learner
    if learner.lesson is None:
        return
    learner.waiting = (learner.lesson.key, task, answer)
    if visit.running:
        visit.transport.toggle_playing()
    elif visit.job is not None:
        visit.transport.stop_run()
    check_waiting(visit)


def check_waiting(visit: Visit) -> None:
    """Do the check that waits, once the run stands still."""
    learner = visit.learner
    if learner.waiting is None or not visit.at_rest:
        return
    (key, name, answer), learner.waiting = learner.waiting, None
    task, record = LESSONS[key].task(name), learner.progress.of(key).task(name)
    runs = runs_of(visit, key)
    try:
        verdict = task.check(visit.experiment, answer, runs)
    except (ArithmeticError, ValueError):
        # A lesson cannot foresee every run that a visitor may make.
        verdict = Verdict(False, "This run cannot be checked. Open the set-up again and go on from it.")
    learner.verdicts[key, name] = verdict
    tries = min(record.tries + (0 if record.passed else 1), MOST_TRIES)
    # What passed once stays, with the answer that it passed with.
    kept = record.answer if record.passed and not verdict.passed else answer[:LONGEST_ANSWER]
    learner.progress = learner.progress.noting(key, name, tries=tries, answer=kept)
    if verdict.passed:
        alone = not task.check(visit.experiment, answer).passed
        _passed(visit, key, name, runs if alone else ())


def attend(visit: Visit) -> None:
    """Do what a lesson does by itself where the run stands still: the check that waits, and a look at the run."""
    if visit.learner.lesson is not None and not visit.presence.hasty:
        check_waiting(visit)
        notice(visit)


def notice(visit: Visit) -> None:
    """Look at the run on show: keep the one that it has taken the place of, and mark a task that it has done.

    Only tasks with nothing to type pass by themselves.
    """
    learner = visit.learner
    made, section = learner.lesson, learner.section
    if made is None or section is None or not visit.at_rest:
        return
    if learner.seen is not visit.experiment:
        kept = learner.runs.get(made.key)
        _keep_seen(learner)
        learner.seen = visit.experiment
        visit.transport.stale |= learner.runs.get(made.key) != kept  # the address holds them
    if section.kind != "task" or learner.record.task(section.key).passed or not _has_moved(visit.experiment):
        return
    task = made.task(section.key)
    if task.answer != "none" or made.compares:
        return
    verdict = learner.verdicts.get((made.key, task.key))
    try:
        found = task.check(visit.experiment)
    except (ArithmeticError, ValueError):
        return
    if found.passed:
        learner.verdicts[made.key, task.key] = found
        _passed(visit, made.key, task.key, ())
    elif verdict is not None:
        learner.verdicts[made.key, task.key] = found  # what was said of the run before is not so any more


def _passed(visit: Visit, key: str, name: str, runs: tuple[LearnersRun, ...]) -> None:
    learner = visit.learner
    links = tuple(run.address for run in runs if run.address)[-MOST_LINKS:]
    link = link_to(visit.experiment)
    learner.progress = learner.progress.noting(key, name, passed=True, link=link, runs=links)
    visit.transport.stale = True


# The learner's own runs


def runs_of(visit: Visit, key: str) -> tuple[LearnersRun, ...]:
    """Return the learner's runs of a lesson, the one on show last."""
    kept = kept_runs(visit.learner, key)
    if not _has_moved(visit.experiment):
        return kept
    now = LearnersRun.of(visit.experiment, link_to(visit.experiment))
    return (*(run for run in kept if run != now), now)


@changed
def keep(visit: Visit) -> None:
    """Keep the run on show as it stands."""
    _keep(visit.learner, visit.experiment)


@changed
def bring_back(visit: Visit, number: str) -> None:
    """Show a kept run again, at the step at which it was kept."""
    learner = visit.learner
    kept = kept_runs(learner, learner.progress.lesson)
    if int(number) < len(kept) and kept[int(number)].address:
        _keep_seen(learner)
        open_address(visit, kept[int(number)].address)


def _keep_seen(learner: Learner) -> None:
    if isinstance(learner.seen, Experiment):
        _keep(learner, learner.seen)
    learner.seen = None


def _keep(learner: Learner, experiment: Experiment) -> None:
    made = learner.lesson
    if made is None or not made.compares or not _has_moved(experiment):
        return
    now = LearnersRun.of(experiment, link_to(experiment))
    kept = (*(run for run in kept_runs(learner, made.key) if run != now), now)[-MOST_KEPT:]
    learner.runs[made.key] = kept
    written = tuple(as_kept(run) for run in kept if run.address)
    learner.progress = learner.progress.noting(made.key, kept=written)


def _has_moved(experiment: Experiment) -> bool:
    return bool(experiment.step or experiment.hands)

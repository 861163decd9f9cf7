"""A learner's own runs, as they are written into their progress and read from it again; and the link to a run."""

from __future__ import annotations

import math
from urllib.parse import parse_qsl, urlencode

from nnviz.exchange.kept_run import LONGEST_LINK, KeptRun
from nnviz.exchange.progress import MOST_KEPT, Progress, left_out
from nnviz.lessons import LearnersRun
from nnviz.run.experiment import Experiment
from nnviz.run.settings import to_params
from nnviz.session.address import DEFAULTS, long_parts, read_address, read_hands
from nnviz.session.lesson_progress import Learner


def experiment_of(params: dict[str, str]) -> tuple[Experiment, int]:
    """Return the run that an address of ours asks for, at step 0, and its step.

    Raises
    ------
    ValueError
        If something in it cannot be.
    """
    settings, edits, _, step, problems = read_address(params)
    hands, unread = read_hands(params, settings, step)
    if problems or unread:
        raise ValueError((problems + unread)[0])
    return Experiment(settings, edits, hands), step


def link_to(experiment: Experiment) -> str:
    """Return the parameters of the address of a run as it stands, without the view; "" if they get too long."""
    params = {name: text for name, text in to_params(experiment.settings).items() if DEFAULTS.get(name) != text}
    if experiment.settings.kind.scaled:
        params["scaled_by"] = experiment.settings.scaled_by
    params |= long_parts(experiment) | ({"step": str(experiment.step)} if experiment.step else {})
    params.setdefault("dataset", experiment.settings.dataset)
    text = "?" + urlencode(params, safe=",:@~")
    return text if len(text) <= LONGEST_LINK else ""


def kept_runs(learner: Learner, key: str) -> tuple[LearnersRun, ...]:
    """Return the learner's kept runs of a lesson, the oldest first; nothing is trained for it.

    A run of a progress from outside whose link opens nothing is left out.
    """
    if key not in learner.runs:
        found = [_run_of(kept) for kept in learner.progress.of(key).kept]
        learner.runs[key] = tuple(run for run in found if run is not None)
    return learner.runs[key]


def room_for_runs(learner: Learner, key: str) -> str:
    """Return what to say of a lesson's runs that a reload, or one run more, would lose; "" if it would lose none."""
    kept = kept_runs(learner, key)
    lost, _ = left_out(learner.progress).get(key, (0, 0))
    unwritten = sum(not run.address for run in kept)
    said = []
    if lost:
        runs = f"the first {lost} of these runs" if lost < len(kept) else "these runs"
        said.append(
            f"The address has no room for {runs}: a reload loses them. A run file keeps them: Share, Save this run."
        )
    if unwritten:
        said.append(f"Of these runs, {unwritten} changed too much on the way to be kept beyond this visit.")
    if len(kept) == MOST_KEPT:
        said.append(f"{MOST_KEPT} runs are kept: the next one takes the place of the oldest.")
    return " ".join(said)


def lost_links(progress: Progress) -> int:
    """Return how many links to states that passed have no room in the address."""
    return sum(links for _, links in left_out(progress).values())


def as_kept(run: LearnersRun) -> KeptRun:
    """Return a run as it is written; one whose address is too long cannot be."""
    return KeptRun(
        link=run.address,
        train=_finite(run.train),
        test=None if run.test is None else _finite(run.test),
        right=run.accuracy,
        diverged_at=run.diverged_at,
    )


def _run_of(kept: KeptRun) -> LearnersRun | None:
    try:
        experiment, step = experiment_of(dict(parse_qsl(kept.link.removeprefix("?"), keep_blank_values=True)))
    except ValueError:
        return None
    return LearnersRun.reported(
        experiment,
        step,
        train=_number(kept.train),
        test=_number(kept.test) if len(experiment.dataset.test) else None,
        accuracy=kept.right,
        diverged_at=kept.diverged_at,
        address=kept.link,
    )


def _finite(loss: float) -> float | None:
    return loss if math.isfinite(loss) else None


def _number(loss: float | None) -> float:
    return math.inf if loss is None else float(loss)

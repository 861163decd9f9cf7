"""The page's sentences on a run's position: the effect of the last update, and what is going wrong."""

from __future__ import annotations

from nnviz.analysis.diagnosis import Finding, diagnose
from nnviz.analysis.evidence import evidence
from nnviz.analysis.outcome import outcome
from nnviz.derivation.notation import number
from nnviz.session.visit import Visit


def what_it_did(visit: Visit) -> str:
    """Return the effect of the last update as plain text.

    It is empty at the start, while the run goes on, and in slow motion until the weights have changed.
    """
    walk = visit.slow.walk
    if not visit.at_rest or (walk is not None and walk.at < walk.last):
        return ""
    found = outcome(visit.experiment)
    if found is None:
        return ""
    digits = visit.view.digits
    n = len(found.rows)
    # It names its step: at a press the browser may show the next picture before this is said of it.
    of = f"Step {visit.experiment.step:,}"
    presented = f"{of}, sample {found.rows[0]}: E" if n == 1 else f"{of}, batch of {n} samples: mean E"

    def change(before: float, after: float) -> str:
        return f"{number(before, digits)} → {number(after, digits)}"

    if found.helped == found.hurt == 0:
        verdict = "No training row's loss has changed."
    else:
        verdict = f"The update helped {found.helped} of {found.n} training rows and hurt {found.hurt}."
    losses = f"{presented} {change(found.E_before, found.E_after)}. "
    return f"{losses}Train loss {change(found.train_before, found.train_after)}. {verdict}"


def what_is_wrong(visit: Visit) -> Finding | None:
    """Return what is going wrong in a run at rest, or None; the finding is kept until the position changes.

    That a run diverged is left out: the page says so in a place of its own.
    """
    if not visit.at_rest or visit.slow.walk is not None or visit.experiment.diverged_at is not None:
        return None
    experiment = visit.experiment
    token = (experiment, experiment.step, experiment.network, experiment.settings)
    if visit.diagnosed is None or visit.diagnosed[0] != token:
        visit.diagnosed = (token, diagnose(evidence(experiment)))
    return visit.diagnosed[1]

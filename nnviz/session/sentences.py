"""The page's sentences on a run's position and its pictures.

They tell the effect of the last update, what is going wrong, what the marks of the pictures are, and what is read out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nnviz.analysis.diagnosis import Finding, diagnose
from nnviz.analysis.diagnosis.evidence import evidence
from nnviz.analysis.outcome import outcome
from nnviz.derivation.notation import number
from nnviz.run.experiment import Experiment
from nnviz.session.visit import Visit

T = TypeVar("T")
MOST_HELD = 6
"""Inputs that a caption names; more of them it counts."""


def what_it_did(visit: Visit) -> str:
    """Return the effect of the last update as plain text.

    It is empty at the start, while the run goes on, and in slow motion until the weights have changed.
    """
    walk = visit.slow.walk
    if not visit.at_rest or (walk is not None and walk.at < walk.last):
        return ""
    found = _examined(visit, outcome)
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
    return _examined(visit, _diagnosis)


def divergence(visit: Visit) -> tuple[str, str] | None:
    """Return that a run at rest has diverged, and what to do; None if it has not."""
    step = visit.experiment.diverged_at
    if step is None or not visit.at_rest:
        return None
    return (
        f"It diverged at step {step:,}: that update would have made a weight infinite or not a number. "
        f"Here is the last finite network, at step {visit.experiment.step:,}.",
        "Press Reset, or go back to where the loss was small, and choose a smaller η.",
    )


def _diagnosis(experiment: Experiment) -> Finding | None:
    return diagnose(evidence(experiment))


def _examined(visit: Visit, look: Callable[[Experiment], T]) -> T:
    """Return what a look at the position finds; it is kept until the position changes."""
    experiment = visit.experiment
    token = (experiment, experiment.step, experiment.network, experiment.settings)
    known = visit.examined.get(look.__name__)
    if known is None or known[0] != token:
        known = visit.examined[look.__name__] = (token, look(experiment))
    found: T = known[1]
    return found


def spoken(visit: Visit) -> str:
    """Return what a screen reader says: the step at rest, the phase and the question of slow motion, or that it plays.

    It stays the same while the run goes on, so that nothing is said then.
    """
    walk = visit.slow.walk
    if walk is None and not visit.at_rest:
        return "Running." if visit.job is not None else "Playing."
    parts = []
    if walk is not None:
        parts.append(f"Phase {walk.at + 1} of {len(walk.phases)}. {walk.here.title}.")
        asked = walk.told(visit.view.digits) if walk.asks else None
        if asked is not None:
            question, verdict = asked
            options = ", ".join(option.label for option in question.options)
            if verdict is None:
                parts.append(f"{question.text} {options}.")
            else:
                parts.append(f"{'Right' if verdict.right else 'Not so'}: {verdict.correct.label}. {verdict.why}")
    parts.append(what_it_did(visit) or ("" if walk is not None else f"Step {visit.experiment.step:,}."))
    finding = what_is_wrong(visit)
    if finding is not None:
        parts.append(f"{finding.words} {finding.advice}")
    return " ".join(part for part in parts if part)


def network_words(visit: Visit) -> str:
    """Return what the marks of the network's picture are."""
    parts = ["square: bias 1"] if visit.settings.bias else []
    if visit.pictures.maps != "none":
        parts.append("map: output over the inputs")
    parts.append("lit: purple weight, green δ, ochre input, pink δ's source")
    return " · ".join(parts)


def boundary_words(visit: Visit, written: Callable[[str], str] = str) -> str:
    """Return what the marks of the boundary are; `written` says how names from outside are put into the text."""
    data = visit.experiment.dataset
    parts = ["ring: current sample"]
    if data.labels is not None:
        parts.append("×: classified wrongly")
    if data.test.size and visit.view.test_shown:
        parts.append("hollow: test")
    held = [written(data.raw_inputs[k]) for k in range(data.raw.shape[1]) if k not in visit.pictures.plane.axes]
    if len(held) > MOST_HELD:
        parts.append(f"the other {len(held)} inputs are held at their mean")
    elif held:
        parts.append(f"held at their mean: {', '.join(held)}")
    return " · ".join(parts)

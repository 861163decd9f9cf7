"""Rules that look at one position of a run, find what is going wrong there, and say what to try.

Each rule is a function of the evidence alone. Where several rules apply, the first one in RULES is reported: a rule
whose finding makes the others pointless comes first.
"""

from __future__ import annotations

from collections.abc import Callable

from nnviz.analysis.diagnosis.classes import not_separable, one_class_of_data, one_class_predicted
from nnviz.analysis.diagnosis.course import flat_region, overfitting
from nnviz.analysis.diagnosis.evidence import Evidence
from nnviz.analysis.diagnosis.finding import Finding
from nnviz.analysis.diagnosis.neurons import dead, frozen, identical, no_slope, saturated
from nnviz.analysis.diagnosis.rates import diverged, eta_too_large, eta_too_small, penalty_too_large, running_away

__all__ = ["RULES", "Evidence", "Finding", "Rule", "diagnose"]

Rule = Callable[[Evidence], Finding | None]
RULES: tuple[Rule, ...] = (
    frozen,
    penalty_too_large,
    diverged,
    running_away,
    one_class_of_data,
    no_slope,
    identical,
    dead,
    saturated,
    not_separable,
    eta_too_large,
    eta_too_small,
    one_class_predicted,
    overfitting,
    flat_region,
)


def diagnose(found: Evidence) -> Finding | None:
    """Return the first finding of RULES, or None where nothing is going wrong."""
    return next((finding for rule in RULES if (finding := rule(found)) is not None), None)

"""Changes of a weight by hand: a value for it, or that it keeps the one it has."""

from __future__ import annotations

from nnviz.derivation.notation import WeightKey, parse_key
from nnviz.session.transport import Action
from nnviz.session.visit import Visit


def set_weight(visit: Visit, key: str, value: float) -> None:
    """Give a weight a value by hand, from here on."""
    _edit(visit, lambda: visit.experiment.set_weight(_weight(visit, key), value))


def freeze(visit: Visit, key: str, frozen: bool) -> None:
    """Let a weight keep its value from here on, or learn again."""
    _edit(visit, lambda: visit.experiment.freeze(_weight(visit, key), frozen))


def _weight(visit: Visit, key: str) -> WeightKey:
    parts = parse_key(key, visit.experiment.sizes)
    if not isinstance(parts, WeightKey):
        raise ValueError("key must be that of a weight")
    return parts


def _edit(visit: Visit, edit: Action) -> None:
    def do() -> None:
        try:
            edit()
            visit.said.refused_edit = None
        except ValueError as error:
            visit.said.refused_edit = f"{error}. Nothing was changed."

    visit.transport.act(do, leaves=True)

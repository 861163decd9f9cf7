"""The query string that opens a run on the page at one of its steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from nnviz.run.experiment import HandEdit
from nnviz.run.manual_edits import hands_text
from nnviz.run.settings import Settings, to_params

_DEFAULTS = to_params(Settings())


def query(settings: Settings, hands: Iterable[HandEdit] = (), step: int = 0, **view: Any) -> str:
    """Return the parameters of the page's address, without those that have their defaults.

    Parameters
    ----------
    settings : Settings
    hands : iterable of HandEdit
        Weights that are set or frozen, in the order of their steps.
    step : int
    **view
        Other parameters of the page, such as ``moment``.
    """
    told = {name: text for name, text in to_params(settings).items() if _DEFAULTS.get(name) != text}
    if settings.kind.scaled:
        told["scaled_by"] = settings.scaled_by  # an address without it means "all"
    edits = hands_text(hands)
    told |= {"edits": edits} if edits else {}
    told |= {"step": str(step)} if step else {}
    return "?" + urlencode({"dataset": settings.dataset, **told, **view}, safe=",:@~")

"""The reconnection of an open page to a server that does not know it: reads what the browser reports then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

KEY = "comeback"
MOST = 200_000
"""Characters of an address that are read: the longest ones, with data of one's own, stay far below."""
_STREAMLITS = ("embed", "embed_options")


@dataclass(frozen=True)
class Return:
    """A page that lost its server and found one.

    Attributes
    ----------
    at : when the connection was lost, by the browser's clock; each loss is answered once.
    run : name of the run that the page shows.
    params : the parameters of its address.
    whole : whether the address holds that run.
    """

    at: int
    run: str
    params: dict[str, str]
    whole: bool

    @property
    def words(self) -> str:
        """The page's sentence for the visitor after the reconnection."""
        if self.whole:
            return "The connection was lost. This is your run again, from its address."
        return (
            "The connection was lost, and the server no longer knows this run, which had more of its own than an "
            "address holds: here is what the address held last."
        )


def returned(state: Mapping[str, Any]) -> Return | None:
    """Read the component's report; return None if there is none or it is not valid."""
    told = state.get("back")
    if not isinstance(told, Mapping):
        return None
    at, run, search = told.get("at"), told.get("run"), told.get("search")
    if not (isinstance(at, int) and isinstance(run, str) and isinstance(search, str)) or len(search) > MOST:
        return None
    pairs = parse_qsl(search.removeprefix("?"), keep_blank_values=True)
    params = {name: text for name, text in pairs if name not in _STREAMLITS}
    return Return(at, run, params, told.get("whole") is not False)

"""What takes long to make and is the same for every visitor who asks for it: kept once for the process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

import altair as alt
import orjson

from nnviz.figures.picture import spec_of
from nnviz.figures.theme import Theme


class Specs:
    """Charts' specifications by a name that says all that they depend on; those not asked for the longest go first.

    Parameters
    ----------
    most : int
        How many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._texts: OrderedDict[str, bytes] = OrderedDict()
        self._making: dict[str, Lock] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, name: str, make: Callable[[], alt.LayerChart], theme: Theme) -> bytes:
        """The specification of a chart without data, as JSON; `make` is called if it is not there."""
        with self._lock:
            if name in self._texts:
                return self._kept(name)
            making = self._making.setdefault(name, Lock())
        # A class that opens the page at one moment asks for the same charts: one visitor makes them, the others wait.
        with making:
            with self._lock:
                if name in self._texts:
                    return self._kept(name)
            try:
                text = orjson.dumps(spec_of(make(), theme, check=False))  # what charts must hold to, the tests check
                with self._lock:
                    self._texts[name] = text
                    while len(self._texts) > self._most:
                        self._texts.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(name, None)
            return text

    def _kept(self, name: str) -> bytes:
        self._texts.move_to_end(name)
        return self._texts[name]

    def spec(self, name: str, make: Callable[[], alt.LayerChart], theme: Theme) -> dict[str, Any]:
        """The same as a dict of one's own."""
        found: dict[str, Any] = orjson.loads(self.text(name, make, theme))
        return found


SPECS = Specs(256)

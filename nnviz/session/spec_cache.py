"""A cache of chart specifications for the whole process: they take long to make and are the same for all visitors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

import altair as alt
import orjson

from nnviz.figures.picture import enlarged, spec_of, unchecked
from nnviz.figures.theme import Theme


class Specs:
    """Chart specifications by a name that states all that they depend on; the least recently used are dropped first.

    Parameters
    ----------
    most : int
        How many specifications are kept at most.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._texts: OrderedDict[str, bytes] = OrderedDict()
        self._making: dict[str, Lock] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, name: str, make: Callable[[], alt.LayerChart], theme: Theme, *, large: bool = False) -> bytes:
        """Return the specification of a chart without data, as JSON; `make` is called if it is not in the cache.

        The name says, too, whether its texts are ``large``, as for a projector.
        """
        with self._lock:
            if name in self._texts:
                return self._kept(name)
            making = self._making.setdefault(name, Lock())
        # A class that opens the page at the same moment needs the same charts: one session makes them, the others wait.
        with making:
            with self._lock:
                if name in self._texts:
                    return self._kept(name)
            try:
                with unchecked():
                    spec = spec_of(make(), theme, check=False)
                text = orjson.dumps(enlarged(spec) if large else spec)
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
        """Return the specification as a new dict."""
        found: dict[str, Any] = orjson.loads(self.text(name, make, theme))
        return found


SPECS = Specs(256)

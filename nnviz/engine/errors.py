"""What can go wrong in the engine beyond bad input."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnviz.engine.network import Network


class Diverged(ArithmeticError):  # noqa: N818 - it names an outcome of the mathematics, not a mistake of the caller
    """An update would have made a weight infinite or NaN; it was not applied.

    Attributes
    ----------
    network : Network
        The network before that update: the last one whose weights are all finite.
    presented : int
        How many samples were presented by the updates that were applied.
    """

    def __init__(self, network: Network, presented: int = 0) -> None:
        super().__init__(f"the weights left the range of float64 after {presented} presented samples; lower eta")
        self.network = network
        self.presented = presented

    def __reduce__(self) -> tuple[type[Diverged], tuple[Network, int]]:
        """Pickle by what it was made from; an exception's own way would pass on the message alone."""
        return (Diverged, (self.network, self.presented))

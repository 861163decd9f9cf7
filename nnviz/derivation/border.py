"""The output's border in the space of the last hidden layer, as an equation: its net input is the threshold's."""

from __future__ import annotations

from nnviz.derivation import notation
from nnviz.derivation.terms import block
from nnviz.engine import Network, net_threshold


def border_equation(network: Network, output: int, level: float, digits: int = 4) -> str | None:
    r"""Return where an output is at a level, as LaTeX: u'_1 = -0.3 + 2.1 h_1 - 0.7 h_2 = 0.

    Parameters
    ----------
    network : Network
    output : int
    level : float
        The output's value on the border.
    digits : int
        Significant digits.

    Returns
    -------
    str or None
        None where the activation never reaches the level.

    Raises
    ------
    ValueError
        If there is no such output, or digits is out of range.
    """
    sizes, last = network.sizes, len(network.sizes) - 1
    u = notation.net_input(sizes, last, output).latex
    threshold = net_threshold(network.activations[-1], level)
    if threshold is None:
        return None
    terms: list[str] = []
    for row, weight in enumerate(network.weights[-1][:, output].tolist()):
        if row == 0 and not network.bias:
            continue
        sign = "-" if weight < 0.0 else "+" if terms else ""
        symbol = r"\," + notation.neuron_latex(sizes, last - 1, row - 1) if row else ""
        terms.append(f"{sign} {notation.number_latex(abs(weight), digits)}{symbol}".strip())
    return block([(u, [" ".join(terms), notation.number_latex(threshold, digits)])])

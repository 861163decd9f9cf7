r"""Long formulas in rows that fit their box: how wide LaTeX comes out, and where it may be broken.

A row breaks before a plus, a minus or an equals sign. Where a single term is too wide, the square brackets around a sum
become ones of a fixed size, since \left and \right have to stand in one row, and products break before their dots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST = 48.0
"""Widths of a digit that a formula may have, both sides of its equals sign together."""
LEAST = 18.0
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[{}^_]|\s+|.", re.DOTALL)
_WIDTHS = {
    "+": 2.5,
    "-": 2.2,
    "=": 2.7,
    ">": 2.7,
    ".": 0.6,
    ",": 1.0,
    "(": 0.8,
    ")": 0.8,
    "[": 0.6,
    "]": 0.6,
    "'": 0.6,
    r"\cdot": 1.5,
    r"\times": 2.5,
    r"\cdots": 2.8,
    r"\sum": 3.2,
    r"\infty": 2.0,
    r"\Delta": 1.7,
    r"\quad": 2.0,
    r"\,": 0.4,
    r"\ln": 2.0,
    r"\tanh": 4.4,
    r"\max": 4.0,
    r"\left": 0.0,
    r"\right": 0.0,
    r"\bigl": 0.3,
    r"\bigr": 0.3,
    r"\text": 0.0,
    r"\operatorname": 0.4,
}
_SMALL = 0.72
_SUMS = (" + ", " - ", " = ")
_PRODUCTS = (*_SUMS, r" \cdot ", r")\left(")
_OPEN, _SHUT = r"\left[", r"\right]"


def width(latex: str) -> float:
    """Return about how many digits wide a formula is, rather too wide than too narrow."""
    tokens = [token for token in _TOKEN.findall(latex) if not token.isspace()]
    return _measured(iter(tokens), until=None)


def _measured(tokens: Iterator[str], until: str | None) -> float:
    """The width of all tokens up to a closing brace, or up to the end."""
    whole = 0.0
    for token in tokens:
        if token == until:
            break
        whole += _one(token, tokens)
    return whole


def _one(token: str, tokens: Iterator[str]) -> float:
    if token == "{":
        return _measured(tokens, until="}")
    if token in ("^", "_"):
        return _SMALL * _next(tokens)
    if token == r"\frac":
        return max(_next(tokens), _next(tokens)) + 0.8
    if token in _WIDTHS:
        return _WIDTHS[token]
    return 1.2 if token[0] == "\\" or token.isalpha() else 1.0


def _next(tokens: Iterator[str]) -> float:
    token = next(tokens, "")
    return _one(token, tokens) if token else 0.0


def rows(latex: str, most: float) -> list[str]:
    """Return a formula as rows of at most a width, where it can be broken; the second and later begin with a sign.

    Parameters
    ----------
    latex : str
    most : float
        In widths of a digit.
    """
    if width(latex) <= most:
        return [latex]
    most -= 2.0  # those that follow stand a little to the right
    opened = latex.replace(_OPEN, r"\bigl[").replace(_SHUT, r"\bigr]")
    found = [latex]
    for text, signs in ((latex, _SUMS), (opened, _SUMS), (opened, _PRODUCTS)):
        found = _filled(_pieces(text, signs), most)
        if max(map(width, found)) <= most:
            break
    return found


def _pieces(latex: str, signs: tuple[str, ...]) -> list[str]:
    """The formula cut before every sign that stands in no braces and no growing brackets."""
    cuts, depth, at = [0], 0, 0
    while at < len(latex):
        if latex.startswith(r"\left", at) and not latex[at + 5 : at + 6].isalpha():
            depth += 1
        elif latex.startswith(r"\right", at) and not latex[at + 6 : at + 7].isalpha():
            depth -= 1
        elif latex[at] in "{}":
            depth += 1 if latex[at] == "{" else -1
        elif depth == 0 and at and latex.startswith(signs, at):
            cuts.append(at + 1)
        at += 1
    return [latex[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(latex)], strict=True)]


def _filled(pieces: list[str], most: float) -> list[str]:
    found = [pieces[0]]
    for piece in pieces[1:]:
        joined = f"{found[-1]} {piece}"
        if width(joined) <= most:
            found[-1] = joined
        else:
            found.append(piece)
    return found

"""A formula as a tree of what stands where, for places that have no LaTeX; its numbers stand apart from it.

Formulas of one kind differ from step to step in their numbers alone: the tree is the same for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

HOLE = "\ufffc"
"""Stands in a tree's texts where a number belongs."""
Node = Any
"""A text, or a list of a tag and of nodes.

Tags are the names of colours, and "i", "sub", "sup", "frac" with two of "part" in it, "root", and "over" with a line
above it.
"""

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
_RAW = re.compile(r"\{([^{}]*)\}")
_LETTERS = {
    "beta": "β",
    "delta": "δ",
    "eta": "η",
    "lambda": "λ",
    "partial": "∂",
    "Phi": "Φ",
    "pi": "π",
    "rho": "ρ",
    "varepsilon": "ε",
}
_SIGNS = {"cdot": " · ", "times": " × ", "le": " ≤ ", "ge": " ≥ ", "sum": "∑", "cdots": "⋯", "{": "{", "}": "}"}
_SPACED = {"=": " = ", "+": " + ", ">": " > ", "<": " < ", ",": ", "}
_AFTER = re.compile(r"(?:^|[(\[=·×+−,{/])\s*$")
"""After these a minus is a number's own sign."""


def written(latex: str) -> tuple[list[Node], list[str]]:
    r"""Return a formula of this package as nodes with holes, and the numbers for the holes, in order.

    Parameters
    ----------
    latex : str
        As `inline` and the lines of a derivation have it; ``\textcolor{name}{...}`` becomes a node tagged by the name.
        A command that is not among them stands there as its name.

    Raises
    ------
    ValueError
        If braces do not close.
    """
    return _Reader(latex).whole()


class _Reader:
    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens = list(_TOKEN.finditer(latex))
        self.at = 0
        self.numbers: list[str] = []

    def whole(self) -> tuple[list[Node], list[str]]:
        nodes = self.nodes(end="")
        return nodes, self.numbers

    def nodes(self, end: str = "}", *, named: bool = False) -> list[Node]:
        """Read nodes up to an end; in a subscript (`named`) a number is part of a name."""
        found: list[Node] = []
        while self.at < len(self.tokens):
            token = self._next()
            if token == end:
                return found
            self._add(found, self._node(token, _tail(found), named=named))
        if end:
            raise ValueError(f"latex must have braces that close, got {self.latex!r}")
        return found

    def _next(self) -> str:
        token = self.tokens[self.at][0]
        self.at += 1
        return token

    def _add(self, found: list[Node], node: Node) -> None:
        if isinstance(node, str) and found and isinstance(found[-1], str):
            found[-1] += node
        elif node != "":
            found.append(node)

    def _argument(self, *, named: bool = False) -> list[Node]:
        """Read what a command is about: a group, or a single token."""
        while self.at < len(self.tokens) and self.tokens[self.at][0].isspace():
            self.at += 1
        token = self._next() if self.at < len(self.tokens) else ""
        if token == "{":
            return self.nodes(named=named)
        node = self._node(token, "(", named=named)
        return [node] if node != "" else []

    def _raw(self) -> str:
        """Read a group as it is, spaces included."""
        start = self.tokens[self.at].start() if self.at < len(self.tokens) else len(self.latex)
        found = _RAW.match(self.latex, start)
        if found is None:
            raise ValueError(f"latex must have braces that close, got {self.latex!r}")
        while self.at < len(self.tokens) and self.tokens[self.at].start() < found.end():
            self.at += 1
        return found[1]

    def _node(self, token: str, before: str, *, named: bool) -> Node:
        if token.startswith("\\"):
            return self._command(token[1:])
        if token[:1].isdigit():
            if named:
                return token
            self.numbers.append(token)
            return HOLE
        if token == "{":
            return ["part", *self.nodes(named=named)]
        if token in "_^" and token:
            return ["sub", *self._argument(named=True)] if token == "_" else ["sup", *self._argument()]
        if token == "'":
            return "′"
        if token == "-":
            return "−" if _AFTER.search(before) else " − "
        if token.isspace():
            return ""
        return ["i", token] if token.isalpha() else _SPACED.get(token, token)

    def _command(self, name: str) -> Node:
        if name in ("left", "right"):
            return ""
        if name == "text":
            return self._raw()
        if name == "operatorname":
            return self._function(self._raw())
        if name == "textcolor":
            return [self._raw(), *self._argument()]
        if name == "frac":
            return ["frac", ["part", *self._argument()], ["part", *self._argument()]]
        if name == "hat":
            return ["i", "".join(map(_letters, self._argument())) + "\u0302"]
        if name in ("sqrt", "overline"):
            return ["root" if name == "sqrt" else "over", *self._argument()]
        if name in _LETTERS:
            return ["i", _LETTERS[name]]
        return _SIGNS[name] if name in _SIGNS else self._function(name)

    def _function(self, name: str) -> str:
        """Return a function's name, apart from what follows without brackets."""
        bracket = self.at < len(self.tokens) and self.tokens[self.at][0] in ("\\left", "(", "{")
        return name if bracket else f"{name} "


def _tail(found: Sequence[Node]) -> str:
    """Return the last text of nodes."""
    return _letters(found[-1]) if found else ""


def _letters(node: Node) -> str:
    """Return a node's text without its tags."""
    return node if isinstance(node, str) else "".join(map(_letters, node[1:]))

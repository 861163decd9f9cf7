"""A docstring is understood by itself: it does not begin with a word that points at the line before."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
POINTS_BACK = re.compile(
    r"(Return |Read |Write )?(the same|them|it|its|their|they|those that|those$|these$|such)\b|and\b|that\b", re.I
)


def docstrings(text: str) -> list[tuple[int, str]]:
    """Line and text of every string that stands by itself, below a def, a class or a name."""
    bodies = [node.body for node in ast.walk(ast.parse(text)) if isinstance(getattr(node, "body", None), list)]
    alone = [one.value for body in bodies for one in body if isinstance(one, ast.Expr)]
    return [(one.lineno, one.value) for one in alone if isinstance(one, ast.Constant) and isinstance(one.value, str)]


@pytest.mark.parametrize("room", sorted(path.parent.name for path in (ROOT / "nnviz").glob("*/__init__.py")))
def test_no_docstring_begins_by_pointing_at_another_line(room):
    files = sorted((ROOT / "nnviz" / room).rglob("*.py"))
    found = [(path, *said) for path in files for said in docstrings(path.read_text(encoding="utf-8"))]
    assert found
    wrong = [f"{path.relative_to(ROOT)}:{line}: {text[:60]}" for path, line, text in found if POINTS_BACK.match(text)]
    assert wrong == []


@pytest.mark.parametrize("text", ["The same in place.", "Return the same as JSON.", "Their key.", "And at most these."])
def test_one_that_does_is_found(text):
    ((_, found),) = docstrings(f'x = 1\n"""{text}"""\n')
    assert POINTS_BACK.match(found)

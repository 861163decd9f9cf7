"""The words of a lesson: every piece that a learner reads, and every number in them."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator

from nnviz.lessons import Lesson, lesson

_NUMBER = re.compile(r"(?<![\w.])[−-]?[0-9][0-9,]*(?:\.[0-9]+)?")


def pieces(made: Lesson) -> Iterator[tuple[str, str]]:
    """Yield each piece of text that is read at once, with its place."""
    yield "set-up", made.set_up
    yield "promise", made.promise
    yield "prediction", " ".join([made.prediction.question, *(choice.words for choice in made.prediction.choices)])
    yield "outcome", made.prediction.outcome
    for task in made.tasks:
        yield f"task {task.key}", " ".join([task.words, *(choice.words for choice in task.choices)])
        for number, hint in enumerate(task.hints, start=1):
            yield f"hint {number} of task {task.key}", hint
    yield "why", " ".join([made.why.question, *(choice.words for choice in made.why.choices)])
    yield "reason", made.why.words
    yield "meaning", made.meaning
    yield "variation", made.variation
    if made.many:
        yield "many", made.many


def strings(key: str) -> Iterator[str]:
    """Yield every text in the source of a lesson that is words: in its data and in what its checks say."""
    tree = ast.parse(inspect.getsource(sys.modules[f"nnviz.lessons.{lesson(key).key}"]))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
    } | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            if " " in node.value or node.value.endswith("."):
                yield node.value


def numbers(text: str) -> list[str]:
    """Return the numbers in a text, as they are written."""
    return [found.rstrip(",") for found in _NUMBER.findall(text)]


def all_numbers(key: str) -> list[str]:
    """Return every number in the words of a lesson, each once, in order."""
    return list(dict.fromkeys(number for text in strings(key) for number in numbers(text)))

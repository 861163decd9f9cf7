"""The lines of a script that make a run's training data: by the generator itself, or as numbers."""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import Any

import numpy as np

from nnviz.datasets import KINDS, Dataset
from nnviz.run.settings import Settings

_WIDTH = 110


def data_lines(settings: Settings, dataset: Dataset) -> list[str]:
    """Return lines that set X (m, 1 + F), with x_0 = 1, and T (m, M): the training rows in order, to the last bit."""
    kind = KINDS.get(settings.dataset)
    if kind is not None and kind.uses_n:
        lines = _generated(settings, dataset)
    else:
        lines = [
            f"# The training rows of {dataset.title}, scaled as the network gets them, and their targets",
            f"X = np.array({_numbers(dataset.raw[dataset.train])})",
            f"T = np.array({_numbers(dataset.T[dataset.train])})",
        ]
    if dataset.features.plain:
        return [*lines, "X = np.column_stack([np.ones(len(X)), X])  # x_0 = 1, the bias's input"]
    told = "# What the network gets: x_0 = 1, the bias's input, and features of these inputs"
    return [*lines, told, f"X = np.column_stack([np.ones(len(X)), {_features(dataset)}])"]


def _generated(settings: Settings, dataset: Dataset) -> list[str]:
    """The generator's own source, and the split."""
    name, seed = settings.dataset, settings.seed
    lines = [
        f"# {dataset.title}: {settings.n} samples, of which {len(dataset.train)} are learned from",
        *_source(name),
        f"streams = [np.random.default_rng(np.random.SeedSequence([{seed}, part])) for part in range(4)]",
        f"X, target = {name}({settings.n}, {settings.noise!r}, streams[0], streams[1])",
        f"mixed = streams[2].permutation({settings.n})",
        "X, target = X[mixed], target[mixed]",
    ]
    low, high = dataset.span
    if dataset.labels is None:
        groups, T = "0 * target", f"{'target' if low < 0 else '((target + 1) / 2)'}[:, None]"
    else:
        told = "target[:, None]" if dataset.T.shape[1] == 1 else f"np.eye({dataset.T.shape[1]})[target.astype(int)]"
        groups, T = "target", told if (low, high) == (0, 1) else f"{low!r} + {high - low!r} * {told}"
    held = f"min(round({settings.test_share!r} * len(part)), len(part) - 1)"
    return [
        *lines,
        f"groups, T = {groups}, {T}",
        "parts = [streams[3].permutation(np.nonzero(groups == group)[0]) for group in np.unique(groups)]",
        f"train = np.sort(np.concatenate([part[{held}:] for part in parts]))",
        "X, T = X[train], T[train]",
    ]


def _source(name: str) -> list[str]:
    """A generator's source without its annotations and its docstring, under its own name."""
    function = KINDS[name].make
    assert inspect.isfunction(function)
    known = {free: function.__globals__.get(free) for free in function.__code__.co_names}
    wanted: dict[str, Any] = {free: value for free, value in known.items() if isinstance(value, float | np.ndarray)}
    for free, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        wanted[free] = cell.cell_contents
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    made = tree.body[0]
    assert isinstance(made, ast.FunctionDef)
    made.name, made.returns = name, None
    for argument in made.args.args:
        argument.annotation = None
    made.body = [part for part in made.body if not isinstance(part, ast.Expr | ast.Delete)]
    tree = ast.fix_missing_locations(_Constants(wanted).visit(tree))
    return ast.unparse(tree).splitlines()


class _Constants(ast.NodeTransformer):
    """Puts values in the place of the module's names, and the halves of n in the place of the call for them."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == "_halves":
            return ast.parse("((n + 1) // 2, n // 2)", mode="eval").body
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.values or not isinstance(node.ctx, ast.Load):
            return node
        value = self.values[node.id]
        text = f"np.array({value.tolist()!r})" if isinstance(value, np.ndarray) else repr(value)
        return ast.parse(text, mode="eval").body


def _features(dataset: Dataset) -> str:
    parts = []
    for feature in dataset.features.all:
        column = f"X[:, {feature.first}]"
        if feature.sine:
            column = f"np.sin({dataset.features.unit!r} * {column})"
        elif feature.second is not None:
            column += f" * X[:, {feature.second}]"
        parts.append(column)
    return ", ".join(parts)


def _numbers(array: np.ndarray[Any, np.dtype[np.float64]]) -> str:
    """Rows of numbers in full, whole ones without their point."""
    return repr([[int(value) if value == int(value) else value for value in row] for row in array.tolist()])

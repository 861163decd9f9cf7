"""The contracts of the imports leave no file out, and the house of rooms and arrows stays small enough to be drawn."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
PACKAGES = sorted(path.parent for path in (ROOT / "nnviz").rglob("__init__.py"))
FILES = [ROOT / "app.py", *(path for top in ("nnviz", "scripts", "benchmarks") for path in (ROOT / top).rglob("*.py"))]
MAY_NOT = {
    "streamlit": {"components", "page", "server"},
    "anywidget": {"notebook"},
    "altair": {"components", "export", "figures", "notebook", "page", "server", "session"},
}
"""Of what is forbidden to most rooms, one name each, and the rooms that it is not forbidden to."""


def dotted(path: Path) -> list[str]:
    """The parts of a file's or folder's name as a module."""
    return [part for part in path.relative_to(ROOT).with_suffix("").parts if part != "__init__"]


def room_of(parts: list[str]) -> str:
    """The room that a module lies in: a folder of nnviz, or what stands beside nnviz."""
    return ".".join(parts[:2]) if parts[0] == "nnviz" else parts[0]


def imported(path: Path) -> list[str]:
    """The names that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = [each.name for node in nodes if isinstance(node, ast.Import) for each in node.names]
    return plain + [
        f"{node.module}.{each.name}" for node in nodes if isinstance(node, ast.ImportFrom) for each in node.names
    ]


def test_every_folder_has_a_contract_that_names_every_file_of_it():
    """Import-linter itself says which file an exhaustive contract does not name."""
    whole = {place for one in CONTRACTS if one.get("exhaustive") for place in one["containers"]}
    several = {".".join(dotted(folder)) for folder in PACKAGES if len(list(folder.glob("[!_]*.py"))) > 1}
    assert several and several <= whole
    assert [one["name"] for one in CONTRACTS if one["type"] == "layers" and not one.get("exhaustive")] == []


@pytest.mark.parametrize("name", MAY_NOT)
def test_every_room_but_a_few_is_kept_from_a_library(name):
    (kept,) = [one["source_modules"] for one in CONTRACTS if name in one.get("forbidden_modules", ())]
    rooms = {room_of(dotted(folder)) for folder in PACKAGES} - {"nnviz"}
    assert rooms - set(kept) == {f"nnviz.{room}" for room in MAY_NOT[name]}


def test_the_house_stays_small():
    rooms = {room_of(dotted(path)) for path in FILES}
    arrows = set()
    for path in FILES:
        for name in imported(path):
            parts = name.split(".")
            target = next((room for room in (room_of(parts), parts[0]) if room in rooms), None)
            if target is not None and target != room_of(dotted(path)):
                arrows.add((room_of(dotted(path)), target))
    assert ("app", "nnviz.page") in arrows and len(arrows) > len(rooms) > 10
    assert len(rooms) <= 22
    assert len(arrows) <= 70, sorted(arrows)

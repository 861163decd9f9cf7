"""Every cache of nnviz has a bound, or nothing that a visitor chooses is its key."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections import deque
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import nnviz
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.sentences import what_is_wrong
from nnviz.session.telling import chunk_to_send
from nnviz.session.view import View
from nnviz.session.visit import Visit

ROOT = Path(__file__).resolve().parents[1]
REGISTERS = "register"
"""What puts a record into a registry: modules call it while they are imported, and nothing else does."""


@cache
def modules():
    """Every module of nnviz."""
    names = [found.name for found in pkgutil.walk_packages(nnviz.__path__, "nnviz.")]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


@cache
def cached():
    """Every function and method that functools keeps the answers of, by name."""
    found = {}
    for module in modules():
        holders = [module, *(value for value in vars(module).values() if inspect.isclass(value))]
        for holder in holders:
            for value in vars(holder).values():
                inner = getattr(value, "__func__", value)
                if hasattr(inner, "cache_parameters") and inner.__module__.startswith("nnviz"):
                    found[f"{inner.__module__}.{inner.__qualname__}"] = inner
    return found


def unbounded(functions):
    """Those that keep as many answers as they are asked for, though they are asked with arguments."""
    return [
        name
        for name, function in functions.items()
        if function.cache_parameters()["maxsize"] is None and inspect.signature(function.__wrapped__).parameters
    ]


def test_every_kept_answer_has_a_bound():
    functions = cached()
    assert "nnviz.page.selection.labels" in functions
    assert len(functions) >= 8
    assert unbounded(functions) == []


def test_an_unbounded_one_would_be_found():
    @cache
    def doubled(number):
        return 2 * number

    assert unbounded({"doubled": doubled}) == ["doubled"]


@cache
def sources():
    """Every module's place and its syntax tree."""
    paths = (ROOT / "nnviz").rglob("*.py")
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


KEEPING = ("cache", "lru_cache")


def decorated(tree):
    """Names of a source's functions that functools keeps the answers of, wherever they are."""
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", ()):
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if getattr(called, "id", getattr(called, "attr", "")) in KEEPING:
                yield node.name


def test_no_kept_answer_is_where_the_check_does_not_look():
    found = {name.rpartition(".")[2] for name in cached()}
    written = {name for _, tree in sources() for name in decorated(tree)}
    assert written == found
    hidden = "def outer():\n    @functools.cache\n    def inner(a): ...\n    @lru_cache(2)\n    def other(): ...\n"
    assert set(decorated(ast.parse(hidden))) == {"inner", "other"}
    # Nor are they made by a call: kept = lru_cache(None)(function).
    for name, tree in sources():
        decorators = {one for node in ast.walk(tree) for one in getattr(node, "decorator_list", ())}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node not in decorators:
                assert getattr(node.func, "id", "") not in KEEPING, f"{name}:{node.lineno}"


def held(thing, seen):
    """How many things an object of nnviz holds in tables, in itself and in what it holds."""
    if id(thing) in seen:
        return 0
    seen[id(thing)] = thing
    if isinstance(thing, Mapping):
        return len(thing) + sum(held(part, seen) for part in thing.values())
    if isinstance(thing, list | tuple | set | frozenset | deque):
        return len(thing) + sum(held(part, seen) for part in thing)
    if type(thing).__module__.startswith("nnviz."):
        return sum(held(part, seen) for part in getattr(thing, "__dict__", {}).values())
    return 0


def looked_around(networks: int) -> int:
    """What a visit holds that comes back to its start after so many other networks, each looked into."""
    visit = Visit(Experiment(Settings()))
    start = visit.settings
    for i in range(networks):
        visit.change(start.changed(hidden=(1 + i % 16, 2 + i // 16), seed=i, dataset=("xor", "iris", "plane")[i % 3]))
        visit.transport.step()
        for key in (f"w:0:0:{i % 16}", f"n:1:{i % 16}", "w:1:1:0", "n:0:0"):
            visit.choose(key)
            visit.look(axes=None, digits=2 + i % 4)
            visit.pictures.about("network", whole=True, alt="")
            chunk_to_send(visit)
            what_is_wrong(visit)
        visit.said.notices.clear()  # as the page does when it has said them
    visit.look(digits=View().digits)
    visit.change(start)
    visit.choose(None)
    visit.said.notices.clear()
    chunk_to_send(visit)
    return held(visit, {})


def test_a_visit_keeps_nothing_of_the_networks_that_it_has_seen():
    assert looked_around(3) == looked_around(21) > 0


def test_streamlit_keeps_nothing_without_a_bound():
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in ("cache_data", "cache_resource"):
                raise AssertionError(f"{name}:{node.lineno} keeps answers for all visitors; give it max_entries")


def written_to(tree):
    """Names of a module's own dicts, lists and sets that its functions put something into.

    Weak ones are passed over: what they hold goes with the visitor's own object that it belongs to.
    """
    made = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            empty = isinstance(node.value, ast.Dict | ast.List | ast.Set) or (
                isinstance(node.value, ast.Call)
                and getattr(node.value.func, "id", getattr(node.value.func, "attr", ""))
                in ("dict", "list", "set", "OrderedDict", "defaultdict")
            )
            if empty:
                made |= {target.id for target in targets if isinstance(target, ast.Name)}
    inside = [
        part
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name != REGISTERS
        for part in ast.walk(node)
    ]
    found = set()
    for node in inside:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            found.add(node.value.id)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("append", "add", "setdefault", "update", "extend", "insert")
            and isinstance(node.func.value, ast.Name)
        ):
            found.add(node.func.value.id)
    return made & found


def test_no_module_gathers_things_in_a_table_of_its_own():
    gathered = {name: names for name, tree in sources() if (names := written_to(tree))}
    assert gathered == {}
    assert written_to(ast.parse("kept = {}\ndef keep(key):\n    kept[key] = 1\n")) == {"kept"}


def test_only_an_import_puts_something_into_a_registry():
    for name, tree in sources():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for part in ast.walk(node):
                    called = getattr(part, "func", None)
                    assert getattr(called, "id", getattr(called, "attr", "")) != REGISTERS, f"{name}:{part.lineno}"


def gathering():
    """The classes of nnviz whose objects live as long as the process and hold a table."""
    found = set()
    for module in modules():
        for value in vars(module).values():
            if type(value).__module__.startswith("nnviz.") and not inspect.isclass(value):
                held = getattr(value, "__dict__", {}).values()
                if any(isinstance(part, dict | list | set | deque) for part in held):
                    found.add(type(value).__name__)
    return found


def test_what_lives_as_long_as_the_process_and_holds_a_table_bounds_it():
    # Specs keeps 256 charts, Turns those who wait, Room those who play; their own tests hold them to it.
    assert gathering() == {"Specs", "Turns", "Room"}

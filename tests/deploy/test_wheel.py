"""The wheel, installed where nothing else of this project is: the command starts the page, and the page draws."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.chromium import READY, ROOT, free_port, wait
from tests.conftest import missing

pytestmark = pytest.mark.browser  # the file installs what its browser test starts, which takes longer than most others

WITH_STREAMLIT = {"pandas", "starlette"}
"""What is imported only to hand Streamlit tables and to stand before its server, and comes with it."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    built = subprocess.run([*pip, "wheel", "--no-deps", "-w", str(folder), str(ROOT)], capture_output=True, text=True)
    if built.returncode and "No matching distribution found for hatchling" in built.stderr:
        missing("no package index can be reached, which building the wheel needs")
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("nnviz-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A fresh virtual environment outside the checkout that holds the wheel.

    What the wheel needs is that of these tests, by a path: to install it again would take a minute.
    """
    environment = wheel.parent / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = str(environment / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "--python", python]
    subprocess.run([*pip, "install", "--no-deps", str(wheel)], check=True, capture_output=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment / "bin"


def test_the_wheel_asks_for_every_package_that_it_imports(wheel: Path):
    with zipfile.ZipFile(wheel) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith(".dist-info/METADATA")]
        asked = [Requirement(text) for text in message_from_bytes(packed.read(name)).get_all("Requires-Dist")]
        trees = [ast.parse(packed.read(name)) for name in packed.namelist() if name.endswith(".py")]
    foreign = {name.partition(".")[0] for tree in trees for name in imports(tree)} - {*sys.stdlib_module_names, "nnviz"}
    owners = packages_distributions()
    assert {canonicalize_name(owners[name][0]) for name in foreign} <= {one.name for one in asked} | WITH_STREAMLIT
    assert {one.name for one in map(Requirement, requires("streamlit"))} >= WITH_STREAMLIT
    assert len(foreign) >= 9
    # What these tests use in its place is what an installation would choose from.
    assert [one for one in asked if version(one.name) not in one.specifier] == []


def imports(tree: ast.AST) -> Iterator[str]:
    """The modules that a file imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_the_command_starts_the_page_and_it_draws(installed: Path, browser, tmp_path: Path):
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STREAMLIT"))}
    log = tmp_path / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(installed / "nnviz"), "--port", str(port), "--no-browser"],
            cwd=tmp_path,
            env={**clean, "XDG_CACHE_HOME": str(tmp_path / "cache")},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        page = browser.new_page()
        try:
            wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            page.goto(f"http://127.0.0.1:{port}/?step=50")
            page.wait_for_selector(READY, timeout=60_000)
            page.wait_for_selector("[data-step='50']")
            sidebar = page.get_by_test_id("stSidebar")
            shade = sidebar.evaluate("(part) => getComputedStyle(part).backgroundColor")
        finally:
            page.close()
            process.terminate()
            process.wait(timeout=20)
    # Streamlit's own shade is another one: the wheel's configuration is in force.
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]["light"]
    assert shade == f"rgb{tuple(bytes.fromhex(theme['secondaryBackgroundColor'][1:]))}"
    assert "Traceback" not in log.read_text()
    assert str(ROOT) not in log.read_text()


def test_the_package_is_imported_from_anywhere(installed: Path, tmp_path: Path):
    code = "import nnviz; print(nnviz.Experiment(nnviz.Settings()).network.sizes, nnviz.__file__)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(installed / "python"), "-c", code], cwd=tmp_path, env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("(2, 4, 1)") and str(installed.parent) in done.stdout

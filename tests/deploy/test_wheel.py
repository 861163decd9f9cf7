"""The wheel, installed where nothing else of this project is: the command starts the page, and the page draws."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.chromium import READY, ROOT, free_port, wait
from tests.conftest import missing

pytestmark = pytest.mark.browser  # the file installs what its browser test starts, which takes longer than most others


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment outside the checkout that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    built = subprocess.run([*pip, "wheel", "--no-deps", "-w", str(folder), str(ROOT)], capture_output=True, text=True)
    if built.returncode and "No matching distribution found for hatchling" in built.stderr:
        missing("no package index can be reached, which building the wheel needs")
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("nnviz-*.whl")
    environment = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "install", str(wheel)], check=True, capture_output=True)
    return environment / "bin"


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
            assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") is not None
        finally:
            page.close()
            process.terminate()
            process.wait(timeout=20)
    assert "Traceback" not in log.read_text()
    assert str(ROOT) not in log.read_text()


def test_the_package_is_imported_from_anywhere(installed: Path, tmp_path: Path):
    code = "import nnviz; print(nnviz.Experiment(nnviz.Settings()).network.sizes, nnviz.__file__)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(installed / "python"), "-c", code], cwd=tmp_path, env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("(2, 4, 1)") and str(installed.parent) in done.stdout

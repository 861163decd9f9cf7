"""The live playground in a real JupyterLab, in which a kernel answers: what is shown is what the kernel has."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import nbformat
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError

from nnviz.derivation.notation import number
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.frame_encoder import counters
from nnviz.session.sentences import what_it_did
from nnviz.session.visit import Visit
from scripts.chromium import ROOT, free_port
from scripts.pictures import EDGE
from tests.browser.conftest import shoot
from tests.notebook.needs import needs

needs("jupyterlab", "ipykernel", "anywidget")

TOKEN = "jupyter-test"
PATIENCE_MS = 90_000
"""A kernel, JupyterLab's page and the figures are all loaded first, on a machine that does other things, too."""
CELLS = (
    "from nnviz import Settings\nfrom nnviz.notebook import Playground\n"
    "one = Playground(Settings(hidden=(4,), seed=3))\none",
    "import json\nprint(json.dumps([one.step, one.eta, one.experiment.network.weights[0].tolist()]))",
    "one.experiment.set_weight((0, 1, 2), 2.5)",
    "other = Playground(Settings(dataset='xor', n=40))\nother",
)
SLIDE = """(range) => {
  range.value = '9';
  for (const name of ['input', 'change']) range.dispatchEvent(new Event(name));
}"""
SHOWN = """(group) => {
  const { edge, w } = window.nnviz.players.get(group).views.get('network').tables.edges;
  return Object.fromEntries(edge.map((key, i) => [key, w[i]]));
}"""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a notebook in a JupyterLab that knows nothing of whoever runs the test."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (tmp_path / "work").mkdir()
    nbformat.write(made, tmp_path / "work" / "run.ipynb")
    news = tmp_path / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    port = free_port()
    homes = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    command += [f"--ServerApp.root_dir={tmp_path / 'work'}", f"--LabApp.user_settings_dir={tmp_path / 'settings'}"]
    command += [f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}"]
    env = {**os.environ, **homes, "IPYTHONDIR": str(tmp_path / "ipython"), "PYTHONPATH": str(ROOT)}
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=log, stderr=subprocess.STDOUT)
        try:
            for _ in range(600):
                assert server.poll() is None, (tmp_path / "lab.log").read_text()[-2000:]
                try:
                    urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/lab/tree/run.ipynb?token={TOKEN}&reset"
        finally:
            server.terminate()  # its kernels go with it
            server.wait(30)


def run_cell(page: Page, n: int) -> Locator:
    """Run a cell, and return its output once the kernel is done with it.

    JupyterLab drops what it is asked to run while a notebook is being opened, though it shows an idle kernel by then:
    a cell that has not begun to run is asked again, as a person would.
    """
    cell = page.locator(".jp-Notebook .jp-Cell").nth(n)
    begun = cell.locator(".jp-InputPrompt", has_text=re.compile(r"\[[\d*]+\]"))
    end = time.monotonic() + PATIENCE_MS / 1000
    while True:
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        try:
            begun.wait_for(timeout=5_000)
            break
        except TimeoutError:
            assert time.monotonic() < end, "the cell does not begin to run"
    cell.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]")).wait_for()
    return cell.locator(".jp-OutputArea-output")


def told(page: Page) -> tuple[int, float, np.ndarray]:
    """What the kernel says of the run."""
    step, eta, weights = json.loads(run_cell(page, 1).last.text_content() or "")
    return step, eta, np.array(weights)


def test_picture_and_kernel_stay_together(lab: str, browser: Browser):
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(PATIENCE_MS)
    page.goto(lab)
    one = run_cell(page, 0).locator(".notebook")
    one.locator("[data-view=loss] canvas").wait_for()
    [group] = page.evaluate("() => [...window.nnviz.players.keys()]")
    experiment = Experiment(Settings(hidden=(4,), seed=3))

    def at(step: int) -> None:
        """Compare counters, sentence and weights with those of the engine."""
        one.locator(f"[data-step='{step}']").wait_for()
        experiment.seek(step)
        visit = Visit(experiment)
        page.wait_for_function(
            "([now, said]) => now.textContent === said", arg=[said.element_handle(), what_it_did(visit)]
        )
        for name, text in counters(visit.rest_frame(), 4).items():
            assert one.locator(f"[data-field={name}]").text_content() == text
        for key, value in page.evaluate(SHOWN, group).items():
            layer, row, column = map(int, key.split(":")[1:])
            np.testing.assert_allclose(value, experiment.network.weights[layer][row, column], rtol=1e-5, atol=1e-6)

    # Presses, an edge, and keys, of which the notebook hears nothing: its B makes a new cell.
    said = one.locator(".outside-said")
    one.get_by_role("button", name="Step").click()
    at(1)
    box = one.locator("[data-view=network]").bounding_box()
    assert box is not None
    x, y = page.evaluate(EDGE.replace("'page'", json.dumps(group)), "w:0:1:2")
    page.mouse.click(box["x"] + x, box["y"] + y)
    one.locator(".outside-explain", has_text="the weight from").wait_for()
    for key, step in (("s", 2), ("s", 3), ("b", 2)):
        page.keyboard.press(key)
        at(step)
    after = experiment.network.weights[0][1, 2]
    lines = one.locator(".outside-explain .formula").all_text_contents()
    assert lines[1].endswith(f"= {number(float(after))}")
    assert page.locator(".jp-Notebook .jp-Cell").count() == len(CELLS)
    page.mouse.move(4, 4)
    shoot(page, "jupyterlab")
    step, eta, weights = told(page)
    assert (step, eta) == (2, 1.0)
    np.testing.assert_array_equal(weights, experiment.network.weights[0])

    # A slider of the picture changes the run; a cell changes the picture.
    one.get_by_label("Learning rate η").evaluate(SLIDE)
    page.wait_for_function("() => document.querySelector('.outside-slider-eta output').textContent === '0.5'")
    assert told(page)[1] == 0.5
    run_cell(page, 2)
    page.wait_for_function(f"() => ({SHOWN})('{group}')['w:0:1:2'] === 2.5")

    # Another playground is another run.
    other = run_cell(page, 3).locator(".notebook")
    other.locator("[data-view=loss] canvas").wait_for()
    other.get_by_role("button", name="Step").click()
    other.locator("[data-step='1']").wait_for()
    page.keyboard.press("s")
    other.locator("[data-step='2']").wait_for()
    assert told(page)[0] == 2
    assert page.evaluate("() => window.nnviz.players.size") == 2

    # Dark and light as the notebook is.
    themes = "() => [...window.nnviz.players.values()].map(({ theme }) => theme).join()"
    assert page.evaluate(themes) == "light,light"
    page.get_by_role("menuitem", name="Settings").click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text("JupyterLab Dark", exact=True).click()
    page.wait_for_function(f"() => ({themes})() === 'dark,dark'")
    shoot(page, "jupyterlab-dark")
    page.close()
    assert not errors, errors

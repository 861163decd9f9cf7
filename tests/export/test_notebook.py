"""The notebook is one by Jupyter's own schema, and its cells, run in order, come to the run's own loss."""

from __future__ import annotations

import json

import nbformat
import pytest

from nnviz.export.notebook import WORDS, notebook
from nnviz.export.script import script
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from tests.export.apart import run_apart
from tests.notebook.needs import needs


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(dataset="nand", hidden=(), output="step", rule="perceptron"),
        Settings(dataset="iris", hidden=(4, 3), activation=("tanh", "gelu"), loss="cross_entropy", output="softmax"),
        Settings(optimiser="adam", eta=0.01, regularization="l2", batch_size=7),
    ],
    ids=lambda settings: f"{settings.dataset}-{settings.optimiser}",
)
def test_its_cells_repeat_the_run(settings):
    experiment = Experiment(settings)
    experiment.advance(300)
    text = notebook(experiment)
    nbformat.validate(nbformat.reads(text, as_version=4))
    cells = json.loads(text)["cells"]
    code, out, err = run_apart("\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))
    assert code == 0, err
    assert float(out) == pytest.approx(experiment.losses()[0], rel=1e-14)
    assert sum(cell["cell_type"] == "markdown" for cell in cells) == len(WORDS) + 1


def test_it_runs_in_jupyter(monkeypatch, tmp_path):
    needs("nbclient", "ipykernel")
    from nbclient import NotebookClient

    experiment = Experiment(Settings(n=40))
    experiment.advance(100)
    run = nbformat.reads(notebook(experiment), as_version=4)
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    NotebookClient(run, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in run.cells for output in cell.get("outputs", ())]
    printed = "".join(output.get("text", "") for output in outputs if output.get("name") == "stdout")
    assert float(printed) == pytest.approx(experiment.losses()[0], rel=1e-14)
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


def test_it_holds_the_scripts_lines():
    experiment = Experiment(Settings())
    experiment.advance(10)
    cells = json.loads(notebook(experiment))["cells"]
    lines = [line for cell in cells if cell["cell_type"] == "code" for line in "".join(cell["source"]).splitlines()]
    assert [line for line in script(experiment).splitlines()[1:] if line] == [line for line in lines if line]

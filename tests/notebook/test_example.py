"""The example notebook is the script's, and its cells come to the numbers that its words promise."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from scripts.notebook import TARGET, notebook
from tests.notebook.needs import needs

ROOT = Path(__file__).resolve().parents[2]


def test_the_file_is_what_the_script_writes():
    text = TARGET.read_text(encoding="utf-8")
    assert text == notebook(), "run python scripts/notebook.py"
    nbformat.validate(nbformat.reads(text, as_version=4))


def test_its_cells_run_and_print_the_published_numbers(monkeypatch, tmp_path):
    needs("nbclient", "ipykernel", "anywidget")
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    run = nbformat.read(TARGET, as_version=4)
    with pytest.MonkeyPatch.context() as runtime:
        runtime.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
        NotebookClient(run, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in run.cells for output in cell.get("outputs", ())]
    printed = "".join(output.get("text", "") for output in outputs)
    for text in (
        "by hand 0.817574, by the engine 0.817574",
        "no error in epoch 9; weights [0.3, -0.2, -0.1]",
        "E 0.298371109 -> 0.2910277737",
        "w5 .. w8 [0.35891648, 0.408666186, 0.51130127, 0.561370121]",
        "w1 .. w4 [0.149780716, 0.199561432, 0.249751144, 0.299502287]",
        "hidden layers (3,): loss 0.00",
    ):
        assert text in printed, printed
    gradients = [line.split()[-1] for line in printed.splitlines() if line.startswith("by ")][-3:]
    assert len(set(gradients)) == 1
    kinds = [kind for output in outputs for kind in output.get("data", {})]
    assert "application/vnd.jupyter.widget-view+json" in kinds
    assert "text/html" in kinds or any(kind.startswith("application/vnd.vegalite") for kind in kinds)  # the sweep
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]

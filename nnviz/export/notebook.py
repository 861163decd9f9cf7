"""A run as a notebook: the script in cells, each with a few words on what it does."""

from __future__ import annotations

import json

from nnviz.export.script import parts, plain_title
from nnviz.run.experiment import Experiment

WORDS = {
    "imports": "NumPy is all that it needs.",
    "data": "## The data\n\nEach row of `X` is a sample: first the constant 1 that the bias is multiplied by, then "
    "what the network gets. `T` holds the targets.",
    "weights": "## The first weights\n\n`W` has a matrix for each layer, with a column for each neuron. Row 0 holds "
    "the biases.",
    "network": "## Forward\n\nEach layer takes a weighted sum of what the layer before gives, and applies its "
    "activation.",
    "order": "## The order of the samples\n\nWhich row is presented when follows from the seed alone.",
    "training": "## Backward, and the update\n\nThe error of the output, times the slope of its activation, is its "
    "δ. It goes back through the weights, layer by layer. A weight's gradient is δ times the weight's input, and the "
    "weight moves against it.",
    "loss": "## The outcome\n\nThe mean loss over the training rows.",
}
"""What stands above each part of the script."""


def notebook(experiment: Experiment) -> str:
    """Return a Jupyter notebook (nbformat 4.5, as JSON) that repeats the run up to where it stands.

    Its cells hold the lines of `nnviz.export.script.script`, so it ends with the same weights and the same loss.

    Parameters
    ----------
    experiment : Experiment
        What lies ahead of its position is left out.
    """
    title = plain_title(experiment.dataset.title)
    sizes = "-".join(map(str, experiment.sizes))
    head = f"# A {sizes} network learns: {title}\n\nThis notebook repeats a run of nnviz, the backprop playground, "
    cells = [_cell("markdown", f"{head}sample by sample, up to step {experiment.step:,}.", "title")]
    for name, lines in parts(experiment).items():
        code = lines[1:] if name == "imports" else lines  # the script's docstring says what the title says
        cells.append(_cell("markdown", WORDS[name], f"{name}-words"))
        cells.append(_cell("code", "\n".join(code).strip("\n"), name))
    made = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, text: str, name: str) -> dict[str, object]:
    """Return one cell; the name is its id."""
    cell: dict[str, object] = {"cell_type": kind, "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})

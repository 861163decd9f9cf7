"""Write examples/backprop.ipynb: from one neuron to backpropagation, to a live playground and a sweep.

Run it as ``python scripts/notebook.py``; a test compares the file with it, and runs the cells.
"""

from __future__ import annotations

import json
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "examples" / "backprop.ipynb"

CELLS = (
    (
        "markdown",
        """# Backpropagation, one sample at a time

From a single neuron to a network that learns, with every number on the way. It follows Alex Minnaar's post *Deep
Learning Basics* (2015) in words of our own, and ends with numbers that somebody else has published.

    pip install 'nnviz[notebook]'""",
    ),
    (
        "markdown",
        """## One neuron

A neuron multiplies each input $x_k$ by a weight $w_k$, adds the products up to $u$, and passes $u$ through an
activation: $y = f(u)$. The constant $x_0 = 1$ makes $w_0$ a bias. The logistic $f(u) = 1 / (1 + e^{-u})$ is smooth and
stays between 0 and 1, and its slope is $f(u)\\,(1 - f(u))$.""",
    ),
    (
        "code",
        """import numpy as np

from nnviz.engine import Network, numerical_gradient, perceptron_step, step

neuron = Network(weights=(np.array([[0.9], [0.6]]),), activations=("logistic",))  # row 0 is the bias
u = 0.9 + 0.6 * 1.0
print(f"by hand {1 / (1 + np.exp(-u)):.6f}, by the engine {neuron.predict([[1.0]])[0, 0]:.6f}")""",
    ),
    (
        "markdown",
        """## A threshold instead: the perceptron

With a step in place of the logistic, the slope is 0 almost everywhere, and no gradient says where to go. The perceptron
has a rule of its own: $w_k$ moves by $\\eta\\,(t - y)\\,x_k$, so only by samples that it gets wrong. Here it learns
NAND; its threshold of 0.5 is the bias that it begins with.""",
    ),
    (
        "code",
        """perceptron = Network(weights=(np.array([[-0.5], [0.0], [0.0]]),), activations=("step",))
rows = [((0, 0), 1), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]
epoch, wrong = 0, 4
while wrong:
    epoch, wrong = epoch + 1, 0
    for x, t in rows:
        made = perceptron_step(perceptron, x, [t], eta=0.1)
        perceptron, wrong = made.network, wrong + int(made.y[0] != t)
print(f"no error in epoch {epoch}; weights {np.round(perceptron.weights[0].ravel(), 3).tolist()}")""",
    ),
    (
        "markdown",
        """## Gradient descent on one neuron

The loss of a sample is $E = \\frac{1}{2}(t - y)^2$. It depends on $w_k$ by way of $u$ and $y$, so its derivative is a
product of three: $\\partial E / \\partial w_k = (y - t) \\cdot y(1 - y) \\cdot x_k$. Each update goes a little against
it: $w_k \\leftarrow w_k - \\eta\\,\\partial E / \\partial w_k$. To take one sample at a time is called stochastic; it
needs little memory, and many samples say nearly the same.""",
    ),
    (
        "code",
        """here = step(neuron, [1.0], [0.0], eta=0.15)
y = here.y[0]
print(f"E {here.E:.4f} -> {here.E_after:.4f}")
print(f"by hand {(y - 0) * y * (1 - y) * 1.0:.6f}")
print(f"by the engine {here.dE_dW[0][1, 0]:.6f}")
print(f"by nudging the weight {numerical_gradient(neuron, [[1.0]], [[0.0]])[0][1, 0]:.6f}")""",
    ),
    (
        "markdown",
        """## Hidden layers

A single neuron divides the plane by a straight line, and the classes of XOR lie across from each other. A hidden layer
helps: $h_i = f(u_i)$ are the inputs of the outputs, $y_j = f(u'_j)$. An experiment presents one sample after the other,
and can stand at any step.""",
    ),
    (
        "code",
        """from nnviz import Experiment, Settings, sweep, weight_rule

for hidden in ((), (3,)):
    run = Experiment(Settings(dataset="xor4", hidden=hidden, eta=2.0, seed=2))
    run.seek(8000)
    print(f"hidden layers {hidden}: loss {run.losses()[0]:.4f}, right {run.accuracy()[0]:.0%}")""",
    ),
    (
        "markdown",
        """## The chain rule

A hidden weight acts on every output, so its derivative is a sum over them, each with the weight $w'_{ij}$ in between:
$\\partial E / \\partial w_{ki} = \\sum_j (y_j - t_j)\\, y_j(1 - y_j)\\, w'_{ij} \\cdot h_i(1 - h_i) \\cdot x_k$.
All factors are taken with the weights from before the update. Factor by factor, for one weight of the last step:""",
    ),
    (
        "code",
        """rule = weight_rule(run.trace, layer=0, row=1, column=2)
print(f"{rule.symbol.label}: gradient {rule.gradient:.3e}")
for factor in rule.product.leaves():
    print(f"  {factor.text}: {factor.value:.4f}")""",
    ),
    (
        "markdown",
        """## Published numbers

Matt Mazur has worked one update of a 2-2-2 network out by hand (*A Step by Step Backpropagation Example*, 2015); his
biases stay. The loss after the step differs from his 0.291027924 in the seventh digit: he updates the output weights
before he takes the hidden gradients.""",
    ),
    (
        "code",
        """hidden = np.array([[0.35, 0.35], [0.15, 0.25], [0.20, 0.30]])
output = np.array([[0.60, 0.60], [0.40, 0.50], [0.45, 0.55]])
mazur = Network(weights=(hidden, output), activations=("logistic", "logistic"), train_bias=False)
made = step(mazur, [0.05, 0.10], [0.01, 0.99], eta=0.5)
print(f"E {made.E:.9f} -> {made.E_after:.10f}")
print("w5 .. w8", np.round(made.network.weights[1][1:].T.ravel(), 9).tolist())
print("w1 .. w4", np.round(made.network.weights[0][1:].T.ravel(), 9).tolist())""",
    ),
    (
        "markdown",
        """## Live

The playground's player, answered by this notebook's kernel. Press Step, click an edge, play. `live.experiment` is the
run: what is pressed moves it, and what the next cell does to it is shown.""",
    ),
    (
        "code",
        """from nnviz.notebook import Playground

live = Playground(Settings(dataset="circle", hidden=(4,), seed=3))
live""",
    ),
    (
        "code",
        """live.experiment.seek(140)  # once through the training rows
live.chosen = "w:0:1:2"  # weights[0][1, 2]
print(live.experiment.step, live.experiment.losses())""",
    ),
    (
        "markdown",
        """## Was it luck?

One run says little about a setting. A sweep trains many runs from different first weights at once: how many learn XOR
with two, three and four hidden neurons?""",
    ),
    (
        "code",
        """settings = [Settings(dataset="xor4", hidden=(n,), eta=2.0) for n in (2, 3, 4)]
result = sweep(settings, seeds=range(12), samples=8000, every=400)
for setting, losses in zip(settings, result.train[:, :, -1], strict=True):
    print(f"{setting.hidden[0]} hidden neurons: {int((losses < 0.01).sum())} of 12 runs end below 0.01")
result.chart("ends", level=0.01)""",
    ),
)


def notebook() -> str:
    """Return the notebook, without outputs."""
    cells: list[dict[str, object]] = []
    for i, (kind, text) in enumerate(CELLS):
        cell: dict[str, object] = {
            "cell_type": kind,
            "id": f"cell-{i}",
            "metadata": {},
            "source": text.splitlines(keepends=True),
        }
        cells.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the notebook into its folder."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(notebook(), encoding="utf-8")


if __name__ == "__main__":
    main()

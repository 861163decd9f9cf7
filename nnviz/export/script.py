"""A run as a short script for NumPy alone, to be read, run and changed: it ends with the same training loss.

Only what a run uses is in its script: who has one loss and no momentum reads of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from nnviz.engine import Activation, get_activation
from nnviz.engine.init import reach_of
from nnviz.export.data_code import data_lines
from nnviz.run.experiment import Experiment
from nnviz.run.replay import weights_key
from nnviz.run.schedule import BLOCK, ORDER_STREAM
from nnviz.run.settings import Settings

MOST_LINES = 59


def script(experiment: Experiment) -> str:
    """Return the source of a Python script that repeats the run up to where it stands.

    It needs NumPy and Python's own library, has fewer than 60 lines, and prints the mean loss over the training rows.

    Parameters
    ----------
    experiment : Experiment
        What lies ahead of its position is left out.
    """
    settings, data = experiment.start, experiment.dataset
    sizes = "-".join(map(str, experiment.sizes))
    activations = [get_activation(name) for name in settings.activations]
    layers = _Layers(settings, activations)
    lines = [
        f'"""{sizes} network, {_plain(data.title)}: {experiment.step} samples presented. Prints the mean loss."""',
        "import numpy as np",
        *dict.fromkeys(line for activation in activations for line in activation.prelude),
        "",
        *data_lines(settings, data),
        "",
        *_weights(experiment),
        f"def f(u, i): return {_by_layer([activation.source for activation in activations])}",
    ]
    if layers.slopes:
        lines.append(f"def slope({'u, ' if layers.keeps_u else ''}h, i): return {_by_layer(layers.slopes)}")
    if layers.keeps_u:
        lines += [
            "def forward(x):  # every layer's net inputs and outputs, the inputs first among these",
            "    us, outs = [], [x]",
            "    for i, w in enumerate(W):",
            "        us.append(w[0] + outs[-1] @ w[1:])",
            "        outs.append(f(us[-1], i))",
            "    return us, outs",
            "",
        ]
    else:
        lines += [
            "def forward(x):  # every layer's outputs, the inputs first",
            "    outs = [x]",
            "    for i, w in enumerate(W):",
            "        outs.append(f(w[0] + outs[-1] @ w[1:], i))",
            "    return outs",
            "",
        ]
    lines += [*_order(settings), *_training(experiment, layers), _loss(settings, layers)]
    # Where a run uses everything at once, what only helps to read gives way.
    if len(lines) > MOST_LINES:
        lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        lines = [line for line in lines if not line.startswith("#")]
    return "\n".join(lines) + "\n"


def _plain(title: str) -> str:
    """A title that ends no text that it stands in."""
    return "".join(sign for sign in title if sign.isalnum() or sign in " ,-()")


class _Layers:
    """How each layer's slopes are written, for the layers whose slopes are asked for."""

    def __init__(self, settings: Settings, activations: Sequence[Activation]) -> None:
        self.last = len(activations) - 1
        self.entropic = settings.loss == "cross_entropy"
        self.slopes = [activation.slope_source for activation in activations]
        if settings.rule == "perceptron":
            self.slopes = ["np.ones_like(h)"]
        if self.entropic:  # the last one's slope cancels
            self.slopes.pop()
        self.keeps_u = any(re.search(r"\bu\b", slope) for slope in self.slopes)


def _by_layer(codes: Sequence[str]) -> str:
    """Return one code for layer i, of those of all layers."""
    places: dict[str, list[int]] = {}
    for layer, code in enumerate(codes):
        places.setdefault(code, []).append(layer)
    *others, (most, _) = sorted(places.items(), key=lambda item: len(item[1]))
    told = [f"{code} if i == {at[0]}" if len(at) == 1 else f"{code} if i in {tuple(at)}" for code, at in others]
    return " else ".join([*told, most])


def _weights(experiment: Experiment) -> list[str]:
    """The first weights: row 0 of each matrix is the bias."""
    settings = experiment.start
    sizes = experiment.sizes
    names = settings.activations
    begins = settings.bias and settings.init == "auto"
    bias = [get_activation(name).first_bias if begins else 0.0 for name in names]
    shapes = list(pairwise(sizes))
    reach = [
        reach_of(k, n, name, settings.init, settings.init_scale) for (k, n), name in zip(shapes, names, strict=True)
    ]
    drawn = {"normal": "r * rng.standard_normal((k, n))", "he": "r * rng.standard_normal((k, n))"}.get(settings.init)
    if settings.init in ("zeros", "constant"):
        drawn = "np.full((k, n), r)"
    drawn = drawn or "rng.uniform(-r, r, (k, n))"
    return [
        "# The first weights, a matrix for each layer; its row 0 holds the biases",
        f"sizes, reach, bias = {list(sizes)}, {reach}, {bias}",
        f"seed = np.random.SeedSequence({weights_key(settings)}).generate_state(1, np.uint64)[0]",
        "rng = np.random.default_rng(int(seed))",
        "W = [np.vstack([np.full((1, n), b), " + drawn + "])",
        "     for k, n, r, b in zip(sizes, sizes[1:], reach, bias)]",
        "",
    ]


def _order(settings: Settings) -> list[str]:
    """Which training row is presented when."""
    epochs = f"max(1, {BLOCK} // m)"
    drawn = {
        "file": "np.arange(m)[None].repeat(epochs, 0).ravel()",
        "shuffled": "rng.permuted(np.tile(np.arange(m), (epochs, 1)), axis=1).ravel()",
        "replacement": "rng.integers(m, size=epochs * m)",
    }[settings.order]
    return [
        f"m, epochs = len(X), {epochs.replace('m)', 'len(X))')}",
        "def block(number):  # the rows of some epochs, in the order in which they are presented",
        f"    rng = np.random.default_rng([{settings.seed}, {ORDER_STREAM}, number])",
        f"    return {drawn}",
        "",
    ]


def _training(experiment: Experiment, layers: _Layers) -> list[str]:
    """The loop: forward, backward, update."""
    settings, steps, last = experiment.start, experiment.step, layers.last
    optimiser = settings.made_optimiser
    code = optimiser.code()
    penalized = settings.regularization != "none" or any(e.field == "regularization_rate" for e in experiment.edits)
    penalized = penalized and settings.regularization != "none"
    lines = [f"rows = np.concatenate([block(i) for i in range({steps} // (epochs * m) + 1)])"]
    changes = _changes(experiment)
    first, later = changes[0], {step: values for step, values in changes.items() if step}
    lines.append(f"at, (eta, batch, rate) = 0, {first}")
    sets, frozen = _hands(experiment)
    begin = {"still": "[]"} if frozen else {}
    begin |= {"n": "0"} if optimiser.counts else {}
    begin |= dict.fromkeys(code.memory, "[0 * w for w in W]")
    if begin:
        lines.append(f"{', '.join(begin)} = {', '.join(begin.values())}")
    lines.append(f"while at < {steps}:")
    if later:
        lines.append(f"    eta, batch, rate = {later}.get(at, (eta, batch, rate))")
    final = sets.pop(experiment.step, [])
    if sets:
        lines += [f"    for i, row, column, value in {sets}.get(at, []):", "        W[i][row, column] = value"]
    if frozen:
        lines.append(f"    still = {frozen}.get(at, still)")
    rate = "eta" + _factor(settings)
    stop = "n, stop = n + 1," if optimiser.counts else "stop ="
    lines += [
        f"    {stop} min(at + batch, (at // m + 1) * m)  # batches end where an epoch ends",
        f"    {'(u, h)' if layers.keeps_u else 'h'}, t = forward(X[rows[at:stop]]), T[rows[at:stop]]",
    ]
    error = "(h[-1] - t) / len(t)"
    entropic = layers.entropic
    slope = f"slope({'u[i], ' if layers.keeps_u else ''}h[i + 1], i)"
    lines += [
        f"    dE = {error}  # backward, from the output" + (": the slope cancels" if entropic else ""),
        f"    for i in range({last}, -1, -1):",
    ]
    if entropic and last:
        lines.append(f"        delta = dE if i == {last} else dE * {slope}")
    elif entropic:
        lines.append("        delta = dE")
    else:
        lines.append(f"        delta = dE * {slope}")
    biases = "delta.sum(0)" if settings.bias else "0 * delta.sum(0)"
    lines += [
        "        dE = delta @ W[i][1:].T",
        f"        g = np.vstack([{biases}, h[i].T @ delta])",
    ]
    if penalized:
        lines.append(
            f"        g[1:] += rate * {'np.sign(W[i][1:])' if settings.regularization == 'l1' else 'W[i][1:]'}"
        )
    if frozen:
        keys = "[key[1:] for key in still if key[0] == i]"
        held = " = ".join(f"{name}[row, column]" for name in ("g", *(f"{memory}[i]" for memory in code.memory)))
        lines += [f"        for row, column in {keys}:", f"            {held} = 0"]
    lines += [f"        {line}" for line in code.lines]
    d = code.d if re.fullmatch(r"[\w\[\]]+", code.d) else f"({code.d})"
    lines += [f"        W[i] = W[i] - {rate} * {d}", "    at = stop"]
    if len(final) > 1:
        return [*lines, f"for i, row, column, value in {final}: W[i][row, column] = value"]
    return lines + [f"W[{i}][{row}, {column}] = {value!r}" for i, row, column, value in final]


def _changes(experiment: Experiment) -> dict[int, tuple[float, int, float]]:
    """What eta, the batch size and the penalty's rate are from which step on."""
    start = experiment.start
    now = {"eta": start.eta, "batch_size": start.batch_size, "regularization_rate": start.regularization_rate}
    found = {0: tuple(now.values())}
    for edit in experiment.edits:
        if edit.step <= experiment.step:
            now[edit.field] = int(edit.value) if edit.field == "batch_size" else edit.value
            found[edit.step] = tuple(now.values())
    return found  # type: ignore[return-value]  # three numbers each


def _hands(
    experiment: Experiment,
) -> tuple[dict[int, list[tuple[int, int, int, float]]], dict[int, list[tuple[int, int, int]]]]:
    """The weights set by hand at each step, and from which step on which weights are frozen."""
    sets: dict[int, list[tuple[int, int, int, float]]] = {}
    frozen: dict[int, list[tuple[int, int, int]]] = {}
    held: set[tuple[int, int, int]] = set()
    for edit in experiment.hands:
        if edit.step > experiment.step:
            continue
        if edit.kind == "weight":
            sets.setdefault(edit.step, []).append((*edit.key, edit.value))
            continue
        held = held | {edit.key} if edit.value else held - {edit.key}
        frozen[edit.step] = sorted(held)
    return sets, frozen


def _factor(settings: Settings) -> str:
    match settings.eta_schedule:
        case "inverse":
            return f" / (1 + {settings.eta_decay!r} * (at // m))"
        case "step":
            return f" * max({settings.eta_decay!r} ** (at // m // {settings.eta_every}), 1e-200)"
    return ""


def _loss(settings: Settings, layers: _Layers) -> str:
    """Print the mean loss over the training rows."""
    outs = "forward(X)[1]" if layers.keeps_u else "forward(X)"
    if settings.loss == "squared":
        return f"print(repr(float(0.5 * ((T - {outs}[-1]) ** 2).sum(1).mean())))"
    u = f"u := W[-1][0] + {outs}[-2] @ W[-1][1:]"
    if settings.output == "softmax":  # minus the logarithm of the right class' share
        part = f"np.log(np.exp(({u}) - u.max(1)[:, None]).sum(1)) + u.max(1) - (u * T).sum(1)"
    else:  # -ln y where t is 1, -ln(1 - y) where it is 0
        part = f"np.logaddexp(0, np.where(T > 0.5, -({u}), u)).sum(1)"
    return f"print(repr(float(({part}).mean())))"

"""A run as a short script for NumPy alone, to be read, run and changed: it ends with the same weights, to the last bit.

It computes what the engine does in the engine's own order, so it rounds as the engine does, and a chaotic run comes to
the same end. With another NumPy or on another kind of machine a sum or an exponential may be rounded in another way.

Only what a run uses is in its script: who has one loss and no momentum reads of nothing else.
"""

from __future__ import annotations

from itertools import pairwise

from nnviz.engine.init import reach_of
from nnviz.export.data_code import data_lines
from nnviz.run.experiment import Experiment
from nnviz.run.replay import weights_key
from nnviz.run.schedule import BLOCK, ORDER_STREAM
from nnviz.run.settings import Settings

MOST_LINES = 59

# Of net inputs u, a column a sample, as the engine computes it.
_VALUES = {
    "logistic": "1 / (1 + np.exp(-u))",
    "tanh": "np.tanh(u)",
    "relu": "np.fmax(u, 0)",
    "identity": "u",
    "step": "(u > 0) * 1.0",
    "softmax": "(e := np.exp(u - u.max(0))) / e.sum(0)",
}
# Of a single output that is presented one sample at a time, which the engine computes with Python's numbers.
_ALONE = {"logistic": "1 / (1 + math.exp(min(-u.item(), 709)))", "tanh": "math.tanh(u.item())"}
_SLOPES = {"logistic": "({0} * (1 - {0}))", "tanh": "(1 - {0} * {0})", "relu": "np.sign({0})", "step": "0.0"}


def script(experiment: Experiment) -> str:
    """Return the source of a Python script that repeats the run up to where it stands.

    It needs NumPy alone, has fewer than 60 lines, ends with the run's own weights in `W`, to the last bit with the same
    NumPy on the same machine, and prints the mean loss over the training rows.

    Parameters
    ----------
    experiment : Experiment
        What lies ahead of its position is left out.
    """
    settings, data = experiment.start, experiment.dataset
    sizes = "-".join(map(str, experiment.sizes))
    lines = [
        f'"""{sizes} network, {_plain(data.title)}: {experiment.step} samples presented. Prints the mean loss."""',
        *(["import math"] if _alone(experiment) else []),
        "import numpy as np",
        "",
        *data_lines(settings, data),
        "",
        *_weights(experiment),
    ]
    if settings.hidden:
        lines.append(f"def f(u): return {_VALUES[settings.activation]}")
    lines += [
        f"def output(u): return {_VALUES[settings.output]}",
        "def forward(x):  # what each layer gets, samples as columns, and the net inputs of the last one",
        "    h = [x]",
        "    for w in W[:-1]:",
        "        h.append(np.vstack([np.ones((1, x.shape[1])), f(w.T.dot(h[-1]))]))",
        "    return h, W[-1].T.dot(h[-1])",
        "",
    ]
    if not settings.hidden:
        lines[-6:-1] = ["def forward(x): return [x], W[0].T.dot(x)  # samples as columns"]
    lines += [*_order(settings), *_training(experiment), *_loss(settings)]
    # Where a run uses everything at once, what only helps to read gives way.
    if len(lines) > MOST_LINES:
        lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        lines = [line for line in lines if not line.startswith("#")]
    return "\n".join(lines) + "\n"


def _alone(experiment: Experiment) -> str:
    """What the single output is where samples are presented one by one; "" where it is as in any batch."""
    if experiment.sizes[-1] > 1 or experiment.start.rule == "perceptron":
        return ""
    return _ALONE.get(experiment.start.output, "") if any(b == 1 for _, b, _ in _changes(experiment).values()) else ""


def _plain(title: str) -> str:
    """A title that ends no text that it stands in."""
    return "".join(sign for sign in title if sign.isalnum() or sign in " ,-()")


def _weights(experiment: Experiment) -> list[str]:
    """The first weights: row 0 of each matrix is the bias."""
    settings = experiment.start
    sizes = experiment.sizes
    names = [settings.activation] * len(settings.hidden) + [settings.output]
    bias = [0.1 if settings.bias and name == "relu" and settings.init == "auto" else 0.0 for name in names]
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
        f"rng = np.random.default_rng(int(np.random.SeedSequence({weights_key(settings)})"
        ".generate_state(1, np.uint64)[0]))",
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


def _training(experiment: Experiment) -> list[str]:
    """The loop: forward, backward, update, each product and sum in the engine's own order."""
    settings, steps = experiment.start, experiment.step
    changes = _changes(experiment)
    rates = {rate for *_, rate in changes.values()} if settings.regularization != "none" else {0.0}
    penalized, momentum = max(rates) > 0.0, settings.momentum
    first, later = changes[0], {step: values for step, values in changes.items() if step}
    sets, frozen = _hands(experiment)
    final = sets.pop(steps, [])
    lines = [
        f"steps, at, (eta, batch, rate) = {steps}, 0, {first}",
        "rows = np.concatenate([block(i) for i in range(steps // (epochs * m) + 1)])",
    ]
    if frozen:
        lines.append("still = []")
    if momentum:
        lines.append("V = [0 * w for w in W]")
    lines.append("while at < steps:")
    if later:
        lines.append(f"    eta, batch, rate = {later}.get(at, (eta, batch, rate))")
    if sets:
        lines.append(f"    for i, row, column, value in {sets}.get(at, []): W[i][row, column] = value")
    if frozen:
        lines.append(f"    still = {frozen}.get(at, still)")
    eta = "eta"
    if settings.eta_schedule != "constant":
        eta = f"(eta * {_factor(settings)})"
    # Without penalty and momentum eta is multiplied into the errors, with them into the step.
    early, late = ("1", eta) if momentum or min(rates) > 0.0 else (eta, "1")
    if penalized and early != "1":
        lines.append(f"    early, late = (1, {eta}) if rate else ({eta}, 1)")
        early, late = "early", "late"
    alone = _alone(experiment)
    y = "output(u)"
    if alone:
        every = all(batch == 1 for _, batch, _ in changes.values())
        y = f"np.array([[{alone}]])" + ("" if every else " if batch == 1 else output(u)")
    entropic, perceptron = settings.loss == "cross_entropy", settings.rule == "perceptron"
    bare = entropic or perceptron or settings.output == "identity"
    slope = "" if bare else f" * {_SLOPES[settings.output].format('y')}"
    told = "backward, from the output" + (": the slope cancels" if entropic else "")
    lines += [
        "    stop = min(at + batch, (at // m + 1) * m)  # batches end where an epoch ends",
        "    h, u = forward(np.ascontiguousarray(X[rows[at:stop]].T))",
        f"    y = {y}",
        f"    delta = (y - T[rows[at:stop]].T) * ({early} / (stop - at)){slope}  # {told}",
    ]
    pull = "V[i]" if momentum else "g"
    if settings.hidden:
        lines.append(f"    for i in range({len(settings.hidden)}, -1, -1):")
    else:
        lines.append("    for i in [0]:")
    lines.append("        g = h[i].dot(delta.T)")
    if settings.hidden:
        slope = "" if settings.activation == "identity" else f" * {_SLOPES[settings.activation].format('h[i][1:]')}"
        lines.append(f"        delta = W[i][1:].dot(delta){slope} if i else 0")
    if penalized:
        sign = "np.sign(W[i][1:])" if settings.regularization == "l1" else "W[i][1:]"
        lines.append(f"        g[1:] += rate * {sign}")
    if momentum:
        lines.append(f"        V[i] = {momentum!r} * V[i] + g")
    if not settings.bias:
        lines.append(f"        {pull}[0] = 0")
    if frozen:
        keys = "[key[1:] for key in still if key[0] == i]"
        lines.append(f"        for row, column in {keys}: {pull}[row, column] = 0")
    lines += [f"        W[i] = W[i] - {pull}" + ("" if late == "1" else f" * {late}"), "    at = stop"]
    if final:
        lines.append(f"for i, row, column, value in {final}: W[i][row, column] = value")
    return lines


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
    if settings.eta_schedule == "inverse":
        return f"(1 / (1 + {settings.eta_decay!r} * (at // m)))"
    return f"max({settings.eta_decay!r} ** (at // m // {settings.eta_every}), 1e-200)"


def _loss(settings: Settings) -> list[str]:
    """Print the mean loss over the training rows."""
    u = "forward(np.ascontiguousarray(X.T))[1]"
    if settings.loss == "squared":
        return [f"print(repr(float((0.5 * ((output({u}) - T.T) ** 2).sum(0)).mean())))"]
    if settings.output == "softmax":  # minus the logarithm of the right class' share
        part = "u.max(0) + np.log(np.exp(u - u.max(0)).sum(0)) - (T.T * u).sum(0)"
    else:  # -ln y where t is 1, -ln(1 - y) where it is 0
        part = "(np.maximum(u, 0) - T.T * u + np.log1p(np.exp(-abs(u)))).sum(0)"
    return [f"u = {u}", f"print(repr(float(({part}).mean())))"]

"""A run as a short script for NumPy alone, to be read, run and changed: it ends with the same weights, to the last bit.

It computes what the engine does in the engine's own order, so it rounds as the engine does, and a chaotic run comes to
the same end. With another NumPy or on another kind of machine a sum or an exponential may be rounded in another way.

A script contains only what its run uses: with one loss and plain gradient descent it mentions nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from nnviz.engine import SGD, Activation, get_activation, reach_of
from nnviz.export.data_code import data_lines
from nnviz.run.experiment import Experiment
from nnviz.run.replay import weights_key
from nnviz.run.schedule import BLOCK, ORDER_STREAM
from nnviz.run.settings import Settings

MOST_LINES = 59


def script(experiment: Experiment) -> str:
    """Return the source of a Python script that repeats the run up to where it stands.

    It needs NumPy and Python's own library, has fewer than 60 lines, ends with the run's own weights in `W`, to the
    last bit with the same NumPy on the same machine, and prints the mean loss over the training rows.

    Parameters
    ----------
    experiment : Experiment
        What lies ahead of its position is left out.
    """
    lines = [line for part in parts(experiment).values() for line in part]
    # Where a run uses everything at once, what only helps to read gives way.
    if len(lines) > MOST_LINES:
        lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        lines = [line for line in lines if not line.startswith("#")]
    return "\n".join(lines) + "\n"


def parts(experiment: Experiment) -> dict[str, list[str]]:
    """Return the script's lines by what they are for: imports, data, weights, network, order, training and loss."""
    settings, data = experiment.start, experiment.dataset
    sizes = "-".join(map(str, experiment.sizes))
    activations = [get_activation(name) for name in settings.activations]
    *hidden, output = activations
    alike = len({activation.name for activation in hidden}) == 1
    imports = [
        f'"""{sizes} network, {plain_title(data.title)}: {experiment.step} samples presented. Prints the mean loss."""',
        *(["import math"] if _alone(experiment) else []),
        "import numpy as np",
        *dict.fromkeys(line for activation in activations for line in activation.prelude),
        "",
    ]
    network = []
    if hidden:
        network.append(f"def f(u{'' if alike else ', i'}): return {_by_layer([one.source for one in hidden])}")
    if hidden and not _inline(hidden):
        network.append(f"def slope(u, h, i): return {_by_layer([one.slope_source for one in hidden])}")
    loop = "for w in W[:-1]:" if alike else "for i, w in enumerate(W[:-1]):"
    made = "f(w.T.dot(h[-1]))" if alike else "f(w.T.dot(h[-1]), i)"
    network.append(f"def output(u): return {output.source}")
    if hidden:
        network += [
            "def forward(x):  # what each layer gets, samples as columns, and the net inputs of the last one",
            "    h = [x]",
            f"    {loop}",
            f"        h.append(np.vstack([np.ones((1, x.shape[1])), {made}]))",
            "    return h, W[-1].T.dot(h[-1])",
            "",
        ]
    else:
        network += ["def forward(x): return [x], W[0].T.dot(x)  # samples as columns", ""]
    return {
        "imports": imports,
        "data": [*data_lines(settings, data), ""],
        "weights": first_weights(experiment),
        "network": network,
        "order": order_lines(settings),
        "training": _training(experiment),
        "loss": _loss(settings),
    }


def _alone(experiment: Experiment) -> str:
    """What the single output is where samples are presented one by one; "" where it is as in any batch."""
    if experiment.sizes[-1] > 1 or experiment.start.rule == "perceptron":
        return ""
    code = get_activation(experiment.start.output).alone
    return code if any(b == 1 for _, b, _ in changes(experiment).values()) else ""


def _by_layer(codes: Sequence[str]) -> str:
    """Return one code for layer i, of those of all layers."""
    places: dict[str, list[int]] = {}
    for layer, code in enumerate(codes):
        places.setdefault(code, []).append(layer)
    *others, (most, _) = sorted(places.items(), key=lambda item: len(item[1]))
    told = [f"{code} if i == {at[0]}" if len(at) == 1 else f"{code} if i in {tuple(at)}" for code, at in others]
    return " else ".join([*told, most])


def _inline(hidden: Sequence[Activation]) -> bool:
    """Whether the slopes of the hidden layers are one short code in the outputs alone."""
    return len({one.name for one in hidden}) == 1 and not re.search(r"\bu\b", hidden[0].slope_source)


def _in_terms_of(code: str, out: str) -> str:
    """Return a slope's code with another name for the output."""
    return re.sub(r"\bh\b", out, code)


def plain_title(title: str) -> str:
    """A title that ends no text that it stands in."""
    return "".join(sign for sign in title if sign.isalnum() or sign in " ,-()")


def first_weights(experiment: Experiment) -> list[str]:
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
        f"rng = np.random.default_rng(int(np.random.SeedSequence({weights_key(settings)})"
        ".generate_state(1, np.uint64)[0]))",
        "W = [np.vstack([np.full((1, n), b), " + drawn + "])",
        "     for k, n, r, b in zip(sizes, sizes[1:], reach, bias)]",
        "",
    ]


def order_lines(settings: Settings) -> list[str]:
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
    found = changes(experiment)
    rates = {rate for *_, rate in found.values()} if settings.regularization != "none" else {0.0}
    penalized, optimiser = max(rates) > 0.0, settings.made_optimiser
    code, plain = optimiser.code(), isinstance(optimiser, SGD)
    *hidden, output = [get_activation(name) for name in settings.activations]
    first, later = found[0], {step: values for step, values in found.items() if step}
    sets, frozen = manual_edits(experiment)
    final = sets.pop(steps, [])
    lines = [
        f"steps, at, (eta, batch, rate) = {steps}, 0, {first}",
        "rows = np.concatenate([block(i) for i in range(steps // (epochs * m) + 1)])",
    ]
    begin = ({"still": "[]"} if frozen else {}) | ({"n": "0"} if optimiser.counts else {})
    begin |= dict.fromkeys(code.memory, "[0 * w for w in W]")
    if begin:
        lines.append(f"{', '.join(begin)} = {', '.join(begin.values())}")
    lines.append("while at < steps:")
    if later:
        lines.append(f"    eta, batch, rate = {later}.get(at, (eta, batch, rate))")
    if sets:
        lines.append(f"    for i, row, column, value in {sets}.get(at, []): W[i][row, column] = value")
    if frozen:
        lines.append(f"    still = {frozen}.get(at, still)")
    eta = "eta"
    if settings.eta_schedule != "constant":
        eta = f"(eta * {eta_factor(settings)})"
    # In plain descent without a penalty eta is multiplied into the errors, else into the step.
    early, late = (eta, "1") if plain and min(rates) == 0.0 else ("1", eta)
    if penalized and early != "1":
        lines.append(f"    early, late = (1, {eta}) if rate else ({eta}, 1)")
        early, late = "early", "late"
    alone = _alone(experiment)
    y = "output(u)"
    if alone:
        every = all(batch == 1 for _, batch, _ in found.values())
        y = f"np.array([[{alone}]])" + ("" if every else " if batch == 1 else output(u)")
    entropic, perceptron = settings.loss == "cross_entropy", settings.rule == "perceptron"
    bare = entropic or perceptron or settings.output == "identity"
    slope = "" if bare else f" * {_in_terms_of(output.slope_source, 'y')}"
    stop = "n, stop = n + 1," if optimiser.counts else "stop ="
    told = "backward, from the output" + (": the slope cancels" if entropic else "")
    lines += [
        f"    {stop} min(at + batch, (at // m + 1) * m)  # batches end where an epoch ends",
        "    h, u = forward(np.ascontiguousarray(X[rows[at:stop]].T))",
        f"    y = {y}",
        f"    delta = (y - T[rows[at:stop]].T) * ({early} / (stop - at)){slope}  # {told}",
    ]
    if settings.hidden:
        lines.append(f"    for i in range({len(settings.hidden)}, -1, -1):")
    else:
        lines.append("    for i in [0]:")
    lines.append("        g = h[i].dot(delta.T)")
    if settings.hidden:
        slope = " * slope(W[i - 1].T.dot(h[i - 1]), h[i][1:], i - 1)"
        if _inline(hidden):
            slope = f" * {_in_terms_of(hidden[0].slope_source, 'h[i][1:]')}"
        if {one.name for one in hidden} == {"identity"}:
            slope = ""
        lines.append(f"        delta = W[i][1:].dot(delta){slope} if i else 0")
    if penalized:
        sign = "np.sign(W[i][1:])" if settings.regularization == "l1" else "W[i][1:]"
        lines.append(f"        g[1:] += rate * {sign}")
    if not settings.bias:
        lines.append("        g[0] = 0")
    if frozen:
        keys = "[key[1:] for key in still if key[0] == i]"
        held = " = ".join(f"{name}[row, column]" for name in ("g", *(f"{memory}[i]" for memory in code.memory)))
        lines.append(f"        for row, column in {keys}: {held} = 0")
    lines += [f"        {line}" for line in code.lines]
    d = code.d if re.fullmatch(r"[\w\[\]]+", code.d) else f"({code.d})"
    lines += [f"        W[i] = W[i] - {d}" + ("" if late == "1" else f" * {late}"), "    at = stop"]
    if final:
        lines.append(f"for i, row, column, value in {final}: W[i][row, column] = value")
    return lines


def changes(experiment: Experiment) -> dict[int, tuple[float, int, float]]:
    """What eta, the batch size and the penalty's rate are from which step on."""
    start = experiment.start
    now = {"eta": start.eta, "batch_size": start.batch_size, "regularization_rate": start.regularization_rate}
    found = {0: tuple(now.values())}
    for edit in experiment.edits:
        if edit.step <= experiment.step:
            now[edit.field] = int(edit.value) if edit.field == "batch_size" else edit.value
            found[edit.step] = tuple(now.values())
    return found  # type: ignore[return-value]  # three numbers each


def manual_edits(
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


def eta_factor(settings: Settings) -> str:
    """What a schedule multiplies eta by, as code in the step `at`."""
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

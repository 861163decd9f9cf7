"""A run as a script for PyTorch: the same data, first weights and order of the samples, learnt by autograd.

What nnviz works out line by line, PyTorch works out by itself; that both agree is the check. Sums are added up in
another order there, so last digits differ, and where a run is chaotic that grows: the script says up to which step.
"""

from __future__ import annotations

from math import inf

from nnviz.engine import get_activation
from nnviz.export.data_code import data_lines
from nnviz.export.script import changes, eta_factor, first_weights, manual_edits, order_lines, plain_title
from nnviz.run.experiment import Experiment
from nnviz.run.manual_edits import HandEdit

CLOSE = 1e-6
"""A difference of the mean loss from which on a run counts as another one."""
LOOKED_AT = 20_000
"""Samples after which it is not looked any further how far a script can be trusted."""


class NotInTorchError(ValueError):
    """The run uses what PyTorch does not have."""


def torch_script(experiment: Experiment) -> str:
    """Return the source of a Python script that repeats the run up to where it stands with PyTorch.

    Parameters
    ----------
    experiment : Experiment
        What lies ahead of its position is left out.

    Raises
    ------
    NotInTorchError
        If an activation or the optimiser is none that PyTorch has; the message names it.
    """
    settings, data = experiment.start, experiment.dataset
    *hidden, output = [get_activation(name) for name in settings.activations]
    for activation in (*hidden, output):
        if not activation.torch:
            raise NotInTorchError(f"PyTorch has no activation {activation.name}")
    optimiser = settings.made_optimiser.torch()
    if not optimiser:
        raise NotInTorchError(f"PyTorch has no optimiser {settings.optimiser}")
    sizes = "-".join(map(str, experiment.sizes))
    codes = [f"lambda u: {activation.torch}" for activation in hidden]
    lines = [
        f'"""{sizes} network, {plain_title(data.title)}, with PyTorch: {experiment.step} samples presented.',
        "",
        *_trust(experiment),
        '"""',
        "import numpy as np",
        "import torch",
        "",
        *data_lines(settings, data),
        "",
        *first_weights(experiment),
        "W = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in W]",
        "X, T = torch.tensor(X, dtype=torch.float64), torch.tensor(T, dtype=torch.float64)",
        f"hidden = [{', '.join(codes)}]",
        "",
        "def forward(x):  # the net inputs u of the output layer, a sample a row",
        "    h = x",
        "    for w, f in zip(W, hidden):",
        "        h = torch.cat([torch.ones(len(x), 1, dtype=x.dtype), f(h @ w)], 1)",
        "    return h @ W[-1]",
        "",
        *_loss(experiment),
        "",
        *order_lines(settings),
        *_training(experiment, optimiser),
        "with torch.no_grad():",
        "    print(repr(loss(X, T).mean().item()))",
    ]
    return "\n".join(lines) + "\n"


def _loss(experiment: Experiment) -> list[str]:
    """The loss of each sample, without the penalty."""
    settings = experiment.start
    output = get_activation(settings.output)
    if settings.loss == "squared":
        return [
            f"def output(u): return {output.torch}",
            "def loss(x, t): return 0.5 * ((output(forward(x)) - t) ** 2).sum(1)",
        ]
    if settings.output == "softmax":
        return ["def loss(x, t): return -(t * torch.log_softmax(forward(x), 1)).sum(1)"]
    return [
        "def loss(x, t):",
        "    parts = torch.nn.functional.binary_cross_entropy_with_logits(forward(x), t, reduction='none')",
        "    return parts.sum(1)",
    ]


def _training(experiment: Experiment, optimiser: str) -> list[str]:
    """The loop over batches."""
    settings, steps = experiment.start, experiment.step
    found = changes(experiment)
    first, later = found[0], {step: values for step, values in found.items() if step}
    penalized = settings.regularization != "none" and max(rate for *_, rate in found.values()) > 0.0
    sets, frozen = manual_edits(experiment)
    final = sets.pop(steps, [])
    eta = "eta" if settings.eta_schedule == "constant" else f"eta * {eta_factor(settings)}"
    lines = [
        f"steps, at, (eta, batch, rate) = {steps}, 0, {first}",
        "rows = np.concatenate([block(i) for i in range(steps // (epochs * m) + 1)])",
        f"optimiser = {optimiser}",
    ]
    if frozen:
        lines.append("still = []")
    if sets or final:
        lines += [
            "def set_by_hand(edits):",
            "    with torch.no_grad():",
            "        for i, row, column, value in edits:",
            "            W[i][row, column] = value",
        ]
    lines.append("while at < steps:")
    if later:
        lines.append(f"    eta, batch, rate = {later}.get(at, (eta, batch, rate))")
    if sets:
        lines.append(f"    set_by_hand({sets}.get(at, []))")
    if frozen:
        lines.append(f"    still = {frozen}.get(at, still)")
    lines += [
        "    stop = min(at + batch, (at // m + 1) * m)  # batches end where an epoch ends",
        "    x, t = X[rows[at:stop]], T[rows[at:stop]]",
        "    optimiser.zero_grad()",
    ]
    if settings.rule == "perceptron":
        lines += [
            "    with torch.no_grad():  # the perceptron's rule, which is no gradient",
            "        W[0].grad = x.T @ (output(forward(x)) - t) / (stop - at)",
        ]
    else:
        lines.append("    E = loss(x, t).mean()")
        if penalized:
            term = "w[1:].abs().sum()" if settings.regularization == "l1" else "0.5 * (w[1:] ** 2).sum()"
            lines.append(f"    E = E + rate * sum({term} for w in W)")
        lines.append("    E.backward()")
    if not settings.bias:
        lines += ["    for w in W:", "        w.grad[0] = 0"]
    if frozen:
        lines += [
            "    for i, row, column in still:  # neither a gradient nor a memory of earlier ones",
            "        W[i].grad[row, column] = 0",
            "        for memory in optimiser.state[W[i]].values():",
            "            if torch.is_tensor(memory) and memory.shape == W[i].shape:",
            "                memory[row, column] = 0",
        ]
    lines += [f"    optimiser.param_groups[0]['lr'] = {eta}", "    optimiser.step()", "    at = stop"]
    if final:
        lines.append(f"set_by_hand({final})")
    return lines


def _trust(experiment: Experiment) -> list[str]:
    """Say how far the script's losses can be expected to be those of the page, from a run with other last digits."""
    last = trusted_until(experiment)
    if last >= min(experiment.step, LOOKED_AT):
        known = f"in its first {last:,} samples " if last < experiment.step else ""
        return [f"A change of the first weights in their last digit does not grow beyond {CLOSE:g} {known}in this run."]
    return [
        f"This run is chaotic: a change of the first weights in their last digit has grown beyond {CLOSE:g} after",
        f"{last:,} samples. From there on its losses here and on the page are two runs of a kind, not the same one.",
    ]


def trusted_until(experiment: Experiment) -> int:
    """Return up to which step a change of the last digits of the first weights stays below CLOSE in the mean loss."""
    settings, exact = experiment.start, Experiment(experiment.start, experiment.edits, experiment.hands)
    nudged = [
        HandEdit(0, "weight", (layer, row, column), float(value) * (1.0 + 1e-15))
        for layer, weight in enumerate(exact.network.weights)
        for (row, column), value in ((place, weight[place]) for place in _places(weight.shape))
        if value
    ]
    hands = [edit for edit in experiment.hands if edit.step > 0 or edit.kind == "freeze"]
    other = Experiment(settings, experiment.edits, [*nudged, *hands])
    end, last = min(experiment.step, LOOKED_AT), 0
    for step in sorted({round(end * part / 24) for part in range(25)}):
        exact.seek(step)
        other.seek(step)
        difference = abs(exact.losses()[0] - other.losses()[0])
        if exact.step != other.step or not difference < CLOSE * max(1.0, min(exact.losses()[0], inf)):
            return last
        last = step
    return last


def _places(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(row, column) for row in range(shape[0]) for column in range(shape[1])]

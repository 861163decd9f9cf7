"""The engine's mathematics once more, in plain Python: lists, loops, math. It shares no line with the engine."""

import math

VALUES = {
    "logistic": lambda u: 1.0 / (1.0 + math.exp(-u)) if u > -700 else 0.0,
    "tanh": math.tanh,
    "relu": lambda u: max(u, 0.0),
    "identity": lambda u: u,
    "step": lambda u: 1.0 if u > 0 else 0.0,
}
SLOPES = {
    "logistic": lambda u: VALUES["logistic"](u) * VALUES["logistic"](-u),
    "tanh": lambda u: 1.0 / math.cosh(u) ** 2,
    "relu": lambda u: 1.0 if u > 0 else 0.0,
    "identity": lambda u: 1.0,
    "step": lambda u: 0.0,
}


def forward(weights, activations, x):
    """Return the net inputs and outputs of every layer as two lists of lists."""
    us, outs, a = [], [], [float(value) for value in x]
    for weight, name in zip(weights, activations, strict=True):
        fan_in, fan_out = len(weight) - 1, len(weight[0])
        u = [weight[0][i] + math.fsum(weight[1 + k][i] * a[k] for k in range(fan_in)) for i in range(fan_out)]
        a = [VALUES[name](value) for value in u]
        us.append(u)
        outs.append(a)
    return us, outs


def loss(weights, activations, x, t):
    """Return E of one sample."""
    y = forward(weights, activations, x)[1][-1]
    return 0.5 * math.fsum((target - value) ** 2 for target, value in zip(t, y, strict=True))


def gradient(weights, activations, x, t):
    """Return dE/dW of one sample, shaped like the weights, by summing over every path from a weight to the loss."""
    us, outs = forward(weights, activations, x)
    inputs = [list(x), *outs[:-1]]
    result = []
    for layer, weight in enumerate(weights):
        rows = [[0.0] * len(weight[0]) for _ in weight]
        for i in range(len(weight[0])):
            delta = _sensitivity(weights, activations, us, outs, t, layer, i)
            for k in range(len(weight)):
                rows[k][i] = delta * (1.0 if k == 0 else inputs[layer][k - 1])
        result.append(rows)
    return result


def _sensitivity(weights, activations, us, outs, t, layer, neuron):
    """Return dE/du of one neuron, by recursion into the layer above: the chain rule, nothing remembered."""
    slope = SLOPES[activations[layer]](us[layer][neuron])
    if layer == len(weights) - 1:
        return (outs[layer][neuron] - t[neuron]) * slope
    above = weights[layer + 1]
    return slope * math.fsum(
        above[1 + neuron][j] * _sensitivity(weights, activations, us, outs, t, layer + 1, j)
        for j in range(len(above[0]))
    )


def update(weights, activations, batch, eta):
    """Return the weights after one update by the mean gradient of the batch, a list of (x, t)."""
    gradients = [gradient(weights, activations, x, t) for x, t in batch]
    return [
        [
            [value - eta * math.fsum(g[layer][k][i] for g in gradients) / len(batch) for i, value in enumerate(row)]
            for k, row in enumerate(weight)
        ]
        for layer, weight in enumerate(weights)
    ]

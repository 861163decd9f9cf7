"""A network is its weights, one matrix per layer, and the name of each layer's activation. It never changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.engine.activations import ACTIVATIONS, OUTPUT_ACTIVATIONS
from nnviz.engine.checks import Array, as_flag, as_floats, as_name, as_rows, as_vector
from nnviz.engine.criteria import CRITERIA, check_criterion, check_targets, cross_entropy, squared
from nnviz.engine.plan import Forward, layer_views, stored_signs

Mask = NDArray[np.bool_]

# Samples per block of a forward pass: 1,024 columns of 8 neurons are 64 kB, so a layer and the next stay in the cache.
_BLOCK = 1024


@dataclass(frozen=True, eq=False)
class Network:
    """A fully connected network K-...-M, immutable.

    Parameters
    ----------
    weights : sequence of array_like
        weights[l] has shape (1 + fan_in, fan_out). Row 0 is the bias (x_0 = h_0 = 1); then weights[l][k, i] = w_ki.
        They are copied to read-only float64.
    activations : sequence of str, or str
        One name of ACTIVATIONS per layer, for the last one of OUTPUT_ACTIVATIONS; a single name stands for all layers.
        Logistic by default.
    bias : bool
        False: the network has no biases; every row 0 must be 0 and stays 0.
    train_bias : bool
        False: updates leave the biases as they are.
    frozen : sequence of array_like, optional
        One array of bool per layer, shaped like its weights: True keeps that weight as it is. None: all are trained.
    criterion : {"squared", "cross_entropy"}
        The loss of a sample. Cross-entropy is for a last layer of logistic neurons or softmax, which needs it.

    Raises
    ------
    ValueError
        If shapes do not fit together, a number is not finite, a name is unknown, or the criterion does not go with the
        last activation.
    """

    weights: tuple[Array, ...]
    activations: tuple[str, ...] = "logistic"  # type: ignore[assignment]  # replaced by a tuple on creation
    bias: bool = True
    train_bias: bool = True
    frozen: tuple[Mask, ...] | None = None
    criterion: str = "squared"

    def __post_init__(self) -> None:
        bias, train_bias = as_flag("bias", self.bias), as_flag("train_bias", self.train_bias)
        if not isinstance(self.weights, Sequence) or isinstance(self.weights, str) or len(self.weights) == 0:
            raise ValueError("weights must be a sequence of at least one matrix of shape (1 + fan_in, fan_out)")
        weights = tuple(as_floats(f"weights[{layer}]", weight) for layer, weight in enumerate(self.weights))
        for layer, weight in enumerate(weights):
            if weight.ndim != 2 or weight.shape[0] < 2 or weight.shape[1] < 1:
                raise ValueError(
                    f"weights[{layer}] must have shape (1 + fan_in, fan_out), both fans >= 1, got {weight.shape}"
                )
            if layer and weight.shape[0] != 1 + weights[layer - 1].shape[1]:
                raise ValueError(
                    f"weights[{layer}] must have {1 + weights[layer - 1].shape[1]} rows, the bias and one for each "
                    f"neuron of the layer before, got {weight.shape[0]}"
                )
            if not bias and weight[0].any():
                raise ValueError(f"weights[{layer}] must have zeros in row 0 when bias is False")
            weight.flags.writeable = False
        names = self.activations
        names = (names,) * len(weights) if isinstance(names, str) else tuple(names)
        if len(names) != len(weights):
            raise ValueError(f"activations must hold one name for each of {len(weights)} layers, got {len(names)}")
        for layer, name in enumerate(names):
            last = layer == len(names) - 1
            as_name(f"activations[{layer}]", name, OUTPUT_ACTIVATIONS if last else ACTIVATIONS)
        as_name("criterion", self.criterion, CRITERIA)
        check_criterion(self.criterion, names[-1], weights[-1].shape[1])
        frozen = _as_masks(self.frozen, weights)
        for field, value in (("weights", weights), ("activations", names), ("bias", bias), ("train_bias", train_bias)):
            object.__setattr__(self, field, value)
        object.__setattr__(self, "frozen", frozen)

    @property
    def trained(self) -> tuple[Mask, ...] | None:
        """Which weights updates change, one array per layer; None if they change them all."""
        biases = self.bias and self.train_bias
        if biases and self.frozen is None:
            return None
        masks = tuple(np.ones(weight.shape, dtype=bool) for weight in self.weights)
        for mask, still in zip(masks, self.frozen or masks, strict=True):
            if self.frozen is not None:
                mask &= ~still
            if not biases:
                mask[0] = False
        return masks

    def with_frozen(self, keys: Iterable[tuple[int, int, int]]) -> Network:
        """Return this network with these weights frozen and no others, each given as (layer, row, column).

        Raises
        ------
        ValueError
            If the network has no such weight.
        """
        masks = tuple(np.zeros(weight.shape, dtype=bool) for weight in self.weights)
        for layer, row, column in keys:
            self._check_key(layer, row, column)
            masks[layer][row, column] = True
        return replace(self, frozen=masks)

    def with_weight(self, layer: int, row: int, column: int, value: float) -> Network:
        """Return this network with one weight changed.

        Raises
        ------
        ValueError
            If the network has no such weight, or the value is not finite.
        """
        self._check_key(layer, row, column)
        weights = [weight.copy() for weight in self.weights]
        weights[layer][row, column] = value
        return replace(self, weights=tuple(weights))

    def _check_key(self, layer: int, row: int, column: int) -> None:
        known = 0 <= layer < len(self.weights)
        if not known or not (0 <= row < len(self.weights[layer]) and 0 <= column < self.weights[layer].shape[1]):
            key = (layer, row, column)
            raise ValueError(f"key must be (layer, row, column) of a weight of {self.sizes}, got {key}")
        if row == 0 and not self.bias:
            raise ValueError("key must not be that of a bias in a network without biases")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, inputs first: (K, ..., M)."""
        return (self.weights[0].shape[0] - 1, *(weight.shape[1] for weight in self.weights))

    @property
    def n_weights(self) -> int:
        """How many numbers `flat` holds: all weights and biases, those that are not trained included."""
        return sum(weight.size for weight in self.weights)

    def flat(self) -> Array:
        """Return all weights as one new vector (n_weights,): layers in order, each row by row."""
        return np.concatenate([weight.ravel() for weight in self.weights])

    def with_flat(self, vector: ArrayLike) -> Network:
        """Return this network with other weights, given as `flat` gives them.

        Raises
        ------
        ValueError
            If the vector is not (n_weights,) and finite, or holds a bias for a network that has none.
        """
        flat = as_vector("vector", vector, self.n_weights).copy()
        flat.flags.writeable = False
        views = tuple(layer_views(flat, self.sizes))
        for layer, weight in enumerate(views):
            if not self.bias and weight[0].any():
                raise ValueError(f"vector must have zeros for the biases of layer {layer} when bias is False")
        # The structure was checked when this network was made.
        made = object.__new__(Network)
        made.__dict__.update(self.__dict__, weights=views)
        return made

    def forward(self, X: ArrayLike) -> tuple[Array, ...]:
        """Return every layer's outputs, hidden layers first, for X (n, K): arrays of shape (n, fan_out)."""
        return self._evaluate(as_rows("X", X, self.sizes[0]), range(len(self.weights)))

    def predict(self, X: ArrayLike) -> Array:
        """Return the network's outputs (n, M) for X (n, K).

        Raises
        ------
        ValueError
            If X is not (n, K) with n >= 1, or not finite.
        """
        return self._evaluate(as_rows("X", X, self.sizes[0]), (len(self.weights) - 1,))[0]

    def loss_per_sample(self, X: ArrayLike, T: ArrayLike) -> Array:
        """Return E of each row by the criterion: (n,) for X (n, K) and T (n, M).

        Raises
        ------
        ValueError
            If a shape does not fit, a number is not finite, or targets are not what cross-entropy can judge by.
        """
        X = as_rows("X", X, self.sizes[0])
        T = as_rows("T", T, self.sizes[-1], rows=len(X))
        output = self.activations[-1]
        check_targets(self.criterion, output, T)
        if self.criterion == "squared":
            with np.errstate(over="ignore"):
                return squared(self._evaluate(X, (len(self.weights) - 1,))[0].T, T.T)
        with np.errstate(all="ignore"):
            return cross_entropy(self.net_outputs(X).T, T.T, output)

    def net_outputs(self, X: ArrayLike) -> Array:
        """Return the net inputs u of the last layer, (n, M) for X (n, K)."""
        bare = Network(self.weights, (*self.activations[:-1], "identity"), self.bias)
        return bare.predict(X)

    def loss(self, X: ArrayLike, T: ArrayLike) -> float:
        """Return the mean over the rows of E, which is 1/2 sum_j (t_j - y_j)² unless the criterion is another."""
        return float(self.loss_per_sample(X, T).mean())

    def _evaluate(self, X: Array, layers: Sequence[int]) -> tuple[Array, ...]:
        """Run X through the network block by block and collect the outputs of the chosen layers."""
        stored = layer_views(self.flat() * stored_signs(self.sizes, self.activations), self.sizes)
        width = min(len(X), _BLOCK)
        forward = Forward(stored, self.activations, width)
        x = np.ones((1 + X.shape[1], width))
        results = tuple(np.empty((len(X), self.sizes[layer + 1])) for layer in layers)
        with np.errstate(all="ignore"):
            for start in range(0, len(X), width):
                rows = X[start : start + width]
                x[1:, : len(rows)] = rows.T  # after the last row the columns of the block before are left, and not read
                forward.run(x)
                for layer, result in zip(layers, results, strict=True):
                    result[start : start + width] = forward.outs[layer][:, : len(rows)].T
        return results

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        """What makes two networks the same: structure and every weight (0.0 added, so that -0.0 is 0.0)."""
        frozen = None if self.frozen is None else tuple(mask.tobytes() for mask in self.frozen)
        return (
            self.sizes,
            self.activations,
            self.bias,
            self.train_bias,
            frozen,
            self.criterion,
            (self.flat() + 0.0).tobytes(),
        )

    def __reduce__(self) -> tuple[type[Network], tuple[object, ...]]:
        """Pickle by construction, since an unpickled array would be writeable."""
        return (
            Network,
            (self.weights, self.activations, self.bias, self.train_bias, self.frozen, self.criterion),
        )


def _as_masks(frozen: object, weights: Sequence[Array]) -> tuple[Mask, ...] | None:
    """Check and copy what is frozen; nothing frozen is None."""
    if frozen is None:
        return None
    if not isinstance(frozen, Sequence) or len(frozen) != len(weights):
        raise ValueError(f"frozen must be None or {len(weights)} arrays of bool, one shaped like each weight matrix")
    masks = []
    for layer, (given, weight) in enumerate(zip(frozen, weights, strict=True)):
        mask = np.array(given)
        if mask.dtype != np.bool_ or mask.shape != weight.shape:
            raise ValueError(f"frozen[{layer}] must be an array of bool of shape {weight.shape}, as its weights")
        mask.flags.writeable = False
        masks.append(mask)
    return tuple(masks) if any(mask.any() for mask in masks) else None

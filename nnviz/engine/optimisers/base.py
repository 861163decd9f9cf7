"""The optimiser: one object that knows what it remembers, how it updates, and how its update is written.

An update is w - η · d. The optimiser says what d is, from the gradient g (the loss's, and the penalty's slope where
there is one) and from what it remembers of the updates before, one number a weight for each of its memories.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nnviz.engine.checks import Array, as_floats, as_name, as_vector

_NAME = re.compile(r"[a-z][a-z0-9_]{0,23}")


@dataclass(frozen=True)
class Memory:
    """One number a weight that an optimiser keeps from update to update; 0 at first.

    Attributes
    ----------
    name : str
        As in StepTrace's JSON: "v".
    latex : str
    signed : bool
        Whether it turns its sign if gradients do: a mean of gradients does, a mean of their squares does not.
    """

    name: str
    latex: str
    signed: bool = True


@dataclass(frozen=True, eq=False)
class State:
    """What an optimiser remembers of a network's weights.

    Attributes
    ----------
    n : int
        Updates made so far; 0 for an optimiser that does not count.
    memory : tuple
        For each of `Optimiser.memories` one array per layer, shaped like its weights; read-only.
    """

    n: int
    memory: tuple[tuple[Array, ...], ...]


NOTHING = State(0, ())
"""What an optimiser without memories remembers."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a fast update finds its numbers, and writes them.

    Attributes
    ----------
    flat, gradient : ndarray, shape (P,)
        The weights, updated in place, and g, which may be written over.
    memory : tuple of ndarray, each (P,)
        Updated in place.
    eta : ndarray of one number
        The learning rate of the update to come.
    count : callable
        () -> which update this is, counted from 1.
    """

    flat: Array
    gradient: Array
    memory: tuple[Array, ...]
    eta: Array
    count: Callable[[], int]


@dataclass(frozen=True)
class Told:
    """One weight's numbers, for the lines of its update in the worksheet.

    Attributes
    ----------
    symbols, numbers : sequence of str
        The terms that g is made of as LaTeX: the gradient, and the penalty's slope if there is one.
    g : float
    memory : tuple of float
        Before the update.
    n : int
        Which update it is, counted from 1.
    show : callable
        A number as LaTeX, as it stands in a product.
    """

    symbols: Sequence[str]
    numbers: Sequence[str]
    g: float
    memory: tuple[float, ...]
    n: int
    show: Callable[[float], str]


@dataclass(frozen=True)
class Part:
    """One line of an optimiser's arithmetic: name = symbols = numbers = value, the first three as LaTeX.

    `key` tells it from the optimiser's other lines.
    """

    key: str
    name: str
    symbols: str
    numbers: str
    value: float


@dataclass(frozen=True)
class Arithmetic:
    """Lines that lead to d, and d itself as it stands in w - η · d, in symbols and in numbers."""

    parts: tuple[Part, ...]
    symbols: str
    numbers: str


@dataclass(frozen=True)
class Code:
    """An update in NumPy, for the exported script.

    Attributes
    ----------
    memory : tuple of str
        Names of lists that hold an array a layer, 0 at first.
    lines : tuple of str
        From `g`, the gradient of layer `i`, to what `d` needs; `n` counts updates from 1.
    d : str
        What the learning rate is multiplied by. Where it rounds as the fast update does, so does the script.
    """

    memory: tuple[str, ...]
    lines: tuple[str, ...]
    d: str


@dataclass(frozen=True)
class Optimiser(ABC):
    """How gradients become steps. Its fields are its settings, by the names that they have in an address.

    Attributes
    ----------
    name : str
        The name it is asked for by: small letters, digits and underscores.
    label : str
        What it is called on the page.
    about : str
        Its formula in a plain sentence.
    memories : tuple of Memory
    counts : bool
        Whether it needs to know how many updates there were.
    carries : str
        What, beside the gradient, pulls at a weight that it moves, such as "what is left of its velocity"; "" where a
        weight always goes against its gradient of now.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    about: ClassVar[str]
    memories: ClassVar[tuple[Memory, ...]] = ()
    counts: ClassVar[bool] = False
    carries: ClassVar[str] = ""

    @abstractmethod
    def step(self, g: Array, memory: tuple[Array, ...], n: int) -> tuple[Array, tuple[Array, ...]]:
        """Return d and the memories after the update, elementwise; nothing handed in is changed.

        Parameters
        ----------
        g : ndarray
            The gradient.
        memory : tuple of ndarray, shaped like g
            What `memories` names.
        n : int
            Which update it is, counted from 1; always 1 unless `counts`.
        """

    @abstractmethod
    def arithmetic(self, told: Told) -> Arithmetic:
        """Return the lines of one weight's update."""

    @abstractmethod
    def code(self) -> Code:
        """Return the update as lines of the exported script."""

    def torch(self) -> str:
        """Return the optimiser of PyTorch for a list of matrices W, whose rate is set before each step; "" if none."""
        return ""

    def fast(self, place: Place) -> Callable[[], object] | None:
        """Return the update as a call that works in place, if there is one.

        Weights and gradients may be stored with another sign there, and signed memories with them.
        """
        return None

    def update(
        self, gradients: Sequence[Array], state: State, trained: Sequence[NDArray[np.bool_]] | None = None
    ) -> tuple[tuple[Array, ...], State]:
        """Return d for every layer, and the state after the update.

        Parameters
        ----------
        gradients : sequence of ndarray
            g, one array per layer.
        state : State
        trained : sequence of ndarray of bool, optional
            Which weights are updated; the others' d is 0, and nothing is remembered of them.
        """
        n = state.n + self.counts
        steps: list[Array] = []
        memory: list[list[Array]] = [[] for _ in self.memories]
        for layer, g in enumerate(gradients):
            d, after = self.step(g, tuple(arrays[layer] for arrays in state.memory), n if self.counts else 1)
            steps.append(np.array(d))
            for kept, array in zip(memory, after, strict=True):
                kept.append(np.array(array))
            if trained is not None:
                for array in (steps[-1], *(kept[-1] for kept in memory)):
                    array[~trained[layer]] = 0.0
        return tuple(steps), State(n, tuple(tuple(arrays) for arrays in memory))

    @property
    def settings(self) -> dict[str, Any]:
        """The optimiser's settings by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def vector_size(self, weights: int) -> int:
        """How many numbers its state has as one vector, for so many weights."""
        return len(self.memories) * weights + self.counts

    def first_state(self, weights: Sequence[Array]) -> State:
        """Return the state before the first update, for weight matrices of these shapes."""
        return State(0, tuple(tuple(np.zeros_like(weight) for weight in weights) for _ in self.memories))


def as_state(optimiser: Optimiser, state: State | None, weights: Sequence[Array]) -> State:
    """Return a checked copy of a state; None is the first one.

    Raises
    ------
    ValueError
        If it does not hold, for each memory, one finite array per layer, shaped like its weights.
    """
    if state is None:
        return optimiser.first_state(weights)
    if not isinstance(state, State) or len(state.memory) != len(optimiser.memories):
        raise ValueError(f"state must be that of {optimiser.name}: {len(optimiser.memories)} arrays per layer")
    made = []
    for which, arrays in zip(optimiser.memories, state.memory, strict=True):
        if len(arrays) != len(weights):
            raise ValueError(
                f"state: {which.name} must hold one array for each of {len(weights)} layers, got {len(arrays)}"
            )
        found = tuple(as_floats(f"{which.name}[{layer}]", array) for layer, array in enumerate(arrays))
        for layer, (array, weight) in enumerate(zip(found, weights, strict=True)):
            if array.shape != weight.shape:
                raise ValueError(f"{which.name}[{layer}] must have shape {weight.shape}, got {array.shape}")
        made.append(found)
    return State(state.n, tuple(made))


def flat_state(optimiser: Optimiser, state: State) -> Array:
    """Return a state as one vector, as `state_of` reads it."""
    parts = [array.ravel() for arrays in state.memory for array in arrays]
    return np.concatenate([*parts, [float(state.n)] if optimiser.counts else []])


def state_of(optimiser: Optimiser, vector: Array, weights: Sequence[Array]) -> State:
    """Return the state that one vector holds: memory by memory, each in the order of Network.flat, and the count.

    Parameters
    ----------
    vector : ndarray
        As Trainer.state gives it.
    weights : sequence of ndarray
        Network.weights, for their shapes.

    Raises
    ------
    ValueError
        If the vector is of another length or not finite.
    """
    vector = as_vector("state", vector, optimiser.vector_size(sum(weight.size for weight in weights)))
    memory: list[tuple[Array, ...]] = []
    start = 0
    for _ in optimiser.memories:
        arrays = []
        for weight in weights:
            arrays.append(vector[start : start + weight.size].reshape(weight.shape))
            start += weight.size
        memory.append(tuple(arrays))
    return State(int(vector[-1]) if optimiser.counts else 0, tuple(memory))


_KNOWN: dict[str, type[Optimiser]] = {}
OPTIMISERS: MappingProxyType[str, type[Optimiser]] = MappingProxyType(_KNOWN)
"""Every optimiser by its name."""


def register(optimiser: type[Optimiser]) -> type[Optimiser]:
    """Add an optimiser: from then on runs can have it, and it is in the menu, the worksheet and the script.

    It can be used as a decorator.

    Raises
    ------
    ValueError
        If its name is not made of small letters, digits and underscores, or is taken.
    """
    if not _NAME.fullmatch(optimiser.name):
        raise ValueError(f"name must be 1 to 24 small letters, digits and underscores, got {optimiser.name!r}")
    if optimiser.name in _KNOWN:
        raise ValueError(f"name must be a new one: there is an optimiser {optimiser.name} already")
    _KNOWN[optimiser.name] = optimiser
    return optimiser


def unregister(name: str) -> None:
    """Take out an optimiser that `register` added.

    Raises
    ------
    ValueError
        If there is no such optimiser.
    """
    del _KNOWN[as_name("name", name, _KNOWN)]


def get_optimiser(name: str) -> type[Optimiser]:
    """Return the optimiser of that name; called with its settings, or without for the usual ones, it makes one.

    Raises
    ------
    ValueError
        If there is no such optimiser.
    """
    return _KNOWN[as_name("optimiser", name, _KNOWN)]

"""What learners of backpropagation often believe at first, by the short codes that checks and choices name."""

from __future__ import annotations

MISCONCEPTIONS: dict[str, str] = {
    "M1": "A weight is no importance, and the bias is not optional: the weights turn the line, the bias moves it.",
    "M2": "The error y − t is not the gradient. It is one factor of it; the slope and the input are the others.",
    "M3": "Not every weight moves at every step. A weight whose input is 0 has the gradient 0 and stays.",
    "M4": "The loss need not fall at every step. A step made for one sample may raise the loss of the others.",
    "M5": "A sample, an update and an epoch differ: one row, one change of the weights, one pass over all rows.",
    "M6": "A batch of all rows has the exact gradient, but it makes fewer updates of as many samples.",
    "M7": "A loss that stands still proves no local minimum. Often it is a flat region with a way down.",
    "M8": "A hidden neuron's δ is no share of the output's error: the weight and its own slope are factors.",
    "M9": "Weights are not updated on the way back. First come all gradients, from the old weights, then all updates.",
    "M10": "A large error does not make a large step. Where the slope is nearly 0 the neuron hardly learns.",
    "M11": "More neurons or layers are not always better. They can fit chance, and their slopes can vanish.",
    "M12": "A training loss near 0 is not the aim. What counts is the loss on rows that were never learned from.",
    "M13": "Test rows teach nothing: no weight depends on them. They only measure.",
    "M14": "η does not only set the pace. If it is too large, the steps lead away from the minimum.",
    "M15": "A run can be lost without an infinite number: a saturated neuron learns nothing any more.",
    "M16": "Zeros are no neutral start. Neurons that start equal get equal gradients and stay equal.",
    "M17": "One run tells little. Another seed may end differently: count over several.",
    "M18": "Backpropagation is not the learning. It computes the gradient; gradient descent uses it.",
}

"""Help: what each part of the page is for, and what every mark, colour, counter and word on it means."""

from __future__ import annotations

import streamlit as st

WORKSHEET = "worksheet"
"""The anchor of the arithmetic's heading, for links from elsewhere on the page."""

PARTS = (
    (
        "Settings",
        "data, learning rate η, batch size, activations, the network's layers. A change of data or network "
        "starts anew at step 0; one of η or batch size holds from the next step on.",
    ),
    (
        "Transport",
        "**Step** presents one sample (or batch) and updates the weights. **Back** undoes a step exactly. "
        "**Epoch** goes on to where every training sample has been presented once more. **Play** goes on until you "
        "press **Pause**, **Reset** goes back to the start, **Run…** presents many samples without pictures between. "
        "A **frame** is one picture of what plays: the slider says how many samples are presented from one to the "
        "next. The letter or digit on a button is its key.",
    ),
    (
        "Time",
        "every step of the run so far. Drag it to go back; going on from the past starts a branch. **Slow motion** "
        "makes a step in phases: forward neuron by neuron, the loss, each δ backward, and the update. **Predict "
        "first** asks before each update what it will do.",
    ),
    (
        "Counters",
        "**step**: updates so far. **epoch**: passes over the training samples. **sample**: the one presented "
        "last. **E**: its loss before the update. **train**, **test**: the mean loss over these samples. **right**: "
        "the share of training and of test samples that are classified rightly.",
    ),
    (
        "The sentence",
        "what the last update did, and what is going wrong, if something is, with what to try. The switch **before "
        "the update | after the update** shows all pictures at one of the two moments of the last step.",
    ),
    (
        "Network",
        "data go from left to right. Click a line or a neuron to choose it: it is lit, and so is what its numbers are "
        "made of.",
    ),
    ("Explanation", "the numbers of the step, and of the weight or neuron that you chose."),
    (
        "Boundary",
        "the network's output over the plane of the inputs, with the samples on it: **2-D** as colours from above, "
        "**3-D** as a surface to turn. **Effect of the update** marks what it did to every sample. **View** has "
        "details: the class alone, the test samples, the neurons' maps, a logarithmic axis of losses.",
    ),
    ("Loss", "how the loss changed while samples were presented."),
)
"""What each part is for, in the order of the numbers that the page's style puts on them."""

MARKS = (
    (
        "Blue and orange",
        "positive and negative: weights, outputs, and the two classes. The stronger the colour, the "
        "larger the number; between them lies 0, or for outputs the middle between the classes.",
    ),
    (
        "A line in the network",
        "a weight: the wider, the larger its size. Dashes: negative. Grey: exactly 0. A lock: it is frozen.",
    ),
    (
        "A lit line or a ring around a neuron",
        "what the numbers are made of, in the colours of the formulas. Purple: the weight, or all that a phase of slow "
        "motion is about. Green: the neuron behind the weight, whose δ it is. Ochre: the weight's input. Pink: what "
        "that δ is made of, nearer to the output.",
    ),
    (
        "δ and Δw in the network",
        "in slow motion: beside a neuron its δ, as soon as it is known, and on a line Δw, what the update adds to the "
        "weight.",
    ),
    (
        "A circle in the network",
        "a neuron, with its output for the sample on show. A square with a 1: the constant "
        "input whose weights are the biases.",
    ),
    (
        "A small map at a neuron",
        "its output over the same plane as the boundary. Point at it, or keep a finger on it, to see it large.",
    ),
    (
        "A sign at a neuron's shoulder",
        "it is dead (its output is 0 for every sample), saturated (its slope is almost 0) or exploding.",
    ),
    ("The dark line in the boundary", "where the decision changes from one class to another."),
    ("Circle, square, triangle …", "a sample of one class; filled: for training, hollow: held out for testing."),
    ("Ring", "the sample that was presented last."),
    ("×", "a sample that is classified wrongly."),
    ("▼ and ▲", "“effect of the update”: this sample's loss fell or rose; the larger, the more."),
    (
        "Small dots in the loss",
        "E of each sample or batch that was presented. The axis is for the means: a triangle at its rim is an E "
        "beyond it.",
    ),
    (
        "Lines in the loss",
        "the mean over the training samples and, dashed, over the test samples. The upright line: the step on show.",
    ),
)

WORDS = (
    ("Sample", "one row of inputs x with its target t."),
    ("Output y, target t", "what the network answers for a sample, and what it is to answer."),
    ("Loss E", "the number that training makes smaller: how far y is from t."),
    ("Weighted sum u", "a neuron's inputs times its weights, added up. Its output is an activation of u."),
    ("Activation", "the function that turns u into the output; its slope is its derivative there."),
    ("Gradient ∂E/∂w", "how fast E grows as the weight w grows."),
    ("δ", "how fast E grows as a neuron's u grows. ∂E/∂w is δ times the weight's input."),
    ("Learning rate η", "an update takes η times the gradient from every weight."),
    ("Batch", "the samples whose mean gradient makes one update."),
    ("Epoch", "one presentation of every training sample."),
    ("Bias", "the weight of an input that is always 1."),
)


def help_popover() -> None:
    """Draw the button and, while it is open, what is said there; only a page with all its parts has it."""
    opened = st.popover("Help", key="help", on_change="rerun")
    if not opened.open:
        return
    with opened, st.container(key="help_text"):
        st.header("The parts of the page", anchor=False)
        st.markdown("\n".join(f"{i + 1}. **{name}**: {words}" for i, (name, words) in enumerate(PARTS)))
        st.markdown(
            f"Below the pictures: the [whole arithmetic](#{WORKSHEET}) of the step, tables, and more pictures. "
            "**Lessons** leads from one neuron to backpropagation, with tasks that the page checks. "
            "**Share** has a link to this very run, **Examples** has published ones to check. **Compare** puts up to "
            "three runs beside this one that differ in what you choose. **Present** is for a projector: large letters, "
            "and nothing but the run; Escape leads back."
        )
        for title, told in (("Marks and colours", MARKS), ("Words", WORDS)):
            st.header(title, anchor=False)
            st.markdown("\n".join(f"- **{name}**: {words}" for name, words in told))

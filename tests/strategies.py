"""Settings for tests, of every kind that there is."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from nnviz.datasets import KINDS, OWN, OwnData, kind_of
from nnviz.datasets.features import every_feature
from nnviz.datasets.own import Scaling, TargetScaling
from nnviz.engine import ACTIVATIONS, INITS, OPTIMISERS, OUTPUT_ACTIVATIONS, PENALTIES
from nnviz.run.settings import BOUNDS, ETA_SCHEDULES, MOVING, ORDERS, Settings


def number(name: str) -> st.SearchStrategy[float]:
    """Any value of a numeric field."""
    low, high = BOUNDS[name]
    return st.floats(low, high) if isinstance(low, float) else st.integers(int(low), int(high))


SCALINGS: tuple[Scaling, ...] = ("standardise", "min-max")
TARGET_SCALINGS: tuple[TargetScaling, ...] = ("range", "range", "none")
NAMES = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=40)


@st.composite
def own_data(draw: st.DrawFn, most: int = 12, reach: float = 100.0) -> OwnData:
    """Data of a visitor's own, with names and numbers of any kind."""
    numbers = st.floats(-reach, reach)
    rows, width = draw(st.integers(1, most)), draw(st.integers(1, 8))
    X = draw(st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=rows, max_size=rows))
    inputs = draw(st.lists(NAMES, min_size=width, max_size=width, unique=True))
    scaling = draw(st.sampled_from(SCALINGS))
    if draw(st.booleans()):
        targets = draw(st.lists(NAMES, min_size=1, max_size=draw(st.sampled_from([1, 1, 3])), unique=True))
        rows_of = st.lists(numbers, min_size=len(targets), max_size=len(targets))
        values = draw(st.lists(rows_of, min_size=rows, max_size=rows))
        return OwnData(
            X=np.array(X),
            inputs=tuple(inputs),
            values=np.array(values),
            target=tuple(targets),
            scaling=scaling,
            target_scaling=draw(st.sampled_from(TARGET_SCALINGS)),
        )
    target, one_per_class = draw(NAMES), draw(st.booleans())
    classes = draw(st.lists(NAMES, min_size=2, max_size=10, unique=True))
    labels = draw(st.lists(st.integers(0, len(classes) - 1), min_size=rows, max_size=rows))
    return OwnData(
        X=np.array(X),
        inputs=tuple(inputs),
        labels=np.array(labels),
        classes=tuple(classes),
        target=target,
        scaling=scaling,
        one_per_class=one_per_class,
    )


@st.composite
def any_settings(
    draw: st.DrawFn,
    small: bool = False,
    datasets: tuple[str, ...] = (*KINDS, OWN),
    optimisers: tuple[str, ...] = tuple(OPTIMISERS),
) -> Settings:
    """Settings whose fields go together; `small` keeps them quick to run and away from divergence."""
    # The digits have 64 inputs and 1,797 rows: small is nothing that a run over them can be.
    dataset = draw(st.sampled_from([name for name in datasets if not (small and name == "digits")]))
    own = draw(own_data()) if dataset == OWN else None
    kind = kind_of(dataset, own)
    features = every_feature(kind.n_inputs) if kind.n_inputs <= 8 else ()
    tokens = draw(st.lists(st.sampled_from(features), unique=True, max_size=4)) if features else []
    unfit = ("softmax", "step") if kind.task == "regression" else ("softmax",)
    outputs = [name for name in OUTPUT_ACTIVATIONS if name not in unfit]
    if own is not None:
        outputs = [name for name in outputs if own.reached_by(name)]
    values: dict[str, Any] = {"loss": "squared", "output": draw(st.sampled_from(outputs))}
    if kind.task == "classification" and draw(st.booleans()):
        values["loss"] = "cross_entropy"
        values["output"] = draw(st.sampled_from(["logistic", "softmax"] if kind.n_outputs > 1 else ["logistic"]))
    values |= {name: draw(number(name)) for name in ("noise", "test_share", "seed", "init_seed", "eta_decay")}
    if small:
        values |= {
            "n": draw(st.integers(4, 60)),
            "hidden": draw(st.sampled_from([(), (3,), (4, 2)])),
            "eta": draw(st.sampled_from([0.05, 0.5])),
            "batch_size": draw(st.sampled_from([1, 1, 3, 7, 2000])),
            "regularization_rate": draw(st.sampled_from([0.0, 0.001, 0.03])),
            "eta_every": draw(st.integers(1, 3)),
            "init_scale": draw(st.floats(0.0, 1.0)),
        }
    else:
        names = ("n", "eta", "batch_size", "regularization_rate", "eta_every", "beta1", "beta2", "rho", "epsilon")
        values |= {name: draw(number(name)) for name in names}
        values |= {
            "hidden": tuple(draw(st.lists(st.integers(1, 16), max_size=6))),
            "init_scale": draw(st.floats(0.0, 10.0)),
        }
    tame = ["logistic", "tanh"]
    each = st.sampled_from(tame if small else list(ACTIVATIONS))
    alike = draw(st.booleans()) or not values["hidden"]
    values["activation"] = draw(each) if alike else tuple(draw(each) for _ in values["hidden"])
    values["optimiser"] = draw(st.sampled_from(optimisers))
    if values["optimiser"] in ("sgd", *MOVING):
        values["momentum"] = draw(st.sampled_from([0.0, 0.0, 0.8]) if small else number("momentum"))
    return Settings(
        dataset=dataset,
        own=own,
        features=tuple(tokens),
        bias=draw(st.booleans()),
        order=draw(st.sampled_from(ORDERS)),
        regularization=draw(st.sampled_from(PENALTIES)),
        init=draw(st.sampled_from(INITS)),
        eta_schedule=draw(st.sampled_from(ETA_SCHEDULES)),
        **values,
    )

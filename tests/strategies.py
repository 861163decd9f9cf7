"""Settings for tests, of every kind that there is."""

from hypothesis import strategies as st

from nnviz.datasets import KINDS
from nnviz.datasets.features import every_feature
from nnviz.engine import INITS, PENALTIES
from nnviz.settings import ACTIVATION_NAMES, BOUNDS, ETA_SCHEDULES, ORDERS, OUTPUT_NAMES, Settings


def number(name):
    """Any value of a numeric field."""
    low, high = BOUNDS[name]
    return st.floats(low, high) if isinstance(low, float) else st.integers(low, high)


@st.composite
def any_settings(draw, small=False, datasets=tuple(KINDS)):
    """Settings whose fields go together; `small` keeps them quick to run and away from divergence."""
    # The digits have 64 inputs and 1,797 rows: small is nothing that a run over them can be.
    dataset = draw(st.sampled_from([name for name in datasets if not (small and name == "digits")]))
    kind = KINDS[dataset]
    features = every_feature(kind.n_inputs) if kind.n_inputs <= 8 else ()
    tokens = draw(st.lists(st.sampled_from(features), unique=True, max_size=4)) if features else []
    outputs = [name for name in OUTPUT_NAMES if name != "softmax" and (name != "step" or kind.task != "regression")]
    values = {"loss": "squared", "output": draw(st.sampled_from(outputs))}
    if kind.task == "classification" and draw(st.booleans()):
        values["loss"] = "cross_entropy"
        values["output"] = draw(st.sampled_from(["logistic", "softmax"] if kind.n_outputs > 1 else ["logistic"]))
    values |= {name: draw(number(name)) for name in ("noise", "test_share", "seed", "init_seed", "eta_decay")}
    if small:
        values |= {
            "n": draw(st.integers(4, 60)),
            "hidden": draw(st.sampled_from([(), (3,), (4, 2)])),
            "activation": draw(st.sampled_from(["logistic", "tanh"])),
            "eta": draw(st.sampled_from([0.05, 0.5])),
            "batch_size": draw(st.sampled_from([1, 1, 3, 7, 2000])),
            "regularization_rate": draw(st.sampled_from([0.0, 0.001, 0.03])),
            "momentum": draw(st.sampled_from([0.0, 0.0, 0.8])),
            "eta_every": draw(st.integers(1, 3)),
            "init_scale": draw(st.floats(0.0, 1.0)),
        }
    else:
        names = ("n", "eta", "batch_size", "regularization_rate", "momentum", "eta_every")
        values |= {name: draw(number(name)) for name in names}
        values |= {
            "hidden": tuple(draw(st.lists(st.integers(1, 16), max_size=6))),
            "activation": draw(st.sampled_from(ACTIVATION_NAMES)),
            "init_scale": draw(st.floats(0.0, 10.0)),
        }
    return Settings(
        dataset=dataset,
        features=tuple(tokens),
        bias=draw(st.booleans()),
        order=draw(st.sampled_from(ORDERS)),
        regularization=draw(st.sampled_from(PENALTIES)),
        init=draw(st.sampled_from(INITS)),
        eta_schedule=draw(st.sampled_from(ETA_SCHEDULES)),
        **values,
    )

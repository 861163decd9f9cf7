"""The picture of what a class did: a bar for each task, in its order, as long as there are learners."""

from nnviz.figures.class_progress import AROUND, ROW, STATES, Bar, class_figure
from nnviz.figures.theme import DARK
from tests.figures.runs import nameless


def test_every_learner_is_in_one_state_of_every_task():
    bars = [Bar("1 A: prediction", (3, 1, 0)), Bar("1 A: a", (2, 1, 1))]
    spec = class_figure(bars, DARK).to_dict()
    (rows,) = spec["datasets"].values()
    assert [(row["task"], row["state"], row["learners"]) for row in rows] == [
        ("1 A: prediction", STATES[0], 3),
        ("1 A: prediction", STATES[1], 1),
        ("1 A: a", STATES[0], 2),
        ("1 A: a", STATES[1], 1),
        ("1 A: a", STATES[2], 1),
    ]
    assert spec["encoding"]["y"]["sort"] == [bar.label for bar in bars]
    assert nameless(spec) == []
    assert spec["height"] == 2 * ROW + AROUND

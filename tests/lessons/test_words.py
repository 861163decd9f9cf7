"""What the lessons say: short, with every number from the engine."""

import pytest

from nnviz.lessons import LESSONS, MISCONCEPTIONS, ROUTES, lesson
from nnviz.session.page_parts import HIDEABLE
from tests.lessons.facts import FACTS, agrees, chosen
from tests.lessons.words import all_numbers, pieces, strings

MOST_WORDS = 60


@pytest.mark.parametrize("key", LESSONS)
def test_pieces_are_short_and_whole(key):
    for place, text in pieces(lesson(key)):
        assert 0 < len(text.split()) <= MOST_WORDS, (place, len(text.split()))


@pytest.mark.parametrize("key", LESSONS)
def test_every_number_is_the_engines(key):
    facts, free = FACTS[key](), chosen(key)
    written = all_numbers(key)
    lacking = [number for number in written if number not in facts and number not in free]
    assert not lacking, f"not computed and not chosen: {lacking}"
    assert set(facts) | free <= set(written), f"no longer said: {sorted((set(facts) | free) - set(written))}"
    for text, values in facts.items():
        for value in values if isinstance(values, tuple) else (values,):
            assert agrees(text, value), (text, value)


@pytest.mark.parametrize("key", LESSONS)
def test_parts_are_complete(key):
    made = lesson(key)
    assert [task.key for task in made.tasks] == list("abcdefgh"[: len(made.tasks)])
    asked = [made.prediction.choices, made.why.choices, *(task.choices for task in made.tasks if task.choices)]
    for choices in asked:
        keys = [choice.key for choice in choices]
        assert len(set(keys)) == len(keys) >= 3
        assert {choice.misconception for choice in choices} - {None} <= set(MISCONCEPTIONS)
    assert made.why.right in [choice.key for choice in made.why.choices]
    for task in made.tasks:
        assert len(task.hints) == 3 and len(set(task.hints)) == 3
        assert (task.answer == "choice") == bool(task.choices)
        assert (task.answer in ("number", "numbers")) == bool(task.fields)
    assert [section.kind for section in made.steps[:2]] == ["set-up", "prediction"]
    assert [section.kind for section in made.steps[-3:]] == ["why", "meaning", "variation"]
    assert made.locks and set(made.locks) <= set(HIDEABLE)


def test_a_flat_region_is_called_so():
    for key, made in LESSONS.items():
        wrong = [choice.words for asked in (made.why.choices, made.prediction.choices) for choice in asked]
        said = [text for text in strings(key) if "local minimum" in text]
        assert all(text in wrong for text in said), said


def test_routes_take_their_minutes():
    for route in ROUTES.values():
        assert sum(route.parts) + 5 * route.hand_in == route.minutes


def test_worked_examples_fade():
    def blanks(key: str) -> list[int]:
        return [len(task.blanks) for task in lesson(key).tasks if task.factors]

    assert blanks("sgd") == [0, 1, 4]
    assert blanks("chain_rule") == [0, 1, 2, 3]
    assert blanks("deltas") == [0, 1, 2]
    for key in ("sgd", "chain_rule", "deltas"):
        for task in lesson(key).tasks:
            for line in task.factors:
                value = 1.0
                for part in line.factors:
                    value *= part.value
                assert value == pytest.approx(line.product.value, rel=1e-12)


def test_the_right_choice_is_not_always_at_one_place():
    places = {"why": [], "prediction": []}
    for made in LESSONS.values():
        places["why"].append([choice.key for choice in made.why.choices].index(made.why.right))
        right = made.prediction.right(made.begin())
        places["prediction"].append([choice.key for choice in made.prediction.choices].index(right))
    for found in places.values():
        assert all(found.count(place) <= len(found) / 2 for place in (0, 1, 2))

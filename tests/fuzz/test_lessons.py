"""No progress in an address and no file handed in makes a reader raise anything but words."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.exchange.hand_in import MOST_BYTES, HandIn, HandInError, read_hand_in, save_hand_in
from nnviz.exchange.progress import MOST_KEPT, progress_from, progress_from_text, progress_text, progress_to
from nnviz.session.kept_runs import kept_runs
from nnviz.session.lesson_progress import NAMES, Learner, lesson_params, progress_from_params
from tests.exchange.test_progress import PROGRESS
from tests.fuzz.bounds import quickly, tries, within
from tests.fuzz.test_run_files import ANYTHING, places

DOCUMENT = json.loads(save_hand_in(HandIn("Ada", PROGRESS)))
PLACES = list(places(DOCUMENT))[1:]


def changed(changes) -> dict:
    document = json.loads(json.dumps(DOCUMENT))
    for way, value, how in changes:
        inside = document
        try:
            for key in way[:-1]:
                inside = inside[key]
            if how == "-":
                del inside[way[-1]]
            elif how == "+" and isinstance(inside, dict):
                inside["other"] = value
            else:
                inside[way[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    return document


@tries(250)
@given(st.lists(st.tuples(st.sampled_from(PLACES), ANYTHING, st.sampled_from("=-+")), min_size=1, max_size=3))
def test_a_file_with_anything_in_any_place_is_handed_in_or_refused(changes):
    document = changed(changes)
    with quickly():
        try:
            found = read_hand_in(json.dumps(document).encode())
        except HandInError as error:
            assert str(error)
        else:
            assert read_hand_in(save_hand_in(found)) == found
    try:
        progress = progress_from(document.get("progress"))
    except ValueError:
        return
    assert progress_from(progress_to(progress)) == progress
    with quickly():
        for key in progress.lessons:
            assert len(kept_runs(Learner(progress), key)) <= MOST_KEPT


@tries(200)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_refused(raw):
    with pytest.raises(HandInError):
        read_hand_in(raw)


@tries(200)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.text(st.characters(codec=None), max_size=30)
            | st.sampled_from(["xor", "sgd", "45", "all", "3", "99", "0", progress_text(PROGRESS)])
            | st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(zlib.compress(raw)[2:-4]).decode())
            for name in NAMES
        },
    )
)
def test_any_parameters_are_a_place_in_the_lessons(params):
    found, problems = progress_from_params(params)
    assert all(problem.endswith(".") for problem in problems)
    again, none = progress_from_params({name: text for name, text in lesson_params(Learner(found)).items() if text})
    assert again == found and none == []


def test_a_text_that_unpacks_to_a_lot_is_refused_in_little_memory():
    packer = zlib.compressobj(9, wbits=-15)
    bomb = base64.urlsafe_b64encode(packer.compress(b" " * 50_000_000) + packer.flush()).decode().rstrip("=")
    with within(8), pytest.raises(ValueError):
        progress_from_text(bomb[:12_000])


def test_a_file_of_more_than_4_mb_is_refused_by_its_size():
    with quickly(), pytest.raises(HandInError, match="4 MB"):
        read_hand_in(b" " * (MOST_BYTES + 1))

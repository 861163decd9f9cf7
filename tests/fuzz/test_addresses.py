"""No address makes the page's readers raise, hang or keep half of anything; what is refused is named."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnviz.exchange.playground_link import is_theirs, read_link, read_params, their_names
from nnviz.run.experiment import Experiment
from nnviz.run.manual_edits import hands_text
from nnviz.run.race import Race
from nnviz.run.settings import Settings, to_params
from nnviz.session.address import history_text, read_address, read_hands
from nnviz.session.page_parts import page_from_params, page_to_params
from nnviz.session.race_text import race_from, race_text
from nnviz.session.sweep_plan import plan_from_params
from nnviz.session.view import view_to_params
from tests.fuzz.addresses import OURS, TEXTS, THEIR_PARAMS, packed, params
from tests.fuzz.bounds import quickly, tries, within


def read(given_):
    """What the page begins with, from an address of ours."""
    page, unknown = page_from_params(given_)
    settings, edits, view, step, problems = read_address(given_)
    hands, unread = read_hands(given_, settings, step)
    plan, unplanned = plan_from_params(given_, edits_applied(settings, edits))
    rivals, across, unraced = race_from(given_, settings)
    refused = [*problems, *unread, *unplanned, *unraced, *unknown]
    return settings, edits, hands, view, page, step, plan, (rivals, across), refused


def named(problems):
    """The field that each sentence begins with."""
    return [problem.split()[0] for problem in problems]


@tries(250)
@given(params() | st.dictionaries(st.sampled_from(OURS) | TEXTS, TEXTS, max_size=8))
def test_any_address_gives_a_run_and_a_sentence_for_each_parameter_refused(given_):
    with quickly():
        settings, edits, hands, view, page, step, plan, race, problems = read(given_)
    assert set(named(problems)) <= set(given_)
    for problem in problems:
        assert " must " in problem and problem.endswith(".")
        assert len(problem) < 1200
        assert not set("<>[]`*$\\\n\x00\ud800").intersection(problem)
    experiment = Experiment(settings, edits, hands)
    assert experiment.step == 0
    assert len(Race(experiment, race[0]).runs) == len(race[0])
    # What stands in the address from now on is read as the very same, without a word.
    today = edits_applied(settings, edits)
    again = {**to_params(today), **view_to_params(view), "step": str(step)}
    again |= {name: text for name, text in page_to_params(page).items() if text}
    again |= {"history": history_text(settings, edits)} if edits else {}
    again |= {"edits": hands_text(hands)} if hands else {}
    again |= {"sweep": plan.text} if plan else {}
    again |= {"race": race_text(race[0])} if race[0] else {}
    again["race_axis"] = race[1]
    assert read(again) == (settings, edits, hands, view, page, step, plan, race, [])


def edits_applied(settings, edits):
    """The settings after all changes, as an address has them."""
    for edit in edits:
        settings = settings.changed(**{edit.field: edit.value})
    return settings


@tries(150)
@given(params())
def test_a_parameter_that_is_refused_leaves_no_trace(given_):
    *begun, problems = read(given_)
    # Edits by hand that fit the network of what is left, or none: the rest is as if the refused were not there.
    left = {name: text for name, text in given_.items() if name not in named(problems) or name in ("hide", "view")}
    *alone, more = read(left)
    assert alone == begun
    assert set(named(more)) <= {"hide", "view"}


@tries(150)
@given(THEIR_PARAMS)
@example({"seed": "\ud800", "<b>_hide": "true"})
def test_no_parameters_of_theirs_make_the_reader_raise(given_):
    with quickly():
        found = read_params(given_)
    assert isinstance(found.settings, Settings)
    for remark in found.remarks:
        assert not set("<>[]`*$\\\n\x00\ud800").intersection(remark), remark
        assert len(remark) < 400
    assert set(their_names(given_)) <= set(given_)
    assert Experiment(found.settings).step == 0


@tries(100)
@given(
    THEIR_PARAMS.map(
        lambda found: "&".join(f"{quote(k, errors='replace')}={quote(v, errors='replace')}" for k, v in found.items())
    )
    | TEXTS
    | st.text(max_size=200)
)
def test_no_link_of_theirs_makes_the_reader_raise_but_in_words(text):
    for link in (text, f"https://playground.tensorflow.org/#{text}", f"#{text}"):
        try:
            with quickly():
                found = read_link(link)
        except ValueError as error:
            assert str(error).startswith(("a link must", "this must be a link"))
        else:
            assert isinstance(found.settings, Settings)
        assert is_theirs({text: text}) in (True, False)


HOSTILE = {
    "a million changes": {"history": "eta:0.5@1," * 10**6},
    "a million commas": {"history": "," * 10**6, "hide": "," * 10**6, "view": "," * 10**6},
    "as many changes as there may be": {"history": ",".join(f"eta:{i}.5@{i}" for i in range(1, 90)), "step": "10" * 4},
    "a million edits": {"edits": "w:0:0:0=1@0~" * 10**6},
    "a million tildes": {"edits": "~" * 10**6, "race": "~" * 10**6},
    "a million settings that vary": {"sweep": "eta:0.5~" * 10**6},
    "the largest sweep": {"sweep": "eta:1,2,3,4,5,6~hidden:1,2,3,4~seeds:50~samples:16000", "dataset": "digits"},
    "a million runs": {"race": "eta:0.5~~" * 10**6},
    "the longest race": {"race": "~".join(["eta:0.5@1"] * 799)},
    "a race of the largest networks": {
        "race": "~~".join([f"hidden:{'-'.join(['16'] * 6)}~seed:{i}" for i in range(3)]),
        "dataset": "digits",
    },
    "a million digits": dict.fromkeys(OURS, "9" * 10**6),
    "a million zeros after the point": dict.fromkeys(OURS, "0." + "0" * 10**6 + "1"),
    "a million dashes": dict.fromkeys(OURS, "1-" * 10**6),
    "a million letters": dict.fromkeys(OURS, "x1" * 10**6),
    "zero-width": dict.fromkeys(OURS, "\u200b" * 10**6),
    "nothing but surrogates": dict.fromkeys(OURS, "\udfff" * 10**5),
    "nothing but NUL": dict.fromkeys(OURS, "\x00" * 10**6),
    "a bomb of own data": {"dataset": "own", "own": packed(b"[" * 10**7)},
    "own data, deep": {"dataset": "own", "own": packed(b"[" * 10**5 + b"]" * 10**5)},
    "own data, a long number": {"dataset": "own", "own": packed(b'[1,["a"],"t","none",[],[[%s]],[1]]' % (b"9" * 9999))},
    "own data, beyond float64": {"dataset": "own", "own": packed(b'[1,["a"],"t","none",[],[[1e999]],[1]]')},
    "own data, NaN": {"dataset": "own", "own": packed(b'[1,["a"],"t","none",[],[[NaN]],[1]]')},
    "own data, many rows": {"dataset": "own", "own": packed([1, ["a"], "t", "none", [], [[0] * 90_000], [0] * 90_000])},
    "many of theirs": {"networkShape": "4," * 10**6, "seed": "1" * 10**6, "x" * 10**5 + "_hide": "true"},
    "very many names": {f"name{i}": "1" for i in range(10**5)},
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_address_takes_long_or_much(name):
    given_ = HOSTILE[name]
    with quickly(), within():
        problems = read(given_)[-1]
        read_params(given_)
        their_names(given_)
    assert set(named(problems)) <= set(given_)
    assert sum(map(len, problems)) < 30_000


def test_the_largest_run_that_an_address_can_ask_for_is_begun_at_once():
    history = ",".join(f"eta:{1 + i % 2}.5@{i}" for i in range(1, 1001))
    edits = "~".join(f"{'wf'[i % 2]}:0:{i % 65}:0={i % 2}@{i}" for i in range(200))
    with quickly(4 * 2):
        settings, changes, hands, _, _, step, *_, problems = read(
            {
                "dataset": "digits",
                "hidden": "16-16-16-16-16-16",
                "history": history,
                "edits": edits,
                "step": "1000000000",
            }
        )
        Experiment(settings, changes, hands)
    assert not problems
    assert (len(changes), len(hands), step) == (1000, 200, 10**9)

"""The real page at any address: a picture, a word for each parameter refused, and what the readers alone give."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from nnviz.exchange.pasted import cleaned_params
from nnviz.exchange.playground_link import NAMES as THEIRS
from nnviz.page.words import sentence
from nnviz.run.experiment import Experiment
from nnviz.session.address import read_address, read_hands, read_race
from nnviz.session.meant_values import as_meant
from nnviz.session.names import OURS as KNOWN
from nnviz.session.names import theirs, unknown_names
from nnviz.session.page_parts import page_from_params
from nnviz.session.sweep_plan import plan_from_params
from nnviz.session.telling import orders
from tests.app.page import APP, visit
from tests.fuzz.addresses import OURS, TEXTS, THEIR_PARAMS, params
from tests.fuzz.bounds import tries


@tries(14)
@given(params().filter(lambda found: len(found.get("step", "")) < 5) | st.dictionaries(st.sampled_from(OURS), TEXTS))
def test_the_page_is_what_the_readers_make_of_its_address(given_):
    given_ = {name: text.encode("utf-8", "replace").decode() for name, text in given_.items()}
    app = AppTest.from_file(APP, default_timeout=60)
    for name, text in given_.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    now = visit(app)
    assert orders(now)["frames"]
    given_, mended = cleaned_params(given_, (*KNOWN, *THEIRS))
    if theirs(given_):
        return
    unknown = unknown_names(given_)
    given_, meant = as_meant(given_)
    assert now.said.read_as == (*mended, *unknown, *meant)
    settings, edits, view, step, problems = read_address(given_)
    hands, unread = read_hands(given_, settings, step)
    page, unheard = page_from_params(given_)
    plan, unplanned = plan_from_params(given_, now.settings)
    racing, unraced = read_race(given_, Experiment(settings, edits, hands))
    refused = [*problems, *unread, *unplanned, *unraced, *unheard]
    assert now.sweep.plan == plan
    assert (now.racing and now.racing.race.rivals) == (racing and racing.race.rivals)
    assert (now.experiment.start, now.view, now.page) == (settings, view, page)
    assert now.experiment.hands == Experiment(settings, edits, hands).hands
    warned = " ".join(warning.value for warning in app.warning)
    assert bool(warned) == bool(refused)
    assert all(sentence(each) in warned for each in refused)
    assert {each.split()[0].rstrip(":") for each in refused} <= set(given_)


@tries(4)
@given(THEIR_PARAMS)
def test_the_page_opens_at_any_parameters_of_theirs(given_):
    given_ = {name: text.encode("utf-8", "replace").decode() for name, text in given_.items()}
    app = AppTest.from_file(APP, default_timeout=60)
    for name, text in given_.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    assert orders(visit(app))["frames"]
    if theirs(given_):
        assert visit(app).said.remarks

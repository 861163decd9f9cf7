"""What the address leaves out of the page: names there and back, and a sentence for those that are none."""

from hypothesis import given
from hypothesis import strategies as st

from nnviz.run.settings import Settings
from nnviz.session.page_parts import HIDEABLE, PARTS, Page, page_from_params, page_to_params
from nnviz.session.view import View

some = lambda names: st.lists(st.sampled_from(names), unique=True)  # noqa: E731
pages = st.builds(
    lambda hide, parts: Page(tuple(n for n in HIDEABLE if n in hide), tuple(n for n in PARTS if n in parts)),
    some(HIDEABLE),
    some(PARTS),
)


@given(pages)
def test_the_address_gives_back_the_page(page):
    params = {name: text for name, text in page_to_params(page).items() if text is not None}
    assert page_from_params(params) == (page, [])


def test_every_field_and_every_button_can_be_hidden():
    assert len(set(HIDEABLE)) == len(HIDEABLE)
    assert {*Settings.__dataclass_fields__, *View.__dataclass_fields__, "play", "run", "time"} <= set(HIDEABLE)


def test_nothing_is_hidden_unless_asked_for():
    assert page_from_params({}) == (Page(), [])
    assert page_from_params({"hide": "", "view": ","}) == (Page(), [])
    assert page_to_params(Page()) == {"hide": None, "view": None}
    assert all(Page().has(part) for part in PARTS)
    assert [part for part in PARTS if Page(parts=("loss", "tables")).has(part)] == ["loss", "tables"]


def test_unknown_names_are_named_and_the_others_still_hidden():
    page, problems = page_from_params({"hide": "eta,<b>,noise,eta", "view": "network,nn"})
    assert page == Page(("noise", "eta"), ("network",))
    assert [problem.split()[0] for problem in problems] == ["hide", "view"]
    assert "eta" in problems[0] and "samples_per_frame" in problems[0] and "reset" in problems[0]
    assert problems[0].endswith(", not '?b?'.")
    assert "arithmetic" in problems[1]


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_makes_it_raise(hide, view):
    page, problems = page_from_params({"hide": hide, "view": view})
    assert len(problems) <= 2
    assert set(page.hide) <= set(HIDEABLE)
    assert all("<" not in problem for problem in problems)

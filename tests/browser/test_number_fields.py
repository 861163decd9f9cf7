"""Number fields in a real browser: what people type into them, and what comes of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import plain, settle, shoot, step_of, wait_past
from tests.browser.test_explanations import choose
from tests.browser.test_playground import pause, press, query, wait_step

BAD = ["", "abc", "1e400", "nan", "inf", "12abc", "1.2.3", "-", "1,000,5"]


def typed(page, field, text):
    """Replace what a field holds as a person does, key by key, and go on to the next."""
    field.click()
    field.press("Control+a")
    field.press("Backspace")
    page.keyboard.type(text)
    field.press("Tab")
    settle(page)


def test_what_is_no_number_changes_nothing_and_says_what_is_allowed_and_a_weight_takes_any_minus_and_comma(open_page):
    page = open_page("?step=50")
    choose(page, "weight w′₂₁")
    wait_step(page, 50)
    settle(page)
    before = query(page)
    names = ("Exact η", "Hidden layers", "Seed", "Value of w′₂₁")
    fields = {name: page.get_by_label(name, exact=True) for name in names}
    former = {name: field.input_value() for name, field in fields.items()}
    # One field after the other, so that each text must bring its own message: the one before goes away.
    for i, text in enumerate(BAD):
        name = names[i % len(names)]
        field = fields[name]
        said = page.get_by_text(f"{name} must be a")
        expect(said).to_have_count(0)
        typed(page, field, text)
        expect(field).to_have_value(former[name])
        expect(said).to_be_visible()
        expect(page.get_by_text("It keeps the value that it had")).to_have_count(1)
    wait_step(page, 50)
    assert query(page) == before
    choose(page, "weight w₁₄")
    field = page.get_by_label("Value of w₁₄")
    typed(page, field, "\u22121,5")
    page.wait_for_function("() => new URL(location).searchParams.get('edits')?.includes('w:0:1:3=-1.5')")
    expect(field).to_have_value("-1.5")


def test_every_number_field_of_the_sidebar_refuses_to_be_empty(open_page):
    page = open_page(plain("?eta_schedule=step&init=normal&regularization=l2&hidden=3-2&step=7"))
    before = query(page)
    fields = page.locator(".st-key-settings [data-testid=stNumberInputField]")
    count = fields.count()
    assert count == 11
    for i in range(count):
        field = fields.nth(i)
        former, label = field.input_value(), field.get_attribute("aria-label")
        typed(page, field, "")
        expect(field).to_have_value(former)
        expect(page.get_by_text(f"{label} must be a")).to_be_visible()
    wait_step(page, 7)
    assert query(page) == before
    shoot(page, "refused-number")


def test_fields_are_read_as_people_write_numbers_step_on_from_what_they_had_and_hold_while_it_plays(open_page):
    page = open_page(plain("?eta=0.7&hidden=4-3&step=5&samples_per_frame=1"))
    wait_step(page, 5)
    a_learning_rate_is_read_as_people_write_it(page)
    an_emptied_field_steps_on_from_what_it_had(page)
    a_learning_rate_emptied_while_it_plays_stays_and_playing_goes_on(page)
    whole_numbers_are_read_whole(page)


def a_learning_rate_is_read_as_people_write_it(page) -> None:
    field = page.get_by_label("Exact η")
    for text, eta in (("0,5", 0.5), ("0.25", 0.25), ("1e-3", 0.001), (" 2 ", 2)):
        typed(page, field, text)
        page.wait_for_function("(eta) => Number(new URL(location).searchParams.get('eta')) === eta", arg=eta)
    for text, former, other in (("\u22120,5", "2", "0.7"), ("500", "0.7", "1")):
        typed(page, field, text)
        expect(page.get_by_text("Exact η must be a number from 0.00001 to 100")).to_be_visible()
        expect(field).to_have_value(former)
        typed(page, field, other)
        expect(page.get_by_text("Exact η must be a number")).to_have_count(0)


def an_emptied_field_steps_on_from_what_it_had(page) -> None:
    field = page.get_by_label("Hidden layers")
    field.click()
    field.press("Control+a")
    field.press("Backspace")
    field.press("ArrowUp")
    page.wait_for_function("() => new URL(location).searchParams.get('hidden') === '4-3-3'")
    settle(page)
    field.click()
    field.press("Control+a")
    field.press("Backspace")
    field.press("ArrowDown")
    page.wait_for_function("() => new URL(location).searchParams.get('hidden') === '4-3'")
    settle(page)
    field.click()
    field.press("Control+a")
    page.keyboard.type("77")
    field.press("Escape")
    expect(field).to_have_value("2")
    field.press("Tab")
    settle(page)
    assert query(page)["hidden"] == "4-3"


def a_learning_rate_emptied_while_it_plays_stays_and_playing_goes_on(page) -> None:
    before = query(page)
    press(page, "Play")
    wait_past(page, step_of(page) + 10)
    field = page.get_by_label("Exact η")
    field.click()
    field.press("Control+a")
    field.press("Backspace")
    field.press("Enter")
    expect(page.get_by_text("Exact η must be a number")).to_be_visible(timeout=15_000)
    expect(field).to_have_value("1")
    wait_past(page, step_of(page) + 5)
    pause(page)
    after = query(page)
    assert [after.get(name) for name in ("eta", "history")] == [before.get(name) for name in ("eta", "history")]


def whole_numbers_are_read_whole(page) -> None:
    page.get_by_role("button", name="Run…").click()
    field = page.get_by_label("Samples to present")
    for text, count in (("1e3", "1000"), ("10,000", "10000"), ("2.5", "10000"), ("12", "12"), ("", "12")):
        typed(page, field, text)
        expect(field).to_have_value(count)


# An emptied field is left at the very moment at which the player asks for frames: Streamlit makes one message of both.
AT_ONE_MOMENT = """
(before) => {
  const { reports, ask } = window.nnviz.players.get('page');
  const field = document.querySelector('[aria-label="Exact η"]');
  if (before) reports.tell('want', ask);
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  if (!before) reports.tell('want', ask);
}
"""


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_refusal_is_seen_that_comes_with_a_word_of_the_player(open_page, before):
    page = open_page(plain())
    press(page, "Play")
    wait_past(page, 20)
    field = page.get_by_label("Exact η")
    field.click()
    field.press("Control+a")
    field.press("Backspace")
    page.evaluate(AT_ONE_MOMENT, before)
    expect(page.get_by_text("Exact η must be a number")).to_be_visible(timeout=10_000)
    pause(page)

"""What the browser tells the server: of what is said while a run is under way, Streamlit keeps the last."""

from __future__ import annotations

from tests.browser.conftest import settle, step_of, wait_past

# Right after the player's word, and before the server can have heard it, a click in the network or on the time slider.
WISH_AFTER = """
([fact, name, value]) => {
  const { reports } = window.nnviz.players.get('page');
  const tell = reports.tell.bind(reports);
  reports.tell = (what, send) => {
    tell(what, send);
    if (what === fact) { reports.tell = tell; reports.wish(name, value); }
  };
}
"""
LOSE_ONE = """
(fact) => {
  const { reports } = window.nnviz.players.get('page');
  const report = reports.report.bind(reports);
  reports.report = (send) => {
    if (reports.facts[fact]) { reports.report = report; reports.reported = performance.now(); window.__lost = true; }
    else report(send);
  };
}
"""
AT_REST = """
() => {
  const { playing, mode, working, pace, ending } = window.nnviz.players.get('page').chunk;
  return !playing && mode !== 'hold' && !working && !pace && !ending;
}
"""
EDGE = {"name": "edge", "key": "w:0:1:2"}
OTHER_EDGE = {"name": "edge", "key": "w:0:1:1"}


def play(page) -> None:
    before = step_of(page)
    page.locator(".st-key-transport").get_by_role("button", name="Play").first.click()
    wait_past(page, before + 20)


def pause(page) -> None:
    page.locator(".st-key-transport").get_by_role("button", name="Pause").click()


def test_what_is_said_at_one_moment_is_heard_and_what_is_lost_is_said_again(open_page):
    page = open_page()
    play(page)
    a_click_is_heard_and_does_not_unsay_that_the_page_stands_still(page)
    play(page)
    neither_of_two_wishes_is_lost(page)
    play(page)
    a_word_that_is_lost_altogether_is_said_again(page)


def a_click_is_heard_and_does_not_unsay_that_the_page_stands_still(page) -> None:
    page.evaluate(WISH_AFTER, ["held", "pick", EDGE])
    pause(page)
    page.wait_for_function(AT_REST)
    page.get_by_text("The chain rule of w₁₃").wait_for()


def neither_of_two_wishes_is_lost(page) -> None:
    pause(page)
    page.wait_for_function(AT_REST)
    page.evaluate(
        "([edge]) => { const { reports } = window.nnviz.players.get('page');"
        " reports.wish('seek', 7); reports.wish('pick', edge); }",
        [OTHER_EDGE],
    )
    page.wait_for_function("() => document.querySelector('[data-step]').dataset.step === '7'")
    page.get_by_text("The chain rule of w₁₂").wait_for()
    # What was heard is not done again with what is said later.
    page.locator(".st-key-transport").get_by_role("button", name="Step").click()
    page.evaluate("() => window.nnviz.players.get('page').reports.report()")
    settle(page)
    assert step_of(page) == 8


def a_word_that_is_lost_altogether_is_said_again(page) -> None:
    page.evaluate(LOSE_ONE, "held")
    pause(page)
    page.wait_for_function("() => window.__lost")
    page.wait_for_function(AT_REST)


def test_slow_motion_goes_on_after_a_click_at_the_same_moment(open_page):
    page = open_page("?step=5")
    page.get_by_text("slow motion", exact=False).first.click()
    settle(page)
    page.evaluate(WISH_AFTER, ["tick", "pick", EDGE])
    page.locator(".st-key-transport").get_by_role("button", name="Play").first.click()
    phase = "() => Number(document.querySelector('.st-key-explain').innerText.match(/Phase (\\d+) of/)?.[1] ?? 0) > 2"
    page.wait_for_function(phase, timeout=15_000)

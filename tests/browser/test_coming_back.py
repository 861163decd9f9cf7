"""The server goes and comes again under open pages; two tabs of one browser keep out of each other's way."""

from __future__ import annotations

import re

import pytest

from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from scripts.chromium import READY, free_port, start
from tests.browser.conftest import new_window, plain, settle, shoot, step_of, wait_past
from tests.browser.test_playground import PIXELS, pause, play_for, press, query, wait_step

AGAIN = "This is your run again"
# A toast goes after some seconds, and pages come back at different times: what was said is kept.
KEEP = f"""
new MutationObserver(() => {{
  const toasts = [...document.querySelectorAll('[data-testid=stToast]')];
  window.again ||= toasts.some((toast) => toast.textContent.includes({AGAIN!r}));
}}).observe(document, {{ childList: true, subtree: true }});
"""
RUN = "window.nnviz.players.get('page').chunk.id.split('-')[0]"


def is_on_show(page, settings: Settings) -> bool:
    """Whether the training loss on the page is that of a run with these settings at its step, done without a page."""
    replay = Experiment(settings)
    replay.seek(step_of(page))
    words = page.locator("[data-field=train]").inner_text()
    return float(words.split()[1]) == pytest.approx(replay.losses()[0], rel=2e-3)


def go_on(page, steps: int) -> None:
    """Wait until a page that plays is so many steps on."""
    wait_past(page, step_of(page) + steps)


def test_open_pages_come_back_to_their_run_when_the_server_was_killed_and_restarted(browser):
    port = free_port()
    server = start(port)
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.add_init_script(KEEP)
    try:
        at_rest, playing = new_window(context), new_window(context)
        for page, address in ((at_rest, plain("?dataset=moons&seed=5")), (playing, plain("?seed=6"))):
            page.goto(f"http://127.0.0.1:{port}/{address}")
            page.wait_for_selector(READY)
            settle(page)
        # Nothing of this was in the address that it was opened with; and the last run was one of the whole page.
        at_rest.get_by_role("radio", name="single neuron").click()
        at_rest.wait_for_url(re.compile("hidden=0"))
        settle(at_rest)
        press(at_rest, "Epoch")
        wait_step(at_rest, 140)
        at_rest.wait_for_url(re.compile("step=140"))
        settle(at_rest)
        pixels = at_rest.evaluate(PIXELS, "network")
        address = at_rest.url
        play_for(playing, 500)
        server.kill()
        server.wait()
        for page in (at_rest, playing):
            page.get_by_text("Connection error").wait_for(timeout=20_000)
        shoot(at_rest, "server-gone")
        last = step_of(playing)
        assert last > 0

        server = start(port)
        for page in (at_rest, playing):
            page.wait_for_function("() => window.again", timeout=30_000)
            settle(page)
            assert page.get_by_text("Connection error").count() == 0
        shoot(playing, "server-back")
        assert (at_rest.url, step_of(at_rest)) == (address, 140)
        assert at_rest.evaluate(PIXELS, "network") == pixels
        press(at_rest, "Step")
        wait_step(at_rest, 141)
        # What was playing stands at the last step that was on show, and goes on from there.
        assert step_of(playing) == last
        assert is_on_show(playing, Settings(seed=6))
        assert (query(playing)["seed"], query(playing)["step"]) == ("6", str(last))
        play_for(playing, 300)
        pause(playing)
        assert is_on_show(playing, Settings(seed=6))
    finally:
        context.close()
        server.kill()
        server.wait()


LINE = """
window.WebSocket = class extends WebSocket {
  constructor(...all) {
    super(...all);
    window.line = this;
  }
};
"""
CUT_OFF = "[data-test-connection-state]:not([data-test-connection-state=CONNECTED])"
CONNECTED = "[data-test-connection-state=CONNECTED]"
# Whether no other step came on show for a while.
STANDS = """
() => {
  const { step } = document.querySelector('[data-step]').dataset, now = performance.now();
  if (window.__stands?.step !== step) window.__stands = { step, since: now };
  return now - window.__stands.since >= 1500;
}
"""
ONE, TWO = Settings(seed=3, hidden=(2,)), Settings(dataset="xor", seed=9, eta=0.3)


def test_two_tabs_do_not_disturb_each_other_and_lose_nothing_without_a_network(tabs, server):
    one, two = pages = [tabs.take(fresh=True) for _ in range(2)]
    try:
        for tab, address in ((one, "?seed=3&hidden=2"), (two, "?dataset=xor&seed=9&eta=0.3")):
            tab.set_viewport_size({"width": 1400, "height": 900})
            tab.add_init_script(LINE)
            tab.goto(f"{server}/{plain(address)}")
            tab.wait_for_selector(READY)
            settle(tab)
            play_for(tab, 0)
        two_tabs_do_not_disturb_each_other(one, two)
        some_seconds_without_a_network_lose_nothing(one, two)
    finally:
        for tab in pages:
            tabs.give_back(tab, fresh=True)


def two_tabs_do_not_disturb_each_other(one, two) -> None:
    # A connection that breaks changes nothing either: the server kept the session, and it plays on.
    run = two.evaluate(RUN)
    two.evaluate("window.line.close()")
    two.wait_for_selector(CUT_OFF)
    pause(one)
    stood = step_of(one)
    two.wait_for_selector(CONNECTED)
    go_on(two, 1500)
    assert two.evaluate(RUN) == run
    assert two.get_by_text(AGAIN).count() == 0
    assert step_of(one) == stood
    assert is_on_show(one, ONE)
    press(one, "Reset")
    wait_step(one, 0)
    one.wait_for_url(re.compile("step=0"))
    go_on(two, 300)
    pause(two)
    assert is_on_show(two, TWO)
    two.wait_for_url(re.compile(f"step={step_of(two)}"))
    asked = {name: query(two)[name] for name in ("dataset", "seed", "eta")}
    assert asked == {"dataset": "xor", "seed": "9", "eta": "0.3"} and "hidden" not in query(two)
    assert {name: query(one)[name] for name in ("seed", "hidden", "step")} == {"seed": "3", "hidden": "2", "step": "0"}


def some_seconds_without_a_network_lose_nothing(at_rest, playing) -> None:
    press(at_rest, "Epoch")
    wait_step(at_rest, 140)
    press(playing, "Play")
    go_on(playing, 100)
    runs = [page.evaluate(RUN) for page in (at_rest, playing)]
    # The line breaks, and nothing that is asked of the server arrives.
    for page in (at_rest, playing):
        page.route("**/_stcore/**", lambda route: route.abort("internetdisconnected"))
        page.evaluate("window.line.close()")
        page.wait_for_selector(CUT_OFF)
    # It shows all that it had, and stands.
    playing.wait_for_function(STANDS)
    assert step_of(at_rest) == 140
    for page in (at_rest, playing):
        assert page.locator(CUT_OFF).count() == 1
        page.unroute("**/_stcore/**")
    for page in (at_rest, playing):
        page.wait_for_selector(CONNECTED, timeout=30_000)
    press(at_rest, "Step")
    wait_step(at_rest, 141)
    go_on(playing, 100)
    assert [page.evaluate(RUN) for page in (at_rest, playing)] == runs
    assert is_on_show(at_rest, ONE)
    pause(playing)
    assert is_on_show(playing, TWO)
    assert at_rest.get_by_text(AGAIN).count() == playing.get_by_text(AGAIN).count() == 0

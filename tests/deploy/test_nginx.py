"""Two processes behind nginx: visitors stay where they are, and come back on the other when theirs is gone."""

import re

from scripts.chromium import READY

STEP = "Number(document.querySelector('[data-step]')?.dataset.step)"
AGAIN = "This is your run again"


def press(page, name):
    page.locator(".st-key-transport").get_by_role("button", name=re.compile(f"^{name}")).first.click()


def wait_step(page, step):
    page.wait_for_function(f"() => {STEP} === {step}", timeout=15_000)


def process_of(page):
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "nnviz_process")


def on_either(browser, address):
    """Two visitors, each on a process of their own."""
    pages = []
    for seed in range(1, 13):  # all of them on one, the odds are 1 to 2,048
        page = browser.new_context().new_page()
        page.goto(f"{address}/?dataset=moons&hidden=3&seed={seed}")
        if pages and process_of(page) == process_of(pages[0]):
            page.context.close()
            continue
        page.wait_for_selector(READY)
        pages.append(page)
        if len(pages) == 2:
            return pages
    raise AssertionError("everyone is sent to one process")


def test_sessions_stay_and_survive_the_end_of_their_process(room, browser):
    pages = on_either(browser, room.address)
    try:
        for page in pages:
            before = process_of(page)
            press(page, "Epoch")
            wait_step(page, 140)
            press(page, "Step")
            wait_step(page, 141)
            page.wait_for_url(re.compile("step=141"))
            # Reloads come to the same process, which does not know the new session but the same address.
            page.reload()
            page.wait_for_selector(READY)
            wait_step(page, 141)
            assert process_of(page) == before
        first, second = pages
        home, other = process_of(first), process_of(second)
        told, address = first.locator("[data-field=train]").inner_text(), first.url

        room.kill(home)
        # The open page, untouched since it was loaded, finds the other process by itself, and its address the run.
        first.get_by_text(AGAIN).wait_for(timeout=20_000)
        wait_step(first, 141)
        assert (first.url, first.locator("[data-field=train]").inner_text()) == (address, told)
        assert process_of(first) == other
        press(first, "Step")
        wait_step(first, 142)

        # Neither noticed anything of a process that is there again: both are where their sessions are.
        room.start(home)
        for page, step in ((first, 143), (second, 142)):
            press(page, "Step")
            wait_step(page, step)
            assert page.request.get(f"{room.address}/_stcore/health").ok
            assert process_of(page) == other
        assert second.get_by_text(AGAIN).count() == 0
    finally:
        for page in pages:
            page.context.close()

"""The gallery, built with two of its runs: walked from its index to a run and back, from disk and without a network."""

from __future__ import annotations

import pytest

from scripts.gallery import ENTRIES, build


def test_it_has_twelve_runs_and_knows_no_other(tmp_path):
    assert len(ENTRIES) == 12
    with pytest.raises(ValueError, match=r"names must be among neuron, .* got none"):
        build(tmp_path, ["none"])


def test_from_the_index_to_a_run_and_back(browser, tmp_path):
    build(tmp_path, ["mazur", "neuron"], pictures=5, playground=True)
    context = browser.new_context(offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto((tmp_path / "index.html").as_uri())
    for name in ("mazur", "neuron"):
        page.wait_for_function("() => [...document.images].every((image) => image.naturalWidth > 0)")
        page.get_by_role("heading", name=ENTRIES[name].title).click()
        page.locator("[data-view=network] canvas").wait_for()
        assert page.locator("h1").text_content() == ENTRIES[name].title
        page.locator("[data-step='0']").wait_for()
        page.keyboard.press("s")
        page.wait_for_function("() => Number(document.querySelector('[data-step]').dataset.step) > 0")
        page.go_back()
    page.get_by_role("heading", name="The real page").wait_for()
    for scheme, ending in (("light", "mazur.svg"), ("dark", "mazur-dark.svg")):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "(ending) => document.images[0].currentSrc.endsWith(ending) && document.images[0].naturalWidth > 0",
            arg=ending,
        )
    # Without a network the engine cannot be fetched, and its page says so.
    page.get_by_role("link", name="Train one yourself, in this browser").click()
    page.get_by_text("The engine could not be run in this browser: ").wait_for()
    errors = [error for error in errors if "cdn.jsdelivr.net" not in error and "ERR_" not in error]
    context.close()
    assert not errors, errors

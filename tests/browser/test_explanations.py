"""The explanations in a real browser: slow motion, predictions, the chosen weight, hands on, worked examples."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import plain, settle, shoot, step_of
from tests.browser.pointing import neuron_at
from tests.browser.test_playground import press, query, wait_step

EXPLAINED = "view=controls,transport,network,loss,arithmetic"
"""A parameter of addresses: the formulas, and of what else there is only what they are chosen and asked for with."""
TABLES = "(name) => window.nnviz.players.get('page').views.get('network').tables[name]"
MARKED = """([lit, halo]) => {
  const { tables } = window.nnviz.players.get('page').views.get('network');
  return tables.lit.x?.length === lit && (halo === undefined || tables.halo.x?.length === halo);
}"""
"""Whether so many edges are lit, and so many neurons have a halo."""


def choose(page, words: str) -> None:
    page.get_by_role("combobox", name="Chosen weight or neuron").click()
    page.keyboard.type(words)
    page.get_by_role("option", name=words, exact=True).click()
    # "weight w₁₄" is explained under "The chain rule of w₁₄", "neuron h₂" under "Neuron h₂: logistic".
    page.locator(".st-key-chosen_panel").get_by_text(words.split()[1]).first.wait_for()
    settle(page)


def edge_at(page, key: str, part: float, off: float = 0.0) -> tuple[float, float]:
    """Where on the screen an edge is, ``part`` of its length along, ``off`` pixels beside its line."""
    box = page.locator("[data-view=network] canvas").bounding_box()
    x, y = page.evaluate(
        """([key, part, off]) => {
          const { view, tables } = window.nnviz.players.get('page').views.get('network');
          const pad = view.padding(), [ox, oy] = view.origin(), i = tables.edges.edge.indexOf(key), e = tables.edges;
          const [left, top] = [ox + pad.left, oy + pad.top];
          const at = (a, s) => view.scale(s)(a);
          const past = view.signal('past');
          const [x, y, x2, y2] = [at(e.x[i], 'x') + past, at(e.y[i], 'y'), at(e.x2[i], 'x'), at(e.y2[i], 'y')];
          const length = Math.hypot(x2 - x, y2 - y);
          const [dx, dy] = [x2 - x, y2 - y];
          return [left + x + part * dx - (off * dy) / length, top + y + part * dy + (off * dx) / length];
        }""",
        [key, part, off],
    )
    return box["x"] + x, box["y"] + y


def test_a_neuron_is_chosen_by_a_click_and_a_thin_edge_within_ten_pixels_and_its_factors_light_up(open_page):
    page = open_page(f"?hidden=3&step=20&{EXPLAINED}")
    rule, neuron = page.get_by_text("The chain rule of w′₂₁"), page.get_by_text("Neuron h₂: logistic")
    for off in (-4.5, 0, 4.5):
        page.mouse.click(*edge_at(page, "w:1:2:0", 0.5, off))
        rule.wait_for()
        page.wait_for_function(MARKED, arg=[1, 2])  # the halo is on h₂ and y₁
        page.mouse.click(*neuron_at(page, "n:1:1"))
        neuron.wait_for()
        rule.wait_for(state="detached")
        page.wait_for_function(MARKED, arg=[3])


def test_slow_motion_shows_one_phase_after_the_other_and_nothing_later_plays_at_its_pace_and_pauses(open_page):
    page = open_page(f"?step=20&{EXPLAINED}")
    page.get_by_text("Slow motion").click()
    settle(page)
    press(page, "Step")
    page.get_by_text("Phase 1 of 9").first.wait_for()
    settle(page)
    values = page.evaluate(TABLES, "neurons")["value"]
    assert values[-1] is None  # y is not known yet
    assert None not in values[:-1]
    assert page.locator("[data-field=E]").inner_text() == "E …"
    shoot(page, "slow-forward")
    for phase in (2, 3):
        press(page, "Step")
        page.get_by_text(f"Phase {phase} of 9").first.wait_for()
    settle(page)
    assert page.evaluate(TABLES, "neurons")["value"][-1] is not None
    assert page.locator("[data-field=E]").inner_text() != "E …"
    assert step_of(page) == 20
    press(page, "Back")
    page.get_by_text("Phase 2 of 9").first.wait_for()
    for phase in range(3, 10):
        assert step_of(page) == 20
        press(page, "Step")
        page.get_by_text(f"Phase {phase} of 9").first.wait_for()
    wait_step(page, 21)
    settle(page)
    shoot(page, "slow-update")
    press(page, "Play")
    page.get_by_text("Phase 3 of 9").first.wait_for()
    press(page, "Pause")
    page.locator(".st-key-transport").get_by_role("button", name=re.compile("^Play")).wait_for()
    settle(page)
    phase = page.locator(".st-key-explain").get_by_text(re.compile(r"Phase \d of 9")).first
    here = phase.inner_text()
    page.wait_for_timeout(2000)
    assert phase.inner_text() == here


def test_a_weight_set_by_hand_answers_at_once_comes_back_from_the_address_and_fits_a_phone(open_page):
    page = open_page(f"?step=50&{EXPLAINED}")
    choose(page, "weight w₁₄")
    before = page.locator("[data-field=train]").inner_text()
    field = page.get_by_label("Value of w₁₄")
    field.fill("5")
    field.press("Enter")
    page.wait_for_function("(old) => document.querySelector('[data-field=train]').textContent !== old", arg=before)
    page.get_by_text("Freeze w₁₄").click()
    page.wait_for_function("() => new URL(location).searchParams.get('edits')?.includes('f:0:1:3')")
    settle(page)
    page.wait_for_function(f"() => ({TABLES})('locks').x?.length === 1")
    shoot(page, "by-hand")
    after = page.locator("[data-field=train]").inner_text()
    again = open_page("?" + page.url.split("?")[1])
    assert again.locator("[data-field=train]").inner_text() == after
    press(again, "Epoch")
    wait_step(again, 140)
    choose(again, "weight w₁₄")
    expect(again.get_by_label("Value of w₁₄")).to_have_value("5")
    again.set_viewport_size({"width": 390, "height": 844})
    again.wait_for_function("() => document.querySelector('[data-testid=stMain]').clientWidth <= 390")
    settle(again)
    again.locator(".st-key-chosen_panel").scroll_into_view_if_needed()
    shoot(again, "phone-weight")
    assert again.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


@pytest.mark.parametrize(
    ("name", "address", "weight", "neuron"),
    [
        ("single", "?hidden=0&dataset=linear", "weight w₁", "neuron y"),
        ("perceptron", "?hidden=0&output=step&rule=perceptron&dataset=nand", "weight w₁", "neuron y"),
        ("several", "?dataset=blobs3&hidden=3&activation=tanh", "weight w₂₁", "neuron h₂"),
        ("no-bias", "?hidden=3&bias=0&activation=relu", "weight w₁₂", "neuron h₃"),
        ("deep", "?hidden=3-3&output=identity", "weight w⁽¹⁾₁₂", "neuron h⁽²⁾₁"),
        ("batch", "?batch_size=16", "weight w′₂₁", "neuron h₁"),
    ],
)
def test_every_model_explains_a_weight_and_a_neuron(open_page, name, address, weight, neuron):
    page = open_page(f"{address}&step=32&{EXPLAINED}")
    choose(page, weight)
    page.locator(".st-key-chosen_panel .katex").first.wait_for()
    page.locator(".st-key-chosen_panel").scroll_into_view_if_needed()
    shoot(page, f"weight-{name}-light")
    choose(page, neuron)
    for scheme in ("light", "dark"):
        if scheme == "dark":
            page.emulate_media(color_scheme=scheme)
            settle(page)
        page.locator(".st-key-chosen_panel canvas").first.wait_for()
        page.locator(".st-key-chosen_panel").scroll_into_view_if_needed()
        shoot(page, f"neuron-{name}-{scheme}")


def test_the_effect_of_a_step_is_marked_and_counted(open_page):
    page = open_page(plain("?step=600&effects=1"))
    press(page, "Step")
    wait_step(page, 601)
    settle(page)
    words = page.get_by_text(re.compile(r"^Step \d+ helped")).inner_text()
    helped, hurt, rows = map(int, re.search(r"helped (\d+) and hurt (\d+) of (\d+)", words).groups())
    assert 0 < helped + hurt <= rows
    marks = page.evaluate("() => window.nnviz.players.get('page').views.get('boundary').tables.effects")
    assert len(marks["x"]) >= helped + hurt


def test_a_worked_example_loads_from_its_checks(open_page):
    page = open_page(plain())
    page.get_by_role("button", name="Examples").click()
    page.get_by_text("12 of 13 agree").wait_for()
    shoot(page, "examples")
    page.get_by_role("button", name="Load", exact=True).click()
    page.wait_for_function("() => new URL(location).searchParams.get('dataset') === 'mazur'")
    assert query(page)["edits"].startswith("w:0:0:0=0.35@0")

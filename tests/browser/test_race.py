"""A race as a visitor makes it: add two runs, step, play, pause, go back, look at it otherwise, and pass it on."""

from __future__ import annotations

from nnviz.run.counts import counts_of
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from scripts.chromium import READY
from tests.browser.conftest import settle, shoot, step_of, wait_past

PAINTED = """name => {
  const canvas = document.querySelector(`[data-view=${name}] canvas`);
  if (!canvas) return null;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 60) sum = (sum * 31 + data[i] + 7 * data[i + 2]) % 1e9;
  return sum;
}"""
"""A number that is another one as soon as the picture is; 0 if nothing is painted."""


def text(page, field):
    return page.locator(f"[data-field={field}]").inner_text()


def counted(page):
    """Samples and updates of the three runs, as their counters have them."""
    numbers = [text(page, f"{what}{run}") for run in (1, 2, 3) for what in ("samples", "updates")]
    return [int(number.split()[0].replace(",", "")) for number in numbers]


def alone(sizes, step):
    """The same of the runs by themselves."""
    found = []
    for batch_size in sizes:
        run = Experiment(Settings(dataset="moons", batch_size=batch_size))
        run.seek(step)
        done = counts_of(run)
        found += [done.samples, done.updates]
    return found


def test_a_race_is_begun_played_turned_and_passed_on(open_page):
    page = open_page("?dataset=moons")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("button", name="Add to the race").click()
    page.wait_for_selector("[data-view=race] canvas")
    page.wait_for_selector("[data-view=boundary3] canvas")
    settle(page)
    assert page.locator("[data-view=loss]").count() == 0
    assert counted(page) == [0] * 6
    page.get_by_role("button", name="Step").click()
    page.wait_for_function("() => document.querySelector('[data-field=samples1]').textContent === '1 sample'")
    assert counted(page) == alone((1, 10, 140), 1)
    page.get_by_role("button", name="Epoch").click()
    page.wait_for_function("() => document.querySelector('[data-field=samples3]').textContent === '140 samples'")
    names = ("network", "network2", "network3", "boundary2", "race")
    before = [page.evaluate(PAINTED, name) for name in names]
    assert all(before)
    # Played: every run moves, at the display's pace, and stands still where it is seen.
    page.get_by_role("button", name="Play").click()
    wait_past(page, 290)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_selector("button:has-text('Play')")
    settle(page)
    step = step_of(page)
    assert counted(page) == alone((1, 10, 140), step)
    assert all(page.evaluate(PAINTED, name) != old for name, old in zip(names, before, strict=True))
    shoot(page, "race")
    page.get_by_role("button", name="Back").click()
    page.wait_for_function(f"() => document.querySelector('[data-step]').dataset.step === '{step - 1}'")
    assert counted(page) == alone((1, 10, 140), step - 1)
    # Against updates the picture is another one.
    chart = page.evaluate(PAINTED, "race")
    page.get_by_role("radio", name="updates").click()
    page.wait_for_function(f"old => ({PAINTED})('race') !== old && ({PAINTED})('race')", arg=chart)
    # The second run is put on show where it stands.
    page.get_by_role("button", name="Show").first.click()
    at = (step - 1) // 10 * 10
    page.wait_for_function(f"() => document.querySelector('[data-step]').dataset.step === '{at}'")
    settle(page)
    assert counted(page) == alone((10, 1, 140), at)
    page.wait_for_function(
        f"() => (at => at.get('race') === 'batch_size:1~~batch_size:140' && at.get('step') === '{at}')"
        "(new URL(location).searchParams)"
    )
    painted = [page.evaluate(PAINTED, name) for name in ("network2", "boundary3")]
    page.goto(page.url)
    page.wait_for_selector(READY)
    page.wait_for_selector("[data-view=race] canvas")
    page.wait_for_function("() => document.querySelector('[data-field=samples1]')?.textContent")
    settle(page)
    assert counted(page) == alone((10, 1, 140), at)
    assert [page.evaluate(PAINTED, name) for name in ("network2", "boundary3")] == painted
    assert page.get_by_role("radio", name="updates").is_checked()
    page.get_by_role("button", name="End the race").click()
    page.wait_for_selector("[data-view=loss] canvas")
    assert page.locator("[data-view=network2]").count() == 0 and step_of(page) == at

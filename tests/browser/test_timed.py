"""A race as a visitor makes it: add two runs, step, play, pause, go back, look at it otherwise, and pass it on."""

from __future__ import annotations

from nnviz.run.counts import counts_of
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from scripts.chromium import READY
from tests.browser.conftest import settle, shoot, step_of

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
    import time; T0=time.time()
    page = open_page("?dataset=moons")
    import time; print(f'{time.time()-T0:.1f}', 'page = open_page("?dataset=moons")')
    page.get_by_role("button", name="Compare").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="Compare").click()')
    page.get_by_role("button", name="Add to the race").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="Add to the race").click()')
    page.wait_for_selector("[data-view=race] canvas")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_selector("[data-view=race] canvas")')
    page.wait_for_selector("[data-view=boundary3] canvas")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_selector("[data-view=boundary3] canvas")')
    settle(page)
    import time; print(f'{time.time()-T0:.1f}', 'settle(page)')
    assert page.locator("[data-view=loss]").count() == 0
    import time; print(f'{time.time()-T0:.1f}', 'assert page.locator("[data-view=loss]").count() == 0')
    assert counted(page) == [0] * 6
    import time; print(f'{time.time()-T0:.1f}', 'assert counted(page) == [0] * 6')
    page.get_by_role("button", name="Step").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="Step").click()')
    page.wait_for_function("() => document.querySelector('[data-field=samples1]').textContent === '1 sample'")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_function("() => document.querySelector(\'[data-field=samples1]\').textContent ')
    assert counted(page) == alone((1, 10, 140), 1)
    import time; print(f'{time.time()-T0:.1f}', 'assert counted(page) == alone((1, 10, 140), 1)')
    page.get_by_role("button", name="Epoch").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="Epoch").click()')
    page.wait_for_function("() => document.querySelector('[data-field=samples3]').textContent === '140 samples'")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_function("() => document.querySelector(\'[data-field=samples3]\').textContent ')
    names = ("network", "network2", "network3", "boundary2", "race")
    import time; print(f'{time.time()-T0:.1f}', 'names = ("network", "network2", "network3", "boundary2", "race")')
    before = [page.evaluate(PAINTED, name) for name in names]
    import time; print(f'{time.time()-T0:.1f}', 'before = [page.evaluate(PAINTED, name) for name in names]')
    assert all(before)
    import time; print(f'{time.time()-T0:.1f}', 'assert all(before)')
    # Played: every run moves, at the display's pace, and stands still where it is seen.
    page.get_by_role("button", name="Play").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="Play").click()')
    page.wait_for_function("() => Number(document.querySelector('[data-step]').dataset.step) > 290")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_function("() => Number(document.querySelector(\'[data-step]\').dataset.step) >')
    page.get_by_role("button", name="Pause").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="Pause").click()')
    page.wait_for_selector("button:has-text('Play')")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_selector("button:has-text(\'Play\')")')
    settle(page)
    import time; print(f'{time.time()-T0:.1f}', 'settle(page)')
    step = step_of(page)
    import time; print(f'{time.time()-T0:.1f}', 'step = step_of(page)')
    assert counted(page) == alone((1, 10, 140), step)
    import time; print(f'{time.time()-T0:.1f}', 'assert counted(page) == alone((1, 10, 140), step)')
    assert all(page.evaluate(PAINTED, name) != old for name, old in zip(names, before, strict=True))
    import time; print(f'{time.time()-T0:.1f}', 'assert all(page.evaluate(PAINTED, name) != old for name, old in zip(names, before, strict=')
    shoot(page, "race")
    import time; print(f'{time.time()-T0:.1f}', 'shoot(page, "race")')
    page.get_by_role("button", name="Back").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="Back").click()')
    page.wait_for_function(f"() => document.querySelector('[data-step]').dataset.step === '{step - 1}'")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_function(f"() => document.querySelector(\'[data-step]\').dataset.step === \'{st')
    assert counted(page) == alone((1, 10, 140), step - 1)
    import time; print(f'{time.time()-T0:.1f}', 'assert counted(page) == alone((1, 10, 140), step - 1)')
    # Against updates the picture is another one.
    chart = page.evaluate(PAINTED, "race")
    import time; print(f'{time.time()-T0:.1f}', 'chart = page.evaluate(PAINTED, "race")')
    page.get_by_role("radio", name="updates").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("radio", name="updates").click()')
    page.wait_for_function(f"old => ({PAINTED})('race') !== old && ({PAINTED})('race')", arg=chart)
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_function(f"old => ({PAINTED})(\'race\') !== old && ({PAINTED})(\'race\')", arg=c')
    # The second run is put on show where it stands.
    page.get_by_role("button", name="Show").first.click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="Show").first.click()')
    at = (step - 1) // 10 * 10
    import time; print(f'{time.time()-T0:.1f}', 'at = (step - 1) // 10 * 10')
    page.wait_for_function(f"() => document.querySelector('[data-step]').dataset.step === '{at}'")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_function(f"() => document.querySelector(\'[data-step]\').dataset.step === \'{at')
    settle(page)
    import time; print(f'{time.time()-T0:.1f}', 'settle(page)')
    assert counted(page) == alone((10, 1, 140), at)
    import time; print(f'{time.time()-T0:.1f}', 'assert counted(page) == alone((10, 1, 140), at)')
    page.wait_for_function(
        f"() => (at => at.get('race') === 'batch_size:1~~batch_size:140' && at.get('step') === '{at}')"
        "(new URL(location).searchParams)"
    )
    import time; print(f'{time.time()-T0:.1f}', ')')
    painted = [page.evaluate(PAINTED, name) for name in ("network2", "boundary3")]
    import time; print(f'{time.time()-T0:.1f}', 'painted = [page.evaluate(PAINTED, name) for name in ("network2", "boundary3")]')
    page.goto(page.url)
    import time; print(f'{time.time()-T0:.1f}', 'page.goto(page.url)')
    page.wait_for_selector(READY)
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_selector(READY)')
    page.wait_for_selector("[data-view=race] canvas")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_selector("[data-view=race] canvas")')
    page.wait_for_function("() => document.querySelector('[data-field=samples1]')?.textContent")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_function("() => document.querySelector(\'[data-field=samples1]\')?.textContent')
    settle(page)
    import time; print(f'{time.time()-T0:.1f}', 'settle(page)')
    assert counted(page) == alone((10, 1, 140), at)
    import time; print(f'{time.time()-T0:.1f}', 'assert counted(page) == alone((10, 1, 140), at)')
    assert [page.evaluate(PAINTED, name) for name in ("network2", "boundary3")] == painted
    import time; print(f'{time.time()-T0:.1f}', 'assert [page.evaluate(PAINTED, name) for name in ("network2", "boundary3")] == painted')
    assert page.get_by_role("radio", name="updates").is_checked()
    import time; print(f'{time.time()-T0:.1f}', 'assert page.get_by_role("radio", name="updates").is_checked()')
    page.get_by_role("button", name="End the race").click()
    import time; print(f'{time.time()-T0:.1f}', 'page.get_by_role("button", name="End the race").click()')
    page.wait_for_selector("[data-view=loss] canvas")
    import time; print(f'{time.time()-T0:.1f}', 'page.wait_for_selector("[data-view=loss] canvas")')
    assert page.locator("[data-view=network2]").count() == 0 and step_of(page) == at
    import time; print(f'{time.time()-T0:.1f}', 'assert page.locator("[data-view=network2]").count() == 0 and step_of(page) == at')

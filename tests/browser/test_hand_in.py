"""What a learner hands in as a page to print, opened from disk: it is read as it was written, and asks for nothing."""

from __future__ import annotations

import pytest

from nnviz.exchange.hand_in import HandIn
from nnviz.exchange.progress import LessonRecord, Progress, TaskRecord
from nnviz.export.hand_in_page import hand_in_page
from nnviz.lessons import LESSONS

EVIL = "<img src=x onerror='window.evil = 1'>"


@pytest.fixture
def handed_in() -> str:
    made = LESSONS["eta"]
    first, *others = made.tasks
    tasks = {
        first.key: TaskRecord(tries=2, passed=True, link="?eta=0.7&step=12"),
        others[0].key: TaskRecord(answer=EVIL),
    }
    record = LessonRecord(prediction=made.prediction.choices[0].key, seconds=300, tasks=tasks)
    return hand_in_page(HandIn(f"Ada {EVIL}", Progress(lessons={"eta": record})), "https://x.test/", lambda key: "none")


def test_a_page_that_was_handed_in_opens_from_disk_and_prints(browser, tmp_path, handed_in):
    path = tmp_path / "handed in.html"
    path.write_text(handed_in, encoding="utf-8")
    context = browser.new_context(offline=True)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.locator("h1").text_content() == f"Ada {EVIL}"
    assert page.evaluate("() => window.evil") is None
    heading = page.locator("h2")
    assert heading.text_content() == f"{LESSONS['eta'].title} (5 min)"
    assert page.locator("a").get_attribute("href") == "https://x.test/?eta=0.7&step=12"
    cells = page.locator("tr").nth(1).locator("td").all_text_contents()
    assert cells[1] == "yes, here" and cells[3] == "2"
    assert EVIL in page.locator("table").inner_text()
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert page.pdf().startswith(b"%PDF")
    context.close()
    assert asked == [path.as_uri()]

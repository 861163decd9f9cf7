"""Lessons as learners do them: a workshop's route by mouse, a lesson by keyboard alone, one on a phone by touch."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from nnviz.derivation.notation import weight_label
from nnviz.exchange.hand_in import read_hand_in
from nnviz.lessons import LESSONS, ROUTES
from nnviz.session.classroom import right_choice
from tests.browser.conftest import plain, settle, shoot
from tests.browser.pointing import edge_at
from tests.lessons.test_checks import SET

PICTURES = ("network", "boundary", "loss")
PASSED = ".st-key-lesson [data-testid=stAlertContentSuccess]"


def part_of(page: Page, key: str, at: int) -> None:
    """Wait until that part of a lesson is on show."""
    page.locator(".st-key-lesson").get_by_text(f"Part {at + 1} of {len(LESSONS[key].steps)}").wait_for()


def answer(page: Page, key: str, task: str) -> None:
    """Answer a task that is typed or chosen, and have it checked."""
    of, given = LESSONS[key].task(task), SET[key][task][1]
    if of.answer == "choice":
        mark(page, next(choice.words for choice in of.choices if choice.key == given))
    else:
        texts = re.split(r"[;\s]+", given) if of.answer == "numbers" else [given]
        fields = page.locator(".st-key-lesson [data-testid=stForm] input[type=text]")
        for at, text in enumerate(texts):
            fields.nth(at).fill(text.strip())
    page.locator(".st-key-lesson").get_by_role("button", name="Check").click()
    page.locator(PASSED).wait_for()


def mark(page: Page, words: str) -> None:
    """Mark a choice."""
    page.locator(".st-key-lesson").get_by_role("radiogroup").get_by_text(words, exact=True).click()


def set_by_hand(page: Page, key: str, value: float) -> None:
    """Choose a weight of a single neuron in the picture and type a value for it, once the field is that weight's."""
    page.mouse.click(*edge_at(page, key))
    label = weight_label((2, 1), *map(int, key.split(":")[1:]))
    field = page.get_by_label(f"Value of {label}", exact=True)
    field.wait_for()
    settle(page)
    field.fill(f"{value:g}")
    field.press("Enter")
    settle(page)
    page.locator("[data-view=network]").scroll_into_view_if_needed()


def done_by_hand(page: Page, key: str, task: str) -> bool:
    """Do a task with nothing to type, where it takes a few presses; return whether it was done."""
    if (key, task) == ("neuron", "a"):
        for row, value in enumerate((-15, 10, 10)):
            set_by_hand(page, f"w:0:{row}:0", value)
    elif (key, task) == ("neuron", "c"):
        set_by_hand(page, "w:0:0:0", -5)
    else:
        return False
    page.locator(PASSED).wait_for()
    return True


def test_the_workshop_of_45_minutes_by_mouse(open_page):
    page = open_page("?route=45", width=1280, height=720)
    done = set()
    for key in ROUTES["45"].lessons:
        made = LESSONS[key]
        for at, section in enumerate(made.steps):
            part_of(page, key, at)
            if section.kind == "set-up":
                for view in PICTURES:  # beside the lesson, in the window
                    box = page.locator(f"[data-view={view}]").bounding_box()
                    assert box["x"] >= 320 and box["x"] + box["width"] <= 1280 and box["y"] + box["height"] <= 722
                assert page.locator(".st-key-play button").is_disabled()
            elif section.kind == "prediction":
                choices = {choice.key: choice.words for choice in made.prediction.choices}
                mark(page, choices[right_choice(key)])
                page.get_by_role("button", name="I predict this").click()
                expect(page.locator(".st-key-play button")).to_be_enabled()
            elif section.kind == "task" and made.task(section.key).answer != "none":
                answer(page, key, section.key)
                done.add((key, section.key))
            elif section.kind == "task" and done_by_hand(page, key, section.key):
                done.add((key, section.key))
            elif section.kind == "meaning":
                page.locator(".st-key-lesson").get_by_text("and so it is").wait_for()
            if at == 2:
                shoot(page, f"lesson-{key}")
            if (key, section.kind) != (ROUTES["45"].lessons[-1], "variation"):
                page.locator(".st-key-lesson_next button").click()  # there is one at any moment, or this fails
    page.locator(".st-key-hand_in_name input").fill("Ada")
    page.locator(".st-key-hand_in_name input").press("Enter")
    with page.expect_download() as got:
        page.get_by_role("button", name="File to hand in").click()
    file = got.value
    assert file.suggested_filename == "nnviz-ada.json"
    raw = file.path().read_bytes()
    lessons = read_hand_in(raw).progress.lessons
    passed = {(key, name) for key, record in lessons.items() for name, task in record.tasks.items() if task.passed}
    assert done <= passed
    # A teacher's page collects it.
    teacher = open_page("?view=network,loss,more")
    teacher.get_by_text("More pictures").click()
    teacher.get_by_role("radio", name="Collect").or_(teacher.get_by_role("button", name="Collect")).first.click()
    teacher.locator(".st-key-handed_in input[type=file]").set_input_files(
        {"name": file.suggested_filename, "mimeType": "application/json", "buffer": raw}
    )
    teacher.get_by_role("button", name=f"Check the {len(passed)} passed tasks again").click()
    teacher.get_by_text(f"{len(passed)} of {len(passed)} passed tasks pass the check again").wait_for(timeout=60_000)
    shoot(teacher, "collect")


def test_a_reload_brings_the_learner_back(open_page):
    page = open_page(plain("?lesson=neuron&step_of_lesson=4"))
    answer(page, "neuron", "b")
    page.wait_for_function("() => new URLSearchParams(location.search).has('progress')")
    page.reload()
    part_of(page, "neuron", 3)
    page.locator(PASSED).wait_for()
    expect(page.locator(".st-key-lesson [data-testid=stForm] input")).to_have_value(SET["neuron"]["b"][1])


def test_a_lesson_by_keyboard_alone(open_page):
    page = open_page(plain("?lesson=sgd"), width=1280, height=720)
    key = page.keyboard.press

    def to(name: str) -> None:
        """Go on by Tab to what has that name."""
        for _ in range(60):
            key("Tab")
            found = page.evaluate("() => (document.activeElement.innerText || '').trim()")
            if found == name:
                return
        raise AssertionError(f"no way to {name} by Tab")

    to("Continue")
    key("Enter")
    part_of(page, "sgd", 1)
    page.locator(".st-key-lesson input[type=radio]").first.focus()
    key("Space")
    to("I predict this")
    key("Enter")
    expect(page.locator(".st-key-step_on button")).to_be_enabled()
    key("s")  # the page's own keys go on beside the lesson
    page.locator("[data-step='1']").wait_for()
    to("Continue")
    key("Enter")
    part_of(page, "sgd", 2)
    page.locator(".st-key-lesson input[type=radio]").first.focus()
    for _ in range(2):
        key("ArrowDown")
    to("Check")
    key("Enter")
    page.locator(PASSED).wait_for()
    to("Continue")
    key("Enter")
    part_of(page, "sgd", 3)
    page.locator(".st-key-lesson [data-testid=stForm] input[type=text]").focus()
    page.keyboard.type("−0,0625")
    key("Enter")
    page.locator(PASSED).wait_for()


def test_a_lesson_on_a_phone_by_touch(open_page):
    page = open_page(plain("?lesson=neuron"), width=390, height=844, scheme="dark", has_touch=True)
    lesson = page.locator(".st-key-lesson")
    tap = lesson.get_by_role
    tap("button", name="Continue").tap()
    part_of(page, "neuron", 1)
    lesson.get_by_role("radiogroup").get_by_text("The line moves.").tap()
    tap("button", name="I predict this").tap()
    expect(page.locator(".st-key-play button")).to_be_enabled()
    shoot(page, "lesson-phone")
    tap("button", name="Continue").tap()
    part_of(page, "neuron", 2)
    page.locator("[data-view=boundary]").scroll_into_view_if_needed()
    page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 100)")
    # The lesson stays above the pictures, and takes less than half of the window.
    settle(page)
    box = page.locator("[data-testid=stLayoutWrapper]:has(> .st-key-beside)").bounding_box()
    assert -1 <= box["y"] <= 1 and box["height"] <= 0.43 * 844
    tap("button", name="Check").tap()
    verdict = lesson.get_by_role("alert").filter(has_text="rows are right")
    verdict.wait_for()
    settle(page)
    said, place = verdict.bounding_box(), page.locator(".st-key-lesson_way").bounding_box()
    assert box["y"] <= said["y"] and said["y"] + said["height"] <= place["y"] + 2  # in view, above the way on
    shoot(page, "lesson-phone-pictures")

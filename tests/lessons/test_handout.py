"""The printed hand-out: whole, escaped, one page a lesson."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from nnviz.lessons import LESSONS, lesson
from scripts.handout import document, sheet, write


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.said, self.tags, self.loads = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href", "xlink:href")]

    def handle_data(self, data):
        self.said.append(data)


def read(html):
    found = Text()
    found.feed(html)
    return found


@pytest.mark.parametrize("key", LESSONS)
def test_a_sheet_has_all_that_is_asked_and_no_answer(key):
    made = lesson(key)
    found = read(sheet(made, "https://host.example/"))
    said = "".join(found.said)
    for text in (made.title, made.set_up, made.prediction.question, made.why.question, *(t.words for t in made.tasks)):
        assert text in said
    for text in (made.meaning, made.why.words, made.prediction.outcome, *(t.hints[2] for t in made.tasks)):
        assert len(text) < 12 or text not in said
    assert f"https://host.example/?lesson={key}" in said and not found.loads
    blanks = sum(len(task.blanks) for task in made.tasks)
    assert found.tags.count("tr") == 3 * sum(len(task.factors) for task in made.tasks)
    assert sheet(made, "/").count('class="line"') >= blanks


@pytest.mark.parametrize("key", LESSONS)
def test_the_teachers_sheet_has_the_answers(key):
    made = lesson(key)
    said = "".join(read(sheet(made, "https://host.example/", answers=True)).said)
    for text in (made.meaning, made.why.words, made.prediction.outcome, *(task.hints[2] for task in made.tasks)):
        assert text in said
    assert said.count("☑") == 2


def test_words_are_escaped():
    evil = '<img src=x onerror="alert(1)">&'
    made = replace(lesson("sgd"), title=evil, set_up=evil, promise=evil, meaning=evil)
    for answers in (False, True):
        html = document([made], f"https://host.example/{evil}", answers=answers)
        assert "img" not in read(html).tags and evil in "".join(read(html).said)


@pytest.mark.parametrize("answers", [False, True])
def test_each_lesson_is_one_page(chromium, answers, tmp_path):
    target = tmp_path / "handout.pdf"
    html = document(LESSONS.values(), "https://a-rather-long-name.of-a-school.example/nnviz/", answers=answers)
    with ThreadPoolExecutor(1) as apart:  # where other tests' Playwright is not at work
        apart.submit(write, html, target).result()
    assert len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) == len(LESSONS)

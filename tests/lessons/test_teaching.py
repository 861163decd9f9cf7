"""The teacher's page says what the lessons are."""

import re

import pytest

from nnviz.lessons import LESSONS, ROUTES
from scripts.chromium import ROOT

TEXT = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")


def test_every_lesson_has_its_row():
    rows = re.findall(r"^\| (\d+) ([^|]+) \| `\?lesson=(\w+)` \| (\d+) \|", TEXT, re.MULTILINE)
    assert [(int(at), title, key, int(minutes)) for at, title, key, minutes in rows] == [
        (at, made.title, key, made.minutes) for at, (key, made) in enumerate(LESSONS.items(), start=1)
    ]


@pytest.mark.parametrize("key", ["45", "30"])
def test_routes_by_the_minute(key):
    section = TEXT.split(f"## {key} minutes")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d+) to (\d+) \| `(\w+)` \| ([a-h, ]+) \|", section, re.MULTILINE)
    route, minute = ROUTES[key], 0
    assert tuple(name for _, _, name, _ in rows) == route.lessons
    for (begin, end, name, tasks), part in zip(rows, route.parts, strict=True):
        assert (int(begin), int(end)) == (minute, minute + part)
        assert set(tasks.split(", ")) <= {task.key for task in LESSONS[name].tasks}
        minute += part
    assert minute + 5 * route.hand_in == route.minutes


def test_all_of_it_takes_as_long_as_is_said():
    assert round(ROUTES["all"].minutes / 60, 1) == 2.3

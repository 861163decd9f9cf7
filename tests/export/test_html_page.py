"""The page of a recorded run as a text: safe whatever names are in it, closed to every host, and small."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from nnviz.datasets import OwnData
from nnviz.export import page
from nnviz.export.html_page import PageError, page_in_slices
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from nnviz.session.recording import RecordingError

EVIL = '</script><img src=x onerror="window.evil=1">\'"&\u2028\u2029\\ {{}} `${window.evil=2}`'
"""A title; names of data are shorter, and can be printed."""
NAMES = ("</script><img src=x onerror=evil=3>", "<svg onload=window.evil=4>", "'\"&amp;\\u2028{{", "]]><!--<script>")


def run(step=4, **how) -> Experiment:
    experiment = Experiment(Settings(**{"n": 30, "hidden": (4,), **how}))
    experiment.seek(step)
    return experiment


def hostile() -> Experiment:
    """A run whose data are called what could break a page."""
    own = OwnData(
        X=[[0, 1], [2, 3], [4, 5.5], [1, 2]],
        inputs=NAMES[:2],
        labels=[0, 1, 1, 0],
        classes=NAMES[2:],
        target="${window.evil=5}`'\"&",
    )
    experiment = Experiment(Settings(dataset="own", own=own, hidden=(2,), test_share=0))
    experiment.seek(3)
    return experiment


class Reader(HTMLParser):
    """Every element of a page, its attributes, and what scripts hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.cdata_elem == "script":
            self.scripts[-1] += data


def unpacked(text: str) -> str:
    return gzip.decompress(b64decode(text)).decode()


def test_the_page_allows_its_own_scripts_alone_and_fetches_nothing():
    read = Reader(page(run(), 2))
    assert [tag for tag, _ in read.tags].count("script") == 3
    policy = next(a["content"] for _, a in read.tags if a.get("http-equiv") == "Content-Security-Policy")
    vega, recording, script = read.scripts
    allowed = re.findall(r"'(sha256-[^']+)'", policy)
    run_here = (script, unpacked(vega))
    assert allowed == [f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}" for text in run_here]
    assert policy.startswith("default-src 'none';") and "unsafe-inline' ;" not in policy.split("style-src")[0]
    assert not [a for _, a in read.tags if set(a) & {"src", "href", "srcset", "action"}]
    assert "url(" not in page(run(), 1) and "@import" not in page(run(), 1)
    assert json.loads(unpacked(recording))["frames"][-1]["step"] == 4


def test_names_from_outside_stay_what_they_are_and_end_nothing():
    text = page(hostile(), 4, title=EVIL)
    plain = page(run(), 4)
    read, other = Reader(text), Reader(plain)
    assert [tag for tag, _ in read.tags] == [tag for tag, _ in other.tags]
    assert [set(a) for _, a in read.tags] == [set(a) for _, a in other.tags]
    assert "<img" not in text and "<svg" not in text
    recorded = json.loads(unpacked(read.scripts[1]))
    assert recorded["title"] == EVIL
    assert recorded["parts"]["n:0:0"]["name"] == NAMES[0]


def test_three_hundred_steps_are_far_below_three_megabytes():
    experiment = run(step=80, n=200)
    few, more = (len(page(experiment, steps)) for steps in (20, 80))
    assert 0 < more - few
    assert few + (more - few) / 60 * 280 < 2_500_000


def test_a_page_that_would_be_too_large_is_refused(monkeypatch):
    with pytest.raises(RecordingError, match="steps must be at most 1,000"):
        page(run(), 1001)
    monkeypatch.setattr("nnviz.export.html_page.MOST_BYTES", 300_000)
    with pytest.raises(PageError, match=r"would have \d MB with 2 steps, and may have 0. Choose fewer steps"):
        page(run(), 2)


@pytest.mark.parametrize("base", ["javascript:alert(1)", "//host/", "", "file:///etc"])
def test_links_lead_to_the_web_alone(base):
    with pytest.raises(ValueError, match="base must begin with http"):
        page(run(), 1, base=base)


def test_it_is_made_in_slices_and_the_run_stays():
    experiment = run()
    *shares, text = page_in_slices(experiment, 3, base="https://host/play")
    assert shares == [0.25, 0.5, 0.75]
    assert experiment.step == 4
    assert page(experiment, 3, base="https://host/play/") == text
    assert '"https://host/play/?n=30&step=3"' in unpacked(Reader(text).scripts[1])

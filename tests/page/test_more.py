"""The panels behind the door: every one is there, and none is loaded before it is wanted."""

import subprocess
import sys

from nnviz.page.more import PANELS, panel


def test_every_panel_can_be_opened():
    assert len({panel(title) for title in PANELS}) == len(PANELS)


def test_the_first_picture_does_not_wait_for_what_panels_need():
    code = "import sys, nnviz.page.playground; print([n for n in sys.modules if n in ('pandas', 'nnviz.page.panels')])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

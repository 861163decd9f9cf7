"""A monkey at the page: random actions from a seed, and what must hold whenever it pauses for breath."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

from nnviz.analysis.frames import FrameMaker, plane_of
from nnviz.run.experiment import Experiment
from nnviz.session.address import read_address, read_hands
from nnviz.session.frame_encoder import counters
from scripts.chromium import READY
from tests.browser.monkey_scripts import FIND, PRESS, QUIET, SEEK, STATE, WRONG

OPENING = 60_000
"""Milliseconds after which a page that has not opened is one that does not open."""
SURE = 0.4
"""Seconds for which a page that has said all, and has heard all, stays as it is before it counts as being at rest."""
PATIENCE = 1.6
"""The same for any page: what is not answered is said again, and the address follows, within this time."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = ((1400, 900), (390, 844), (844, 390), (1000, 700), (640, 900), (1920, 1080))
TEXTS = (
    "0",
    "1",
    "2.5",
    "-3",
    "1e9",
    "1e400",
    "nan",
    "",
    "abc",
    "0.03",
    "17",
    "400",
    "<b>x</b>",
    "$\\\\alpha$",
    "४",
    "5 6",
)
SEGMENT = "[data-testid=stButtonGroup] [role=radio]"
MAIN, SIDE = "[data-testid=stMain]", "[data-testid=stSidebar]"
FIELDS = ("epoch", "sample", "E", "train", "test", "accuracy")
QUERIES = (
    "",
    "?dataset=xor&hidden=2",
    "?dataset=iris&hidden=5-4&eta=0.2",
    "?dataset=circle&batch_size=10&step=300",
)


@dataclass
class Monkey:
    """Acts on a page.

    Parameters
    ----------
    page : Page
        Playwright's page, open at the playground.
    address : str
        Where the playground is.
    seed : int
    slower : float
        How many times as slowly the browser computes.
    """

    page: Page
    address: str
    seed: int
    slower: float = 1.0
    done: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    last: list[str] = field(default_factory=list)
    compared: int = 0
    playing: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.line = self.page.context.new_cdp_session(self.page)
        self.page.context.set_default_navigation_timeout(OPENING * max(self.slower, 1.0))
        if self.slower > 1:
            self.line.send("Emulation.setCPUThrottlingRate", {"rate": self.slower})
        self.kinds = {
            self.transport: 30,
            self.network: 12,
            self.boundary: 4,
            self.seek: 6,
            self.button: 14,
            self.setting: 10,
            self.choice: 10,
            self.switch: 8,
            self.slider: 8,
            self.text: 10,
            self.key: 8,
            self.reload: 2,
            self.history: 2,
            self.other_tab: 2,
            self.size: 2,
            self.scheme: 3,
            self.panel: 5,
            self.tap: 8,
            self.haste: 4,
        }

    def act(self) -> None:
        """Do one thing."""
        kind = self.random.choices(list(self.kinds), list(self.kinds.values()))[0]
        name = kind.__name__
        word = kind()
        self.done[name] += 1
        self.missed[name] += word is None
        self.last = [*self.last[-30:], f"{name}: {word}"]
        self.page.wait_for_timeout(self.random.choice((0, 0, 20, 60, 150)))

    def click(self, where: str, what: str) -> str | None:
        """Click one of what can be clicked there."""
        spot = self.page.evaluate(FIND, [where, what, self.random.random()])
        if spot is None:
            return None
        across, up = (self.random.uniform(0.1, 0.9) for _ in range(2))
        self.page.mouse.click(spot["left"] + across * spot["width"], spot["top"] + up * spot["height"])
        return str(spot["word"])

    def transport(self) -> str | None:
        """Reset, Back, Step, Epoch, Play, Run…, Examples."""
        return self.click(".st-key-transport", "button")

    def network(self) -> str | None:
        """An edge or a neuron, or beside them."""
        return self.click("[data-view=network]", "canvas")

    def boundary(self) -> str | None:
        """A sample, or beside it; or the loss curve."""
        return self.click("[data-view=boundary], [data-view=loss]", "canvas")

    def seek(self) -> str | None:
        """The slider over time."""
        found: str | None = self.page.evaluate(SEEK, self.random.random())
        return found

    def button(self) -> str | None:
        """Any button of the page that does not leave it, or open a file."""
        rest = ":not([data-testid=stBaseButton-header]):not([aria-label^=Browse])"
        return self.click(f"{MAIN}, {SIDE}, [data-testid=stPopoverBody]", f"button{rest}, summary")

    def setting(self) -> str | None:
        """A choice of the sidebar."""
        return self._choose(SIDE)

    def choice(self) -> str | None:
        """A choice elsewhere."""
        return self._choose(f"{MAIN}, [data-testid=stPopoverBody]")

    def _choose(self, where: str) -> str | None:
        word = self.click(where, f"[data-testid=stSelectbox] [role=group], {SEGMENT}")
        self.page.wait_for_timeout(60)
        option = self.click("body", "[role=option]")
        return word and f"{word} -> {option}"

    def switch(self) -> str | None:
        """A toggle or a tick."""
        return self.click(f"{MAIN}, {SIDE}, [data-testid=stPopoverBody]", "[data-testid=stCheckbox] label")

    def slider(self) -> str | None:
        """Another mark of a slider, by the keyboard."""
        word = self.click(f"{MAIN}, {SIDE}", "[data-testid=stSlider]")
        if word is not None:
            for _ in range(self.random.randint(1, 4)):
                self.page.keyboard.press(self.random.choice(("ArrowLeft", "ArrowRight", "Home", "End")))
        return word

    def text(self) -> str | None:
        """Something typed, sensible or not."""
        what = "input[type=number], input[type=text]:not([role=combobox]), textarea"
        word = self.click(f"{MAIN}, {SIDE}, [data-testid=stPopoverBody]", what)
        if word is None:
            return None
        text = self.random.choice(TEXTS)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press(self.random.choice(("Enter", "Tab", "Control+Enter")))
        return f"{word} = {text!r}"

    def key(self) -> str:
        """A shortcut, or Escape."""
        key = self.random.choice(("s", "b", "e", "p", "0", "Escape", "Tab", "Enter", " "))
        self.page.keyboard.press(key)
        return key

    def ready(self, page: Page) -> None:
        """Wait for the first pictures: on a busy machine, or in a browser that computes slowly, that takes long."""
        page.wait_for_selector(READY, timeout=OPENING * max(self.slower, 1.0))

    def reload(self) -> str:
        """The page anew."""
        self.page.reload()
        self.ready(self.page)
        return ""

    def history(self) -> str:
        """Another address and, half of the time, the browser's button back."""
        query = self.random.choice(QUERIES)
        self.page.goto(f"{self.address}/{query}")
        self.ready(self.page)
        if self.random.random() < 0.5:
            self.page.go_back()
            self.ready(self.page)
            return f"{query} and back"
        return query

    def other_tab(self) -> str:
        """A second tab of the same browser, where something else is played."""
        tab = self.page.context.new_page()
        tab.goto(f"{self.address}/{self.random.choice(QUERIES)}")
        self.ready(tab)
        tab.locator(".st-key-transport").get_by_role("button", name="Play").first.click()
        tab.wait_for_timeout(300)
        tab.close()
        return ""

    def size(self) -> str:
        """A wide or a narrow window, or the other one of a phone's two ways up."""
        width, height = self.random.choice(SIZES)
        self.page.set_viewport_size({"width": width, "height": height})
        return str(width)

    def scheme(self) -> str:
        """Light or dark."""
        scheme = self.random.choice(SCHEMES)
        self.page.emulate_media(color_scheme=scheme)
        return scheme

    def tap(self) -> str | None:
        """A finger on a picture, a button or a switch; now and then for long, or two of them."""
        where, what = self.random.choice(
            (("[data-view]", "canvas"), (".st-key-transport", "button"), (MAIN, "[data-testid=stCheckbox] label"))
        )
        spot = self.page.evaluate(FIND, [where, what, self.random.random()])
        if spot is None:
            return None
        points = [
            {
                "x": spot["left"] + self.random.uniform(0.1, 0.9) * spot["width"],
                "y": spot["top"] + self.random.uniform(0.1, 0.9) * spot["height"],
                "id": finger,
            }
            for finger in range(self.random.choice((1, 1, 1, 2)))
        ]
        self.line.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
        self.line.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
        self.page.wait_for_timeout(self.random.choice((0, 0, 40, 700)))
        self.line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.line.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        return f"{len(points)} on {spot['word']}"

    def haste(self) -> str:
        """Keys one right after the other."""
        keys = "".join(self.random.choices("ssssbbep0", k=self.random.randint(3, 10)))
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(self.random.choice((0, 20, 60)))
        return keys

    def panel(self) -> str | None:
        """What lies behind the door at the foot of the page."""
        return self.click(".st-key-more", "summary") or self.click(".st-key-more", SEGMENT)

    # What must hold

    def look(self) -> None:
        """The page stands, and no exception is on it."""
        wrong = self.page.evaluate(WRONG)
        assert wrong is None, wrong

    def rest(self) -> str:
        """Let everything come to rest: the page's address then."""
        self.page.keyboard.press("Escape")
        end, since, known = time.monotonic() + 40 * max(self.slower, 1.0), time.monotonic(), None
        while time.monotonic() < end:
            for name in ("Pause", "Stop"):
                if self.page.evaluate(PRESS, name):
                    self.playing += name == "Pause"
                    self.page.wait_for_timeout(150)
            now, answered = self.page.evaluate(QUIET) or (None, False)
            if now is None or now != known:
                known, since = now, time.monotonic()
            elif time.monotonic() - since > (SURE if answered else PATIENCE):
                return str(self.page.url)
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the page did not come to rest: {self.page.evaluate(STATE)!r}")

    def compare(self) -> None:
        """At rest, every counter is what a run without a page gives for what the address says."""
        params = dict(parse_qsl(urlsplit(self.rest()).query, keep_blank_values=True))
        self.look()
        shown = {name: self.page.locator(f"[data-field={name}]").first.text_content() for name in FIELDS}
        step = int(self.page.locator("[data-step]").first.get_attribute("data-step") or "")
        if not self.page.evaluate("() => window.nnviz.players.get('page').chunk.address"):
            return  # a run that no address holds, and the page says so
        settings, edits, view, at, problems = read_address(params)
        hands, unread = read_hands(params, settings, at)
        assert not problems, problems
        assert not unread, unread
        assert step == at, (step, params)
        experiment = Experiment(settings, edits, hands)
        experiment.seek(at)
        assert experiment.step == at
        walking = self.page.locator(".st-key-explain").get_by_text(re.compile(r"^Phase \d+ of \d+")).count() > 0
        maker = FrameMaker(experiment, plane_of(experiment.dataset))
        wanted = counters(maker.now(moment="after" if walking else view.moment), view.digits)
        if walking:
            wanted = {name: wanted[name] for name in ("train", "test", "accuracy")}  # within a step in slow motion
        other = {name: (shown[name], value) for name, value in wanted.items() if shown[name] != value}
        assert not other, (other, params)
        self.compared += 1

"""A visitor's actions on the run in time, by the page's buttons and in its pictures."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nnviz.derivation.notation import NeuronKey, WeightKey, parse_key, weight_key
from nnviz.figures.theme import THEMES
from nnviz.run.stops import Watch
from nnviz.session.job import Job
from nnviz.session.showing import Action, Showing, alone

_WISHES = ("pick", "seek")
"""What only a visitor asks for.

"need", a chart that the browser has not got, and "theme", charts in the page's colours, the player asks for by itself.
"""
PRESSES = {
    "step_on": "step",
    "back": "back",
    "epoch": "next_epoch",
    "play": "play",
    "pause": "pause",
    "reset": "reset",
    "stop_run": "stop_run",
}
"""What presses do that come through the player: by the keys of the buttons, and "pause" by what the button said."""
MOST_PRESSES = 100
"""Presses that one report may bring."""
JUMP_AT_ONCE = 20_000
"""Steps that are computed while the visitor waits; above that a run with a progress bar."""

IDLE_SECONDS = 600.0
"""Without a touch, after which playing stops: a page that nobody looks at costs nothing."""
HASTE_SECONDS = 0.3
"""From one press on Step or Back to the next: nobody reads by then what the first brought, beyond the pictures."""
STEADY_SECONDS = 1.0
"""From one press to the next, of who presses on and on and looks at what each brings."""


@dataclass
class Playback(Showing):
    """A run that is stepped, played and looked into."""

    touched: float = field(default_factory=time.monotonic)
    """When the visitor last did something."""
    hasty: bool = False
    """Whether the visitor's last press on Step or Back came right after the one before."""
    steady: bool = False
    """Whether it came not long after the one before, and neither came in haste."""
    left_alone: bool = False
    """Whether it stopped playing since nobody did anything."""
    undressed: bool = False
    """Whether the browser said that the page is in another theme than what is drawn: then all of it is drawn anew."""
    _walked: float = -STEADY_SECONDS
    """When Step or Back was pressed last."""

    @property
    def running(self) -> bool:
        """Whether it plays, at full speed or in slow motion."""
        return self.playing or self.slow.running

    @alone
    def toggle_playing(self) -> None:
        """Play, or Pause at the step on show."""
        self.left_alone = False
        if self.slow.on and not self.playing:
            self.slow.running = not self.slow.running
            self.act(self._walk_on if self.slow.running else lambda: None)
        elif self.playing:
            self._stand(lambda: None)
        elif self.experiment.diverged_at is None:
            self.job = None
            self.slow.leave()
            self.playing = self._fresh = True

    def play(self) -> None:
        """Play, unless it does; a second press on a button that still says "Play" changes nothing."""
        if not self.running:
            self.toggle_playing()

    def pause(self) -> None:
        """Pause at the step on show, unless it stands still."""
        if self.running:
            self.toggle_playing()

    def step(self) -> None:
        """Go one update forward; in slow motion one phase."""
        self._stand(self._walk_on if self.slow.engaged else lambda: self.experiment.forward(), walking=True)

    def back(self) -> None:
        """Go one update back; in slow motion one phase."""
        in_phases = self.slow.on

        def go() -> None:
            if in_phases or self.slow.walk is not None:
                self.slow.back(self.experiment)
            else:
                self.experiment.back()

        self._stand(go, walking=True)

    def _walk_on(self) -> None:
        self.slow.forward(self.experiment, self.chosen if self.chosen and self.chosen.startswith("w:") else None)

    def slow_down(self, *, on: bool | None = None, predict: bool | None = None, pace: float | None = None) -> None:
        """Switch slow motion or its questions, or set its pace."""
        slow = self.slow
        slow.pace = slow.pace if pace is None else pace
        if on is None and predict is None:
            return
        slow.on = slow.on if on is None else on
        slow.predict = slow.predict if predict is None else predict
        self._stand(lambda: None)

    def reply(self, choice: str) -> None:
        """Answer the question that waits."""
        self.slow.reply(choice)
        self.stale = True

    def next_epoch(self) -> None:
        """Go on to the end of the epoch."""
        self._stand(lambda: self.experiment.next_epoch())

    def seek(self, step: int) -> None:
        """Go to any step."""

        def go() -> None:
            if step - self.experiment.step > JUMP_AT_ONCE:
                self.job = Job(self.experiment.step, step, keep=True)
            else:
                self.experiment.seek(step)

        self._stand(go)

    def run(self, samples: int) -> None:
        """Present many samples without pictures in between."""

        def begin() -> None:
            self.experiment.truncate()
            watch = Watch(self.experiment, self.view.stop)
            self.job = Job(self.experiment.step, self.experiment.step + samples, keep=False, watch=watch)

        self._stand(begin)

    def stop_run(self) -> None:
        """Stop "run N samples" at its present step."""
        if self.job is not None or self._pending:
            self.act(lambda: None)

    def _stand(self, action: Action, *, walking: bool = False) -> None:
        now = time.monotonic()
        was_hasty, since = self.hasty, now - self._walked
        self.hasty = walking and since < HASTE_SECONDS
        # One press that took longer does not end the haste.
        self.steady = walking and not was_hasty and HASTE_SECONDS <= since < STEADY_SECONDS
        if walking:
            self._walked = now
        self.slow.running = False
        self.act(action if walking else lambda: self._leave(action))
        self.playing = False

    def _leave(self, action: Action) -> None:
        """Do an action that ends the walk through a step."""
        self.slow.leave()
        action()

    def choose(self, key: str | None) -> None:
        """Choose a weight or a neuron by its key, or none; a key that this network does not have is ignored."""
        if key is not None:
            try:
                parse_key(key, self.experiment.sizes)
            except ValueError:
                return
        self.chosen = key
        self.stale = True

    def _between(self, key: str) -> str:
        """Return what a click on a pixel chooses: its weight to the chosen neuron of the first layer, or the input."""
        try:
            pixel = parse_key(key, self.experiment.sizes)
            chosen = parse_key(self.chosen or "", self.experiment.sizes)
        except ValueError:
            return key
        if not isinstance(pixel, NeuronKey) or pixel.neuron is None:
            return key
        if isinstance(chosen, WeightKey) and chosen.layer == 0:
            return weight_key(0, pixel.neuron + 1, chosen.column)
        if isinstance(chosen, NeuronKey) and chosen.layer == 1 and chosen.neuron is not None:
            return weight_key(0, pixel.neuron + 1, chosen.neuron)
        return key

    # Reports from the browser

    @alone
    def hear(self, report: Mapping[str, Any] | None) -> None:
        """Handle the browser's latest report once: the step on show, a click, a wish for frames or for charts.

        A report may be the last of several, so each says again what still counts: wishes and presses with their
        numbers, and the state of the chunk that the browser has.
        """
        if not report or int(report["nonce"]) <= self.heard:
            return  # each of the player's mounts repeats its latest report
        wishes, presses = self._new_wishes(report), self._new_presses(report)
        self.heard = int(report["nonce"])
        self._hear_held(report)
        if not str(report.get("chunk") or self.name).startswith(self.name):
            return  # it was meant for another server, or for a run that this one has replaced
        current = report.get("chunk") == self.chunk.get("id")
        if isinstance(report.get("shown"), int):
            self.shown = report["shown"]
        pick = wishes.get("pick")
        if isinstance(pick, Mapping):
            key = str(pick.get("key"))
            self.choose(self._between(key) if pick.get("name") == "pixel" else key)
        if self.slow.running and not self._holding and current and "tick" in report:
            if self._idle():
                self.slow.running = False
            else:
                self._walk_on()
            self.stale = True
        self._do(wishes, presses, report)
        theme = THEMES.get(str(wishes.get("theme")))
        if theme is not None and theme is not self.theme:
            self.theme = theme
            self.undressed = True
        if "need" in wishes:
            self.act(lambda: None)
            self.whole = True
        if self._holding and report.get("held") == self.chunk.get("id"):
            self._settle(self.shown)
        elif self._ending and current and "done" in report:
            self._ending = False
            self.stale = True
        elif self.playing and not self._holding and current and "want" in report:
            if self._idle():
                self.playing, self._ending = False, True
                self._next_chunk("append", [])
            else:
                self._play_on()

    def _do(self, wishes: Mapping[str, Any], presses: list[tuple[int, str]], report: Mapping[str, Any]) -> None:
        """Carry out the visitor's requests in the order in which they were made."""
        seek = wishes.get("seek")
        sought = int(report["wishes"]["seek"]["nonce"]) if isinstance(seek, int) else None
        for nonce, name in presses:
            if isinstance(seek, int) and sought is not None and sought < nonce:
                self.seek(max(seek, 0))
                sought = None
            self.press(name)
        if isinstance(seek, int) and sought is not None:
            self.seek(max(seek, 0))

    def press(self, name: str) -> None:
        """Do the action of a button of the transport.

        Parameters
        ----------
        name : str
            One of `PRESSES`.
        """
        getattr(self, PRESSES[name])()

    def notice_touch(self, report: Mapping[str, Any]) -> bool:
        """Note the time if the visitor, not the player, made the page run; return whether it was the visitor."""
        heard = int(report.get("nonce", 0)) <= self.heard
        wished = any(name in _WISHES for name in self._new_wishes(report))
        own = heard or "held" in report or wished or bool(self._new_presses(report))
        if own:
            self.touched = time.monotonic()
        return own

    def _new_wishes(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """Return the wishes of a report that have not been handled yet."""
        wishes = report.get("wishes")
        if not isinstance(wishes, Mapping):
            return {}
        return {name: wish["value"] for name, wish in wishes.items() if int(wish["nonce"]) > self.heard}

    def _new_presses(self, report: Mapping[str, Any]) -> list[tuple[int, str]]:
        """Return the presses of a report that have not been handled yet, with their numbers."""
        presses = report.get("presses")
        if not isinstance(presses, list):
            return []
        told = [(int(press["nonce"]), press["name"]) for press in presses[-MOST_PRESSES:]]
        return [(nonce, name) for nonce, name in told if nonce > self.heard and name in PRESSES]

    def _idle(self) -> bool:
        """Return whether the visitor has done nothing for so long that playing stops."""
        self.left_alone = time.monotonic() - self.touched > IDLE_SECONDS
        return self.left_alone

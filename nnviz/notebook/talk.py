"""What a kernel adds to the answers of a run where there is no Streamlit: windows that come and go, and Python itself.

A notebook may be open in several windows, each with a player that counts its own reports; a reloaded page has another
player; and a cell may move the run.
"""

from __future__ import annotations

from typing import Any

from nnviz.run.settings import shown
from nnviz.session.answers import Answers
from nnviz.session.frame_encoder import FIELDS, LABELS
from nnviz.session.hearing import hear, notice_touch
from nnviz.session.states import Event, State
from nnviz.session.view import SPEEDS
from nnviz.session.visit import Visit

ETAS = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 30, 100)
"""The marks of the slider over learning rates."""
BUTTONS = ("reset", "back", "step_on", "epoch", "play")
SLIDERS = (
    {
        "name": "eta",
        "label": "Learning rate η",
        "title": "By which an update is multiplied, from the next step on",
        "values": ETAS,
        "unit": "",
    },
    {
        "name": "speed",
        "label": "Speed",
        "title": "Samples from one picture to the next while it plays",
        "values": SPEEDS,
        "unit": " a frame",
    },
)
TIME = {"label": "Time", "title": "Samples presented: go back to any step, or on again"}
LOOKS = {
    "within": True,
    "title": "",
    "about": "",
    "buttons": BUTTONS,
    "speeds": [],
    "speed": 0,
    "pace": "",
    "sliders": SLIDERS,
    "fields": FIELDS,
    "labels": LABELS,
    "captions": {"network": "", "boundary": ""},
    "time": TIME,
}
"""What each window builds; title and captions come with the first message."""
MOST_WINDOWS = 8
"""Windows whose last report is remembered."""


class Talk:
    """One widget's talk with the windows that show it.

    Parameters
    ----------
    visit : Visit
    """

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.window = ""
        """The one that was heard last."""
        self._answers = Answers(visit)
        self._heard: dict[str, int] = {}
        """Number of each other window's last report."""
        self._looks = True
        self._refused = ""

    # What a window says

    def turn_to(self, window: str) -> None:
        """Listen to a window, which counts its own reports."""
        if window == self.window:
            return
        talk = self.visit.talk
        self._heard[self.window] = talk.heard
        talk.heard = self._heard.pop(window, 0)
        while len(self._heard) >= MOST_WINDOWS:
            del self._heard[next(iter(self._heard))]
        self.window = window

    def begin(self, theme: object) -> None:
        """Note that a window knows nothing yet, and is in this theme; what plays stands still."""
        visit = self.visit
        self._looks = visit.drawn.whole = True
        self._answers = Answers(visit, theme=theme)
        self.halt()
        self.follow()

    def hear(self, report: object) -> None:
        """Handle a report of its player's, and go on with a long run."""
        self._refused = ""
        notice_touch(self.visit, report)
        hear(self.visit, report)
        self.visit.work(lambda: False)

    def choose(self, name: object, value: object) -> None:
        """Handle what a slider was put to; what makes no sense is refused in words."""
        self._refused = ""
        self.visit.presence.touch()
        try:
            self.put(str(name), value)
        except ValueError as error:
            self._refused = f"{str(error).removesuffix('.')}. Nothing was changed."

    # What Python does

    def put(self, name: str, value: object) -> None:
        """Change the learning rate, "eta", or the "speed", samples from one picture to the next.

        Raises
        ------
        ValueError
            If there is no such slider, or the value is not allowed; nothing is changed then.
        """
        visit = self.visit
        if name == "eta":
            visit.change(visit.settings.changed(eta=value))
        elif name == "speed":
            if type(value) is not int or value not in SPEEDS:
                raise ValueError(f"speed must be one of {', '.join(map(str, SPEEDS))}, not {shown(value)}")
            whole = visit.drawn.whole
            visit.look(samples_per_frame=value)
            visit.drawn.whole = whole  # no picture looks otherwise
        else:
            raise ValueError(f"a slider must be eta or speed, not {shown(name)}")

    def halt(self) -> None:
        """Put a run that plays to the step that a window last said it shows."""
        visit = self.visit
        if visit.transport.state is not State.REST:
            visit.experiment.seek(min(visit.shown, visit.experiment.furthest))

    def follow(self) -> None:
        """Show the run where it stands: it was moved or changed without the visit. It plays no longer."""
        self.visit.transport.renew(self.visit.experiment, Event.OPENED)

    # What is told

    def told(self) -> dict[str, Any]:
        """Return what is new, once: ``message`` for `Outside.show`, and ``looks`` for a new window or run."""
        visit = self.visit
        looks, self._looks = self._looks, False
        message = self._answers.message()
        message["values"] = {"eta": visit.settings.eta, "speed": visit.view.samples_per_frame}
        if visit.job is not None:
            message["said"] = f"Running to step {visit.job.target:,}: now at {visit.experiment.step:,}."
        if self._refused:
            message["said"], message["wrong"] = self._refused, None
        told = {"window": self.window, "message": message}
        return {**told, "looks": LOOKS} if looks else told

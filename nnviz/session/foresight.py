"""What Step, Back and Epoch lead to from where a visit stands: frames that the browser has before they are pressed."""

from __future__ import annotations

from nnviz.session.ahead import Line, what_led
from nnviz.session.lock import alone
from nnviz.session.protocol import Ahead
from nnviz.session.scene import still
from nnviz.session.visit import Visit


def line_of(visit: Visit) -> Line | None:
    """Return the steps that Step, Back and Epoch go along from here; None where they do something else."""
    slow = visit.slow
    if not visit.at_rest or slow.engaged or slow.walk is not None or not visit.page.has("transport"):
        return None
    led: tuple[object, ...] = what_led(visit.experiment)
    beside = None
    if visit.racing is not None:
        race, beside = visit.racing.race, visit.racing.pictures(visit.pictures)
        if race.changes_ahead or race.behind(visit.experiment.step):
            return None
        led = (*led, visit.racing.across, *map(what_led, race.runs))
    view = still(visit.view)
    return visit.around.along(Line(visit.talk.name, visit.pictures, view, led, visit.chosen, visit.views, beside))


def foreseen(visit: Visit) -> bool:
    """Return whether the browser had this step's frame before it was sent."""
    return visit.experiment.step in visit.around.held


@alone
def look_ahead(visit: Visit) -> bool:
    """Make one more frame of the steps around; return whether one was missing."""
    line = line_of(visit)
    return line is not None and not visit.transport.stale and line.work(visit.experiment)


@alone
def ahead_to_send(visit: Visit) -> Ahead | None:
    """Return the frames of the steps around that the browser lacks, if there are any."""
    line = line_of(visit)
    if line is None or line.token != visit.talk.orders["line"]:
        return None
    return line.message(visit.experiment, visit.around.held, visit.talk.heard)

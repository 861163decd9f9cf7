"""What the browser is told of a visit: frames to play, a position to show, or to stand still."""

from __future__ import annotations

from nnviz.session.chunks import rest_frame
from nnviz.session.foresight import line_of
from nnviz.session.lock import alone
from nnviz.session.protocol import Frame, How, Mode, Orders
from nnviz.session.states import Event, State
from nnviz.session.visit import Visit


@alone
def chunk_to_send(visit: Visit) -> Orders:
    """Return the player's next orders; the same chunk again if nothing changed."""
    transport = visit.transport
    if transport.state.holds or transport.state.ends:
        return orders(visit)
    if transport.state is State.STARTING:
        play_on(visit)
    elif transport.state is not State.PLAYING and transport.stale:
        _tell(visit, "replace", [_position(visit)])
    transport.stale = False
    return orders(visit)


def orders(visit: Visit) -> Orders:
    """Return what the browser was told last, unless it has to stand still now."""
    if visit.transport.asks:
        visit.transport.asks = False
        _tell(visit, "hold", [])
    return visit.talk.orders


def play_on(visit: Visit) -> None:
    """Send the next chunk of frames."""
    first = visit.transport.state is State.STARTING
    beside, playing = visit.beside(), visit.frames_to_play
    frames = playing.frames(visit.pictures, visit.view, visit.lit, beside, first=first)
    if playing.why:
        visit.said.notices.append(playing.why)
    # The frames end at the last finite network, or where a condition was met, and the page stays there.
    last = visit.experiment.diverged_at is not None or playing.why
    visit.transport.enter(Event.LAST_SENT if last else Event.SENT)
    _tell(visit, "replace" if first else "append", frames)


def end_unseen(visit: Visit) -> None:
    """Send no more frames, because nobody has touched the page for long."""
    visit.transport.enter(Event.LAST_SENT)
    _tell(visit, "append", [])


def _position(visit: Visit) -> Frame:
    """Return the frame of where the run stands: the one that was made in foresight, if there is one."""
    beside = visit.beside()
    if beside is not None:
        beside.catch_up()
    frame = visit.rest_frame()
    visit.shown = frame.step
    line = line_of(visit)
    made = None if line is None else line.frame(visit.experiment)
    if made is not None:
        return made if beside is None else beside.again(made)
    walk = visit.slow.walk
    made = rest_frame(visit.pictures, frame, visit.lit, None if walk is None else walk.here.known, visit.notes)
    return made if beside is None else beside.at_rest(made)


def _tell(visit: Visit, mode: Mode, frames: list[Frame]) -> None:
    line = line_of(visit) if mode == "replace" else None
    state, pace = visit.transport.state, visit.frames_to_play.pace
    how: How = {
        "playing": visit.playing and mode != "hold",
        "light": not visit.drawn.follows,
        "low": pace.low,
        "frame_ms": 1000.0 / pace.fps,
        "ending": state is State.ENDING,
        "furthest": visit.experiment.furthest,
        "working": visit.job is not None or visit.lags,
        "pace": visit.slow.pace if state is State.WALKING else None,
        "line": None if line is None else line.token,
    }
    visit.talk.tell(mode, frames, how)

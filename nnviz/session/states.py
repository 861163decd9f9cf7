"""What a visit is doing, and what it does next: every state and every way from one to another.

The browser shows frames that the server made before, so to stand still takes two: the server says "hold", and the
browser says at which step it stands. What is done in between is done then::

    REST --PLAY--> STARTING --SENT--> PLAYING --STAND--> HOLDING --HELD--> REST
                      ^                | | |
                      |                | | +--LAST_SENT--> ENDING --SHOWN--> REST
                      |                | +-----BUILT-----> STARTING
                      |                +------CHANGE-----> HOLDING_TO_PLAY --+
                      +---------------------HELD-----------------------------+

    REST --WALK--> WALKING --STAND--> REST, in slow motion, where every phase is at rest
    REST --RUN--> RUNNING --OVER--> REST, a long run without pictures in between

Play while it is HOLDING or ENDING leads on from there: HOLDING_TO_PLAY, HOLDING_TO_WALK, ENDING_TO_PLAY.
"""

from __future__ import annotations

from enum import Enum, auto


class Event(Enum):
    """What changes the state."""

    PLAY = auto()
    """Play was pressed."""
    WALK = auto()
    """Play was pressed in slow motion."""
    STAND = auto()
    """Something is done after which it stands still: Pause, Step, Back, Epoch, Reset, another step."""
    CHANGE = auto()
    """Something is done after which it goes on as before: another view, another learning rate, a weight."""
    RUN = auto()
    """A long run begins."""
    OVER = auto()
    """The long run is at its end."""
    SENT = auto()
    """Frames were sent, and more are to come."""
    LAST_SENT = auto()
    """The last frames were sent: the run diverged or is to stop here, or nobody has been there for long."""
    SHOWN = auto()
    """The browser has shown the last frame."""
    HELD = auto()
    """The browser stands still."""
    BUILT = auto()
    """The run was built anew with other settings."""
    OPENED = auto()
    """Another run is there instead."""


class State(Enum):
    """What a visit is doing."""

    REST = auto()
    """The page shows the run's position."""
    STARTING = auto()
    """Play was pressed, and the first frames are to be sent."""
    PLAYING = auto()
    """The browser shows frames, and the server makes more."""
    HOLDING = auto()
    """The browser is to stand still."""
    HOLDING_TO_PLAY = auto()
    """The browser is to stand still, and to play on then."""
    HOLDING_TO_WALK = auto()
    """The browser is to stand still, and slow motion is to play then."""
    ENDING = auto()
    """The browser shows the last frames."""
    ENDING_TO_PLAY = auto()
    """The browser shows the last frames, and is to play on then."""
    WALKING = auto()
    """Slow motion goes from phase to phase by itself."""
    RUNNING = auto()
    """A long run is under way, without pictures in between."""

    @property
    def plays(self) -> bool:
        """Whether it plays at full speed, or will as soon as it can: the button says Pause."""
        return self in _PLAYS

    @property
    def walks(self) -> bool:
        """Whether slow motion plays, or will as soon as it can."""
        return self in _WALKS

    @property
    def holds(self) -> bool:
        """Whether the browser has still to say at which step it stands."""
        return self in _HOLDS

    @property
    def ends(self) -> bool:
        """Whether the browser still shows the last frames."""
        return self in _ENDS

    @property
    def rests(self) -> bool:
        """Whether the page shows the run's position, and no more is under way than slow motion."""
        return self in _RESTS

    def after(self, event: Event) -> State:
        """Return the state that follows.

        Raises
        ------
        ValueError
            If that cannot happen in this state.
        """
        try:
            return TABLE[self][event]
        except KeyError:
            raise ValueError(f"{event.name} cannot come while a visit is {self.name}") from None


_PLAYS = frozenset({State.STARTING, State.PLAYING, State.HOLDING_TO_PLAY, State.ENDING_TO_PLAY})
_WALKS = frozenset({State.WALKING, State.HOLDING_TO_WALK})
_HOLDS = frozenset({State.HOLDING, State.HOLDING_TO_PLAY, State.HOLDING_TO_WALK})
_ENDS = frozenset({State.ENDING, State.ENDING_TO_PLAY})
_RESTS = frozenset({State.REST, State.WALKING})

TABLE: dict[State, dict[Event, State]] = {
    State.REST: {
        Event.PLAY: State.STARTING,
        Event.WALK: State.WALKING,
        Event.STAND: State.REST,
        Event.CHANGE: State.REST,
        Event.RUN: State.RUNNING,
        Event.BUILT: State.REST,
        Event.OPENED: State.REST,
    },
    State.STARTING: {
        Event.STAND: State.HOLDING,
        Event.CHANGE: State.HOLDING_TO_PLAY,
        Event.SENT: State.PLAYING,
        Event.LAST_SENT: State.ENDING,
        Event.BUILT: State.STARTING,
        Event.OPENED: State.REST,
    },
    State.PLAYING: {
        Event.STAND: State.HOLDING,
        Event.CHANGE: State.HOLDING_TO_PLAY,
        Event.SENT: State.PLAYING,
        Event.LAST_SENT: State.ENDING,
        Event.BUILT: State.STARTING,
        Event.OPENED: State.REST,
    },
    State.HOLDING: {
        Event.PLAY: State.HOLDING_TO_PLAY,
        Event.WALK: State.HOLDING_TO_WALK,
        Event.STAND: State.HOLDING,
        Event.CHANGE: State.HOLDING,
        Event.HELD: State.REST,
        Event.BUILT: State.REST,
        Event.OPENED: State.REST,
    },
    State.HOLDING_TO_PLAY: {
        Event.STAND: State.HOLDING,
        Event.CHANGE: State.HOLDING_TO_PLAY,
        Event.HELD: State.STARTING,
        Event.BUILT: State.STARTING,
        Event.OPENED: State.REST,
    },
    State.HOLDING_TO_WALK: {
        Event.STAND: State.HOLDING,
        Event.CHANGE: State.HOLDING_TO_WALK,
        Event.HELD: State.WALKING,
        Event.BUILT: State.WALKING,
        Event.OPENED: State.REST,
    },
    State.ENDING: {
        Event.PLAY: State.ENDING_TO_PLAY,
        Event.STAND: State.HOLDING,
        Event.CHANGE: State.HOLDING,
        Event.SHOWN: State.REST,
        Event.BUILT: State.REST,
        Event.OPENED: State.REST,
    },
    State.ENDING_TO_PLAY: {
        Event.STAND: State.HOLDING,
        Event.CHANGE: State.HOLDING_TO_PLAY,
        Event.SHOWN: State.STARTING,
        Event.BUILT: State.STARTING,
        Event.OPENED: State.REST,
    },
    State.WALKING: {
        Event.STAND: State.REST,
        Event.CHANGE: State.WALKING,
        Event.BUILT: State.WALKING,
        Event.OPENED: State.REST,
    },
    State.RUNNING: {
        Event.PLAY: State.STARTING,
        Event.WALK: State.WALKING,
        Event.STAND: State.REST,
        Event.CHANGE: State.REST,
        Event.OVER: State.REST,
        Event.BUILT: State.REST,
        Event.OPENED: State.REST,
    },
}
"""What may happen in each state, and what follows; nothing else can."""

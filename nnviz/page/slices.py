"""Long work for a picture, a slice at a time. What it finds is kept while the run stands where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import streamlit as st
from streamlit.errors import StreamlitAPIException

from nnviz.engine import Network
from nnviz.run.experiment import Experiment
from nnviz.session.visit import Visit

SLICE_SECONDS = 0.2
"""The page answers after each slice."""


class Work(Protocol):
    """What takes longer than a page may take to answer."""

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""

    @property
    def done(self) -> bool:
        """Whether all of it is done."""

    def work(self, seconds: float) -> object:
        """Go on for about that long, by one piece at least."""


W = TypeVar("W", bound=Work)


@dataclass(frozen=True, eq=False)
class Held(Generic[W]):
    """A piece of work, and what it is of."""

    experiment: Experiment
    network: Network
    wish: object
    work: W

    def fits(self, experiment: Experiment, wish: object) -> bool:
        """Whether it is of this position and wish: the network is the same object as long as the run stands there."""
        return experiment is self.experiment and experiment.network is self.network and wish == self.wish


def held(visit: Visit, key: str, wish: object, make: Callable[[], W]) -> W:
    """Return the work that is under way or done for this position and wish, or begin it.

    Parameters
    ----------
    visit
        The visitor's.
    key
        Under which the session keeps the work. The latest replaces the one before.
    wish
        All that the work depends on besides the position.
    make
        Begins the work. What it raises is raised here, and nothing is kept.
    """
    experiment = visit.experiment
    found = st.session_state.get(key)
    if isinstance(found, Held) and found.fits(experiment, wish):
        kept: W = found.work
        return kept
    with visit.lock:
        made = make()
    st.session_state[key] = Held(experiment, experiment.network, wish, made)
    return made


def finish(visit: Visit, work: Work, words: str) -> None:
    """Do a slice of the work. Unless it is done then, say how far it is and run the script again for the next slice.

    Parameters
    ----------
    visit
        The visitor's.
    work
        What `held` returned.
    words
        What it does, over the bar.
    """
    if not work.done:
        with visit.lock:
            work.work(SLICE_SECONDS)
    if not work.done:
        st.progress(work.share, words)
        _again()


def _again() -> None:
    """Run the script again; what the visitor did meanwhile comes first."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # this is a run of the whole page, which allows no such thing
        st.rerun()

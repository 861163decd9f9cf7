"""Long work for a picture, done in slices of time. Its result is kept while the run's position stays the same."""

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
"""The length of a slice; the page answers after each."""


class Work(Protocol):
    """Work that takes longer than a page may take to answer."""

    @property
    def share(self) -> float:
        """The share of the work that is done, from 0 to 1."""

    @property
    def done(self) -> bool:
        """Whether all of it is done."""

    def work(self, seconds: float) -> object:
        """Work for about that long, and do at least one piece."""


W = TypeVar("W", bound=Work)


@dataclass(frozen=True, eq=False)
class Held(Generic[W]):
    """A piece of work, and the position and wish that it belongs to."""

    experiment: Experiment
    network: Network
    wish: object
    work: W

    def fits(self, experiment: Experiment, wish: object) -> bool:
        """Return whether the work belongs to this position and wish; at one position the network is the same object."""
        return experiment is self.experiment and experiment.network is self.network and wish == self.wish


def held(visit: Visit, key: str, wish: object, make: Callable[[], W]) -> W:
    """Return the work that has been begun or done for this position and wish, or begin it.

    Parameters
    ----------
    visit
        The visitor's.
    key
        The session keeps the work under this key. New work replaces the work before it.
    wish
        Everything that the work depends on besides the position.
    make
        A callable that begins the work. Its exceptions are raised here, and then nothing is kept.
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
    """Do a slice of the work. If it is not done then, show its progress and run the script again for the next slice.

    Parameters
    ----------
    visit
        The visitor's.
    work
        The work that `held` returned.
    words
        The text over the progress bar, which says what the work does.
    """
    if not work.done:
        with visit.lock:
            work.work(SLICE_SECONDS)
    if not work.done:
        st.progress(work.share, words)
        again()


def again() -> None:
    """Run the script again; the visitor's actions in the meantime come first."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # this is a run of the whole page, which allows no such thing
        st.rerun()

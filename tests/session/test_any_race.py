"""Whatever happens to a visit with a race, and in whatever order, its runs stand where they are alone."""

from __future__ import annotations

import contextlib

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from nnviz.session.racing import add_runs, end, remove, show, turn
from nnviz.session.visit import Visit
from tests.run.test_race import alone, same
from tests.session.test_any_visit import AnyVisit

PICKED = ({"batch_size": "1, 5"}, {"eta": "0.01"}, {"hidden": "3"}, {"seed": "9"}, {"optimiser": "adam"})


class AnyRace(AnyVisit):
    """A visit in which runs come and go beside the one on show."""

    visit: Visit

    @precondition(lambda self: self.visit.at_rest)
    @rule(differ=st.sampled_from(PICKED))
    def compare(self, differ: dict[str, str]) -> None:
        with contextlib.suppress(ValueError):  # the race is full, or has such a run
            add_runs(self.visit, differ)

    @rule(number=st.integers(0, 2))
    def put_on_show(self, number: int) -> None:
        show(self.visit, number)

    @rule(number=st.integers(0, 2))
    def take_out(self, number: int) -> None:
        remove(self.visit, number)

    @rule()
    def turn_the_axis(self) -> None:
        turn(self.visit, "updates")

    @rule()
    def end_the_race(self) -> None:
        end(self.visit)

    @invariant()
    def every_run_is_another(self) -> None:
        racing = self.visit.racing
        if racing is not None:
            assert 1 <= len(racing.race.runs) == len(racing.race.rivals) <= 3
            assert len({id(run) for run in (self.visit.experiment, *racing.race.runs)}) == len(racing.race.runs) + 1

    def on_show(self) -> None:
        """Check, besides, every run's step and weights against the run alone."""
        super().on_show()
        visit = self.visit
        if visit.racing is None or not (visit.at_rest or visit.job is not None):
            return
        race = visit.racing.race
        for rival, run in zip(race.rivals, race.runs, strict=True):
            assert same(run, alone(run, visit.experiment.step))
            again = rival.experiment(race.lead.start)
            again.seek(visit.experiment.step)
            assert same(run, again)


TestAnyRace = AnyRace.TestCase
TestAnyRace.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)

"""The sweep that stands in the page's address: one that was started, or one that an opened address asks for."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.session.sweep_plan import Plan


@dataclass
class SweepAsked:
    """The sweep of one visit, if it has one."""

    plan: Plan | None = None
    arrived: bool = False
    """Whether an opened address asks for it, and its panel is still to be opened."""

    def arrive(self, plan: Plan | None) -> None:
        """Take what an opened address asks for."""
        self.plan, self.arrived = plan, plan is not None

    def take(self) -> Plan | None:
        """Return what an opened address asks for, once."""
        plan, self.arrived = self.plan if self.arrived else None, False
        return plan

    def leave(self) -> None:
        """Forget the sweep: another run, or another panel, is on show."""
        self.plan, self.arrived = None, False

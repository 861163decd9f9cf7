"""Many runs at once: settings times seeds, trained together, and what comes of it."""

from nnviz.sweeps.result import SweepResult
from nnviz.sweeps.sweep import Sweeping, sweep

__all__ = ["SweepResult", "Sweeping", "sweep"]

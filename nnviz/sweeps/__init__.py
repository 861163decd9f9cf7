"""Many runs at once: settings times seeds, trained together, and what comes of it."""

from nnviz.sweeps.result import SweepResult
from nnviz.sweeps.sweep import MOST_RUNS, MOST_SAMPLES, Sweeping, sweep

__all__ = ["MOST_RUNS", "MOST_SAMPLES", "SweepResult", "Sweeping", "sweep"]

"""What a visitor asks of a sweep: which settings vary over which values, how many seeds, how far.

An address has it as `sweep=hidden:1,2,3~eta:0.5,1~seeds:10~samples:14000`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from nnviz.run.fields import FIELDS, LIVE
from nnviz.run.settings import Settings, shown
from nnviz.session.sweep_fields import VARIED, read_values
from nnviz.sweeps import MOST_RUNS, Sweeping
from nnviz.sweeps import MOST_SAMPLES as MOST_IN_A_RUN

MOST_SEEDS = 50
MOST_SETTINGS = 24
MOST_SAMPLES = 1_000_000
MOST_WORK = 20_000_000
"""Samples of all runs together that the page trains: other visitors want their clicks answered."""
MOST_VARIED = 2
POINTS = 100
"""About how often losses are recorded in a run."""
SEEDS, SAMPLES = 10, 14_000
"""How many, if the visitor asks for nothing else."""
IN_A_NOTEBOOK = f"up to {MOST_RUNS:,} runs of up to {MOST_IN_A_RUN:,} samples"
"""What a sweep takes where the page's limits do not hold."""
NAME = "sweep"
"""The parameter of an address that holds a sweep."""
LONGEST = 1_000
"""Letters that this parameter may have."""
_PART = re.compile(r"([a-z_]{1,24}):([A-Za-z0-9_.,+-]{1,300})")
_COUNT = re.compile(r"[0-9]{1,9}")
_ALLOWED = "one or two settings with their values, such as hidden:1,2,3~seeds:10~samples:14000"


class TooLargeError(ValueError):
    """A sweep that is too large for the page.

    Attributes
    ----------
    code : str
        What does it in a notebook.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Plan:
    """A sweep as it is asked for.

    Attributes
    ----------
    varied : tuple of (str, str)
        Fields of Settings, and their values as text with commas between them.
    seeds, samples : int
    """

    varied: tuple[tuple[str, str], ...]
    seeds: int = SEEDS
    samples: int = SAMPLES

    @property
    def text(self) -> str:
        """The plan as an address has it."""
        parts = [f"{name}:{','.join(_written(name, text))}" for name, text in self.varied]
        return "~".join([*parts, f"seeds:{self.seeds}", f"samples:{self.samples}"])


def _written(name: str, text: str, settings: Settings | None = None) -> list[str]:
    """Return the values of a field as an address writes them."""
    return [str(FIELDS[name].write(value)) for value in read_values(name, text, settings)]


def plan_of(varied: Mapping[str, str], seeds: int, samples: int, settings: Settings) -> Plan:
    """Return the plan of what a visitor typed, with every value written as an address writes it.

    Raises
    ------
    ValueError
        If a value is not allowed; the message names the field.
    """
    written = ((name, ", ".join(_written(name, text, settings))) for name, text in varied.items())
    return Plan(tuple(written), seeds, samples)


def plan_from_text(text: str, settings: Settings | None = None) -> Plan:
    """Return the plan that an address has, for runs with these settings.

    Raises
    ------
    ValueError
        If the text is no plan; the message says why, without the parameter's name.
    """
    if len(text) > LONGEST:
        raise ValueError(f"it has {len(text):,} letters, and {LONGEST:,} are allowed")
    varied: list[tuple[str, str]] = []
    counts = {"seeds": SEEDS, "samples": SAMPLES}
    told: set[str] = set()
    for part in text.split("~"):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"a part cannot be {shown(part)}")
        name, values = match.groups()
        if name in told:
            raise ValueError(f"{name} is in it twice")
        told.add(name)
        if name in counts:
            if not _COUNT.fullmatch(values):
                raise ValueError(f"{name} cannot be {shown(values)}")
            counts[name] = int(values)
        elif name in VARIED:
            varied.append((name, ", ".join(_written(name, values, settings))))
        else:
            raise ValueError(f"a sweep varies {', '.join(VARIED)}, not {shown(name)}")
    if not 1 <= len(varied) <= MOST_VARIED:
        raise ValueError(f"{len(varied)} settings vary in it")
    return Plan(tuple(varied), counts["seeds"], counts["samples"])


def plan_from_params(params: Mapping[str, str], settings: Settings) -> tuple[Plan | None, list[str]]:
    """Return the sweep that an address asks for, if these settings allow it, and a sentence if they do not.

    One that is too large for the page is returned with the sentence that says so.
    """
    text = params.get(NAME)
    if not text:
        return None, []
    try:
        plan = plan_from_text(text, settings)
        planned(settings, dict(plan.varied), plan.seeds, plan.samples)
    except TooLargeError as error:  # the panel shows it with the lines that do it in a notebook
        return plan, [f"{NAME}: {error}. The panel Sweep shows how to do it in a notebook."]
    except (ValueError, ArithmeticError) as error:
        return None, [f"{NAME} must be {_ALLOWED}: {error}."]
    return plan, []


def planned(settings: Settings, varied: Mapping[str, str], seeds: int, samples: int) -> Sweeping:
    """Return the sweep that a visitor asks for, before its first step.

    Parameters
    ----------
    settings : Settings
        What all runs have in common.
    varied : mapping
        The values of each setting that varies, as text; all are combined with all.
    seeds : int
        How many, from 1 on.
    samples : int
        How far each run goes.

    Raises
    ------
    TooLargeError
        If it would take too long on a page.
    ValueError
        If something is not allowed; the message says what is.
    """
    for name in varied:
        if not VARIED[name].counts(settings):
            raise ValueError(f"{VARIED[name].label} makes no difference to a run with these settings")
    values = {name: read_values(name, text, settings) for name, text in varied.items()}
    if seeds < 1:
        raise ValueError(f"Seeds must be a whole number from 1 to {MOST_SEEDS}, not {shown(seeds)}")
    if samples < 1:
        raise ValueError(f"Samples must be a whole number from 1 to {MOST_SAMPLES:,}, not {shown(samples)}")
    combined = [dict(zip(values, each, strict=True)) for each in product(*values.values())]
    runs = len(combined) * seeds
    limits = {
        f"Values: at most {MOST_SETTINGS} combinations on this page, not {len(combined):,}": (
            len(combined) > MOST_SETTINGS
        ),
        f"Seeds must be a whole number from 1 to {MOST_SEEDS} on this page, not {shown(seeds)}": seeds > MOST_SEEDS,
        f"Samples must be a whole number from 1 to {MOST_SAMPLES:,} on this page, not {shown(samples)}": (
            samples > MOST_SAMPLES
        ),
        f"{runs:,} runs of {samples:,} samples are {runs * samples:,} samples altogether, and this page trains at most "
        f"{MOST_WORK:,} in a sweep": runs * samples > MOST_WORK,
    }
    for words, beyond in limits.items():
        if beyond:
            raise TooLargeError(words, notebook_code(settings, values, seeds, samples))
    return Sweeping(
        [settings.changed(**changes) for changes in combined], range(1, seeds + 1), samples, max(samples // POINTS, 1)
    )


def notebook_code(settings: Settings, values: Mapping[str, Sequence[object]], seeds: int, samples: int) -> str:
    """Return the lines of Python that run a sweep in a notebook, where the page's limits do not hold.

    They ask for no more seeds and samples than a sweep takes at all; "" if there are too many values alone.
    """
    combined = math.prod(map(len, values.values()))
    if combined > MOST_RUNS:
        return ""
    seeds, samples = min(seeds, MOST_RUNS // combined), min(samples, MOST_IN_A_RUN)
    own = settings.own is not None
    loops = " ".join(f"for {name} in {list(of)!r}" for name, of in values.items())
    varied = [f"{name}={name}" for name in values]
    if own:
        head = (
            "from pathlib import Path\nfrom nnviz import sweep\nfrom nnviz.exchange.runfile import read_run\n"
            'saved = read_run(Path("my-run.json").read_bytes())  # the file of your run, from “Share and keep”\n'
        )
        # A run that was changed on the way began with other values of these.
        live = [f"{name}={getattr(settings, name)!r}" for name in LIVE if name not in values]
        each = f"saved.experiment.start.changed({', '.join([*live, *varied])})"
    else:
        plain = Settings()
        known = [name for name in Settings.__dataclass_fields__ if name not in (*values, "seed")]
        kept = [
            f"{name}={getattr(settings, name)!r}" for name in known if getattr(settings, name) != getattr(plain, name)
        ]
        head = "from nnviz import Settings, sweep\n"
        each = f"Settings({', '.join([*kept, *varied])})"
    every = max(samples // POINTS, 1)
    return (
        f"{head}result = sweep(\n    [{each} {loops}],\n    seeds=range(1, {seeds + 1}), samples={samples:_}, "
        f"every={every:_}, progress=True,\n)\nresult.chart()"
    )

"""Every run that is known of a visit, as the rows of one table: those of its sweep, and the tries that it has left."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from nnviz.run.counts import updates
from nnviz.run.fields import FIELDS
from nnviz.run.settings import Settings, to_params
from nnviz.session.address import DEFAULTS
from nnviz.session.sweep_run import Begun, ending
from nnviz.session.tries import Try

Where = tuple[int, int] | Try
"""A run of a sweep, by the places of its settings and its seed; or a try."""
_NOT_SHOWN = ("seed", "own")


@dataclass(frozen=True)
class RunsTable:
    """Rows of runs.

    Attributes
    ----------
    columns : dict
        The values of every column by its name: "from", the settings that differ, "seed", "samples", "updates",
        "train", "test", "accuracy", "seconds", "ended", "link".
    where : tuple of Where
        The run of each row.
    """

    columns: dict[str, list[object]]
    where: tuple[Where, ...]

    def csv(self) -> str:
        """Return the table as text with commas."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(self.columns)
        writer.writerows([_safe(value) for value in row] for row in zip(*self.columns.values(), strict=True))
        return text.getvalue()


def runs_table(begun: Begun | None, tries: Sequence[Try], page: str = "") -> RunsTable:
    """Return the table of a sweep's runs, if there is one, and of tries.

    Parameters
    ----------
    begun : Begun, optional
    tries : sequence of Try
    page : str
        The page's own address, before the "?" of every link.
    """
    rows: list[dict[str, object]] = []
    where: list[Where] = []
    all_settings: list[Settings] = []
    if begun is not None:
        result = begun.result
        all_settings += result.settings
        for r in range(len(result.settings)):
            for s, seed in enumerate(result.seeds):
                # A run that was stopped stands where it came to; one that diverged has no losses any more.
                last = -1 if result.ended[r, s] else max(int(result.last_point[r, s]), 0)
                train, test, accuracy = (
                    float(getattr(result, name)[r, s, last]) for name in ("train", "test", "accuracy")
                )
                step, of = result.step_of(r, s, int(result.samples[last])), result.of(r, s)
                made = int(updates(of, (), [step], result.rows(r, s))[0]) if step else 0
                rows.append(
                    {
                        "from": "sweep",
                        "settings": result.settings[r],
                        "seed": seed,
                        "samples": step,
                        "updates": made,
                        "train": train,
                        "test": test,
                        "accuracy": accuracy,
                        "seconds": float(result.seconds[r, s]),
                        "ended": ending(result, r, s),
                        "link": _link(page, of, max(step, int(result.diverged_at[r, s]))),
                    }
                )
                where.append((r, s))
    for tried in tries:
        run = tried.run
        all_settings.append(run.settings)
        nan = float("nan")
        rows.append(
            {
                "from": "my tries",
                "settings": run.settings,
                "seed": run.settings.seed,
                "samples": run.samples,
                "updates": run.updates,
                "train": run.train,
                "test": nan if run.test is None else run.test,
                "accuracy": nan if run.accuracy is None else run.accuracy[0],
                "seconds": tried.seconds,
                "ended": _left(tried),
                "link": page + run.address if run.address else "",
            }
        )
        where.append(tried)
    varied = () if begun is None else begun.varied
    names = [*varied, *(name for name in _differing(all_settings) if name not in varied)]
    columns: dict[str, list[object]] = {"from": [row["from"] for row in rows]}
    for name in names:
        columns[name] = [_plain(name, getattr(row["settings"], name)) for row in rows]
    for name in ("seed", "samples", "updates", "train", "test", "accuracy", "seconds", "ended", "link"):
        columns[name] = [row[name] for row in rows]
    return RunsTable(columns, tuple(where))


def _differing(settings: Sequence[Settings]) -> list[str]:
    """Return the names of the settings that are not the same in all runs, seeds and data of one's own left out."""
    known = [name for name in Settings.__dataclass_fields__ if name not in _NOT_SHOWN]
    return [name for name in known if len({getattr(each, name) for each in settings}) > 1]


def _plain(name: str, value: object) -> object:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else FIELDS[name].write(value)


def _left(tried: Try) -> str:
    """Return in words how a try was left."""
    run = tried.run
    if run.diverged_at is not None:
        return f"diverged at {run.diverged_at:,}"
    changes = [f"{edit.field} {edit.value:g} at {edit.step:,}" for edit in run.edits]
    weights = len({hand.key for hand in run.hands})
    changes += [f"{weights} weight{'s' if weights > 1 else ''} by hand"] if weights else []
    return "left" if not changes else "left, with " + "; ".join(changes)


def _link(page: str, settings: Settings, step: int) -> str:
    """Return the address of a run at a step; "" for data of one's own, which would make every row a long one.

    The address of a run that diverged asks for the step at which it did, so that the page tries it and says so.
    """
    if settings.own is not None:
        return ""
    params = {name: text for name, text in to_params(settings).items() if DEFAULTS.get(name) != text}
    if settings.kind.scaled:
        params["scaled_by"] = settings.scaled_by
    params.setdefault("dataset", settings.dataset)
    return f"{page}?{urlencode({**params, 'step': str(step)}, safe=',:@~')}"


def _safe(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value

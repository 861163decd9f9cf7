"""Fewer rows of a table, drawn so that every class keeps its share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz.datasets.own import MOST_CLASSES, DataError
from nnviz.datasets.reading.table import Table, number_of

PARTS = 10
"""Parts of equal size that a column of values is drawn from."""


def sample(table: Table, target: str, rows: int, seed: int) -> Table:
    """Return a table of some of the rows, in their order, class by class.

    Every class of the target column keeps its share of the rows, to the nearest row, and at least one row if there are
    as many rows as classes. A target of many different numbers is drawn from tenths by size. Rows whose target is
    missing count as a class of their own.

    Parameters
    ----------
    table : Table
    target : str
        Name of the column whose shares are kept.
    rows : int
        How many rows to keep, at least 1; a table with no more than that is returned as it is.
    seed : int
        Of the draw: the same seed gives the same rows.

    Raises
    ------
    DataError
        If there is no such column, or rows is below 1.
    """
    if target not in table.names:
        raise DataError("The target column is no longer in the table: choose again.")
    if rows < 1:
        raise DataError(f"A sample must have at least 1 row, not {rows}.")
    count = len(table.rows)
    if rows >= count:
        return table
    rng = np.random.default_rng(seed)
    strata = _strata(table.column(target))
    shares = _shares(np.bincount(strata), rows)
    drawn = [
        rng.choice(np.flatnonzero(strata == stratum), size, replace=False)
        for stratum, size in enumerate(shares)
        if size
    ]
    kept = np.sort(np.concatenate(drawn)).tolist()
    lines = tuple(table.line(row) for row in kept)
    return replace(table, rows=tuple(table.rows[row] for row in kept), first_line=lines[0], lines=lines)


def _strata(cells: tuple[str, ...]) -> np.ndarray:
    """The number of the stratum of each cell, (n,)."""
    found = dict.fromkeys(cells)
    if len(found) <= MOST_CLASSES + 1:
        places = {cell: at for at, cell in enumerate(found)}
        return np.array([places[cell] for cell in cells])
    numbers = [number_of(cell) for cell in cells]
    known = np.array([number is not None for number in numbers])
    if known.mean() < 0.5:
        return np.zeros(len(cells), dtype=int)
    values = np.array([np.inf if number is None else number for number in numbers])
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.where(known, ranks * PARTS // max(int(known.sum()), 1), PARTS)


def _shares(counts: np.ndarray, rows: int) -> list[int]:
    """How many of each stratum: by largest remainder, and one at least of each while there is room."""
    present = np.flatnonzero(counts)
    exact = counts * rows / counts.sum()
    shares = np.floor(exact).astype(int)
    for stratum in np.argsort(shares - exact, kind="stable")[: rows - int(shares.sum())]:
        shares[stratum] += 1
    if rows >= len(present):
        for stratum in present[shares[present] == 0]:
            shares[np.argmax(shares)] -= 1
            shares[stratum] = 1
    return [int(share) for share in shares]

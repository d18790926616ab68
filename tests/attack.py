"""An attacker who sees what is published, knows how totals add up, and perhaps one member's own figures."""

from collections.abc import Iterator

import numpy as np
import polars as pl

Cell = tuple[str, str, str]
"""country, dimension, category; `_T` for the network and for no breakdown."""

SMALL = (1, 2, 3, 4)


def known_exactly(
    shown: dict[Cell, float | None], truth: dict[Cell, float], *, insider: str | None = None
) -> list[Cell]:
    """The hidden small counts that follow exactly; with `insider`, those of other countries.

    Every cell is an unknown, every total an equation, every published or own cell another; a cell is known exactly
    when no direction that leaves all equations true moves it.
    """
    cells = list(truth)
    place = {cell: at for at, cell in enumerate(cells)}
    equations = [_row(place, signed) for signed in _totals(cells)]
    equations += [_row(place, {cell: 1}) for cell in cells if shown.get(cell) is not None or cell[0] == insider]
    _, sizes, directions = np.linalg.svd(np.array(equations), full_matrices=True)
    rank = int((sizes > 1e-9).sum())
    moved = np.abs(directions[rank:]).max(axis=0, initial=0.0)
    mine = {insider, "_T"} if insider else set()  # a sum of what it knows tells a member of no one else
    return [
        cell
        for cell in cells
        if shown.get(cell) is None and cell[0] not in mine and truth[cell] in SMALL and moved[place[cell]] < 1e-9
    ]


def cells_of(table: pl.DataFrame, side: str = "numerator") -> dict[Cell, float | None]:
    """The counts of one indicator and quarter, by cell."""
    return {(row["country"], row["dimension"], row["category"]): row[side] for row in table.iter_rows(named=True)}


def _totals(cells: list[Cell]) -> Iterator[dict[Cell, int]]:
    """Each sum that holds whatever is hidden: categories of a breakdown, and countries, add up to their total."""
    countries = sorted({country for country, _, _ in cells})
    splits = sorted({(dimension, category) for _, dimension, category in cells})
    for country in countries:
        for dimension in sorted({dimension for dimension, _ in splits} - {"_T"}):
            parts = [(country, *split) for split in splits if split[0] == dimension and (country, *split) in cells]
            if parts and (country, "_T", "_T") in cells:
                yield {(country, "_T", "_T"): -1} | dict.fromkeys(parts, 1)
    for split in splits:
        members = [(country, *split) for country in countries if country != "_T" and (country, *split) in cells]
        if ("_T", *split) in cells:
            yield {("_T", *split): -1} | dict.fromkeys(members, 1)


def _row(place: dict[Cell, int], signed: dict[Cell, int]) -> list[float]:
    row = [0.0] * len(place)
    for cell, sign in signed.items():
        row[place[cell]] = sign
    return row

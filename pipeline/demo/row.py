"""A row as a steward would type it: column -> number, text, or a status code where a number is owed."""

from collections.abc import Iterable

Cell = str | int | float
Row = dict[str, Cell]


def with_totals(rows: Iterable[Row], *, over: str, measures: Iterable[str]) -> list[Row]:
    """`rows`, each group followed by its total over the key `over`; a status that all parts share stays a status."""
    groups: dict[tuple[Cell, ...], list[Row]] = {}
    measures = tuple(measures)
    for row in rows:
        groups.setdefault(tuple(row[each] for each in row if each != over and each not in measures), []).append(row)
    found: list[Row] = []
    for parts in groups.values():
        found += parts
        if parts[0][over] != "_T":
            found.append(parts[0] | {over: "_T"} | {each: _sum([row[each] for row in parts]) for each in measures})
    return found


def _sum(cells: list[Cell]) -> Cell:
    numbers = [cell for cell in cells if not isinstance(cell, str)]
    return sum(numbers) if len(numbers) == len(cells) else next(cell for cell in cells if isinstance(cell, str))

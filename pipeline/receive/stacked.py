"""Tables that stand one below the other in one sheet, each with a header of its own: parted."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from data_contracts.codes import fold
from data_contracts.contract import COLLECTIONS
from data_contracts.tidying import Tidying
from pipeline.receive.cells import Sheet
from pipeline.receive.headers import collection_of, column_spellings
from pipeline.receive.leading import names_columns, without_leading_lines

MOST_TABLES = 40  # more headers than that are no tables that anybody made


def parted(sheet: Sheet) -> tuple[list[Sheet], list[Tidying]]:
    """The tables from top to bottom, with all of the sheet's lines; the sheet itself where it holds but one.

    A table begins with a header, and only with one of another collection: the same again is the next printed page.
    """
    begins = list(_beginnings(sheet)) if sheet.height else []
    if not 0 < len(begins) <= MOST_TABLES:
        return [sheet], []
    ends = [*(row for row, _ in begins), sheet.height]
    tables = [_lines(sheet, start, end) for start, end in zip([0, *ends], ends, strict=False)]
    tidied = [
        Tidying("table-below", 1, sheet.address(row, 0), next(filter(None, sheet.row(row)), ""), collection)
        for row, collection in begins
    ]
    return tables, tidied


def _beginnings(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The rows below the first header in which another collection's header stands, and which collection that is."""
    first = without_leading_lines(sheet).table
    above = sheet.height - first.height
    header = first.row(0)
    current, column = collection_of(header), next((at for at, text in enumerate(header) if text), 0)
    texts = first.columns[column]
    likely = {text for text in set(texts) if text and fold(text) in _names()}
    known: dict[tuple[str | None, ...], str | None] = {}  # the same line comes again on every page
    for row in range(1, first.height):
        if texts[row] in likely:
            cells = tuple(first.row(row))
            if cells not in known:
                known[cells] = collection_of(cells) if names_columns(cells, COLLECTIONS) else None
            following = known[cells]
            if current and following and following != current:
                current = following
                yield above + row, following


def _lines(sheet: Sheet, start: int, end: int) -> Sheet:
    return replace(sheet, lines=sheet.lines[start:end], columns=[texts[start:end] for texts in sheet.columns])


@cache
def _names() -> frozenset[str]:
    return frozenset(name for each in COLLECTIONS for name in column_spellings(each))

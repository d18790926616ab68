"""Lines above the table: a title, a date, who made the sheet. The table begins with the header."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.tidying import Tidying
from pipeline.receive.cells import Sheet
from pipeline.receive.headers import Header, column_meant

MOST_LEADING = 120  # lines among which the header is looked for
WIDEST = 100  # cells in a header: three times as many as the widest table has


class Parted(NamedTuple):
    """A sheet in two: what stands above its header, and the rest from the header on."""

    above: Sheet
    table: Sheet
    tidied: list[Tidying]


def without_leading_lines(sheet: Sheet, collections: Collection[str] = COLLECTIONS) -> Parted:
    """The sheet from its header on, what stood above, and a record of that.

    The header is the first line that names two columns of one of `collections` and is half made of known names, or
    the next, where that names more; where there is none, the first line is as good as any and will be told to be wrong.
    """
    named = (names_columns(sheet.row(at), collections) for at in range(min(sheet.height, MOST_LEADING)))
    at = next((at for at, count in enumerate(named) if count), 0)
    here, below = (names_columns(sheet.row(row), collections) for row in (at, min(at + 1, sheet.height - 1)))
    at += below > here
    above, table = _lines(sheet, slice(0, at)), _lines(sheet, slice(at, None))
    if at == 0:
        return Parted(above, table, [])
    first = sheet.row(0)
    column, text = next((column, text) for column, text in enumerate(first) if text)
    return Parted(above, table, [Tidying("leading-lines", at, sheet.address(0, column), text, f"{sheet.lines[at]}")])


def _lines(sheet: Sheet, which: slice) -> Sheet:
    return replace(sheet, lines=sheet.lines[which], columns=[column[which] for column in sheet.columns])


def names_columns(row: Header, collections: Collection[str]) -> int:
    """How many columns of one collection the line names; 0 where it is no header."""
    texts = [text for text in row if text]
    if not 1 < len(texts) <= WIDEST:
        return 0
    meant = {each: [column_meant(text, each) for text in texts] for each in collections}
    if 2 * sum(any(meant[each][at] for each in collections) for at in range(len(texts))) < len(texts):
        return 0
    own = {each: {column.name for column in load_contract(each).columns} for each in collections}
    most = max((len(own[each] & set(meant[each])) for each in collections), default=0)
    return most if most > 1 else 0

"""Lines above the table: a title, a date, who made the sheet. The table begins with the header."""

from collections.abc import Collection
from dataclasses import replace

from data_contracts.codes import fold
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.tidying import Tidying
from pipeline.receive.addresses import letter_of
from pipeline.receive.cells import Sheet
from pipeline.receive.headers import Header, column_spellings

MOST_LEADING = 30  # lines among which the header is looked for


def without_leading_lines(sheet: Sheet, collections: Collection[str] = COLLECTIONS) -> tuple[Sheet, list[Tidying]]:
    """The sheet from its header on, and a record of what stood above.

    The header is the first line that names two columns of one of `collections` and is half made of known names; where
    there is none, the first line is as good as any and will be told to be wrong.
    """
    at = next((at for at in range(min(sheet.height, MOST_LEADING)) if _is_header(sheet.row(at), collections)), 0)
    if at == 0:
        return sheet, []
    first = sheet.row(0)
    column, text = next((column, text) for column, text in enumerate(first) if text)
    address = "!".join(filter(None, (sheet.name, f"{letter_of(column)}{sheet.lines[0]}")))
    record = Tidying("leading-lines", at, address, text, f"{sheet.lines[at]}")
    return replace(sheet, lines=sheet.lines[at:], columns=[column[at:] for column in sheet.columns]), [record]


def _is_header(row: Header, collections: Collection[str]) -> bool:
    texts = [fold(text) for text in row if text]
    spellings = {collection: column_spellings(collection) for collection in collections}
    if 2 * sum(any(text in known for known in spellings.values()) for text in texts) < len(texts):
        return False
    own = {each: {column.name for column in load_contract(each).columns} for each in collections}
    return any(len({known.get(text) for text in texts} & own[each]) > 1 for each, known in spellings.items())

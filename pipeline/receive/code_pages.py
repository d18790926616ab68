"""A text file that is not UTF-8 and says nothing of its code page: read only where its words leave no doubt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from data_contracts.codes import LONGEST_NAME, fold, load_spellings
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.tidying import Tidying
from pipeline.receive.addresses import letter_of
from pipeline.receive.cells import FileRead, Sheet
from pipeline.receive.csv_text import bytes_of
from pipeline.receive.headers import collection_spellings, column_spellings

CODE_PAGES: Mapping[str, str] = {"cp1250": "Windows-1250", "cp1252": "Windows-1252", "iso8859-2": "ISO 8859-2"}


def in_its_code_page(read: FileRead) -> tuple[FileRead, list[Tidying]]:
    """The file with its cells decoded; or with its finding alone, where not one code page is certain.

    Certain means: it makes known words of cells that no other does, or what the others make is the same text.
    """
    if read.unmarked is None:
        return read, []
    (sheet,) = read.sheets
    written = list(dict.fromkeys(text for column in sheet.columns for text in column if text and not text.isascii()))
    readings = {page: found for page in CODE_PAGES if (found := _decoded(written, page)) is not None}
    known = {page: {at for at, text in enumerate(found) if _is_known(text)} for page, found in readings.items()}
    most = max(known.values(), key=len, default=set())
    best = [page for page in known if known[page] == most]
    one_text = len({tuple(readings[page]) for page in best}) == 1
    if not (most and one_text and all(each <= most for each in known.values())):
        return replace(read, sheets=(), findings=(read.unmarked,)), []
    texts = dict(zip(written, readings[best[0]], strict=True))
    columns = [[texts.get(text, text) if text else text for text in column] for column in sheet.columns]
    decoded = replace(sheet, columns=columns)
    example = readings[best[0]][min(most)]
    record = Tidying("code-page", 1, _place(decoded, example), CODE_PAGES[best[0]], example)
    return replace(read, sheets=(decoded,), unmarked=None), [record]


def _decoded(written: Sequence[str], page: str) -> list[str] | None:
    """What `page` makes of the texts; None where it has no such character, or only a control."""
    try:
        found = [bytes_of(text).decode(page) for text in written]
    except UnicodeDecodeError:
        return None
    return None if any("\x80" <= character <= "\x9f" for text in found for character in text) else found


def _is_known(text: str) -> bool:
    return not text.isascii() and len(text) <= LONGEST_NAME and fold(text) in _known_words()


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for each in _spellings() for word in each)


def _spellings() -> Iterator[Mapping[str, str]]:
    """Names of collections, columns and codes; those of countries too, which stand in the envelope."""
    yield collection_spellings()
    yield load_spellings("country")
    for collection in COLLECTIONS:
        yield column_spellings(collection)
        for column in load_contract(collection).columns:
            if column.code_list:
                yield load_spellings(column.code_list)


def _place(sheet: Sheet, text: str) -> str:
    at, column = next((at, column) for at, column in enumerate(sheet.columns) if text in column)
    return f"{letter_of(at)}{sheet.lines[list(column).index(text)]}"

"""A header of several lines, or one that comes again further down: made one, so that every other line is a row."""

from collections.abc import Collection
from dataclasses import replace

from data_contracts.codes import fold, load_spellings
from data_contracts.tidying import Tidying
from pipeline.receive.cells import Sheet
from pipeline.receive.headers import Header, column_meant, column_spellings


def with_one_header(sheet: Sheet, collections: Collection[str]) -> tuple[Sheet, list[Tidying]]:
    """`sheet` begins with its header.

    A second line may say which column below a merged cell holds the value and which the status. A line that names the
    columns in which it stands is the header again, be it below the labels as codes or at the head of a printed page.
    """
    if not sheet.height:
        return sheet, []
    joined = _joined(sheet.row(0), sheet.row(1), collections) if sheet.height > 1 else None
    header = joined or sheet.row(0)
    tidied = []
    if joined:
        at = next(at for at, text in enumerate(joined) if text != sheet.row(0)[at])
        tidied.append(Tidying("header-lines", 1, sheet.address(1, at), sheet.row(1)[at] or "", joined[at] or ""))
    skip = [1] if joined else []
    if again := _lines_again(sheet, header, collections):
        first = next(at for at, text in enumerate(sheet.row(again[0])) if text)
        text = sheet.row(again[0])[first] or ""
        second = [row + 1 for row in again if joined and row + 1 < sheet.height and sheet.row(row + 1) == sheet.row(1)]
        again = sorted({*again, *second})
        tidied.append(Tidying("header-again", len(again), sheet.address(again[0], first), text, header[first] or ""))
        skip += again
    if not skip:
        return sheet, []
    rows = sorted(set(range(1, sheet.height)) - set(skip))
    columns = [[header[at], *(texts[row] for row in rows)] for at, texts in enumerate(sheet.columns)]
    return replace(sheet, lines=[sheet.lines[0], *(sheet.lines[row] for row in rows)], columns=columns), tidied


def _joined(above: Header, below: Header, collections: Collection[str]) -> list[str | None] | None:
    """The two lines as one header; None where the second is not part of it."""
    joined: list[str | None] = []
    over: str | None = None  # the cell that is merged over this column
    has_status = False
    for upper, lower in zip(above, below, strict=True):
        over = upper or over
        is_name = lower is not None and _names_the_same(lower, upper, collections)
        part = _part(lower) if over and not (is_name and upper) else None
        if lower and not (part or is_name):
            return None
        joined.append(f"{over} {lower}" if part == "status" else over if part else upper or lower)
        has_status |= part == "status"
    return joined if has_status else None


def _part(text: str | None) -> str | None:
    """Whether it is the word for a value or for a status, in any language."""
    meant = load_spellings("envelope").get(fold(text or ""))
    return meant if meant in ("value", "status") else None


def _names_the_same(lower: str, upper: str | None, collections: Collection[str]) -> bool:
    """Whether `lower` names a column, and `upper` no other."""
    meant = {column_meant(lower, each) for each in collections} - {None}
    return bool(meant) and (not upper or bool(meant & {column_meant(upper, each) for each in collections}))


def _lines_again(sheet: Sheet, header: Header, collections: Collection[str]) -> list[int]:
    """The rows in which every cell is its column's own header, or another name for it, two of them at least."""
    named = {at for at, text in enumerate(header) if text and any(column_meant(text, each) for each in collections)}
    likely: set[int] = set()
    for at in sorted(named)[:2]:
        names = _names_of(header[at] or "", collections)
        begins = {name[0] for name in names}
        same = {text for text in set(sheet.columns[at]) if text and text.lstrip()[:1].casefold() in begins}
        same = {text for text in same if text == header[at] or fold(text) in names}
        likely.update(row for row, text in enumerate(sheet.columns[at]) if row and text in same)
    found: dict[tuple[str | None, ...], bool] = {}  # the same line comes again on every page
    for row in likely:
        cells = tuple(sheet.row(row))
        if cells not in found:
            filled = {at for at, text in enumerate(cells) if text}
            alike = (_same(cells[at] or "", header[at], collections) for at in filled)
            found[cells] = len(filled & named) > 1 and all(alike)
    return [row for row in sorted(likely) if found[tuple(sheet.row(row))]]


def _names_of(text: str, collections: Collection[str]) -> set[str]:
    """The text of a header, and all other names of the columns that it means, folded."""
    spellings = {each: column_spellings(each) for each in collections}
    meant = {each: column_meant(text, each) for each in collections}
    same = (name for each in collections for name, column in spellings[each].items() if column == meant[each])
    return {fold(text), *same}


def _same(text: str, header: str | None, collections: Collection[str]) -> bool:
    return header is not None and (fold(text) == fold(header) or _names_the_same(text, header, collections))

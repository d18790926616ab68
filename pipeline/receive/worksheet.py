"""One sheet of a workbook -> the text of its cells, each at its own address.

Its XML is read here rather than by a library: only so does an error stay an error, a formula that was never calculated
differ from one whose result is blank, and a cell at XFD1048576 not cost 17 thousand million empty ones before it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from pipeline.receive.addresses import column_of
from pipeline.receive.grid import MOST_CELLS, Budget, Grid
from pipeline.receive.package import Styles
from pipeline.receive.plain_rows import Row, UnusualError, plain_rows, plain_strings, plain_text
from pipeline.receive.refusal import RefusedError
from pipeline.receive.shown import moment_text, number_text, percent_text
from pipeline.receive.small_xml import MAIN, parse

_DATA, _ROW, _CELL, _VALUE, _FORMULA, _INLINE, _ITEM, _TEXT, _RUN = (
    f"{{{MAIN}}}{tag}" for tag in ("sheetData", "row", "c", "v", "f", "is", "si", "t", "r")
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how the format writes a character that XML cannot hold
_ATTRIBUTE = re.compile(r' (s|t)="(\w+)"')


@dataclass(frozen=True)
class Book:
    """What the cells of every sheet refer to."""

    strings: Sequence[str]
    styles: Styles
    epoch: datetime


def read_sheet(content: bytes, *, name: str, book: Book, budget: Budget) -> dict[str, Any]:
    if (values := content.count(b"<v>")) > budget.cells:
        raise RefusedError("file-too-large", sheet=name, found=str(values), expected=str(MOST_CELLS))
    try:
        return _read(plain_rows(content, budget), name, book, budget)
    except UnusualError:
        return _read(_rows(content, budget, name), name, book, budget)


def read_strings(content: bytes, budget: Budget) -> list[str]:
    """The texts that cells share, in their order."""
    try:
        found = plain_strings(content, budget)
        return [_unescaped(each) if isinstance(each, str) else _joined(each) for each in found]
    except UnusualError:
        return [_joined(each) for each in _all(parse(content, budget), _ITEM, _ITEM)]


def _rows(content: bytes, budget: Budget, name: str) -> Iterator[Row]:
    """Each row that the parser finds; one that does not say its line comes after the one before it."""
    line = 0
    for element in _all(parse(content, budget, sheet=name), f"{_DATA}/{_ROW}", _ROW):
        line = int(element.get("r", line + 1))
        if len(element) or "r" not in element.attrib:
            yield Row(line, element=element)


def _all(root: Element, path: str, tag: str) -> list[Element]:
    """What stands at `path`; raises where a `tag` stands elsewhere, which would be lost without a word."""
    found = root.findall(path)
    if len(found) != sum(1 for _ in root.iter(tag)):
        raise ValueError(f"{tag} out of its place")
    return found


def _read(rows: Iterable[Row], name: str, book: Book, budget: Budget) -> dict[str, Any]:
    grid = Grid(name, budget)
    last = 0
    for row in rows:
        if row.line <= last:
            raise ValueError(f"line {row.line} after line {last}")
        last = row.line
        if cells := _plain_cells(row, book) if row.element is None else _cells(row.element, last, book):
            grid.add(last, cells)
    return grid.done()


def _plain_cells(row: Row, book: Book) -> list[str | None]:
    """The row's cells from column A to the last that is not blank."""
    cells: list[str | None] = []
    before, suffix = -1, str(row.line)
    for letters, line, attributes, raw, inline, _ in row.cells:
        column = column_of(letters)
        if line != suffix or column <= before:
            raise ValueError(f"{letters}{line} in line {suffix}, after column {before}")
        before = column
        kind, style = _kind_and_style(attributes)
        if kind == "s":
            text = book.strings[_position(raw)] if raw else None
        elif kind == "inlineStr":
            text = _unescaped(plain_text(inline))
        else:
            text = _meant(plain_text(raw), kind, style, book) if raw else None
        if text and not text.isspace():
            if column > len(cells):
                cells.extend([None] * (column - len(cells)))
            cells.append(text)
    return cells


@lru_cache(maxsize=10_000)
def _kind_and_style(attributes: str) -> tuple[str, int]:
    found = dict(_ATTRIBUTE.findall(attributes))
    return found.get("t", "n"), int(found.get("s", 0))


def _cells(row: Element, line: int, book: Book) -> list[str | None]:
    """The same; a cell that does not say its address comes after the one before it."""
    cells: list[str | None] = []
    column, suffix = -1, str(line)
    for cell in _all(row, _CELL, _CELL):
        before = column
        address = cell.get("r")
        column = before + 1 if address is None else column_of(address.removesuffix(suffix))
        if column <= before:
            raise ValueError(f"{address} in line {line}, after column {before}")
        text = _cell(cell, book)
        if text and not text.isspace():
            cells.extend([None] * (column - len(cells)))
            cells.append(text)
    return cells


def _cell(cell: Element, book: Book) -> str | None:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(_INLINE)
        return None if inline is None else _joined(inline)
    value = cell.find(_VALUE)
    raw = None if value is None else value.text
    if raw is None:
        # A formula that yields a text may yield none; any other without a result was never calculated.
        formula = cell.find(_FORMULA)
        return None if formula is None or (kind == "str" and value is not None) else f"={formula.text or ''}"
    return _meant(raw, kind, int(cell.get("s", 0)), book)


def _meant(raw: str, kind: str, style: int, book: Book) -> str:
    """What a cell that holds `raw` shows."""
    if kind == "n":
        if style in book.styles.percentages:
            return percent_text(raw)
        if style in book.styles.moments:
            return moment_text(raw, epoch=book.epoch, is_duration=style in book.styles.durations)
        return number_text(raw)
    if kind == "s":
        return book.strings[_position(raw)]
    if kind == "b":
        return {"0": "FALSE", "1": "TRUE", "false": "FALSE", "true": "TRUE"}[raw]
    if kind == "d":
        return raw.removesuffix("T00:00:00")
    if kind in ("e", "str"):
        return _unescaped(raw)
    raise ValueError(f"a cell of type {kind!r}")


def _position(raw: str) -> int:
    if not raw.isdigit():
        raise ValueError(f"not the position of a shared text: {raw!r}")  # -1 would be the last one
    return int(raw)


def _joined(element: Element) -> str:
    """The text of a shared or inline string: its own or that of its runs, without how it is pronounced."""
    return _unescaped("".join(part.text or "" for tag in (_TEXT, f"{_RUN}/{_TEXT}") for part in element.iterfind(tag)))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text

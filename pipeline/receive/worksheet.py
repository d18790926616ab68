"""One sheet of a workbook -> the text of its cells, each at its own address.

The sheet's XML is read here, cell by cell, rather than by openpyxl: only so does an error stay an error, a formula
that was never calculated differ from one whose result is blank, and a cell at XFD1048576 not cost 17 thousand million
empty ones before it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse

from openpyxl.xml.constants import SHEET_MAIN_NS

from pipeline.receive.addresses import column_of
from pipeline.receive.grid import Budget, Grid, check_text
from pipeline.receive.shown import moment_text, number_text, percent_text

_ROW, _VALUE, _FORMULA, _INLINE, _ITEM, _TEXT, _RUN = (
    f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("row", "v", "f", "is", "si", "t", "r")
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how the format writes a character that XML cannot hold


@dataclass(frozen=True)
class Book:
    """What the cells of every sheet refer to: shared texts, and the styles that show a number as something else."""

    strings: Sequence[str]
    date_styles: frozenset[int]
    duration_styles: frozenset[int]
    percent_styles: frozenset[int]
    epoch: datetime


def read_sheet(source: IO[bytes], *, name: str, book: Book, budget: Budget) -> dict[str, Any]:
    grid = Grid(name, budget)
    last = 0
    for _, element in iterparse(source):  # noqa: S314 - check_container let no definition of entities through
        if element.tag != _ROW:
            continue
        line = int(element.get("r", last + 1))
        if line <= last:
            raise ValueError(f"line {line} after line {last}")
        last = line
        if cells := _cells(element, line=line, name=name, book=book):
            grid.add(line, cells)
        element.clear()
    return grid.done()


def read_strings(source: IO[bytes]) -> list[str]:
    """The texts that cells share, in their order."""
    strings = []
    for _, element in iterparse(source):  # noqa: S314 - as above
        if element.tag == _ITEM:
            strings.append(_joined(element))
            element.clear()
    return strings


def _cells(row: Element, *, line: int, name: str, book: Book) -> list[str | None]:
    """The row's cells from column A to the last that is not blank."""
    cells: list[str | None] = []
    column, suffix = -1, str(line)
    for cell in row:
        before = column
        address = cell.get("r")
        column = before + 1 if address is None else column_of(address.removesuffix(suffix))
        if column <= before:
            raise ValueError(f"{address} in line {line}, after column {before}")
        text = _cell(cell, book)
        if not text or text.isspace():
            continue
        check_text(text, sheet=name, line=line, column=column)
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
    if kind == "s":
        return book.strings[_position(raw)]
    if kind == "n":
        style = int(cell.get("s", 0))
        if style in book.percent_styles:
            return percent_text(raw)
        if style in book.date_styles:
            return moment_text(raw, epoch=book.epoch, is_duration=style in book.duration_styles)
        return number_text(raw)
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

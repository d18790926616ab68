"""One sheet of a workbook -> the text of its cells, each at its own address.

The sheet's XML is read here, cell by cell, rather than by openpyxl: only so does an error stay an error, a formula
that was never calculated differ from one whose result is blank, and a cell at XFD1048576 not cost 17 thousand million
empty ones before it.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse

from openpyxl.utils.datetime import from_excel
from openpyxl.xml.constants import SHEET_MAIN_NS

from pipeline.receive.addresses import column_of, letter_of
from pipeline.receive.grid import FORBIDDEN, Budget, Grid, code_point
from pipeline.receive.refusal import RefusedError

_ROW, _VALUE, _FORMULA, _INLINE, _ITEM, _TEXT, _RUN = (
    f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("row", "v", "f", "is", "si", "t", "r")
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how the format writes a character that XML cannot hold
_EXACT = 2**53  # up to here a cell holds every whole number exactly
_THREE_DECIMALS = re.compile(r"^-?\d+\.\d{3}$")


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


def number_text(raw: str) -> str:
    """`raw` in the shortest way that is the same number: 12.0 is 12; what is no finite number stays as it is.

    A number with three decimals gets a fourth: a text `12.125` may mean twelve thousand, a number in a workbook cannot.
    """
    if raw.isascii() and raw.isdigit() and (raw[0] != "0" or raw == "0"):
        return raw
    if not _NUMBER.fullmatch(raw) or not math.isfinite(value := float(raw)):
        return raw
    if value.is_integer() and abs(value) <= _EXACT:
        return str(int(value))
    shortest = repr(value)
    return f"{shortest}0" if _THREE_DECIMALS.search(shortest) else shortest


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
        if bad := FORBIDDEN.search(text):
            letter, found = letter_of(column), code_point(bad[0])
            raise RefusedError("file-encoding", sheet=name, line=line, letter=letter, found=found)
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
            return _percent(raw)
        return _moment(raw, style, book) if style in book.date_styles else number_text(raw)
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


def _moment(raw: str, style: int, book: Book) -> str:
    """A number that its format shows as a date, a time or a duration, in the ISO form of what is shown."""
    try:
        moment = from_excel(float(raw), book.epoch, timedelta=style in book.duration_styles)
    except (ValueError, OverflowError):  # what a spreadsheet shows as ########
        return number_text(raw)
    if isinstance(moment, timedelta):
        seconds = round(moment.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(moment, datetime) and moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat()


def _percent(raw: str) -> str:
    """As it is shown: a cell that says 7 % holds 0.07, and which of them was meant is not decided here."""
    if not _NUMBER.fullmatch(raw) or not math.isfinite(value := float(raw)):
        return raw
    return f"{number_text(str(Decimal(repr(value)) * 100))}%"


def _joined(element: Element) -> str:
    """The text of a shared or inline string: its own or that of its runs, without how it is pronounced."""
    return _unescaped("".join(part.text or "" for tag in (_TEXT, f"{_RUN}/{_TEXT}") for part in element.iterfind(tag)))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text

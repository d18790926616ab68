"""A workbook of Excel 97 to 2003 -> its sheets: what could do harm is refused, then xlrd reads the cells."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from struct import unpack_from
from typing import Any

import xlrd

from pipeline.receive.compound import Compound
from pipeline.receive.grid import Budget, Grid
from pipeline.receive.kinds import EXCEL_95, READABLE
from pipeline.receive.refusal import RefusedError
from pipeline.receive.shown import (
    SINCE_1900,
    SINCE_1904,
    moment_text,
    number_text,
    percent_text,
    shows_duration,
    shows_moment,
    shows_percent,
)

STREAM = "Workbook"

_FORBIDDEN_NAMES = ("_vba_project", "vba", "macros", "ctls", "mbd", "lnk")  # programs, controls, objects, links
_BEGIN, _END = 0x0809, 0x000A
_PASSWORD, _SHEET, _PROGRAM, _ELSEWHERE, _CONNECTION = 0x002F, 0x0085, 0x00D3, 0x01AE, 0x0876
_STYLE, _FORMAT = 0x00E0, 0x041E
_LONGEST_FORMAT, _MOST_FORMATS = 5 + 2 * 255, 4_000
_EXCEL_97, _GLOBALS = 0x0600, 0x0005
_MACROS = {1: "Excel 4.0 macro", 6: "Visual Basic"}  # kinds of sheets
_ITSELF, _FUNCTIONS = 0x0401, 0x3A01  # links to the workbook's own sheets, and to functions

# What xlrd notes of a cell that holds a number, beyond its own NUMBER and DATE.
_DURATION, _PERCENT = 100, 101


def read_old_workbook(path: Path) -> list[dict[str, Any]]:
    """Every worksheet in the workbook's order, hidden ones included; raises on the first thing that is wrong."""
    compound = Compound(path.read_bytes())
    for name in compound.names:
        if name.lower().startswith(_FORBIDDEN_NAMES):
            raise RefusedError("file-unsafe", found=name)
    stream = compound.read(STREAM)
    _check_globals(stream)
    with Path(os.devnull).open("w") as nowhere:  # what xlrd says of a file may repeat its cells
        book = xlrd.open_workbook(file_contents=stream, logfile=nowhere, on_demand=True, ragged_rows=True)
        _tell_apart(book)
        budget = Budget()
        sheets = [_read_sheet(book, at, budget) for at in range(book.nsheets)]
    if not sheets:
        raise ValueError("no sheet")
    return sheets


def _check_globals(stream: bytes) -> None:
    """The records before the first sheet: which Excel wrote it, and whether a password, programs or links are there."""
    begin, _, version, kind = unpack_from("<4H", stream)
    if (begin, kind) != (_BEGIN, _GLOBALS):
        raise ValueError("no workbook")
    if version != _EXCEL_97:
        raise RefusedError("file-kind-unknown", found=EXCEL_95, expected=READABLE)
    places = []
    styles = formats = 0
    for record, data in _records(stream):
        styles, formats = styles + (record == _STYLE), formats + (record == _FORMAT)
        if (record == _FORMAT and len(data) > _LONGEST_FORMAT) or max(styles / 16, formats) > _MOST_FORMATS:
            raise ValueError("more styles, or a longer one, than Excel can write")  # each is searched by pattern
        if record == _PASSWORD:
            raise RefusedError("file-encrypted")
        if record in (_PROGRAM, _CONNECTION):
            raise RefusedError("file-unsafe", found="Visual Basic" if record == _PROGRAM else "connection")
        if record == _ELSEWHERE and not _is_within(data):
            raise RefusedError("file-unsafe", found="link")
        if record == _SHEET:
            place, _, kind = unpack_from("<IBB", data)
            places.append(place)
            if kind in _MACROS:
                raise RefusedError("file-unsafe", found=_MACROS[kind])
    if len(set(places)) < len(places):
        raise ValueError("two sheets in one place")


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at, record = 0, 0
    while record != _END:
        record, length = unpack_from("<HH", stream, at)  # raises where the stream ends before that
        yield record, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _is_within(link: bytes) -> bool:
    length: int = unpack_from("<H", link, 2)[0]
    return length in (_ITSELF, _FUNCTIONS) or length <= 1  # or of no use


def _tell_apart(book: Any) -> None:
    """Has xlrd note of each number what its format shows, by the same signs as in a newer workbook."""
    kinds = {key: _kind(shape.format_str or "") for key, shape in book.format_map.items()}
    for at, style in enumerate(book.xf_list):
        book._xf_index_to_xl_type_map[at] = kinds[style.format_key]


def _kind(shape: str) -> int:
    if shows_percent(shape):
        return _PERCENT
    if shows_moment(shape):
        return _DURATION if shows_duration(shape) else int(xlrd.XL_CELL_DATE)
    return int(xlrd.XL_CELL_NUMBER)


def _read_sheet(book: Any, at: int, budget: Budget) -> dict[str, Any]:
    sheet = book.sheet_by_index(at)
    grid = Grid(sheet.name, budget)
    epoch = SINCE_1904 if book.datemode else SINCE_1900
    for row in range(sheet.nrows):
        cells: list[str | None] = []
        for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
            text = _shown(kind, value, epoch)
            if text and not text.isspace():
                cells += [None] * (column - len(cells))
                cells.append(text)
        if cells:
            grid.add(row + 1, cells)
    book.unload_sheet(at)
    return grid.done()


def _shown(kind: int, value: Any, epoch: datetime) -> str | None:
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return {0: "FALSE", 1: "TRUE"}[value]
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code[value])
    if kind == _PERCENT:
        return percent_text(repr(value))
    if kind in (_DURATION, xlrd.XL_CELL_DATE):
        return moment_text(repr(value), epoch=epoch, is_duration=kind == _DURATION)
    return number_text(repr(value))

"""A collection's sheet: last time's keys as rows, cells to fill, and last time's figures in grey on the right."""

import textwrap
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from data_contracts.asides import MARK
from data_contracts.contract import Column, load_contract
from data_contracts.labels import collection_label, column_label
from pipeline.template.entry import allow_status, choose, mark, warn
from pipeline.template.lists import REASONS, list_of, name_of, names_of, statuses
from pipeline.template.notes import note_on
from pipeline.template.order import Order
from pipeline.template.styles import NAVY, Styles

EMPTY_ROWS = 12
REACH = 500  # lines below the last prepared one that still have drop-downs and marks
_ALLOWED = ("format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows", "delete_columns")
_ALSO_ALLOWED = ("delete_rows", "sort", "autofilter")


@dataclass(frozen=True)
class Place:
    """A column of the sheet. `column`: the contract's, None for what all collections share."""

    at: int
    name: str
    column: Column | None

    @property
    def letter(self) -> str:
        return str(xl_col_to_name(self.at))


def add_collection(book: xlsxwriter.Workbook, collection: str, order: Order, styles: Styles) -> None:
    contract = load_contract(collection)
    before = order.before.get(collection, pl.DataFrame())
    sheet = book.add_worksheet(collection_label(collection, order.language))
    places = _places(collection, before)
    asides = {place.name: places[-1].at + 2 + at for at, place in enumerate(_measures(places)) if before.height}
    lines = before.height + EMPTY_ROWS
    _write_headers(sheet, collection, places, order, styles)
    for place in places:
        entry, free = (styles.day, styles.free_day) if _is_day(place) else (styles.entry, styles.free)
        sheet.set_column(place.at, place.at, _width(place, order), free)
        for line in range(1, lines + 1):
            sheet.write_blank(line, place.at, None, entry)
        _guard(sheet, place, asides, places, styles, order.language, last=lines + REACH)
    for line, row in enumerate(before.iter_rows(named=True), start=1):
        for key in (place for place in places if place.column and place.column.role == "key"):
            _write(sheet, line, key.at, _shown(key, row, order.language), styles.key)
    _write_before(sheet, collection, places, asides, before, order, styles)
    sheet.set_column(places[-1].at + 1, places[-1].at + 1, 3)
    sheet.freeze_panes(1, len(contract.keys))
    sheet.protect("", dict.fromkeys((*_ALLOWED, *_ALSO_ALLOWED), True))
    sheet.set_tab_color(NAVY)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _places(collection: str, before: pl.DataFrame) -> list[Place]:
    """The contract's columns, a status beside each measure that had one last time, then reason and comment."""
    found: list[tuple[str, Column | None]] = []
    for column in load_contract(collection).columns:
        found.append((column.name, column))
        status = f"{column.name}_status"
        if status in before.columns and before[status].is_in(statuses(instead=False)).any():
            found.append((status, None))
    found += [("reason", None), ("comment", None)]
    return [Place(at, name, column) for at, (name, column) in enumerate(found)]


def _measures(places: list[Place]) -> list[Place]:
    return [place for place in places if place.column and place.column.role == "measure"]


def _write_headers(sheet: Worksheet, collection: str, places: list[Place], order: Order, styles: Styles) -> None:
    height = 2
    for place in places:
        label = column_label(collection, place.name, order.language)
        is_key = place.column is not None and place.column.role == "key"
        sheet.write_string(0, place.at, label, styles.key_header if is_key else styles.header)
        height = max(height, len(textwrap.wrap(label, _width(place, order) - 2)))
        if place.column and (note := note_on(place.column, order.language)):
            lines = sum(len(textwrap.wrap(line, 48)) or 1 for line in note.split("\n"))
            sheet.write_comment(0, place.at, note, {"width": 320, "height": 16 * lines + 24, "font_size": 9})
    sheet.set_row(0, 15.5 * height + 4)


def _guard(
    sheet: Worksheet,
    place: Place,
    asides: dict[str, int],
    places: list[Place],
    styles: Styles,
    language: str,
    *,
    last: int,
) -> None:
    """Drop-downs and marks; all of them advise, none of them stops what is typed or pasted."""
    cells = (1, place.at, last, place.at)
    if place.column is None:
        if place.name == "reason":
            choose(sheet, cells, REASONS, language)
        elif place.name.endswith("_status"):
            allow_status(sheet, cells, language)
        return
    if name := list_of(place.column, first=place.at == 0):
        choose(sheet, cells, name, language)
    elif place.column.role == "measure":
        warn(sheet, cells, place.column, f"{place.letter}2", language)
    if place.column.role == "measure":
        keys = [each.letter for each in places if each.column and each.column.role == "key"]
        before = xl_col_to_name(asides[place.name]) if place.name in asides else None
        mark(sheet, cells, place.letter, first_key=keys[0], last_key=keys[-1], before=before, styles=styles)


def _write_before(
    sheet: Worksheet,
    collection: str,
    places: list[Place],
    asides: dict[str, int],
    before: pl.DataFrame,
    order: Order,
    styles: Styles,
) -> None:
    for place in _measures(places) if asides else []:
        at, label = asides[place.name], column_label(collection, place.name, order.language)
        sheet.set_column(at, at, 13)
        sheet.write_string(0, at, f"{MARK} {before['quarter'][0]} {label}", styles.aside_header)
        for line, row in enumerate(before.iter_rows(named=True), start=1):
            looks = styles.aside_day if _is_day(place) else styles.aside
            _write(sheet, line, at, _shown(place, row, order.language), looks)


def _shown(place: Place, row: dict[str, Any], language: str) -> Any:
    """What stands in the row, as it would be typed: a name, a number, a day, or the status that stands instead."""
    value, column = row.get(place.name), place.column
    if value is None:
        return row.get(f"{place.name}_status")
    return name_of(column.code_list, value, language) if column and column.code_list else value


def _write(sheet: Worksheet, line: int, at: int, value: Any, looks: Format) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, at, value, looks)
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value, looks)
    elif value is not None:
        sheet.write_string(line, at, value, looks)  # never as a formula, whatever was sent


def _is_day(place: Place) -> bool:
    return place.column is not None and place.column.kind == "date"


def _width(place: Place, order: Order) -> int:
    if place.name == "comment" or (place.column and place.column.role == "text"):
        return 36
    if place.column is None:
        return 18 if place.name == "reason" else 9
    if place.column.role == "measure":
        return 13
    if not place.column.code_list:
        return 24
    return max(12, min(26, 4 + max(map(len, names_of(place.column.code_list, order.language)))))

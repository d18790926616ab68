"""Figures as the bytes of a file: a workbook with a cover and a sheet a collection, or a CSV; the same every time."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

import xlsxwriter

from data_contracts.codes import load_codes
from data_contracts.contract import Contract, load_contract
from pipeline.demo.figures import Figures
from pipeline.demo.habits import habits
from pipeline.demo.row import Cell, Row

MARK = "Synthetic example data"
NOT_A_WORKBOOK = b"%PDF-1.7\n% Synthetic example data: a report under the name of a workbook\n%%EOF\n"
NIL = "NIL"
ERRORS = ("#DIV/0!",)
QUARTERS = {"fr": "T{number} {year}", "pl": "{roman} kw. {year}", "sv": "kv {number} {year}"}
_CREATED = datetime(2026, 11, 20)  # noqa: DTZ001 (workbooks keep local times; a fixed one keeps the bytes the same)


@dataclass(frozen=True)
class Cover:
    """Whose figures these are, as the sender writes it."""

    country: str
    quarter: str
    agency: str


def write(figures: Figures, cover: Cover) -> bytes:
    """The file that a country with its habits sends."""
    return _workbook(figures, cover) if habits(cover.country).form == "workbook" else _csv(figures, cover)


def _workbook(figures: Figures, cover: Cover) -> bytes:
    language, buffer = habits(cover.country).language, BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": MARK, "created": _CREATED})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    _write_cover(book, cover, language)
    for collection, rows in figures.items():
        contract = load_contract(collection)
        sheet = book.add_worksheet(_title(contract, language))
        columns = _columns(contract, rows)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, _label(contract, column, language))
        for line, row in enumerate(rows or [_nil(contract)], start=1):
            for at, column in enumerate(columns):
                if column in row:
                    _write_cell(sheet, line, at, row[column], day if column == "last_review" else None)
    book.close()
    return buffer.getvalue()


def _write_cover(book: xlsxwriter.Workbook, cover: Cover, language: str | None) -> None:
    words = {code: labels[language] if language else code for code, labels in load_codes("envelope").items()}
    sheet = book.add_worksheet(words["submission"])
    told = {"field": words["value"], "country": habits(cover.country).spelling}
    told |= {"quarter": _spell(cover.quarter, language), "agency": cover.agency, "comment": MARK}
    for line, (field, value) in enumerate(told.items()):
        sheet.write_row(line, 0, (words[field], value))


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, line: int, at: int, cell: Cell, day: object) -> None:
    if not isinstance(cell, str):
        sheet.write_number(line, at, cell)
    elif cell in ERRORS:
        sheet.write_formula(line, at, "=1/0", None, cell)
    elif day and len(cell) == len("2026-09-30"):
        sheet.write_datetime(line, at, date.fromisoformat(cell), day)
    elif cell:
        sheet.write_string(line, at, cell)


def _csv(figures: Figures, cover: Cover) -> bytes:
    habit = habits(cover.country)
    columns: dict[str, None] = {"country": None, "quarter": None, "collection": None}
    for collection, rows in figures.items():
        columns |= dict.fromkeys(_columns(load_contract(collection), rows))
    columns = {each: None for each in columns if each not in ("reason", "comment")} | {"reason": None, "comment": None}
    text = StringIO(newline="")
    sheet = csv.DictWriter(text, columns, restval="", delimiter=habit.delimiter)
    sheet.writeheader()
    for collection, rows in figures.items():
        told = {"country": habit.spelling, "quarter": cover.quarter, "collection": collection}
        for row in rows or [_nil(load_contract(collection))]:
            comment = f"{MARK}: {row['comment']}" if "comment" in row else MARK
            sheet.writerow(told | _decimals(row, habit.delimiter) | {"comment": comment})
    return text.getvalue().encode("utf-8-sig" if habit.delimiter == ";" else "utf-8")


def _decimals(row: Row, delimiter: str) -> Row:
    if delimiter != ";":
        return row
    return {name: str(cell).replace(".", ",") if isinstance(cell, float) else cell for name, cell in row.items()}


def _nil(contract: Contract) -> Row:
    return {contract.keys[0].name: NIL}


def _columns(contract: Contract, rows: Iterable[Row]) -> list[str]:
    """The contract's columns, status columns that are used, then whatever else the rows hold."""
    used = dict.fromkeys(name for row in rows for name in row)
    known = [name for each in contract.columns for name in (each.name, f"{each.name}_status")]
    owed = {each.name for each in contract.columns}
    return [each for each in known if each in owed or each in used] + [each for each in used if each not in known]


def _label(contract: Contract, column: str, language: str | None) -> str:
    if language is None:
        return column
    envelope, labels = load_codes("envelope"), {each.name: each.labels for each in contract.columns}
    measure = column.removesuffix("_status")
    if column not in labels and measure in labels:
        return f"{labels[measure][language]} {envelope['status'][language]}"
    return (labels.get(column) or envelope.get(column) or {}).get(language) or column


def _title(contract: Contract, language: str | None) -> str:
    title = contract.labels.get(language or "") or contract.collection
    return title if len(title) <= 31 else contract.collection


def _spell(quarter: str, language: str | None) -> str:
    number = int(quarter[-1])
    shape = QUARTERS.get(language or "")
    return (
        shape.format(number=number, roman=("I", "II", "III", "IV")[number - 1], year=quarter[:4]) if shape else quarter
    )

"""Files as stewards send them, for tests: right unless a test changes one thing."""

import csv
import io
from typing import Any

import xlsxwriter

from data_contracts.contract import load_contract
from tests.rows import RIGHT


def csv_file(*parts: tuple[str, list[dict[str, Any]]], country: str = "NL", quarter: str = "2026-Q3") -> bytes:
    """A comma-separated file of collections and their rows, each a change of the right row; no rows: a nil return."""
    tables = [(name, _rows(name, changes)) for name, changes in parts]
    columns = list(dict.fromkeys(column for _, rows in tables for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, ["collection", "country", "quarter", *columns], restval="")
    writer.writeheader()
    for name, rows in tables:
        for row in rows:
            writer.writerow({"country": country, "quarter": quarter, **row, "collection": name})
    return text.getvalue().encode()


def workbook(*parts: tuple[str, list[dict[str, Any]]], country: str = "NL", quarter: str = "2026-Q3") -> bytes:
    """The same as a workbook: a cover, then a sheet a collection; numbers are numbers."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        cover = book.add_worksheet("submission")
        for line, pair in enumerate([("field", "value"), ("country", country), ("quarter", quarter)]):
            cover.write_row(line, 0, pair)
        for name, changes in parts:
            sheet = book.add_worksheet(name)
            rows = _rows(name, changes)
            sheet.write_row(0, 0, list(rows[0]))
            for line, row in enumerate(rows, start=1):
                for at, cell in enumerate(row.values()):
                    sheet.write(line, at, float(cell) if _is_number(cell) else cell)
    return target.getvalue()


def _rows(name: str, changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not changes:
        return [dict.fromkeys(RIGHT[name], "") | {load_contract(name).keys[0].name: "NIL"}]
    rows = [RIGHT[name] | change for change in changes]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [{column: row.get(column, "") for column in columns} for row in rows]


def _is_number(cell: Any) -> bool:
    return isinstance(cell, str) and cell.replace(".", "", 1).replace("-", "", 1).isdigit()

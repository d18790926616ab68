"""A steward's work for tests: right figures drawn from the contracts, typed into a template, and read back."""

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import strategies as st
from openpyxl import load_workbook

from data_contracts.contract import Column, Contract, load_contract
from data_contracts.labels import collection_label, column_label
from pipeline.examine.examination import examine
from pipeline.receive.delivery import Delivery
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from pipeline.template.lists import name_of, statuses

Row = dict[str, Any]  # column -> number, date, code or text; a status where no value stands
_SMALLER = re.compile(r"(\w+) <= (\w+)")


@st.composite
def right_rows(draw: st.DrawFn, collection: str, *, country: str) -> list[Row]:
    """One to four rows that break no rule; totals of a key in all of them or in none."""
    contract = load_contract(collection)
    totals = {key.name for key in contract.keys if key.has_total and draw(st.booleans())}
    keys = [_key(key, country, total=key.name in totals) for key in contract.keys]
    drawn = draw(st.lists(st.tuples(*keys), min_size=1, max_size=4, unique=True))
    return [_right(draw(_row(contract, key)), contract) for key in drawn]


def _key(key: Column, country: str, *, total: bool) -> st.SearchStrategy[str]:
    if total:
        return st.just("_T")
    codes = [code for code in key.codes if code not in ("_T", country)]
    return st.sampled_from(codes) if codes else st.sampled_from(["ads", "zima 2026", "été", "a & b", "=1+1"])


def _row(contract: Contract, key: tuple[str, ...]) -> st.SearchStrategy[Row]:
    fixed = {column.name: st.just(code) for column, code in zip(contract.keys, key, strict=True)}
    return st.fixed_dictionaries(fixed | {each.name: _measure(each) for each in contract.measures})


def _measure(column: Column) -> st.SearchStrategy[Any]:
    most = int(column.maximum or 300)
    values: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(0, most),
        "number": st.integers(0, most * 8).map(lambda eighths: eighths / 8),
        "date": st.dates(date(2020, 1, 1), date(2026, 9, 30)),
    }
    value = st.sampled_from(column.codes) if column.codes else values[column.kind]
    instead = [code for code in statuses(instead=True) if code not in column.codes]
    return st.one_of(value, value, value, st.sampled_from(instead))


def _right(row: Row, contract: Contract) -> Row:
    """`row` with the figures that its rules link put right."""
    if contract.collection == "campaigns" and isinstance(row["clicks"], int):
        row["impressions"] = row["clicks"] * 10
    if contract.collection == "exit_support":
        flows = ("intake", "exited_positive", "exited_neutral", "dropped_out")
        row |= {name: row[name] if isinstance(row[name], int) else 0 for name in flows}
        row |= {"stock_start": 900, "stock_end": 900 + row["intake"] - sum(row[name] for name in flows[1:])}
    if contract.collection == "toolkit":
        evaluated = row["effect_evaluation"] == "Y"
        row |= {"effect_size": 0.5, "effect_se": 0.1} if evaluated else {"effect_size": "M", "effect_se": "M"}
    if contract.collection == "definitions":
        row["note"] = "counts cases"
    for _ in contract.rules:  # as often as the longest chain of them could ask for
        for rule in contract.rules:
            if found := _SMALLER.fullmatch(rule.expression):
                less, more = (row[name] for name in found.groups())
                if not isinstance(less, str) and not isinstance(more, str):
                    row[found[1]] = min(less, more)
    return row


def fill(template: bytes, rows: Mapping[str, list[Row]], *, language: str) -> bytes:
    """The template with `rows` typed into the first lines of their sheets, and nothing of what was prepared there."""
    book = load_workbook(BytesIO(template))
    for collection, mine in rows.items():
        sheet, contract = book[collection_label(collection, language)], load_contract(collection)
        places = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            for key in contract.keys:
                sheet.cell(line, places[column_label(collection, key.name, language)]).value = None
        for line, row in enumerate(mine, start=2):
            for name, value in row.items():
                cell = sheet.cell(line, places[column_label(collection, name, language)])
                cell.value = _typed(contract.column(name), value, language)
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _typed(column: Column, value: Any, language: str) -> Any:
    is_code = column.code_list and value in column.codes
    return name_of(str(column.code_list), value, language) if is_code else value


def read_back(path: Path, settings: Settings) -> dict[str, list[Row]]:
    """Collection -> the rows as they would be stored, a status where no value stands."""
    (delivery,) = deliver([("s1", path)], settings=settings)
    return rows_of(delivery)


def rows_of(delivery: Delivery) -> dict[str, list[Row]]:
    return {name: [_told(row, name) for row in _rows(part, name)] for name, part in delivery.parts.items()}


def _rows(part: pl.DataFrame, collection: str) -> list[Row]:
    return examine(part, load_contract(collection)).rows.to_dicts()


def _told(row: Row, collection: str) -> Row:
    columns = [each.name for each in load_contract(collection).columns]
    told = {
        name: row[f"{name}_status"] if row[name] is None and f"{name}_status" in row else row[name] for name in columns
    }
    return {name: value for name, value in told.items() if value is not None}

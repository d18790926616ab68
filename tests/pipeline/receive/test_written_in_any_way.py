"""Written in any way, read the same: one table as XLSX, ODS, XLS and text."""

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.receive.child import file_read
from pipeline.receive.reader import read_file
from pipeline.receive.unpacking import unpack
from tests.pipeline.receive.making import Rows, text
from tests.pipeline.receive.old_workbooks import old_workbook
from tests.pipeline.receive.opendocuments import opendocument
from tests.pipeline.template.filling import right_rows, rows_of

COLLECTIONS = ("campaigns", "toolkit", "training", "definitions")
WHOSE = {"country": "PL", "quarter": "2026-Q3"}

letters = st.characters(
    exclude_categories=["Cc", "Cf", "Cn", "Co", "Cs"], exclude_characters="_", include_characters="\n"
)
values = st.one_of(
    st.none(),
    st.text(letters, max_size=8),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.integers(-(10**12), 10**12).map(lambda thousandths: thousandths / 1000),  # openpyxl keeps sixteen digits
    st.dates(date(1900, 3, 1), date(2099, 12, 31)),
)
tables = st.lists(st.lists(values, min_size=1, max_size=5), max_size=5)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "file"


def by_openpyxl(sheets: Mapping[str, Rows]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for line, row in enumerate(rows, start=1):
            for at, value in enumerate(row, start=1):
                cell = sheet.cell(line, at, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type  # a text that begins with =
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WRITERS: dict[str, Callable[[Mapping[str, Rows]], bytes]] = {
    "xlsx": by_openpyxl,
    "ods": opendocument,
    "xls": old_workbook,
}


@given(sheets=st.dictionaries(st.sampled_from(["training", "Łódź & co", "x"]), tables, min_size=1))
@trials(max_examples=30, deadline=None)
def test_the_cells_of_a_workbook_are_the_same_in_every_kind(path: Path, sheets: dict[str, Rows]) -> None:
    found = {}
    for kind, write in WRITERS.items():
        path.write_bytes(write(sheets))
        answer = read_file(path)
        assert answer["kind"] == kind
        found[kind] = answer["sheets"]
    assert found["xlsx"] == found["ods"] == found["xls"]


@given(data=st.data(), collection=st.sampled_from(COLLECTIONS))
@trials(max_examples=8, deadline=None)
def test_the_rows_of_a_collection_are_the_same_in_every_kind(path: Path, data: st.DataObject, collection: str) -> None:
    rows = data.draw(right_rows(collection, country="PL"))
    columns = [*dict.fromkeys([*WHOSE, *(name for row in rows for name in row)])]
    table = [columns, *([(WHOSE | row).get(name) for name in columns] for row in rows)]
    files = {kind: write({collection: table}) for kind, write in WRITERS.items()}
    files["csv"] = text([[_said(cell) for cell in row] for row in table])
    for kind, file in files.items():
        path.write_bytes(file)
        delivery = unpack(file_read("s1", read_file(path)))
        assert (delivery.kind, delivery.findings) == (kind, ())
        assert (delivery.country, delivery.quarter) == ("PL", "2026-Q3")
        assert rows_of(delivery) == {collection: rows}


def _said(cell: Any) -> Any:
    """A number so that its point cannot be taken for one between thousands."""
    return f"{cell:.4f}" if isinstance(cell, float) else cell

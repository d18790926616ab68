"""Whatever comes: never an exception, always an answer, and no row lost without a word."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.asides import is_aside_header
from pipeline.receive.cells import Sheet
from pipeline.receive.child import FileRead, file_read
from pipeline.receive.headers import column_spellings
from pipeline.receive.reader import read_file
from pipeline.receive.reading import read_files
from pipeline.receive.unpacking import unpack
from pipeline.settings import Settings
from tests.pipeline.receive.making import table, workbook
from tests.samples.sample import is_whole

words = [*sorted(column_spellings("training")), "NIL", "FI", "2026-Q3", "training", "submission", "x", ""]
texts = st.one_of(st.none(), st.sampled_from(words), st.text(max_size=5))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "file"


@given(data=st.one_of(st.binary(), st.text().map(str.encode), st.binary().map(b"PK\x03\x04".__add__)))
def test_any_bytes_get_an_answer(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert is_whole(unpack(file_read("s1", read_file(path))))


@st.composite
def sheets(draw: st.DrawFn, *, named: bool) -> Sheet:
    width, height = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(texts, min_size=width, max_size=width), min_size=height, max_size=height))
    rows = [[text if text and text.strip() and not is_aside_header(text) else None for text in row] for row in rows]
    kept = [(line, row) for line, row in enumerate(rows, start=1) if any(row)]
    columns = list(zip(*(row for _, row in kept), strict=True))
    name = draw(st.sampled_from(["training", "partners", "submission", "Sheet1"])) if named else None
    return Sheet(name, [line for line, _ in kept], columns)


workbooks = st.lists(sheets(named=True), min_size=1, max_size=3, unique_by=lambda sheet: sheet.name)


@given(st.one_of(sheets(named=False).map(lambda one: [one]), workbooks))
def test_any_cells_get_an_answer_and_no_row_is_lost(found: list[Sheet]) -> None:
    delivery = unpack(FileRead("s1", "csv", tuple(found)))
    assert is_whole(delivery)
    held = sum(max(sheet.height - 1, 0) for sheet in found if sheet.name != "submission")
    no_rows = ("leading-lines", "header-lines", "header-again")
    told = delivery.records + sum(each.count for each in delivery.tidied if each.id in no_rows)
    assert told == held or (delivery.nil and told < held)


def test_a_large_sheet_arrives_whole(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(workbook({"training": table("training", *[{"country": "FI", "quarter": "2026-Q3"}] * 5_000)}))
    (read,) = read_files([("s1", path)], settings=Settings(home=tmp_path))
    delivery = unpack(read)
    assert (delivery.findings, delivery.records) == ((), 5_000)


def test_texts_made_to_be_slow_are_not(tmp_path: Path) -> None:
    """The accents would take hours to put in order, if they were not left alone."""
    accents = "a" + "\u0301\u0323" * 1_000_000
    nil = Sheet(None, range(1, 20_002), [["partner_type", *["NIL"] * 20_000]])
    slow = Sheet("partners", [1, 2], [["partner_type", "PRV"], [accents, None], ["country", accents]])
    assert unpack(FileRead("s1", "csv", (nil,))).nil == {"partners"}
    assert not unpack(FileRead("s2", "xlsx", (slow,))).country

"""Cells of a workbook: the text that was meant, at its own address."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipeline.receive.shown import number_text
from tests.pipeline.receive.conftest import Read
from tests.pipeline.receive.making import bare_workbook, workbook


def one_cell(read: Read, data: bytes) -> str | None:
    found = read(data)
    assert found.findings == ()
    (sheet,) = found.sheets
    return sheet.columns[0][0] if sheet.height else None


def formatted(value: Any, shape: str, **options: Any) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        book.add_worksheet().write(0, 0, value, book.add_format({"num_format": shape}))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (-3, "-3"),
        (0.1, "0.1"),
        (12.45, "12.45"),
        (0.07, "0.07"),
        (1e15, "1000000000000000"),
        (1e17, "1e+17"),
        (True, "TRUE"),
        (False, "FALSE"),
        (" KNT ", " KNT "),
        ("  ", None),
        ("", None),
        ("=1+1", "0"),  # with the result that the writer stores
    ],
)
def test_a_cell_is_read_as_it_was_meant(read: Read, value: Any, text: str | None) -> None:
    assert one_cell(read, workbook({"training": [[value]]})) == text


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        (date(2026, 7, 1), "yyyy-mm-dd", "2026-07-01"),
        (date(2026, 7, 1), "d mmm", "2026-07-01"),
        (datetime(2026, 7, 1, 10, 30), "yyyy-mm-dd hh:mm", "2026-07-01T10:30:00"),
        (time(10, 30), "hh:mm", "10:30:00"),
        (timedelta(hours=36, minutes=5), "[h]:mm", "36:05:00"),
        (0.07, "0 %", "7%"),
    ],
)
def test_a_number_that_is_shown_as_a_moment_or_a_percentage_is_one(
    read: Read, value: Any, shape: str, text: str
) -> None:
    assert one_cell(read, formatted(value, shape)) == text


def test_a_workbook_that_counts_from_1904_has_the_same_dates(read: Read) -> None:
    assert one_cell(read, formatted(date(2026, 7, 1), "yyyy-mm-dd", date_1904=True)) == "2026-07-01"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c r='A1' t='e'><f>1/0</f><v>#DIV/0!</v></c>", "#DIV/0!"),
        ("<c r='A1'><f>B1+C1</f></c>", "=B1+C1"),
        ("<c r='A1'><f>B1+C1</f><v></v></c>", "=B1+C1"),
        ("<c r='A1'><f>B1+C1</f><v>7</v></c>", "7"),
        ('<c r="A1" t="str"><f>IF(B1="","","x")</f><v></v></c>', None),
        ("<c r='A1' t='str'><f>B1</f><v>KNT</v></c>", "KNT"),
        ("<c r='A1' t='s'><v>0</v></c>", "two runs"),
        ("<c r='A1' t='s'><v>1</v></c>", "line\rbreak"),
        ("<c r='A1' t='inlineStr'><is><t>inline</t></is></c>", "inline"),
        ("<c r='A1' t='b'><v>1</v></c>", "TRUE"),
        ("<c r='A1' t='d'><v>2026-07-01T00:00:00</v></c>", "2026-07-01"),
        ("<c><v>4</v></c>", "4"),
        ("<c r='A1'><v>1E400</v></c>", "1E400"),
        ("<c r='A1'><v>1_000</v></c>", "1_000"),
        ("<c r='A1' s='3'/>", None),
    ],
)
def test_what_the_format_can_write_is_told_apart(read: Read, cell: str, text: str | None) -> None:
    strings = "<si><r><t>two </t></r><r><t>runs</t></r><rPh><t>toon</t></rPh></si><si><t>line_x000D_break</t></si>"
    assert one_cell(read, bare_workbook(f"<row r='1'>{cell}</row>", strings=strings)) == text


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1'><c r='A1' t='s'><v>-1</v></c></row>",
        "<row r='1'><c r='A1' t='s'><v>9</v></c></row>",
        "<row r='1'><c r='A1' t='b'><v>2</v></c></row>",
        "<row r='1'><c r='A1' t='x'><v>2</v></c></row>",
        "<row r='1'><c r='A2'><v>2</v></c></row>",
        "<row r='1'><c r='B1'><v>2</v></c><c r='A1'><v>2</v></c></row>",
        "<row r='1'><c r='A1'><v>2</v></c><c r='A1'><v>3</v></c></row>",
        "<row r='2'><c r='A2'><v>2</v></c></row><row r='2'><c r='A2'><v>3</v></c></row>",
        "<row r='x'/>",
        "<row>",
    ],
)
def test_cells_that_contradict_each_other_are_not_guessed_at(read: Read, rows: str) -> None:
    assert [each.rule for each in read(bare_workbook(rows)).findings] == ["file-unreadable"]


def test_lines_and_columns_keep_their_numbers_around_blank_ones(read: Read) -> None:
    rows = [[], ["", "a"], [], [], [" ", "", "b", ""]]
    (sheet,) = read(workbook({"training": rows})).sheets
    assert sheet.lines == [2, 5]
    assert sheet.columns == [[None, None], ["a", None], [None, "b"]]


def test_every_sheet_is_read_hidden_ones_too(read: Read) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in ("training", "toolkit", "partners"):
            book.add_worksheet(name).write(0, 0, name)
        book.worksheets()[1].hide()
        book.worksheets()[2].very_hidden()
    assert [(each.name, each.columns) for each in read(buffer.getvalue()).sheets] == [
        (name, [[name]]) for name in ("training", "toolkit", "partners")
    ]


def test_a_chart_of_its_own_is_no_sheet_of_rows(read: Read) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("training").write_column(0, 0, ["a", 1, 2])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=training!$A$2:$A$3"})
        book.add_chartsheet("picture").set_chart(chart)
    assert [each.name for each in read(buffer.getvalue()).sheets] == ["training"]


def test_a_character_that_turns_the_reading_direction_is_refused_with_its_cell(read: Read) -> None:
    (finding,) = read(workbook({"training": [["a"], ["b", "x\u202ey"]]})).findings
    assert (finding.rule, finding.address, finding.found) == ("file-encoding", "training!B2", "U+202E")


def test_half_a_character_is_refused(read: Read) -> None:
    cell = "<row r='1'><c r='A1' t='inlineStr'><is><t>_xD800_</t></is></c></row>"
    (finding,) = read(bare_workbook(cell)).findings
    assert (finding.rule, finding.found) == ("file-encoding", "U+D800")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_stays_the_same_number(number: float) -> None:
    assert float(number_text(repr(number))) == number


@given(st.integers(0, 2**53))
def test_a_whole_number_is_written_without_a_point(number: int) -> None:
    assert number_text(f"{number}.0") == number_text(f"{number}") == str(number)

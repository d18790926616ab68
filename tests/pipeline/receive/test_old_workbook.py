"""Cells of a workbook of Excel 97 to 2003: the same text as from a newer one; what could do harm is refused."""

from datetime import date
from struct import pack
from typing import Any

import pytest

from tests.pipeline.receive.conftest import Deliver, Read
from tests.pipeline.receive.making import COVER, table
from tests.pipeline.receive.old_workbooks import (
    DATE,
    DURATION,
    EXCEL_95,
    PERCENT,
    Cell,
    boolean,
    compound,
    formula,
    number,
    old_workbook,
    record,
    records,
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12, "12"),
        (12.5, "12.5"),
        (12.125, "12.1250"),
        (1e17, "1e+17"),
        (" KNT ", " KNT "),
        ("Łódź", "Łódź"),
        ("  ", None),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 7, 1), "2026-07-01"),
        (number(46204.4375, DATE), "2026-07-01T10:30:00"),
        (number(0.4375, DATE), "10:30:00"),
        (number(36 / 24 + 5 / 1440, DURATION), "36:05:00"),
        (number(0.07, PERCENT), "7%"),
        (number(0.125, PERCENT), "12.5%"),
        (boolean(0x07, is_error=1), "#DIV/0!"),
        (boolean(0x2A, is_error=1), "#N/A"),
        (formula(pack("<d", 7)), "7"),
        (formula(b"\x01\0\x01\0\0\0\xff\xff"), "TRUE"),
        (formula(b"\x02\0\x0f\0\0\0\xff\xff"), "#VALUE!"),
        (formula(b"\x03\0\0\0\0\0\xff\xff"), None),
        (Cell(0x27E, pack("<HI", 0, 700 << 2 | 3)), "7"),  # as Excel packs most numbers
        (Cell(0x27E, pack("<HI", PERCENT, 7 << 2 | 3)), "7%"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(read: Read, cell: Any, text: str | None) -> None:
    found = read(old_workbook({"training": [[cell]]}))
    assert (found.kind, found.findings) == ("xls", ())
    (sheet,) = found.sheets
    assert (sheet.columns[0][0] if sheet.height else None) == text


def test_a_workbook_that_counts_from_1904_has_the_same_dates(read: Read) -> None:
    days = (date(2026, 7, 1) - date(1904, 1, 1)).days
    stream = records({"training": [[number(days, DATE)]]}, first=record(0x22, b"\x01\x00"))
    assert read(compound({"Workbook": stream})).sheets[0].columns == [["2026-07-01"]]


def test_lines_and_columns_keep_their_numbers_around_blank_ones(read: Read) -> None:
    rows = [[], [None, "a"], [], [], [" ", None, "b", ""]]
    (sheet,) = read(old_workbook({"training": rows})).sheets
    assert sheet.lines == [2, 5]
    assert sheet.columns == [[None, None], ["a", None], [None, "b"]]


def test_a_large_workbook_is_read_as_a_small_one_is(read: Read) -> None:
    rows = [[f"{line}:{at}" for at in range(20)] for line in range(2_000)]  # its sectors need a table of several
    (sheet,) = read(old_workbook({"training": rows}, SummaryInformation=b"x" * 100)).sheets
    assert [sheet.row(at) for at in range(sheet.height)] == rows


def with_globals(*first: bytes) -> bytes:
    return compound({"Workbook": records({"training": [["a"]]}, first=b"".join(first))})


def link(book: str) -> bytes:
    return record(0x1AE, pack("<HHB", 1, len(book), 0) + book.encode())


UNREADABLE = {
    "a password": (with_globals(record(0x2F, bytes(54))), "file-encrypted", None),
    "an older Excel's": (
        compound({"Workbook": records({"training": [["a"]]}, version=EXCEL_95)}),
        "file-kind-unknown",
        "XLS (Excel 5.0/95)",
    ),
    "macros": (
        compound({"Workbook": records({"training": []})}, storages=["_VBA_PROJECT_CUR"]),
        "file-unsafe",
        "_VBA_PROJECT_CUR",
    ),
    "macros that only the workbook tells of": (with_globals(record(0xD3, b"")), "file-unsafe", "Visual Basic"),
    "macros of Excel 4": (compound({"Workbook": records({"m": []}, kind=1)}), "file-unsafe", "Excel 4.0 macro"),
    "an embedded object": (
        compound({"Workbook": records({"training": []})}, storages=["MBD0012A4F3"]),
        "file-unsafe",
        "MBD0012A4F3",
    ),
    "a link to another file": (with_globals(link("other.xls")), "file-unsafe", "link"),
    "a connection": (with_globals(record(0x876, b"")), "file-unsafe", "connection"),
    "no workbook": (compound({"Workbook": b"x" * 5_000}), "file-unreadable", None),
    "no sheet": (compound({"Workbook": records({})}), "file-unreadable", None),
    "half a stream": (compound({"Workbook": records({"training": [["a"]]})[:-20]}), "file-unreadable", None),
    "half a file": (old_workbook({"training": [["a"] * 99] * 99})[:9_000], "file-unreadable", None),
    "one sheet under two names": (
        compound({"Workbook": records({"a": [["x"]], "b": []}, places=[200, 200])}),
        "file-unreadable",
        None,
    ),
    "a style that it has not": (old_workbook({"training": [[number(1, 77)]]}), "file-unreadable", None),
    "a text that turns": (old_workbook({"training": [["x\u202ey"]]}), "file-encoding", "U+202E"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_taken_in_gets_one_finding(read: Read, case: str) -> None:
    data, rule, found = UNREADABLE[case]
    (finding,) = read(data).findings
    assert (finding.rule, finding.found) == (rule, found)


def test_links_within_the_workbook_and_to_functions_do_no_harm(read: Read) -> None:
    data = with_globals(*(record(0x1AE, pack("<HH", 1, whose)) for whose in (0x0401, 0x3A01)), link("\x00"))
    assert read(data).findings == ()


def test_cells_far_apart_are_too_many(read: Read) -> None:
    (finding,) = read(old_workbook({"training": [[*[None] * 255, 1]] * 8_000})).findings
    assert (finding.rule, finding.found) == ("file-too-large", "7813 × 256")


def test_a_whole_submission_goes_through_the_reading_process(delivered: Deliver) -> None:
    rows = table("toolkit", {"last_review": date(2026, 7, 1), "effect_size": 0.25, "sms_level": 3})
    delivery = delivered(old_workbook({"submission": COVER, "toolkit": rows}))
    assert (delivery.kind, delivery.findings, delivery.records) == ("xls", (), 1)
    assert (delivery.country, delivery.quarter, delivery.agency) == ("FI", "2026-Q3", "NBI")
    (row,) = delivery.parts["toolkit"].to_dicts()
    assert (row["last_review"], row["effect_size"], row["sms_level"]) == ("2026-07-01", "0.25", "3")

"""Their own workbook back: findings marked at their cells, nothing else touched, and accepted once these are right."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from data_contracts import LANGUAGES
from pipeline.answer.marking import AUTHOR
from pipeline.door import Answer, check, load_settings, marked_workbook
from pipeline.settings import Settings
from tests.files import csv_file, workbook
from tests.pipeline.receive.opendocuments import opendocument
from tests.rows import RIGHT

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WRONG = ("campaigns", [{"clicks": "many"}, {"campaign": "b", "engaged": ""}, {"campaign": "c"}])
MEASURES = ("impressions", "clicks", "engaged", "spend_eur")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(tmp_path_factory.mktemp("home"))


def ask(settings: Settings, data: bytes) -> Answer:
    return check(settings, data, "file", now=NOW)


def marked(settings: Settings, data: bytes, *, language: str = "en") -> Any:
    made = marked_workbook(settings, data, ask(settings, data), name="q3", language=language)
    assert made is not None
    return load_workbook(BytesIO(made))


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cells(book: Workbook) -> dict[tuple[str, str], Any]:
    """Every cell that holds anything, of all sheets but the one that lists the findings."""
    sheets = [sheet for sheet in book.worksheets if sheet.title != "Findings"]
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.data_type, cell.number_format)
        for sheet in sheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def places(answer: Answer) -> list[tuple[str, str]]:
    return sorted((each.rule, each.address) for each in answer.findings)


def test_a_finding_is_marked_at_its_cell_with_its_sentence_and_the_way_out(settings: Settings) -> None:
    sheet = marked(settings, workbook(WRONG))["campaigns"]
    assert sheet["D2"].fill.fgColor.rgb.endswith("F8B4AB")
    assert "many" in sheet["D2"].comment.text
    assert sheet["E3"].comment.author == AUTHOR
    assert sheet["C2"].comment is None
    assert sheet["C2"].fill.fill_type is None


def test_the_findings_are_listed_with_links_to_their_cells(settings: Settings) -> None:
    data = workbook(WRONG)
    book = marked(settings, data)
    sheet = book["Findings"]
    count = len(ask(settings, data).findings)
    links = {row[1].value: row[1].hyperlink for row in sheet.iter_rows(min_row=4, max_row=3 + count)}
    assert book.active.title == "Findings"
    assert sheet.cell(4 + count, 3).value is None
    assert links["campaigns!D2"].location == "'campaigns'!D2"
    assert links["collection Training"] is None
    assert [each.title for each in book.worksheets if each.sheet_view.tabSelected] in ([], ["Findings"])


@pytest.mark.parametrize("make", [workbook, csv_file])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_marked_file_sent_back_has_the_same_findings_and_no_others(
    settings: Settings, make: Any, language: str
) -> None:
    data = make(WRONG, ("training", [{"useful": "99"}]))
    before = ask(settings, data)
    made = marked_workbook(settings, data, before, language=language)
    assert made is not None
    after = ask(settings, made)
    assert [rule for rule, _ in places(after)] == [rule for rule, _ in places(before)]
    again = marked(settings, made)
    twice = [cell.comment.text for row in again.worksheets[1].iter_rows() for cell in row if cell.comment]
    assert all(text.count(AUTHOR) == 1 for text in twice)


def test_the_sheets_of_another_program_are_marked_whatever_their_names(settings: Settings) -> None:
    odd = "Plan [2026]: what? " * 3
    cover = [["field", "value"], ["country", "NL"], ["quarter", "2026-Q3"]]
    data = opendocument({"submission": cover, "partners": [["partner_type", "active"], ["PRV", "many"]], odd: [["x"]]})
    book = marked(settings, data)
    assert "many" in book["partners"]["B2"].comment.text
    (link,) = [row[1].hyperlink for row in book["Findings"].iter_rows() if row[1].value == odd]
    assert link.location.strip("'!A1") in book.sheetnames


@trials(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    wrong=st.lists(st.sampled_from(MEASURES), min_size=4, max_size=4),
    texts=st.lists(st.sampled_from(["many", "-", "=1+", "x" * 300, "ÅÄÖ\nł", "'12"]), min_size=4, max_size=4),
    comment=st.sampled_from(["", "=HYPERLINK", "+1", "plain"]),
)
@pytest.mark.parametrize("make", [workbook, csv_file])
def test_correcting_the_marked_cells_is_enough_and_all_others_are_as_they_were(
    settings: Settings, make: Any, wrong: list[str], texts: list[str], comment: str
) -> None:
    rows = [
        {"campaign": f"c{line}", "comment": comment, column: text}
        for line, (column, text) in enumerate(zip(wrong, texts, strict=True))
    ]
    data = make(("campaigns", rows))
    book = marked(settings, data)
    mine = book.worksheets[-1]
    if make is workbook:
        assert cells(book) == cells(load_workbook(BytesIO(data)))
    header = [cell.value for cell in mine[1]]
    for row in mine.iter_rows(min_row=2):
        for cell in row:
            if cell.comment:
                cell.value = float(RIGHT["campaigns"][header[cell.column - 1]])
    assert ask(settings, saved(book)).verdict == "accepted"


def test_formulas_formats_and_the_senders_own_comments_are_kept(settings: Settings) -> None:
    book = load_workbook(BytesIO(workbook(WRONG)))
    sheet = book["campaigns"]
    sheet["C3"] = "=500+500"
    sheet["F3"].number_format = "0.00"
    sheet["D2"].comment = Comment("ask Anna", "Anna")
    sheet["A2"] = "=not a formula"
    sheet["A2"].data_type = "s"
    after = marked(settings, saved(book))["campaigns"]
    assert (after["C3"].value, after["C3"].data_type) == ("=500+500", "f")
    assert after["F3"].number_format == "0.00"
    assert after["D2"].comment.text.startswith("ask Anna\n")
    assert (after["A2"].value, after["A2"].data_type) == ("=not a formula", "s")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+5", "=cmd|' /C calc'!A0"])
def test_no_text_of_theirs_becomes_a_formula(settings: Settings, text: str) -> None:
    book = marked(settings, csv_file(("campaigns", [{"campaign": text, "clicks": text}])))
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert found == []
    assert f"'{text}" in [row[3].value for row in book["Findings"].iter_rows(min_row=4)]


def test_a_line_of_a_text_file_keeps_its_address(settings: Settings) -> None:
    data = b"\n\n" + csv_file(WRONG)
    (first, *_) = [each for each in ask(settings, data).findings if each.rule == "not-a-number"]
    assert marked(settings, data)["Records"][first.address].value == "many"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 torn"])
def test_a_file_that_cannot_be_read_gives_no_workbook(settings: Settings, data: bytes) -> None:
    assert marked_workbook(settings, data, ask(settings, data)) is None


def test_a_marking_that_outgrows_its_limits_gives_no_workbook(tmp_path: Path, settings: Settings) -> None:
    data = workbook(("campaigns", [{"campaign": f"c{line}", "clicks": ""} for line in range(4_000)]))
    answer = ask(settings, data)
    narrow = replace(settings)
    object.__setattr__(narrow, "reader_memory_mb", 40)  # less than may be set
    assert marked_workbook(narrow, data, answer) is None
    assert marked_workbook(settings, data, answer) is not None


def test_bytes_that_the_reader_refuses_are_not_opened_whatever_the_answer_says(settings: Settings) -> None:
    answer = ask(settings, workbook(WRONG))
    assert marked_workbook(settings, b"PK\x03\x04 another file", answer) is None

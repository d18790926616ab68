"""A file of any kind comes back as a workbook: its rows where they were, its findings at their cells, no formula."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.door import check, load_settings, marked_workbook
from pipeline.settings import Settings
from tests.pipeline.receive.making import COVER, WHOSE, Rows, table, text
from tests.pipeline.receive.observing import long_form, wide_form
from tests.pipeline.receive.old_workbooks import old_workbook
from tests.pipeline.receive.opendocuments import opendocument

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WRONG = {"topic": "=1+1", "participants": "@SUM(A1)", "comment": "zażółć gęślą jaźń"}


def sheets() -> dict[str, Rows]:
    return {"submission": COVER, "training": table("training", WRONG, {"activity": "b"})}


def lines() -> Rows:
    header, *rows = table("training", WHOSE | WRONG, WHOSE | {"activity": "b"})
    return [["Płeć" if name == "sex" else name for name in header], *rows]


KINDS = {
    "xls": lambda: old_workbook(sheets()),
    "ods": lambda: opendocument(sheets()),
    "tabs in UTF-16": lambda: text(lines(), delimiter="\t").decode().encode("utf-16"),
    "Windows-1250": lambda: text(lines()).decode().encode("cp1250"),
    "SDMX-CSV, long": lambda: text(long_form({"training": [WRONG, {"activity": "b"}]})),
    "SDMX-CSV, wide": lambda: text(wide_form({"training": [WRONG, {"activity": "b"}]})),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("kind", KINDS)
def test_any_kind_comes_back_marked_and_can_be_sent_as_it_is(settings: Settings, kind: str) -> None:
    data = KINDS[kind]()
    answer = check(settings, data, "q3", now=NOW)
    made = marked_workbook(settings, data, answer, name="q3", language="pl")
    assert made is not None
    book = load_workbook(BytesIO(made))
    assert formulas(book) == []
    assert {each.rule for each in answer.findings} >= {"unknown-code", "not-a-number"}
    for finding in answer.findings:
        if finding.line and finding.letter and finding.found:
            cell = book[finding.sheet or "Rekordy"][f"{finding.letter}{finding.line}"]
            assert cell.value == finding.found
            assert finding.says("pl") in cell.comment.text
    again = check(settings, made, "q3.xlsx", now=NOW)
    assert sorted(each.rule for each in again.findings) == sorted(each.rule for each in answer.findings)


def formulas(book: Any) -> list[str]:
    return [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_text_in_a_code_page_comes_back_in_its_letters(settings: Settings) -> None:
    data = KINDS["Windows-1250"]()
    made = marked_workbook(settings, data, check(settings, data, "q3", now=NOW), language="pl")
    assert made is not None
    shown = [cell.value for row in load_workbook(BytesIO(made))["Rekordy"].iter_rows() for cell in row]
    assert {"Płeć", "zażółć gęślą jaźń"} <= set(shown)


def test_each_finding_links_to_the_page_of_its_rule_below_the_list(settings: Settings) -> None:
    data = text(lines())
    made = marked_workbook(settings, data, check(settings, data, "q3", now=NOW), language="sv")
    assert made is not None
    sheet = load_workbook(BytesIO(made))["Anmärkningar"]
    links = {row[6].value: row[6].hyperlink.location for row in sheet.iter_rows(min_row=4) if row[6].hyperlink}
    assert {"unknown-code", "not-a-number", "collection-not-in-file"} <= set(links)
    for rule, location in links.items():
        assert sheet[location.rpartition("!")[2]].value == rule
    words = [cell.value for row in sheet.iter_rows() for cell in row]
    assert {"Reglerna förklarade", "Varför regeln finns", "± 30"} <= set(words)

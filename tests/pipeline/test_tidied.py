"""Whatever is read as meant rather than as written stands in the answer, and nothing else does."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_contracts.codes import load_codes
from pipeline import door
from pipeline.judgement import Answer
from pipeline.words import tell
from tests.files import csv_file, workbook

NOW = datetime(2026, 10, 12, tzinfo=UTC)


def checked(home: Path, data: bytes) -> Answer:
    return door.check(door.load_settings(home), data, "file", now=NOW)


def training(home: Path, **change: Any) -> Answer:
    return checked(home, csv_file(("training", [change])))


def told(answer: Answer) -> list[tuple[str, str, str]]:
    return [(each.id, each.before, each.after) for each in answer.tidied]


def test_a_file_written_as_the_contract_writes_it_is_read_as_it_stands(tmp_path: Path) -> None:
    for data in (csv_file(("training", [{}])), workbook(("training", [{}]), ("toolkit", []))):
        answer = checked(tmp_path, data)
        assert answer.is_accepted
        assert answer.tidied == ()


@pytest.mark.parametrize(
    ("column", "cell", "record", "after"),
    [
        ("score_pre", "45,5", "decimal-comma", "45.5"),
        ("participants", "1 000", "digit-groups", "1000"),
        ("participants", "1\u00a0000", "digit-groups", "1000"),
        ("participants", "12\u202f345\u202f678", "digit-groups", "12345678"),
        ("participants", "1\u2009000", "digit-groups", "1000"),
        ("participants", "1\u2007000", "digit-groups", "1000"),
        ("participants_status", "e", "status-name", "E"),
        ("hours", "1 234,5", "digit-groups", "1234.5"),
        ("score_pre", "72 %", "percent-score", "72.0"),
        ("score_pre", load_codes("obs_status")["M"]["fr"], "status-name", "M"),
        ("sex", "kobieta", "code-name", "F"),
        ("sex", "f", "code-name", "F"),
        ("score_pre", "l", "status-name", "L"),
        ("participants", "  7 ", "outer-spaces", "7"),
    ],
)
def test_a_cell_read_as_meant_is_listed_with_its_text(
    tmp_path: Path, column: str, cell: str, record: str, after: str
) -> None:
    assert (record, cell, after) in told(training(tmp_path, **{column: cell}))


def test_a_share_where_things_are_counted_is_asked_about(tmp_path: Path) -> None:
    (found,) = (each for each in training(tmp_path, participants="7 %").findings if each.blocks)
    assert (found.rule, found.found) == ("percent-cell", "7 %")


def test_a_cell_shown_as_a_percentage_is_read_as_it_is_shown(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(("training", [{}]))))
    places = {cell.value: cell for cell in book["training"][1]}
    for column, value, shown in (("score_pre", 0.455, "0.0%"), ("participants", 0.07, "0%"), ("hours", 7, '0"%"')):
        cell = book["training"].cell(2, places[column].column, value)
        cell.number_format = shown
    target = BytesIO()
    book.save(target)
    answer = checked(tmp_path, target.getvalue())
    assert told(answer) == [("percent-score", "45.5%", "45.5")]
    assert [(each.rule, each.found) for each in answer.findings if each.blocks] == [("percent-cell", "7%")]


@pytest.mark.parametrize("minus", "−–‐‑")
def test_a_printed_minus_is_listed(tmp_path: Path, minus: str) -> None:
    answer = checked(tmp_path, csv_file(("toolkit", [{"effect_size": f"{minus}0.25"}])))
    assert told(answer) == [("minus-sign", f"{minus}0.25", "-0.25")]


def test_a_cell_that_was_not_understood_is_a_finding_and_not_listed(tmp_path: Path) -> None:
    answer = training(tmp_path, participants="some", sex="X", participants_status="E")
    assert {each.rule for each in answer.findings if each.blocks} == {"not-a-number", "unknown-code"}
    assert answer.tidied == ()


def test_names_of_columns_and_the_country_and_quarter_are_listed(tmp_path: Path) -> None:
    data = csv_file(("training", [{}]), country="Netherlands", quarter="III kw. 2026")
    data = data.replace(b",sex,", ",Płeć,".encode())
    assert told(checked(tmp_path, data)) == [
        ("country-name", "Netherlands", "NL"),
        ("quarter-name", "III kw. 2026", "2026-Q3"),
        ("column-name", "Płeć", "sex"),
    ]


def test_the_same_way_of_writing_is_one_record_with_its_first_place(tmp_path: Path) -> None:
    rows = [{"activity": "a", "score_pre": "45,5", "score_post": "60,5"}, {"activity": "b", "score_pre": "45,7"}]
    (record,) = checked(tmp_path, workbook(("training", rows))).tidied
    assert (record.id, record.count, record.before) == ("decimal-comma", 3, "45,5")
    assert record.address.startswith("training!")


def test_the_list_stands_in_the_json_and_in_the_command_s_words(tmp_path: Path) -> None:
    answer = training(tmp_path, score_pre="45,5")
    (record,) = answer.as_dict("sv")["tidied"]
    assert record["says"].startswith("Ett komma lästes som decimaltecken: ”45,5” är 45.5.")
    assert tell(answer, "file", "sv").endswith(f"Läst så som det var menat, inte som det skrevs:\n  {record['says']}")

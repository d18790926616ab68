"""A template asks for what is owed, shows what was sent before, and comes back without fault when filled in rightly."""

import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from data_contracts import LANGUAGES
from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS
from data_contracts.findings import Finding
from data_contracts.labels import collection_label, column_label
from pipeline import door
from pipeline.cli import main
from pipeline.door import Answer, check, submit
from pipeline.settings import Settings
from pipeline.stages import run
from pipeline.template.words import load_texts
from pipeline.templates import NoTemplateError, template
from tests.files import workbook
from tests.pipeline.template.filling import fill, read_back, right_rows

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
IN_2027 = datetime(2027, 1, 20, 12, tzinfo=UTC)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation to which Poland has sent its second quarter."""
    found = Settings(home=tmp_path_factory.mktemp("served"))
    rows = [{"partner_type": "PRV", "active": "30"}, {"partner_type": "ACA", "active": "7", "active_status": "P"}]
    data = workbook(("partners", rows), ("toolkit", [{"tool": "=1+1"}]), country="PL", quarter="2026-Q2")
    assert submit(found, data, "q2.xlsx", sender="test", now=NOW).answer.is_accepted
    run(found, now=NOW)
    return found


def book_of(where: Settings, country: str = "PL", quarter: str = "2026-Q3", language: str = "en") -> Workbook:
    now = IN_2027 if quarter == "2026-Q4" else NOW
    return load_workbook(
        BytesIO(template(where, country=country, quarter=quarter, language=language, now=now, former=True))
    )


def blocking(answer: Answer) -> list[Finding]:
    """Without what is asked of values that are right each by itself: figures made by chance are unlikely together."""
    return [each for each in answer.findings if each.severity != "WARNING"]


@given(data=st.data(), language=st.sampled_from(LANGUAGES))
@settings(
    max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_template_filled_with_right_values_comes_back_as_they_are(
    served: Settings, tmp_path: Path, data: st.DataObject, language: str
) -> None:
    empty = template(served, country="PL", quarter="2026-Q4", language=language, now=IN_2027, former=True)
    rows = {each: data.draw(right_rows(each, country="PL"), label=each) for each in COLLECTIONS}
    path = tmp_path / "filled.xlsx"
    path.write_bytes(fill(empty, rows, language=language))
    answer = check(served, path.read_bytes(), path.name, now=IN_2027)
    assert blocking(answer) == []
    assert (answer.country, answer.quarter) == ("PL", "2026-Q4")
    assert read_back(path, served) == rows


@pytest.mark.office
@settings(
    max_examples=1,
    deadline=None,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_filled_template_saved_by_libreoffice_comes_back_as_it_was(
    served: Settings, tmp_path: Path, data: st.DataObject
) -> None:
    empty = template(served, country="PL", quarter="2026-Q4", language="pl", now=IN_2027, former=True)
    rows = {each: data.draw(right_rows(each, country="PL"), label=each) for each in COLLECTIONS}
    ours, theirs = tmp_path / "ours.xlsx", tmp_path / "saved" / "ours.ods"
    ours.write_bytes(fill(empty, rows, language="pl"))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", "--headless", profile, "--convert-to", "ods:calc8", "--outdir"]
    subprocess.run([*command, theirs.parent, ours], check=True, capture_output=True, timeout=180)
    assert blocking(check(served, theirs.read_bytes(), theirs.name, now=IN_2027)) == []
    assert read_back(theirs, served) == rows


@every_language
def test_only_what_is_owed_is_asked_for(home: Settings, language: str) -> None:
    malta = book_of(home, "MT", language=language).sheetnames
    assert malta[2:-1] == [
        collection_label(each, language) for each in COLLECTIONS if each not in ("exit_support", "definitions")
    ]
    assert collection_label("definitions", language) in book_of(home, "PL", "2026-Q4", language).sheetnames


def test_what_was_sent_last_is_prepared_with_its_figures_in_grey(served: Settings) -> None:
    sheet = book_of(served, language="pl")["Partnerzy"]
    header = [cell.value for cell in sheet[1]]
    label = column_label("partners", "active", "pl")
    assert header[1:3] == [label, f"{label} Status"]  # one of them was marked as provisional
    before = header.index(f"« 2026-Q2 {label}") + 1
    names = [load_codes("partner_type")[code]["pl"] for code in ("PRV", "ACA")]
    assert [sheet.cell(line, 1).value for line in (2, 3, 4)] == [*names, None]
    assert [sheet.cell(line, before).value for line in (2, 3)] == [30, 7]
    assert not sheet.cell(2, 2).protection.locked
    assert sheet.cell(2, before).protection.locked


def test_what_anyone_may_ask_for_shows_nothing_of_what_was_sent(served: Settings) -> None:
    data = door.template(served, country="PL", quarter="2026-Q3", language="en", now=NOW)
    sheet = load_workbook(BytesIO(data))["Partners"]
    assert sheet["A2"].value is None
    assert [cell.value for cell in sheet[1] if str(cell.value).startswith("«")] == []
    assert "Status" not in str(sheet["C1"].value)


def test_a_text_that_was_sent_never_becomes_a_formula(served: Settings) -> None:
    cell = book_of(served)["Toolkit"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_prepared_row_left_blank_is_owed_and_one_cleared_is_not(served: Settings) -> None:
    book = book_of(served)
    sheet = book["Partners"]
    for column, value in enumerate([0, None, 0, 0], start=2):
        sheet.cell(2, column).value = value
    for name in book.sheetnames[2:-1]:
        if name != "Partners":
            book[name]["A2"].value = "NIL"
    left = check(served, _saved(book), "q3.xlsx", now=NOW).findings
    assert {each.rule for each in left} == {"blank-cell"}
    assert {each.line for each in left} == {3}
    sheet["A3"].value = None
    answer = check(served, _saved(book), "q3.xlsx", now=NOW)
    assert (answer.findings, answer.collections) == ((), {"partners": 1})


def test_a_country_that_sent_nothing_finds_empty_rows_and_lists(home: Settings) -> None:
    sheet = book_of(home, "NL")["Training"]
    assert sheet["A2"].value is None
    assert not sheet["A13"].protection.locked
    assert any(each.type == "list" and "B13" in each.cells for each in sheet.data_validations.dataValidation)


def test_no_drop_down_or_warning_stops_what_is_pasted(served: Settings) -> None:
    rules = [rule for sheet in book_of(served) for rule in sheet.data_validations.dataValidation]
    assert rules
    assert {rule.errorStyle for rule in rules} == {"warning"}


def test_a_template_says_which_contracts_it_was_made_from(home: Settings) -> None:
    said = {each.name: each.value for each in book_of(home, "SE", language="sv").custom_doc_props.props}
    assert said["country"] == "SE"
    assert said["quarter"] == "2026-Q3"
    assert said["language"] == "sv"
    assert said["contract.training"].count(".") == 2


@pytest.mark.parametrize(
    ("country", "quarter", "rule"),
    [
        ("NO", "2026-Q3", "country-not-member"),
        ("PL", "2026-Q4", "quarter-not-open"),
        ("Atlantis", "2026-Q3", "country-unknown"),
        ("PL", "autumn", "quarter-unreadable"),
    ],
)
def test_where_nothing_is_owed_there_is_no_template(home: Settings, country: str, quarter: str, rule: str) -> None:
    with pytest.raises(NoTemplateError) as refused:
        template(home, country=country, quarter=quarter, language="en", now=NOW)
    assert refused.value.finding.rule == rule


def test_the_command_writes_the_template_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "q3.xlsx"
    asked = ["--home", str(tmp_path / "home"), "template", "Polska", "III kw. 2026", "-o", str(target)]
    assert main([*asked, "--lang", "pl"]) == 0
    assert "Instrukcja" in load_workbook(target).sheetnames
    assert "Wypełnij go" in capsys.readouterr().out
    assert main(["--home", str(tmp_path / "home"), "template", "NO", "2026-Q3", "-o", str(target)]) == 1
    assert "was not a member" in capsys.readouterr().err


@every_language
def test_every_text_of_a_template_is_there_and_fills_in_the_same(language: str) -> None:
    english, texts = load_texts("en"), load_texts(language)
    assert {key: text.count("{") for key, text in texts.items()} == {
        key: text.count("{") for key, text in english.items()
    }
    # What a spreadsheet cuts off, or refuses to open.
    assert all(len(text) <= (32 if key == "warn-title" else 255) for key, text in texts.items() if key[:4] == "warn")


def _saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()

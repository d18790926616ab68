"""The command as it is typed: exit codes, plain words with cell addresses, nothing stored by a check."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts.rules import load_rules
from pipeline.cli import main
from pipeline.door import check, history, load_settings, submit
from pipeline.journal import lines
from pipeline.settings import Settings
from tests.editions import published
from tests.files import csv_file, workbook

CAMPAIGN = ("campaigns", [{}])
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def written(folder: Path, data: bytes, name: str = "q3.csv") -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def test_a_clean_file_ends_with_0_and_stores_nothing(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["--home", str(home), "check", written(tmp_path, csv_file(CAMPAIGN))]) == 0
    assert "nothing blocks it" in capsys.readouterr().out
    assert not home.exists()


def test_a_finding_is_told_with_its_cell_and_ends_with_1(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = written(tmp_path, workbook(("campaigns", [{"clicks": "many"}])), "q3.xlsx")
    assert main(["--home", str(home), "check", path]) == 1
    out = capsys.readouterr().out
    assert "campaigns!D2" in out
    assert "many" in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", b"\x00\x01"]
)
def test_what_cannot_be_read_ends_with_2_in_a_sentence(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture, data: bytes
) -> None:
    assert main(["--home", str(home), "check", written(tmp_path, data, "figures.xlsx")]) == 2
    told = capsys.readouterr()
    assert "could not be read" in told.out
    assert "Traceback" not in told.out + told.err


def test_a_file_that_is_not_there_ends_with_2(home: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["--home", str(home), "check", "nowhere.xlsx"]) == 2
    assert "nowhere.xlsx" in capsys.readouterr().err


def test_the_answer_comes_in_the_language_that_was_asked_for(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = written(tmp_path, csv_file(("campaigns", [{"clicks": "many"}])))
    told = []
    for language in ("en", "fr", "pl", "sv"):
        assert main(["--home", str(home), "--lang", language, "check", path]) == 1
        told.append(capsys.readouterr().out)
    assert len(set(told)) == 4
    assert main(["--home", str(home), "check", path, "--lang", "sv"]) == 1
    assert capsys.readouterr().out == told[-1]


def test_check_and_submit_give_the_same_findings_as_json(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = written(tmp_path, csv_file(("campaigns", [{"clicks": "many"}])))
    assert main(["--home", str(home), "check", "--json", path]) == 1
    checked = json.loads(capsys.readouterr().out)
    assert main(["--home", str(home), "submit", "--json", path]) == 1
    assert json.loads(capsys.readouterr().out)["answer"] == checked


def test_submit_run_and_edition_lead_to_a_figure(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["--home", str(home), "submit", written(tmp_path, csv_file(CAMPAIGN))]) == 0
    assert "SHA-256" in capsys.readouterr().out
    assert main(["--home", str(home), "edition"]) == 1
    assert main(["--home", str(home), "run"]) == 0
    capsys.readouterr()
    assert main(["--home", str(home), "edition"]) == 0
    assert Path(capsys.readouterr().out.strip()).is_file()
    assert main(["--home", str(home), "edition", "--country", "nl"]) == 0
    assert "/members/" in capsys.readouterr().out
    shown = published(Settings(home=home), "indicators").filter(indicator="CAM_02", country="NL", dimension="_T")
    assert shown["value"].to_list() == [10.0]


def test_an_unreadable_file_that_is_submitted_stays_in_the_archive(home: Path, tmp_path: Path) -> None:
    assert main(["--home", str(home), "submit", written(tmp_path, b"%PDF-1.7", "report.xlsx")]) == 2
    (kept,) = (path for path in Settings(home=home).archive.rglob("*") if path.is_file())
    assert kept.read_bytes() == b"%PDF-1.7"


def test_a_file_sent_twice_gets_the_first_receipt(home: Path) -> None:
    settings = load_settings(home)
    first = submit(settings, csv_file(CAMPAIGN), "a.csv", sender="page", now=NOW)
    second = submit(settings, csv_file(CAMPAIGN), "b.csv", sender="page", now=datetime(2026, 11, 21, tzinfo=UTC))
    assert (first.already_received, second.already_received) == (False, True)
    assert (second.submission, second.received_at, second.file_name) == (first.submission, NOW, "a.csv")


def test_history_is_newest_first_and_tells_the_state(home: Path) -> None:
    settings = load_settings(home)
    submit(settings, csv_file(CAMPAIGN), "a.csv", sender="page", now=NOW)
    submit(settings, csv_file(CAMPAIGN, country="PL"), "b.csv", sender="page", now=datetime(2026, 11, 21, tzinfo=UTC))
    assert [each["file_name"] for each in history(settings)] == ["b.csv", "a.csv"]
    assert [each["state"] for each in history(settings, country="NL")] == ["checked"]
    assert main(["--home", str(home), "run"]) == 0
    assert [each["state"] for each in history(settings, country="NL")] == ["published"]


def test_a_check_tells_what_the_page_needs(home: Path) -> None:
    answer = check(load_settings(home), csv_file(CAMPAIGN, ("partners", [])), "q3.csv", now=NOW)
    assert (answer.country, answer.quarter, answer.verdict) == ("NL", "2026-Q3", "accepted")
    assert (answer.collections, answer.nil) == ({"campaigns": 1}, ("partners",))
    assert {each["rule"] for each in answer.as_dict("sv")["findings"]} == {"collection-not-in-file"}


def test_three_decimals_are_asked_about_in_a_text_and_taken_from_a_number_cell(home: Path) -> None:
    change = ("campaigns", [{"spend_eur": "12.125"}])
    text = check(load_settings(home), csv_file(change), "q3.csv", now=NOW)
    assert "ambiguous-number" in {each.rule for each in text.findings}
    assert check(load_settings(home), workbook(change), "q3.xlsx", now=NOW).is_accepted


def test_a_column_that_is_missing_is_told_once_and_not_again_for_each_of_its_cells(home: Path) -> None:
    rows = b"country,quarter,campaign,platform,impressions,clicks,engaged\nNL,2026-Q3,a,s,9,1,0\nNL,2026-Q3,b,s,9,1,0\n"
    answer = check(load_settings(home), rows, "q3.csv", now=NOW)
    assert [(each.rule, each.column) for each in answer.findings if each.blocks] == [("column-missing", "spend_eur")]


def test_a_fault_of_ours_is_a_sentence_and_its_details_are_kept_for_the_operator(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    settings = Settings(home=home)
    assert main(["--home", str(home), "submit", written(tmp_path, csv_file(CAMPAIGN))]) == 0
    (kept,) = (path for path in settings.archive.rglob("*") if path.is_file())
    kept.unlink()
    assert main(["--home", str(home), "run"]) == 70
    told = capsys.readouterr().err
    assert "No such file or directory" in told
    assert "Traceback" not in told
    assert str(settings.logs / "events.jsonl") in told
    (fault,) = (each for each in lines(settings) if each["event"] == "command-failed")
    assert (fault["command"], fault["error"], fault["errno"]) == ("run", "FileNotFoundError", "ENOENT")
    assert fault["trace"][-1].startswith("pipeline.receive.")


def test_a_rule_is_explained_in_the_language_that_was_asked_for(capsys: pytest.CaptureFixture) -> None:
    assert main(["rule", "stock-continuity", "--lang", "pl"]) == 0
    told = capsys.readouterr().out
    assert "Po co jest ta reguła" in told
    assert "[15]" in told
    assert main(["rule"]) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith(" ")} == set(
        load_rules()
    )
    assert main(["rule", "stock-continuty"]) == 64
    assert "stock-continuity?" in capsys.readouterr().err


def test_a_finding_without_a_cell_names_the_collection_or_the_file(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    main(["--home", str(home), "check", written(tmp_path, csv_file(("training", [{}]), ("toolkit", [])))])
    told = capsys.readouterr().out
    assert "note · the whole file" in told
    main(["--home", str(home), "check", written(tmp_path, b"%PDF-1.7")])
    assert "blocks · the whole file" in capsys.readouterr().out


def test_the_answer_comes_as_a_page_and_as_their_workbook(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = written(tmp_path, csv_file(("campaigns", [{"clicks": "many"}])))
    page, marked = tmp_path / "answer.html", tmp_path / "marked.xlsx"
    assert main(["--home", str(home), "check", path, "--json", "--html", str(page), "--marked", str(marked)]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["verdict"] == "returned"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert marked.read_bytes().startswith(b"PK")
    assert str(marked) in told.err
    assert main(["--home", str(home), "check", path, path, "--html", str(page)]) == 64


def test_a_setting_that_cannot_be_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COP_THRESHOLD", "99")
    assert main(["history"]) == 78
    assert capsys.readouterr().err == "COP_THRESHOLD=99: not a whole number from 3 to 10\n"

"""A steward checks a file, which stores nothing, submits it, and keeps a receipt."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline import door, stages
from pipeline.settings import Settings
from tests.dashboard.pages import press, seen, sent, visit
from tests.files import csv_file
from tests.rows import RIGHT

GOOD = {"country": "NL", "quarter": "2025-Q1", **RIGHT["interventions"]}


def test_checking_a_file_stores_nothing(home: Path) -> None:
    words = seen(_check(GOOD))
    assert "checking stores nothing" in words
    assert "Ready to submit" in words
    assert "Netherlands, Q1 2025" in words
    assert "Interventions: 1 row" in words
    assert "None in this session yet." in words
    assert _archived(home) == []


def test_a_finding_says_where_what_and_how_to_put_it_right(home: Path) -> None:
    app = _check(GOOD | {"reached": "41"})
    words = seen(app)
    assert "1 finding stands in the way." in words
    for part in ("blocker", "K2", "More persons were reached (41) than invited.", "Correct “Persons reached”"):
        assert part in words
    assert 'href="methods?part=rules&amp;rule=reached-within-invited"' in "".join(each.value for each in app.html)
    assert press(app, "Submit").disabled
    assert _archived(home) == []


def test_what_was_read_as_meant_stands_under_the_findings(home: Path) -> None:
    words = seen(_check(GOOD | {"sex": "female"}))
    assert "Read as meant" in words
    assert "Codes were known by a name or another spelling: “female” is F." in words


def test_a_file_that_cannot_be_kept_is_told_so_and_may_be_submitted_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COP_FREE_MB", "999999999")
    app = _check(GOOD)
    press(app, "Submit").click().run()
    assert not app.exception
    assert "Your file was not accepted." in seen(app)
    assert _archived(home) == []
    monkeypatch.delenv("COP_FREE_MB")
    press(app.run(), "Submit").click().run()
    assert "The file is archived." in seen(app)


def test_a_submitted_file_gets_a_receipt_and_stands_in_the_history(home: Path) -> None:
    app = _check(GOOD)
    press(app, "Submit").click().run()
    words = seen(app)
    assert not app.exception
    assert "The file is archived." in words
    assert "SHA-256" in words
    assert "Submit" not in [each.label for each in app.button]
    assert "steward.csv" in words
    assert [each.label for each in app.download_button] == [
        "Download your file with the findings marked (XLSX)",
        "Download the answer as a page (HTML)",
        "Download all findings (CSV)",
        "Download the receipt (JSON)",
        "Download the receipt (PDF)",
        "Download the workbook (XLSX)",
        "Download the receipt (JSON)",
        "Download the receipt (PDF)",
    ]
    assert len(_archived(home)) == 1


def test_the_same_file_sent_twice_is_received_once(home: Path) -> None:
    press(_check(GOOD), "Submit").click().run()
    again = _check(GOOD)
    press(again, "Submit").click().run()
    assert "had been received before" in seen(again)
    assert len(_archived(home)) == 1


def test_a_file_that_cannot_be_read_is_answered_in_words(home: Path) -> None:
    app = visit("submit")
    app.file_uploader[0].set_value(("steward.xlsx", b"PK\x03\x04 no workbook", "application/octet-stream")).run()
    assert not app.exception
    assert "This file cannot be read" in seen(app)
    assert _archived(home) == []


def _archived(home: Path) -> list[Path]:
    return [path for path in (home / "private" / "archive").rglob("*") if path.is_file()]


def _check(row: dict[str, str]) -> AppTest:
    text = io.StringIO()
    lines = csv.DictWriter(text, list(row))
    lines.writeheader()
    lines.writerow(row)
    app = visit("submit")
    app.file_uploader[0].set_value(("steward.csv", text.getvalue().encode(), "text/csv")).run()
    return app


def test_the_workbook_to_fill_in_is_offered_for_a_country_and_quarter(home: Path) -> None:
    app = visit("submit", lang="pl")
    country = next(each for each in app.selectbox if each.label == "Kraj")
    country.select("SE").run()
    assert not app.exception
    (button,) = app.download_button
    assert button.label == "Pobierz skoroszyt (XLSX)"


def test_findings_of_one_kind_are_one_row_and_the_answer_can_be_taken_along(home: Path) -> None:
    app = _check(GOOD | {"reached": "41"})
    words = seen(app)
    assert "7 findings" in words
    assert "Owed for this quarter too, and not in this file: Campaigns," in words
    assert words.count("collection-not-in-file") == 1
    assert [each.label for each in app.download_button][:2] == [
        "Download your file with the findings marked (XLSX)",
        "Download the answer as a page (HTML)",
    ]


def test_a_file_that_cannot_be_read_has_no_marked_workbook(home: Path) -> None:
    app = visit("submit")
    app.file_uploader[0].set_value(("steward.xlsx", b"PK\x03\x04 no workbook", "application/octet-stream")).run()
    assert "Download the answer as a page (HTML)" in [each.label for each in app.download_button]
    assert not [each for each in app.download_button if "marked" in each.label]


def test_a_stranger_does_not_learn_what_a_country_sent_before(home: Path) -> None:
    settings, now = Settings(home=home), datetime.now(UTC)
    data = csv_file(("exit_support", [{"stock_start": "4317", "stock_end": "4321"}]), quarter="2026-Q1")
    door.submit(settings, data, "before.csv", sender="test", now=now)
    stages.examine_pending(settings, now=now)
    later = csv_file(("exit_support", [{}]), quarter="2026-Q2")
    assert "4321" in str(door.check(settings, later, "after.csv", now=now).findings)
    app = visit("submit")
    app.file_uploader[0].set_value(("after.csv", later, "text/csv")).run()
    assert not app.exception
    assert "Ready to submit" in seen(app)
    press(app, "Submit").click().run()
    assert "The file is archived." in seen(app)
    assert "4321" not in sent(app).replace("\u202f", "")
    assert "4321" not in str(app.session_state["receipt"].proof)

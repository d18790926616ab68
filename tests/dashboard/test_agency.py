"""An agency, known by its token, is answered in full on the page Submit, and looks after what it sent."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline import door, stages
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens
from tests.dashboard.pages import press, seen, sent, visit
from tests.files import csv_file

NOW = datetime.now(UTC)
BEFORE = csv_file(("campaigns", [{"clicks": "110"}, {"campaign": "film"}]))
UNUSUAL = csv_file(("campaigns", [{"clicks": "400", "reason": "ERR"}, {"campaign": "film"}]))
WHY = "A video went round the schools that week"


@pytest.fixture
def settings(home: Path) -> Settings:
    """An installation that has accepted BEFORE."""
    found = Settings(home=home)
    door.submit(found, BEFORE, "before.csv", sender="test", now=NOW - timedelta(hours=2), country="NL")
    stages.examine_pending(found, now=NOW - timedelta(hours=1))
    return found


def token_of(settings: Settings, country: str = "NL", *, days: int = 30) -> str:
    tokens = Tokens(settings.tokens, Ledger(settings.ledger))
    expires = NOW + timedelta(days=days)
    return tokens.make(country, name="Desk", expires=expires, now=NOW - timedelta(days=40))[1]


def speaking(token: str) -> AppTest:
    """The page, once the token was given."""
    app = visit("submit")
    field(app, "Token of your agency").input(token)
    press(app, "Speak for this agency").click().run()
    assert not app.exception
    return app


def field(app: AppTest, label: str):  # type: ignore[no-untyped-def]
    """The text field whose label begins so."""
    return next(each for each in [*app.text_input, *app.text_area] if each.label.startswith(label))


def choose(app: AppTest, data: bytes, name: str = "after.csv") -> str:
    app.file_uploader[0].set_value((name, data, "text/csv")).run()
    assert not app.exception
    return seen(app)


def click(app: AppTest, label: str) -> str:
    press(app, label).click().run()
    assert not app.exception
    return " ".join(seen(app).split())


def test_a_stranger_sees_nobodys_submissions_until_one_is_named(settings: Settings) -> None:
    (row,) = door.history(settings)
    app = visit("submit")
    assert "before.csv" not in sent(app)
    field(app, "Submission, as its receipt").input("0123456789abcdef")
    assert "There is no such submission." in click(app, "Look up")
    field(app, "Submission, as its receipt").input(row["submission"])
    told = click(app, "Look up")
    assert "before.csv" in told
    assert "accepted" in told
    # Where it stands, and its receipt; not its life, its file, or anything that would change it.
    assert "received from" not in told
    assert "Withdraw" not in [each.label for each in app.button]
    assert [each.label for each in app.download_button if "file" in each.label] == []


@pytest.mark.parametrize("wrong", ["nonsense", "expired", "revoked"])
def test_a_token_that_is_not_valid_is_refused_in_words(settings: Settings, wrong: str) -> None:
    token = token_of(settings, days=-1 if wrong == "expired" else 30) if wrong != "nonsense" else wrong
    if wrong == "revoked":
        Tokens(settings.tokens, Ledger(settings.ledger)).revoke(token.split("_")[1], now=NOW)
    app = speaking(token)
    assert "This token is not valid" in seen(app)
    assert "before.csv" not in sent(app)


def test_a_token_is_kept_out_of_the_page_and_ends_when_it_is_revoked(settings: Settings) -> None:
    token = token_of(settings)
    app = speaking(token)
    assert "You speak for Netherlands (Desk)" in seen(app)
    assert "before.csv" in seen(app)
    assert token not in sent(app)
    assert token not in str(app.query_params)
    Tokens(settings.tokens, Ledger(settings.ledger)).revoke(token.split("_")[1], now=NOW)
    app.run()
    assert "This token is not valid" in seen(app)
    assert "before.csv" not in sent(app)


def test_an_agency_sees_only_what_its_own_country_sent(settings: Settings) -> None:
    app = speaking(token_of(settings, "FR"))
    assert "before.csv" not in sent(app)
    told = choose(app, UNUSUAL)
    assert "What this file changes" not in told
    assert "110" not in sent(app)
    assert press(app, "Submit").disabled


def test_an_agency_is_told_what_a_file_changes_and_explains_it_after_it_was_sent(settings: Settings) -> None:
    app = speaking(token_of(settings))
    told = " ".join(choose(app, UNUSUAL).split())
    assert "Campaigns what counts now for Q3 2026 0 1 0 1" in told
    assert "400 +263.6 %" in told
    assert "Needs an explanation" in told

    told = click(app, "Submit")
    for part in ("The file is archived.", "Seal", "needs an explanation"):
        assert part in told
    labels = [each.label for each in app.download_button]
    assert {"Download the receipt (JSON)", "Download the receipt (PDF)", "Download the file as it was sent"} <= {
        *labels
    }

    assert "Write why it is so" in click(app, "Explain")
    waiting = [each for each in app.text_area if each.label.endswith("Why?")]
    assert waiting
    waiting[0].input("short")
    assert "Your explanation is kept" not in click(app, "Explain")
    for each in [each for each in app.text_area if each.label.endswith("Why?")]:
        each.input(WHY)
    told = click(app, "Explain")
    assert "Your explanation is kept. The submission is now: accepted." in told
    assert WHY in told  # in its life
    newest = door.history(settings)[0]
    assert newest["sender"].startswith("Desk (")
    stages.examine_pending(settings, now=datetime.now(UTC))
    assert [each["state"] for each in door.history(settings)] == ["accepted", "superseded"]


def test_a_rule_is_asked_to_be_waived_with_a_reason(settings: Settings) -> None:
    app = speaking(token_of(settings))
    choose(app, UNUSUAL)
    field(app, "Why it does not fit").input("Our advertisements are shown to those who search for booters only")
    told = click(app, "Ask for a waiver")
    assert "is with the coordinator" in told
    assert "waits for the coordinator" in told
    (wish,) = door.waivers(settings, now=datetime.now(UTC), country="NL")
    assert wish.asked_by.startswith("Desk (")


def test_a_submission_is_withdrawn_at_the_second_click_and_with_a_reason(settings: Settings) -> None:
    app = speaking(token_of(settings))
    assert "Withdraw submission" in click(app, "Withdraw")
    assert "is withdrawn." not in click(app, "Yes, withdraw it")  # without a reason
    field(app, "Reason").input("It was the file of a test")
    told = click(app, "Yes, withdraw it")
    assert "is withdrawn." in told
    assert "It was the file of a test" in told
    assert [each["state"] for each in door.history(settings)] == ["withdrawn"]
    assert "Withdraw" not in [each.label for each in app.button]


def test_a_stranger_explains_what_its_own_answer_tells(home: Path) -> None:
    app = visit("submit")
    assert "You have given no token" in choose(app, csv_file(("campaigns", [{"clicks": "400"}])))
    click(app, "Submit")
    field(app, "G2").input(WHY)
    assert "The submission is now: accepted." in click(app, "Explain")
    (row,) = door.history(Settings(home=home))
    findings = door.answer_to(Settings(home=home), row["submission"]).findings
    assert [each.explanation for each in findings if each.explained] == [WHY]


def test_an_agency_hears_of_figures_that_another_countrys_put_in_question(home: Path) -> None:
    settings = Settings(home=home)
    for country, other, direction, requests in (("NL", "FR", "SNT", "40"), ("FR", "NL", "RCV", "20")):
        row = {"counterpart": other, "direction": direction, "requests": requests}
        comment = {"comment": "They count reminders too."} if country == "FR" else {}
        data = csv_file(("contact_point_requests", [row | comment]), country=country)
        door.submit(settings, data, "requests.csv", sender="test", now=NOW - timedelta(hours=1), country=country)
        stages.examine_pending(settings, now=NOW)
    app = speaking(token_of(settings))
    assert "Accepted figures in question" in [each.value for each in app.subheader]
    [each] = [each for each in app.text_area if each.label.endswith("Why?")]
    each.input("We count reminders as well, and they do not")
    assert "Your explanation is kept." in click(app, "Explain")

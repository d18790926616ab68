"""An agency's system checks and submits files and looks back: for its own country, in its language."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette

from data_contracts import LANGUAGES
from data_contracts.rules import load_rules
from pipeline import door
from pipeline.cli import main
from pipeline.settings import Settings
from pipeline.storage.tokens import Tokens
from tests.dashboard.api.asking import ask
from tests.files import csv_file, workbook

CAMPAIGN = ("campaigns", [{}])
WRONG = csv_file(("campaigns", [{"clicks": "many", "spend_eur": "12,5"}]))
CSV = "text/csv"


@pytest.mark.parametrize(
    ("language", "data"), [("pl", WRONG), ("sv", workbook(CAMPAIGN)), ("fr", b"%PDF-1.7"), ("en", b"")]
)
def test_the_answer_is_that_of_the_command_byte_for_byte(
    routes: Starlette,
    settings: Settings,
    token: str,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
    data: bytes,
    language: str,
) -> None:
    path = tmp_path / "q3"
    path.write_bytes(data)
    main(["--home", str(settings.root), "--lang", language, "check", "--json", "--country", "NL", str(path)])
    reply = ask(routes, f"/check?lang={language}", data, method="POST", token=token, content_type=CSV)
    assert reply.status == 200
    assert reply.body == capsysbinary.readouterr().out


def test_checking_stores_nothing(routes: Starlette, settings: Settings, token: str) -> None:
    ask(routes, "/check", csv_file(("partners", [{"active": "4"}])), token=token, content_type=CSV)
    assert not settings.archive.exists()


def test_a_file_of_another_country_is_told_so(routes: Starlette, token: str) -> None:
    answer = ask(routes, "/check", csv_file(CAMPAIGN, country="FI"), token=token, content_type=CSV).json
    assert answer["verdict"] == "returned"
    assert "country-wrong" in {each["rule"] for each in answer["findings"]}


def test_a_submitted_file_gets_a_receipt_and_can_be_looked_up(
    routes: Starlette, settings: Settings, token: str
) -> None:
    data = csv_file(("partners", [{"active": "5"}]))
    first = ask(routes, "/submissions?filename=p.csv", data, token=token, content_type=CSV)
    again = ask(routes, "/submissions", data, token=token, content_type=CSV)
    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json | {"already_received": True}
    assert first.json["sender"].startswith("Registry (")
    assert (first.json["file_name"], first.json["country"]) == ("p.csv", "NL")
    found = ask(routes, first.headers["location"].removeprefix("/api/v1"), token=token).json
    assert found["answer"] == first.json["answer"]
    assert found["submission"]["state"] == "checked"
    assert found["submission"] in ask(routes, "/submissions", token=token).json["submissions"]


def test_a_country_sees_nothing_of_another(routes: Starlette, token: str, made: Callable[..., str]) -> None:
    sent = ask(routes, "/submissions", csv_file(("partners", [{"active": "6"}])), token=token, content_type=CSV)
    finnish = made("FI")
    assert ask(routes, "/submissions", token=finnish).json == {"submissions": []}
    assert ask(routes, f"/submissions/{sent.json['submission']}", token=finnish).status == 404


def test_what_came_from_a_country_stays_with_it_whatever_the_file_says(
    routes: Starlette, settings: Settings, token: str, made: Callable[..., str]
) -> None:
    """Else one country could put files into another's list, or read what became of them there."""
    sent = ask(routes, "/submissions", csv_file(CAMPAIGN, country="SE"), token=token, content_type=CSV).json[
        "submission"
    ]
    assert ask(routes, f"/submissions/{sent}", token=token).json["answer"]["verdict"] == "returned"
    assert ask(routes, "/submissions", token=made("SE")).json == {"submissions": []}


def test_bytes_that_came_by_another_way_are_not_receipted_again(
    routes: Starlette, settings: Settings, token: str
) -> None:
    data = csv_file(CAMPAIGN, country="PT")
    door.submit(settings, data, "secret name.csv", sender="Lisbon", now=datetime.now(UTC))
    reply = ask(routes, "/submissions", data, token=token, content_type=CSV)
    assert reply.status == 409
    assert b"Lisbon" not in reply.body
    assert b"secret" not in reply.body


def test_every_rule_is_told_with_its_words(routes: Starlette, token: str) -> None:
    told = {language: ask(routes, f"/rules?lang={language}", token=token).json["rules"] for language in LANGUAGES}
    assert {each["rule"] for each in told["en"]} == set(load_rules())
    assert len({each[0]["says"] for each in told.values()}) == len(LANGUAGES)
    (clicks,) = [each for each in told["sv"] if each["rule"] == "clicks-within-impressions"]
    assert (clicks["collections"], clicks["expression"]) == (["campaigns"], "clicks <= impressions")


@pytest.mark.parametrize(
    ("asked", "liked", "language"),
    [
        ("", "", "en"),
        ("?lang=sv", "pl", "sv"),
        ("", "fr-CA, en;q=0.5", "fr"),
        ("", "de, pl;q=0.3, en;q=0.2", "pl"),
        ("", "de", "en"),
        ("", "sv;q=0, *;q=0.1", "en"),
        ("", "pl;q=high,,;;q=", "en"),
    ],
)
def test_words_come_in_the_language_that_is_asked_for(
    routes: Starlette, token: str, asked: str, liked: str, language: str
) -> None:
    reply = ask(routes, f"/rules{asked}", token=token, accept_language=liked)
    assert reply.headers["content-language"] == language


def test_a_language_that_is_not_ours_is_a_problem(routes: Starlette, token: str) -> None:
    reply = ask(routes, "/rules?lang=de", token=token, accept_language="pl")
    assert reply.status == 400
    assert reply.json["title"] == "Ten język nie jest tu obsługiwany"


def test_without_a_valid_token_nothing_is_answered(
    routes: Starlette, tokens: Tokens, token: str, made: Callable[..., str]
) -> None:
    revoked = made()
    tokens.revoke(revoked.split("_")[1], now=datetime.now(UTC))
    for wrong in (None, "", token[:-1], revoked, made(days=-1), "é", f"{token} {token}"):
        for address in ("/submissions", "/submissions/0123456789abcdef", "/rules"):
            assert ask(routes, address, token=wrong).status == 401
        for address in ("/check", "/submissions"):
            assert ask(routes, address, WRONG, token=wrong, content_type=CSV).status == 401
    assert ask(routes, "/rules", authorization=f"Basic {token}").status == 401
    assert ask(routes, "/rules", authorization=f"bearer {token}").status == 200


@pytest.mark.parametrize("address", ["/nothing", "/check/", "/submissions/a/b"])
def test_an_address_without_a_route_is_a_problem(routes: Starlette, token: str, address: str) -> None:
    assert ask(routes, address, token=token).json["type"] == "urn:cop:problem:address-unknown"


@pytest.mark.parametrize("submission", ["0123456789abcdef", "x", "%00", "' OR 1=1 --", "🦊"])
def test_a_submission_that_is_not_there_is_a_problem(routes: Starlette, token: str, submission: str) -> None:
    reply = ask(routes, f"/submissions/{submission}", token=token)
    assert reply.json["type"] == "urn:cop:problem:submission-unknown"


def test_a_method_that_an_address_does_not_take_is_a_problem(routes: Starlette, token: str) -> None:
    reply = ask(routes, "/submissions", method="DELETE", token=token)
    assert reply.status == 405
    assert {"GET", "POST"} <= set(reply.headers["allow"].split(", "))
    assert ask(routes, "/check", method="GET", token=token).status == 405

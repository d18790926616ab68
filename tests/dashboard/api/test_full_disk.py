"""What cannot be kept is answered as a problem that says when to come again; what was asked is noted, and no more."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from dashboard.api.routes import api
from pipeline.journal import lines
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens
from tests.dashboard.api.asking import ask
from tests.files import csv_file

CSV = "text/csv"
FILE = csv_file(("partners", [{"active": "11"}]))


def test_a_file_for_which_there_is_no_room_is_not_accepted(
    settings: Settings, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = api(Settings(home=settings.home, free_mb=999_999_999))
    reply = ask(full, "/submissions?lang=sv", FILE, token=token, content_type=CSV)
    assert (reply.status, reply.headers["retry-after"]) == (507, "600")
    assert reply.json["type"] == "urn:cop:problem:storage-full"
    assert "Filen togs inte emot" in reply.json["detail"]
    assert ask(full, "/check", FILE, token=token, content_type=CSV).status == 200
    assert ask(full, "/submissions", token=token).json == {"submissions": []}
    assert ask(full, "/health").json["parts"]["space"] == "failing"


def test_a_disk_that_cannot_be_read_or_written_to_is_told_wherever_it_is_met(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.tokens.mkdir(parents=True)  # a folder where SQLite has to open a file
    reply = ask(api(settings), "/rules", token=f"cop_12345678_{'x' * 43}")
    assert (reply.status, reply.headers["retry-after"]) == (503, "600")
    assert reply.json["type"] == "urn:cop:problem:storage-failing"


def test_nothing_is_accepted_where_the_ledger_is_lost(tmp_path: Path) -> None:
    settings, now = Settings(home=tmp_path), datetime.now(UTC)
    tokens = Tokens(settings.tokens, Ledger(settings.ledger))
    _, token = tokens.make("NL", name="registry", expires=now + timedelta(days=1), now=now)
    settings.ledger.unlink()
    reply = ask(api(settings), "/submissions", FILE, token=token, content_type=CSV)
    assert (reply.status, reply.json["type"]) == (503, "urn:cop:problem:storage-failing")
    assert not settings.ledger.exists()


def test_what_systems_ask_is_noted_without_what_they_send(routes: Starlette, settings: Settings, token: str) -> None:
    ask(routes, "/check?filename=secret.csv", b"secret", token=token, content_type=CSV)
    ask(routes, "/submissions/secret", token=token)
    ask(routes, "/rules", token="secret")
    ask(routes, "/health")
    told = [(each["route"], each["status"]) for each in lines(settings) if each["event"] == "request"]
    assert told[:2] == [("look_up", 404), ("check", 200)]
    assert "secret" not in (settings.logs / "events.jsonl").read_text(encoding="utf-8")
    assert token not in (settings.logs / "events.jsonl").read_text(encoding="utf-8")

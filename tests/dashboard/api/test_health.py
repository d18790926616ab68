"""Readiness is what `cop health` says, without what only an operator may know; liveness looks at nothing."""

import json
from pathlib import Path

import pytest

from dashboard.api import health
from dashboard.api.routes import api
from pipeline.cli import main
from pipeline.receive.archive import store
from pipeline.settings import Settings
from pipeline.storage.ledger import RECEIVED, Ledger
from tests.dashboard.api.asking import ask
from tests.dashboard.api.conftest import NOW
from tests.dashboard.example import write_edition

FIRST_DAY = dict.fromkeys(("ledger", "archive", "warehouse", "edition", "page", "pipeline", "backup"), "none") | {
    "space": "ok"
}


def test_on_the_first_day_all_is_well(tmp_path: Path) -> None:
    reply = ask(api(Settings(home=tmp_path)), "/health")
    assert reply.json == {"status": "ok", "parts": FIRST_DAY}
    assert list(tmp_path.iterdir()) == []


def test_it_says_what_the_command_says_and_no_more_than_states(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path)
    Ledger(settings.ledger).append(RECEIVED, at=NOW, submission="a")
    store(settings.archive, b"a file")
    write_edition(settings.editions)
    assert main(["--home", str(tmp_path), "health", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    reply = ask(api(settings), "/health")
    assert reply.status == 200
    assert reply.json["parts"] == FIRST_DAY | {"ledger": "ok", "archive": "ok", "edition": "ok"}
    assert {name: part["state"] for name, part in told["parts"].items()} == reply.json["parts"]


def test_a_ledger_that_cannot_be_read_is_not_health(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.ledger.parent.mkdir(parents=True)
    settings.ledger.write_bytes(b"torn" * 1000)
    reply = ask(api(settings), "/health")
    assert (reply.status, reply.json) == (503, {"status": "failing", "parts": FIRST_DAY | {"ledger": "failing"}})
    assert ask(api(settings), "/health/live").json == {"status": "ok"}


def test_files_that_no_ledger_tells_of_are_not_health(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    store(settings.archive, b"a file")
    reply = ask(api(settings), "/health")
    assert (reply.status, reply.json["parts"]["ledger"]) == (503, "failing")


@pytest.mark.parametrize("pointer", ["0123456789abcdef.duckdb", "../private/warehouse.duckdb", ""])
def test_a_pointer_to_no_edition_is_not_health(
    tmp_path: Path, pointer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path)
    settings.editions.mkdir()
    (settings.editions / "current").write_text(pointer)
    reply = ask(api(settings), "/health")
    assert (reply.status, reply.json["parts"]["edition"]) == (503, "failing")
    assert main(["--home", str(tmp_path), "health"]) == 1


def test_an_edition_that_is_gone_is_not_health(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    path = write_edition(settings.editions)
    assert ask(api(settings), "/health").status == 200
    path.unlink()
    assert ask(api(settings), "/health").status == 503


def test_however_many_ask_the_disk_is_tried_once_in_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_SECONDS", 3600.0)
    settings = Settings(home=tmp_path)
    routes = api(settings)
    assert ask(routes, "/health").status == 200
    settings.ledger.parent.mkdir(parents=True)
    settings.ledger.write_bytes(b"torn" * 1000)
    assert ask(routes, "/health").status == 200

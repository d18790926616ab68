"""One file, sent by every way there is, is answered the same to the last byte."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.api.routes import api
from pipeline import stages
from pipeline.cli import main
from pipeline.door import answer_json
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens
from tests.dashboard.api.asking import ask
from tests.dashboard.test_agency import speaking, token_of
from tests.files import workbook

NOW = datetime.now(UTC)
FILE = workbook(
    ("campaigns", [{"clicks": "many", "engaged": "1 200"}, {"platform": "=1+1", "impressions": "-3"}]),
    ("training", [{"sex": "kobieta"}]),
    ("partners", []),
    country="Polska",
    quarter="III kw. 2026",
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("COP_HOME", str(tmp_path / "home"))
    return Settings()


def from_the_command(settings: Settings, folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> bytes:
    path = folder / "figures.xlsx"
    path.write_bytes(FILE)
    main(["--lang", "pl", "check", "--json", "--country", "PL", str(path)])
    return capsysbinary.readouterr().out


def from_the_page(settings: Settings) -> bytes:
    app = speaking(token_of(settings, "PL"))
    app.file_uploader[0].set_value(("figures.xlsx", FILE, "application/octet-stream")).run()
    _, (answer, _) = app.session_state["examined"]["checked"]
    return answer_json(answer, "pl").encode()


def from_the_route(settings: Settings) -> bytes:
    tokens = Tokens(settings.tokens, Ledger(settings.ledger))
    _, token = tokens.make("PL", name="Rejestr", expires=NOW + timedelta(days=1), now=NOW)
    return ask(api(settings), "/check?lang=pl", FILE, token=token, content_type="application/octet-stream").body


def from_the_drop_folder(settings: Settings) -> bytes:
    path = settings.inbox / "PL" / "figures.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(FILE)
    os.utime(path, (0, 0))
    stages.run(settings, now=NOW)
    (answer,) = settings.answers.glob("*.json")
    return answer.read_bytes()


def test_every_way_gives_the_same_answer(
    settings: Settings, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    told = from_the_command(settings, tmp_path, capsysbinary)
    assert b"not-a-number" in told
    assert from_the_page(settings) == told
    assert from_the_route(settings) == told
    assert from_the_drop_folder(settings) == told

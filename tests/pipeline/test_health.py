"""Health uses every part as it is used at work, leaves it as it was, and tells an operator what ails."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from data_contracts import LANGUAGES
from pipeline.backup.taking import back_up
from pipeline.cli import main
from pipeline.health import BUSY, FAILING, LATE, NONE, OK, examine_health, is_well
from pipeline.heartbeat import INBOX, PAGE, ServedAlreadyError, beat, service, serving
from pipeline.intake import receive
from pipeline.settings import Settings
from pipeline.status import survey
from pipeline.storage.ledger import Ledger

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    for number in range(3):
        receive(settings, b"file %d" % number, "q3.csv", sender="page", now=NOW)
    return settings


def states(settings: Settings, *, now: datetime = NOW) -> dict[str, str]:
    return {name: part.state for name, part in examine_health(settings, now=now).items()}


def test_looking_leaves_everything_as_it_was(settings: Settings) -> None:
    before = sorted(settings.root.rglob("*"))
    events = Ledger(settings.ledger).events()
    assert states(settings)["ledger"] == states(settings)["archive"] == OK
    assert sorted(settings.root.rglob("*")) == before
    assert Ledger(settings.ledger).events() == events


def test_a_newest_event_that_was_altered_is_seen(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.ledger)) as db, db:
        db.execute("DROP TRIGGER events_stay")
        db.execute("UPDATE events SET detail = '{}' WHERE seq = 2")
    part = examine_health(settings, now=NOW)["ledger"]
    assert (part.state, part.facts["what"]) == (FAILING, "event 2")


def test_a_ledger_that_another_one_writes_to_for_long_is_busy_and_not_ill(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.ledger, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        assert states(settings)["ledger"] == BUSY


def test_an_archive_that_can_keep_nothing_is_seen(settings: Settings) -> None:
    settings.archive.rename(settings.root / "elsewhere")
    settings.archive.write_bytes(b"a file where a folder has to be")
    parts = examine_health(settings, now=NOW)
    assert (parts["archive"].state, parts["archive"].facts["what"]) == (FAILING, "NotADirectoryError")
    assert not is_well(parts)


def test_a_warehouse_that_a_run_holds_is_busy_and_one_that_is_torn_fails(settings: Settings) -> None:
    with duckdb.connect(str(settings.warehouse)) as warehouse:
        warehouse.execute("CREATE TABLE submissions (submission VARCHAR)")
    assert states(settings)["warehouse"] == OK
    with _held(settings.warehouse):
        parts = examine_health(settings, now=NOW)
        assert parts["warehouse"].state == BUSY
        assert is_well(parts)
    settings.warehouse.write_bytes(settings.warehouse.read_bytes()[:5000].replace(b"DUCK", b"GOOS"))
    assert states(settings)["warehouse"] == FAILING


def test_an_edition_under_another_name_than_its_own_is_seen(settings: Settings) -> None:
    settings.editions.mkdir()
    with duckdb.connect(str(settings.editions / "0123456789abcdef.duckdb")) as edition:
        edition.execute("CREATE TABLE indicators (value DOUBLE)")
        edition.execute("CREATE TABLE edition AS SELECT 'fedcba9876543210' AS edition")
    (settings.editions / "current").write_text("0123456789abcdef.duckdb\n")
    assert states(settings)["edition"] == FAILING


def test_a_pipeline_that_is_served_makes_its_rounds(settings: Settings) -> None:
    assert states(settings)["pipeline"] == NONE
    with serving(settings, pipeline=False):
        assert states(settings)["pipeline"] == NONE
    with serving(settings, pipeline=True):
        now = datetime.now(UTC)
        assert states(settings, now=now)["pipeline"] == OK  # it has only just begun
        later = now + timedelta(hours=1)
        assert states(settings, now=later)["pipeline"] == FAILING
        beat(settings, INBOX, at=later - timedelta(minutes=1))
        assert states(settings, now=later)["pipeline"] == OK
        assert states(settings, now=later)["page"] == FAILING
        beat(settings, PAGE, at=later - timedelta(minutes=1))
        assert states(settings, now=later)["page"] == OK
    assert states(settings, now=now + timedelta(days=1))["pipeline"] == NONE


def test_an_installation_is_served_once(settings: Settings) -> None:
    with serving(settings, pipeline=True):
        with pytest.raises(ServedAlreadyError), serving(settings, pipeline=False):
            pass
        told = service(settings)
        assert told is not None
        assert told.pipeline
    assert service(settings) is None


def test_a_backup_that_is_older_than_a_week_is_late_and_stops_nothing(settings: Settings, tmp_path: Path) -> None:
    kept = Settings(home=settings.home, backup_to=str(tmp_path / "backup"))
    parts = examine_health(kept, now=NOW)
    assert (parts["backup"].state, is_well(parts)) == (LATE, True)
    back_up(kept, Path(kept.backup_to), now=NOW)
    assert states(kept, now=NOW + timedelta(days=7))["backup"] == OK
    assert states(kept, now=NOW + timedelta(days=9))["backup"] == LATE
    assert survey(kept, now=NOW)["backup"] == {"is_set": True, "at": NOW}


def test_too_little_space_is_told_in_every_language_and_within_80_columns(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COP_FREE_MB", "999999999")
    settings.ledger.write_bytes(b"torn")
    settings.warehouse.write_bytes(b"torn" * 5000)
    told = {}
    for language in LANGUAGES:
        assert main(["--home", str(settings.root), "health", "--lang", language]) == 1
        told[language] = capsys.readouterr().out
        assert max(map(len, told[language].splitlines())) <= 80
    assert len(set(told.values())) == len(LANGUAGES)
    assert main(["--home", str(settings.root), "health", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["parts"]["space"]["state"] == FAILING
    assert found["parts"]["space"]["free_mb"] < 999_999_999


@contextmanager
def _held(warehouse: Path) -> Iterator[None]:
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        yield
        holder.communicate("")

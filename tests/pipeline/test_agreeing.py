"""A run that finds its warehouse gone, damaged, or short of what the ledger tells makes it anew first."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from data_contracts import LANGUAGES
from pipeline import stages
from pipeline.cli import main
from pipeline.commands.options import OURS
from pipeline.intake import receive
from pipeline.proof.proving import prove
from pipeline.settings import Settings
from pipeline.storage.agreement import WarehouseAheadError
from pipeline.storage.ledger import WAREHOUSE_RENEWED, Ledger, LedgerLostError
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home of two submissions, examined one after the other, and what it was after the first."""
    root = tmp_path_factory.mktemp("made")
    settings = Settings(home=root / "home")
    for country in ("NL", "PL"):
        receive(settings, csv_file(("campaigns", [{}]), country=country), "q3.csv", sender="test", now=NOW)
        stages.examine_pending(settings, now=NOW)
        if country == "NL":
            shutil.copytree(settings.root, root / "former")
    return root / "home", root / "former"


@pytest.fixture
def former(made: tuple[Path, Path]) -> Path:
    return made[1] / "private"


@pytest.fixture
def settings(made: tuple[Path, Path], tmp_path: Path) -> Settings:
    shutil.copytree(made[0], tmp_path / "home")
    return Settings(home=tmp_path / "home")


def gone(warehouse: Path, former: Path) -> None:
    warehouse.unlink()


def cut_short(warehouse: Path, former: Path) -> None:
    warehouse.write_bytes(warehouse.read_bytes()[:300_000])


def zeroed(warehouse: Path, former: Path) -> None:
    warehouse.write_bytes(bytes(20_000) + warehouse.read_bytes()[20_000:])


def without_its_log(warehouse: Path, former: Path) -> None:
    """What a file is whose write-ahead log was lost before anything was taken into it."""
    warehouse.unlink()
    duckdb.connect(str(warehouse)).close()


def older(warehouse: Path, former: Path) -> None:
    shutil.copy(former / warehouse.name, warehouse)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (gone, "gone"),
        (cut_short, "unreadable"),
        (zeroed, "unreadable"),
        (without_its_log, "unreadable"),
        (older, "behind"),
    ],
)
def test_a_warehouse_that_lost_something_is_set_aside_and_made_anew(
    settings: Settings, former: Path, damage: Callable[[Path, Path], None], why: str
) -> None:
    damage(settings.warehouse, former)
    damaged = settings.warehouse.read_bytes() if settings.warehouse.exists() else None
    done = stages.examine_pending(settings, now=NOW)
    assert (done.renewed, done.submissions) == (why, 0)
    assert prove(settings, parts=["warehouse", "shelf"]).problems == []
    (event,) = Ledger(settings.ledger).events(WAREHOUSE_RENEWED)
    assert (event["why"], event["differing"]) == (why, [])
    kept = [(settings.warehouse.parent / each).read_bytes() for each in event["aside"]]
    assert kept == ([damaged] if damaged else [])
    assert stages.examine_pending(settings, now=NOW).renewed is None


def test_a_warehouse_that_only_the_ledger_lags_behind_is_left_as_it_is(settings: Settings, former: Path) -> None:
    for name in ("ledger.sqlite", "ledger.head"):
        shutil.copy(former / name, settings.ledger.parent / name)
    before = settings.warehouse.read_bytes()
    with pytest.raises(WarehouseAheadError):
        stages.examine_pending(settings, now=NOW)
    assert settings.warehouse.read_bytes() == before
    assert [each.what for each in prove(settings, parts=["warehouse"]).problems] == ["ahead"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_on_a_ledger_that_lost_its_end_says_so(
    settings: Settings, former: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(former / "ledger.sqlite", settings.ledger)
    assert main(["--home", str(settings.root), "--lang", language, "run"]) == OURS
    assert "private/ledger.sqlite" in capsys.readouterr().err
    with pytest.raises(LedgerLostError):
        receive(settings, b"another", "q3.csv", sender="test", now=NOW)

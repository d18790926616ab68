"""The warehouse made anew from archive and ledger: the same rows, whatever was said and changed since."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data_contracts import HERE
from pipeline import stages
from pipeline.intake import receive
from pipeline.rebuilding import compare_rebuilt, rebuild
from pipeline.settings import Settings
from pipeline.storage.ledger import EXAMINED, Ledger
from pipeline.storage.shelf import Shelf
from pipeline.storage.warehouse import open_warehouse
from pipeline.withdrawing import withdraw
from tests.editions import query
from tests.files import csv_file

FIRST = datetime(2026, 11, 2, 9, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def at(day: int) -> datetime:
    return FIRST + timedelta(days=day)


def campaign(impressions: int, **more: str) -> bytes:
    return csv_file(("campaigns", [{"impressions": str(impressions), "clicks": "27000", **more}]))


def send(settings: Settings, data: bytes, day: int) -> str:
    return receive(settings, data, "file.csv", sender="test", country="NL", now=at(day)).submission


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A figure, two wrong files, a correction that was withdrawn; examined and published over several days."""
    settings = Settings(home=tmp_path_factory.mktemp("rebuilt") / "home")
    send(settings, campaign(400000), 0)
    stages.run(settings, now=at(0))
    send(settings, campaign(10), 1)
    send(settings, b"%PDF-1.7", 1)
    corrected = send(settings, campaign(500000, reason="ERR"), 2)
    stages.run(settings, now=at(2))
    withdraw(settings, corrected, reason="sent by mistake", by="NL", now=at(3))
    stages.run(settings, now=at(3))
    return settings


def test_a_warehouse_that_is_made_anew_is_equal_row_by_row(settings: Settings) -> None:
    done = compare_rebuilt(settings)
    assert done.submissions == 4
    assert done.differing == ()
    assert done.unequal == {}


def test_a_row_that_was_changed_is_seen(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.root, tmp_path / "home")
    mine = Settings(home=tmp_path / "home")
    with open_warehouse(mine.warehouse) as warehouse:
        warehouse.execute("UPDATE campaigns SET clicks = clicks + 1 WHERE impressions = 400000")
    assert compare_rebuilt(mine).unequal == {"campaigns": 2}


def test_a_lost_warehouse_and_shelf_are_put_back(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.root, tmp_path / "home")
    mine = Settings(home=tmp_path / "home")
    versions = query(mine, "SELECT * FROM recorded_versions ORDER BY version").rows()
    mine.warehouse.unlink()
    mine.shelf.write_bytes(b"no database any more")
    assert rebuild(mine).differing == ()
    assert query(mine, "SELECT * FROM recorded_versions ORDER BY version").rows() == versions
    assert Shelf(mine.shelf).submissions() == Shelf(settings.shelf).submissions()
    again = stages.run(mine, now=at(3))
    assert again.calculated == ()
    assert again.edition
    assert not again.edition.is_new
    assert [path.name for path in mine.ledger.parent.iterdir() if path.name.startswith(".rebuild-")] == []


def test_what_was_examined_by_former_contracts_is_examined_by_them_again(tmp_path: Path) -> None:
    """A rule that is stricter since: the file that it would return was accepted, and stays so."""
    settings = Settings(home=tmp_path / "home")
    former = tmp_path / "contracts"
    shutil.copytree(HERE, former, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    contract = former / "collections" / "campaigns.odcs.yaml"
    text = contract.read_text(encoding="utf-8")
    assert "clicks <= impressions" in text
    contract.write_text(text.replace("clicks <= impressions", "clicks <= impressions + 100000"), encoding="utf-8")
    send(settings, campaign(10), 0)
    script = (
        "from datetime import datetime; from pipeline import stages; from pipeline.settings import Settings; "
        f"stages.run(Settings(), now=datetime.fromisoformat({at(0).isoformat()!r}))"
    )
    environment = {**os.environ, **settings.as_environment(), "COP_CONTRACTS": str(former)}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True)
    assert Ledger(settings.ledger).events(EXAMINED)[0]["verdict"] == "accepted"
    send(settings, campaign(500000, reason="ERR"), 1)
    stages.run(settings, now=at(1))
    done = compare_rebuilt(settings)
    assert done.differing == ()
    assert done.unequal == {}

"""A clock that is set back between two runs loses nothing, and is forgotten when it is right again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from pipeline import door, stages
from pipeline.settings import Settings
from pipeline.storage.ledger import EXAMINED, RECEIVED, Ledger
from tests.editions import published
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BACK = NOW - timedelta(days=30)


def send(settings: Settings, *, country: str, at: datetime) -> None:
    door.submit(settings, csv_file(("campaigns", [{}]), country=country), "q3.csv", sender="desk", now=at)


def test_a_clock_set_back_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    send(settings, country="NL", at=NOW)
    stages.run(settings, now=NOW)
    send(settings, country="PL", at=BACK)
    stages.run(settings, now=BACK)
    stages.run(settings, now=NOW)
    ledger = Ledger(settings.ledger)
    assert ledger.first_break() is None
    assert [len(ledger.events(each)) for each in (RECEIVED, EXAMINED)] == [2, 2]
    assert stages.check_edition(settings) == []
    shown = published(settings, "indicators").filter(indicator="CAM_02", quarter="2026-Q3", dimension="_T")
    assert dict(shown.filter(pl.col("country").is_in(["NL", "PL"])).select("country", "value").iter_rows()) == {
        "NL": 10.0,
        "PL": 10.0,
    }

"""A small home in which everything has happened once: to be damaged, a file at a time."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipeline import door, stages
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.storage.tokens import Tokens
from tests.files import csv_file

FIRST = datetime(2026, 11, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KNIVES = {"intervention_type": "KNT", "identified": "7", "invited": "M", "reached": "3"}
WHY = "A video went round the schools that week"


@dataclass(frozen=True)
class Home:
    """settings: of the home itself. older: its files below `private` and the pointer and list of editions, as they were
    when the first of its two editions was published. logged: its ledger and its warehouse as they are while somebody
    has them open, most of them in their write-ahead logs.
    """

    settings: Settings
    older: Path
    logged: Path


def make_home(root: Path) -> Home:
    """Four countries; accepted, returned, unreadable, explained and withdrawn; a token in use, one that is revoked."""
    settings = Settings(home=root / "home")
    home = Home(settings, older=root / "older", logged=root / "logged")
    tokens = Tokens(settings.tokens, Ledger(settings.ledger))
    ended, _ = tokens.make("PL", name="old", expires=NOW + timedelta(days=90), now=FIRST)
    _send(settings, csv_file(("campaigns", [{}, {"campaign": "more"}]), ("interventions", [KNIVES])), "NL")
    withdrawn = _send(settings, csv_file(("campaigns", [{"spend_eur": "70.25"}]), country="PL"), "PL")
    _send(settings, csv_file(("campaigns", [{"clicks": "999999"}]), country="SE"), "SE")
    _send(settings, b"%PDF-1.7 not a table", "FR")
    stages.run(settings, now=FIRST + timedelta(days=1))
    for each in ("private", "published"):
        shutil.copytree(settings.root / each, home.older / each)
    with closing(sqlite3.connect(settings.ledger)) as reader:
        reader.execute("SELECT * FROM events").fetchall()  # who reads holds the log: it is not taken into the file
        tokens.revoke(ended.id, now=NOW)
        tokens.make("NL", name="registry", expires=NOW + timedelta(days=90), now=NOW)
        asked = _send(settings, csv_file(("campaigns", [{"clicks": "400"}]), country="FR"), "FR", at=NOW)
        texts = {each.id: WHY for each in door.open_warnings(settings, asked)}
        door.explain(settings, asked, texts, by="Ada", now=NOW)
        _send(settings, csv_file(("exit_support", [{}]), country="PL"), "PL", at=NOW)
        door.withdraw(settings, withdrawn, reason="It was the file of another quarter", by="Jan", now=NOW)
        stages.run(settings, now=NOW + timedelta(hours=1))
        home.logged.mkdir()
        for each in (settings.ledger, settings.ledger.with_name("ledger.sqlite-wal")):
            shutil.copy(each, home.logged)
    _log_warehouse(settings.warehouse, home.logged)
    return home


def _log_warehouse(path: Path, folder: Path) -> None:
    with duckdb.connect(str(folder / path.name)) as logged:
        logged.execute("SET wal_autocheckpoint = '1TB'")
        logged.execute("PRAGMA disable_checkpoint_on_shutdown")
        logged.execute(f"ATTACH '{path}' AS held (READ_ONLY)")
        logged.execute("COPY FROM DATABASE held TO warehouse")


def _send(settings: Settings, data: bytes, country: str, *, at: datetime = FIRST) -> str:
    return door.submit(settings, data, "q3.csv", sender="desk", country=country, now=at).submission

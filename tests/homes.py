"""An installation of a few files, for tests that only look at what is kept of it."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.intake import Received, receive
from pipeline.settings import Settings
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def sent(settings: Settings, name: str, *, at: datetime = NOW) -> Received:
    """A file of campaigns, another for each `name`, received for good."""
    data = csv_file(("campaigns", [{"campaign_id": name}]))
    return receive(settings, data, f"{name}.csv", sender="test", country="NL", now=at)


def noise(settings: Settings, number: int) -> Received:
    """A file that nobody can read, another for each `number`, received for good."""
    return receive(settings, f"note {number}".encode(), f"{number}.txt", sender="test", now=NOW)


def home_of(folder: Path, *, names: Sequence[str] = ("C1", "C2")) -> Settings:
    """An installation that has received a file for each of `names`, and has one waiting in the inbox."""
    settings = Settings(home=folder)
    for name in names:
        sent(settings, name)
    dropped(settings, "PL/waiting.csv")
    return settings


def dropped(settings: Settings, name: str, data: bytes = b"collection,country\n") -> Path:
    """A file that has lain in the inbox for a while."""
    path = settings.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (NOW.timestamp() - 600,) * 2)
    return path

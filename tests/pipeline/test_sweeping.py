"""What was cut off is swept when nobody has touched it for a day; nothing else ever is."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.intake import receive
from pipeline.settings import Settings
from pipeline.sweeping import KEPT_SECONDS, sweep

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    receive(settings, b"a file", "file.csv", sender="test", now=NOW)
    for folder in (settings.editions, settings.members / "abc", settings.answers):
        folder.mkdir(parents=True)
    (settings.editions / "abc.duckdb").touch()
    return settings


def leave(path: Path, *, age: float = 2 * KEPT_SECONDS) -> Path:
    """A file that was left over, or a folder with one, that long ago."""
    if path.suffix:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    else:
        (path / "home").mkdir(parents=True)
    os.utime(path, (time.time() - age,) * 2)
    return path


def left_over(settings: Settings) -> list[Path]:
    return [
        settings.archive / "22" / ".unfinished-76be89b5.x",
        settings.editions / ".abc.duckdb.1f",
        settings.editions / ".current.1f",
        settings.members / ".abc.1f",
        settings.members / "without-an-edition",
        settings.answers / "q3.csv.76be.part",
        settings.ledger.parent / ".rebuild-x1",
    ]


def test_what_was_cut_off_is_swept_and_all_else_stays(settings: Settings) -> None:
    before = set(settings.root.rglob("*"))
    found = [leave(path) for path in left_over(settings)]
    os.utime(settings.members / "abc", (0, 0))
    assert sweep(settings) == len(found)
    assert set(settings.root.rglob("*")) - before <= {settings.archive / "22"}
    assert before <= set(settings.root.rglob("*"))


def test_what_is_being_written_just_now_is_left_alone(settings: Settings) -> None:
    found = [leave(path, age=60) for path in left_over(settings)]
    assert sweep(settings) == 0
    assert all(path.exists() for path in found)


def test_a_home_that_is_not_there_yet_has_nothing_to_sweep(tmp_path: Path) -> None:
    assert sweep(Settings(home=tmp_path / "none")) == 0

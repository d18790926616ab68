"""What is dropped into the inbox is received once it lies still, answered, and never lost."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts.rules import load_messages
from pipeline import stages
from pipeline.settings import Settings
from tests.editions import query
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CAMPAIGN = ("campaigns", [{}])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def drop(settings: Settings, data: bytes, *, country: str = "NL", name: str = "q3.csv", age: float = 60) -> Path:
    """Drop a file in a country's folder of the inbox, `age` seconds ago."""
    path = settings.inbox / country / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_the_inbox_is_emptied_into_the_archive_and_partial_files_wait(settings: Settings) -> None:
    drop(settings, csv_file(CAMPAIGN))
    drop(settings, b"half", name="q3.csv.part")
    assert len(stages.collect_inbox(settings, now=NOW)) == 1
    assert [path.name for path in settings.inbox.rglob("*") if path.is_file()] == ["q3.csv.part"]
    assert stages.examine_pending(settings, now=NOW).accepted == 1


def test_a_file_that_is_still_being_copied_waits(settings: Settings) -> None:
    path = drop(settings, csv_file(CAMPAIGN)[:40], age=0)
    assert stages.collect_inbox(settings, now=NOW) == []
    assert path.exists()


def test_a_run_takes_what_was_dropped_just_before_it(settings: Settings) -> None:
    drop(settings, csv_file(CAMPAIGN), age=1)
    assert stages.run(settings, now=NOW).received == 1


def test_a_file_that_is_too_large_is_put_beside_its_answer_and_stops_no_other(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", max_file_mb=1)
    drop(settings, b"x" * 1_100_000, name="large.csv")
    drop(settings, csv_file(CAMPAIGN))
    assert len(stages.collect_inbox(settings, now=NOW)) == 1
    assert sorted(path.name for path in settings.answers.iterdir()) == [
        "large.csv",
        "large.csv.too-large.html",
        "large.csv.too-large.json",
        "large.csv.too-large.txt",
    ]


def test_files_of_one_name_that_are_too_large_are_all_kept(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", max_file_mb=1)
    for letter in (b"x", b"y"):
        drop(settings, letter * 1_100_000, name="large.csv")
        stages.collect_inbox(settings, now=NOW)
    assert [path.read_bytes()[:1] for path in sorted(settings.answers.glob("large*.csv"))] == [b"y", b"x"]


def test_a_country_s_folder_takes_only_its_own_files(settings: Settings) -> None:
    drop(settings, csv_file(CAMPAIGN, country="NL"), country="PL")
    assert stages.run(settings, now=NOW).examined.returned == 1
    assert query(settings, "SELECT rule FROM findings WHERE blocks")["rule"].to_list() == ["country-wrong"]


def test_who_drops_a_file_in_the_inbox_finds_its_answer_in_their_language(settings: Settings) -> None:
    drop(settings, csv_file(("campaigns", [{"clicks": "x"}]), country="PL"), country="PL")
    stages.run(settings, now=NOW)
    assert sorted(path.suffix for path in settings.answers.iterdir()) == [".html", ".json", ".txt"]
    for answer in settings.answers.iterdir():
        assert answer.name.startswith("q3.csv.")
        assert load_messages("pl")["not-a-number"]["fix"].split("{")[0] in answer.read_text(encoding="utf-8")

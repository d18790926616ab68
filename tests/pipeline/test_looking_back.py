"""The commands that ask for another day, and those that make again what was made before."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.cli import main
from pipeline.intake import receive
from pipeline.publish.catalogue import listed_editions
from pipeline.settings import Settings
from pipeline.storage.warehouse import open_warehouse
from tests.files import csv_file

FIRST, SECOND = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 9, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two editions: a figure, and its correction."""
    settings = Settings(home=tmp_path_factory.mktemp("back") / "home")
    for impressions, reason, at in (("400000", {}, FIRST), ("500000", {"reason": "ERR"}, SECOND)):
        data = csv_file(("campaigns", [{"impressions": impressions, "clicks": "27000", **reason}]))
        receive(settings, data, "file.csv", sender="test", country="NL", now=at)
        stages.run(settings, now=at)
    return settings


def cop(settings: Settings, *arguments: str) -> int:
    return main(["--home", str(settings.root), *arguments])


def test_the_figures_of_any_day_are_printed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("figures", "CAM_01", "--country", "Netherlands", "--quarter", "2026-Q3")
    assert cop(settings, *asked) == 0
    assert cop(settings, *asked, "--as-of", "2026-11-02") == 0
    header, now, again, then = capsys.readouterr().out.splitlines()
    assert header == again
    columns = header.split(",")
    assert now.split(",")[columns.index("value")] == "500000.0"
    assert then.split(",")[columns.index("value")] == "400000.0"


def test_a_day_before_the_first_edition_has_none(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert cop(settings, "edition", "--as-of", "2026-11-01") == 1
    assert "No edition had been published by then" in capsys.readouterr().err


def test_every_edition_is_listed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert cop(settings, "edition", "--list") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [edition for _, edition in lines] == [edition for edition, _ in listed_editions(settings.editions)]


def test_the_revisions_of_a_figure_are_printed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert cop(settings, "revisions", "CAM_01", "NL") == 0
    assert capsys.readouterr().out.splitlines() == [
        "quarter,2026-11-02T09:00:00,2026-11-09T09:00:00",
        "2026-Q3,400000.0,500000.0",
    ]


@pytest.mark.parametrize("asked", [("figures", "CAM_99"), ("figures", "CAM_01", "--country", "Atlantis")])
def test_what_does_not_exist_is_named(
    settings: Settings, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    assert cop(settings, *asked) == 64
    assert asked[-1] in capsys.readouterr().err


def test_every_edition_is_said_to_be_the_same(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert cop(settings, "replay", "--json") == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["edition"] for each in told] == [edition for edition, _ in listed_editions(settings.editions)]
    assert all(each["same"] for each in told)


def test_a_warehouse_that_was_changed_by_hand_is_told_and_made_anew(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_warehouse(settings.warehouse) as warehouse:
        warehouse.execute("UPDATE campaigns SET clicks = clicks + 1 WHERE impressions = 400000")
    assert cop(settings, "rebuild", "--check") == 1
    assert "campaigns: 2 rows" in capsys.readouterr().out
    assert cop(settings, "rebuild") == 0
    assert cop(settings, "rebuild", "--check") == 0
    assert "every row is the same" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["rebuild", "replay"])
def test_where_nothing_was_received_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main(["--home", str(tmp_path / "empty"), command]) == 1
    assert "nothing was ever received here" in capsys.readouterr().err
    assert not (tmp_path / "empty").exists()

"""Who came first hears of it when another country's figures put theirs in question; it ends when either corrects."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data_contracts.findings import Finding
from pipeline import door, stages
from pipeline.cli import main
from pipeline.intake import receive
from pipeline.settings import Settings
from pipeline.standing import standing
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUIET = dict.fromkeys(("answered", "answered_24h", "answered_72h", "mla_followups"), "0")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def send(settings: Settings, country: str, counterpart: str, direction: str, requests: int, **more: Any) -> str:
    row = {"counterpart": counterpart, "direction": direction, "requests": f"{requests}", **QUIET, **more}
    data = csv_file(("contact_point_requests", [row]), country=country)
    return receive(settings, data, "file.csv", sender="test", now=NOW).submission


def of(settings: Settings, country: str) -> list[tuple[str, Finding]]:
    return standing(settings, country=country, quarters=["2026-Q3"])


def test_both_sides_hear_of_it_until_one_corrects(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    dutch = send(settings, "NL", "FR", "SNT", 30)
    french = send(settings, "FR", "NL", "RCV", 10, comment="They count reminders too.")
    stages.examine_pending(settings, now=NOW)
    ((whose, finding),) = of(settings, "NL")
    assert (whose, finding.found, finding.expected, finding.explained) == (dutch, "30", "10", False)
    ((whose, finding),) = of(settings, "FR")
    assert (whose, finding.found, finding.explained) == (french, "10", True)
    (waiting,) = door.open_warnings(settings, dutch)
    answer = door.explain(settings, dutch, {waiting.id: "We count reminders as well"}, by="Ada", now=NOW)
    assert [each.explained for each in answer.findings if each.id == waiting.id] == [True]
    assert door.open_warnings(settings, dutch) == []
    assert stages.examine_pending(settings, now=NOW).submissions == 0  # what is accepted is not examined again
    assert of(settings, "SE") == []
    assert main(["--home", str(settings.home), "--lang", "sv", "standing", "nl"]) == 0
    assert "ni räknar 30 begäranden" in capsys.readouterr().out

    send(settings, "NL", "FR", "SNT", 11, reason="ERR")
    stages.examine_pending(settings, now=NOW)
    assert of(settings, "NL") == []
    assert of(settings, "FR") == []


def test_nothing_is_asked_where_nothing_was_ever_sent(settings: Settings) -> None:
    assert of(settings, "NL") == []
    assert not settings.root.exists()

"""A correction is withdrawn: what it corrected counts again, nothing is lost, and the whole story can be told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data_contracts.findings import ACCEPTED
from pipeline import door, stages
from pipeline.cli import main
from pipeline.settings import Settings
from pipeline.storage.ledger import PUBLISHED, Ledger
from tests.editions import published, query
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RIGHT = csv_file(("campaigns", [{"impressions": "1000", "clicks": "100"}]))
WRONG = csv_file(("campaigns", [{"impressions": "1000", "clicks": "200", "reason": "ERR"}]))


def click_through(settings: Settings) -> float:
    shown = published(settings, "indicators").filter(indicator="CAM_02", country="NL", dimension="_T")
    return float(shown["value"].item())


def test_a_correction_is_withdrawn(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    settings = Settings(home=tmp_path / "home")
    first = door.submit(settings, RIGHT, "first.csv", sender="desk", now=NOW).submission
    second = door.submit(settings, WRONG, "second.csv", sender="desk", now=NOW + timedelta(hours=1)).submission
    stages.run(settings, now=NOW + timedelta(hours=2))
    assert click_through(settings) == 20.0

    withdraw = [
        "--home",
        str(settings.home),
        "withdraw",
        second,
        "--reason",
        "It was the file of a test",
        "--by",
        "Ada",
    ]
    assert main(withdraw) == 0
    assert "counts again from the next cop run" in capsys.readouterr().out
    assert main(withdraw) == 1
    assert f"Submission {second} was withdrawn on" in capsys.readouterr().err

    sent = tmp_path / "second.csv"
    sent.write_bytes(WRONG)
    assert main(["--home", str(settings.home), "submit", str(sent)]) == 1
    assert "To report again, send a corrected file." in capsys.readouterr().out

    done = stages.run(settings, now=NOW + timedelta(hours=3))
    assert done.calculated == ("2026-Q3",)
    assert click_through(settings) == 10.0
    assert published(settings, "versions")["version"].to_list() == [1]

    # Nothing of it is lost: its bytes answer as ever, and its rows stand where they stood.
    assert door.answer_to(settings, second).verdict == ACCEPTED
    assert set(query(settings, "SELECT submission FROM campaigns")["submission"]) == {first, second}

    states = {row["submission"]: row["state"] for row in door.history(settings)}
    assert states == {first: "published", second: "withdrawn"}
    assert main(["--home", str(settings.home), "history", first]) == 0
    told = capsys.readouterr().out
    events = (f"replaced by {second}", f"counts again, because {second} was withdrawn", "(number 2)")
    assert [told.index(each) for each in events] == sorted(told.index(each) for each in events)
    assert main(["--home", str(settings.home), "history", second]) == 0
    assert "withdrawn by Ada:\n    It was the file of a test" in capsys.readouterr().out

    # Everything can be made again from archive and ledger.
    for each in (settings.warehouse, *settings.shelf.parent.glob("shelf.sqlite*")):
        each.unlink()
    again = stages.run(settings, now=NOW + timedelta(hours=4)).edition
    assert done.edition
    assert again == replace(done.edition, is_new=False)
    assert len(Ledger(settings.ledger).events(PUBLISHED)) == 2

"""An unusual figure: asked for, explained, accepted, remembered the quarter after, and asked again when it grows."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from data_contracts.findings import ACCEPTED, NEEDS_EXPLANATION, REMEMBERED
from pipeline import door, stages
from pipeline.cli import main
from pipeline.settings import Settings
from tests.editions import query
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WHY = "A video went round the schools that week"


def clicks(count: int, quarter: str) -> bytes:
    """Of a thousand impressions; more than 300 are unusual."""
    return csv_file(("campaigns", [{"impressions": "1000", "clicks": f"{count}"}]), quarter=quarter)


def submit(settings: Settings, data: bytes, *, days: int) -> door.Receipt:
    return door.submit(settings, data, "file.csv", sender="desk", now=NOW + timedelta(days=days))


def told(settings: Settings) -> pl.DataFrame:
    """Every verdict and version in the warehouse."""
    return query(
        settings,
        "SELECT submission, submissions.turn, verdict, first_verdict, version FROM submissions "
        "LEFT JOIN versions USING (submission) ORDER BY seq",
    )


def without_shelf(settings: Settings) -> None:
    for each in settings.shelf.parent.glob("shelf.sqlite*"):
        each.unlink()


def test_an_explanation_is_asked_for_given_and_remembered(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    settings = Settings(home=tmp_path / "home")
    cop = ["--home", str(settings.home)]
    first = submit(settings, clicks(400, "2026-Q1"), days=0)
    assert first.answer.verdict == NEEDS_EXPLANATION

    # It is listed with its id, and an explanation that explains nothing is not taken.
    assert main([*cop, "explain", first.submission, "--json"]) == 0
    (waiting,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (waiting["rule"], waiting["found"]) == ("click-through-plausible", "400")
    assert main([*cop, "explain", first.submission, "--finding", waiting["id"], "--text", "ok"]) == 1
    assert "at least 10 letters" in capsys.readouterr().err

    # Once it is explained, the answer is another at once, and the run comes to the same.
    assert main([*cop, "explain", first.submission, "--text", WHY, "--by", "Ada"]) == 0
    assert f"it is explained. “{WHY}”" in capsys.readouterr().out
    done = stages.run(settings, now=NOW + timedelta(days=1)).examined
    assert (done.submissions, done.accepted) == (1, 1)  # in two turns, as it came and as it was explained
    assert told(settings).drop("submission", "turn").rows() == [(ACCEPTED, NEEDS_EXPLANATION, 1)]

    # The quarter after, within a quarter of the value, nobody is asked again.
    second = submit(settings, clicks(480, "2026-Q2"), days=2)
    (eased,) = [each for each in second.answer.findings if each.rule == "click-through-plausible"]
    assert (second.answer.verdict, eased.eased, eased.explanation) == (ACCEPTED, REMEMBERED, WHY)
    assert "the explanation of an earlier quarter still holds" in eased.fix()

    # Beyond it they are, whatever became of the shelf meanwhile.
    without_shelf(settings)
    third = submit(settings, clicks(510, "2026-Q3"), days=3)
    edition = stages.run(settings, now=NOW + timedelta(days=4)).edition
    assert edition
    verdicts = dict(told(settings).select("submission", "verdict").iter_rows())
    assert verdicts[second.submission] == ACCEPTED
    assert verdicts[third.submission] == NEEDS_EXPLANATION

    # Archive and ledger are enough to make it all again.
    before = told(settings)
    without_shelf(settings)
    settings.warehouse.unlink()
    again = stages.run(settings, now=NOW + timedelta(days=5)).edition
    assert told(settings).equals(before)
    assert again
    assert again.edition == edition.edition

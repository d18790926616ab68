"""A correction without a reason comes back, with the row that lacks one; with it, the figure changes for everyone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data_contracts.findings import ACCEPTED, RETURNED
from pipeline import stages
from pipeline.door import check, submit
from pipeline.settings import Settings
from tests.editions import published
from tests.files import csv_file

FIRST = datetime(2026, 11, 1, 9, tzinfo=UTC)
NOW = FIRST + timedelta(days=9)
SENT = [{}, {"platform": "video", "impressions": "2000", "clicks": "40", "engaged": "4"}]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home in which a first version was accepted and published."""
    settings = Settings(home=tmp_path / "home")
    submit(settings, file(*SENT), "campaigns.csv", sender="steward", country="NL", now=FIRST)
    stages.run(settings, now=FIRST)
    return settings


def file(*rows: dict[str, Any]) -> bytes:
    return csv_file(("campaigns", list(rows)))


def impressions(settings: Settings) -> float:
    figures = published(settings, "indicators").filter(indicator="CAM_01", country="NL", quarter="2026-Q3")
    return float(figures.filter(dimension="_T")["value"].item())


def test_a_correction_is_returned_until_each_changed_row_says_why(settings: Settings) -> None:
    changed = SENT[1] | {"impressions": "2500"}
    answer = submit(settings, file(SENT[0], changed), "again.csv", sender="steward", country="NL", now=NOW).answer
    (finding,) = [each for each in answer.findings if each.blocks]
    assert (answer.verdict, finding.rule, finding.line, finding.found, finding.expected) == (
        RETURNED,
        "revision-needs-reason",
        3,
        "2500",
        "2000",
    )
    stages.run(settings, now=NOW)
    assert impressions(settings) == 3000

    with_reason = file(SENT[0] | {"reason": ""}, changed | {"reason": "LATE"})
    assert submit(settings, with_reason, "third.csv", sender="steward", country="NL", now=NOW).answer.is_accepted
    stages.run(settings, now=NOW)
    assert impressions(settings) == 3500


def test_a_row_that_is_left_out_is_missed_and_one_of_zeros_says_why(settings: Settings) -> None:
    answer = check(settings, file(SENT[0]), "again.csv", country="NL", now=NOW)
    assert [(each.rule, each.key) for each in answer.findings if each.blocks] == [
        ("withdrawal-needs-reason", "ads · video")
    ]
    zeros = dict.fromkeys(("impressions", "clicks", "engaged", "spend_eur"), "0") | {"reason": "ERR"}
    answer = check(settings, file(SENT[0] | {"reason": ""}, SENT[1] | zeros), "again.csv", country="NL", now=NOW)
    assert answer.verdict == ACCEPTED

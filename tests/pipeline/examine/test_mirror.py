"""What one country sent, another received: both are asked where they tell very different counts."""

from datetime import UTC, datetime

import pytest

from data_contracts.findings import ACCEPTED, NEEDS_EXPLANATION, Finding
from pipeline.judgement import Judgement, judge
from pipeline.weighing import Turn
from tests.rows import delivery

AT = datetime(2026, 11, 1, tzinfo=UTC)


def requests(counterpart: str, direction: str, count: int | str, **changes: str) -> dict[str, str]:
    zeros = dict.fromkeys(("answered", "answered_24h", "answered_72h", "mla_followups"), "0")
    return {"counterpart": counterpart, "direction": direction, "requests": f"{count}", **zeros, **changes}


def turn(name: str, country: str, *rows: dict[str, str], seq: int, nil: bool = False) -> Turn:
    parts = {} if nil else {"contact_point_requests": list(rows)}
    return Turn(
        delivery(name, country, nil=frozenset({"contact_point_requests"} if nil else ()), **parts), at=AT, seq=seq
    )


def mirrored(judged: Judgement, submission: str) -> list[Finding]:
    return [each for each in judged.findings_of(submission) if each.rule == "mirror-agrees"]


@pytest.mark.parametrize(
    ("sent", "received", "asked"),
    [(20, 20, False), (20, 12, False), (20, 11, True), (11, 20, True), (4, 0, False), (5, 0, True), (100, 61, False)],
)
def test_a_pair_is_asked_about_when_it_differs_by_much_and_by_five(sent: int, received: int, asked: bool) -> None:
    judged = judge(
        [
            turn("nl", "NL", requests("FR", "SNT", sent), seq=1),
            turn("fr", "FR", requests("NL", "RCV", received), seq=2),
        ]
    )
    assert bool(mirrored(judged, "fr")) is asked
    assert not mirrored(judged, "nl")


def test_both_counts_and_the_pair_are_told_at_the_first_row() -> None:
    judged = judge(
        [
            turn("nl", "NL", requests("FR", "SNT", 9), requests("FR", "SNT", 11, channel="SIE"), seq=1),
            turn("fr", "FR", requests("SE", "SNT", 1), requests("NL", "RCV", 2), seq=2),
        ]
    )
    (finding,) = mirrored(judged, "fr")
    assert (finding.found, finding.expected, finding.key, finding.line) == ("2", "20", "NL · RCV", 3)
    assert dict(judged.submissions.select("submission", "verdict").iter_rows())["fr"] == NEEDS_EXPLANATION


def test_a_pair_that_one_does_not_list_is_zero() -> None:
    judged = judge(
        [turn("nl", "NL", requests("FR", "SNT", 9), seq=1), turn("fr", "FR", requests("SE", "RCV", 1), seq=2)]
    )
    (finding,) = mirrored(judged, "fr")
    assert (finding.found, finding.expected, finding.line) == ("0", "9", None)


def test_a_nil_return_says_that_nothing_was_received() -> None:
    judged = judge([turn("nl", "NL", requests("FR", "SNT", 9), seq=1), turn("fr", "FR", seq=2, nil=True)])
    assert [each.found for each in mirrored(judged, "fr")] == ["0"]


def test_a_status_instead_of_a_number_is_compared_with_nothing() -> None:
    judged = judge(
        [
            turn("nl", "NL", requests("FR", "SNT", 30), seq=1),
            turn("fr", "FR", requests("NL", "RCV", "L"), seq=2),
        ]
    )
    assert not mirrored(judged, "fr")


def test_a_country_that_sent_nothing_yet_is_compared_with_nothing() -> None:
    assert not mirrored(judge([turn("nl", "NL", requests("FR", "SNT", 30), seq=1)]), "nl")


def test_a_comment_in_a_row_of_the_pair_explains_it() -> None:
    judged = judge(
        [
            turn("nl", "NL", requests("FR", "SNT", 30), seq=1),
            turn("fr", "FR", requests("NL", "RCV", 10, comment="They count reminders as requests."), seq=2),
        ]
    )
    assert mirrored(judged, "fr")[0].explained
    assert dict(judged.submissions.select("submission", "verdict").iter_rows())["fr"] == ACCEPTED

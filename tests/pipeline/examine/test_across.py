"""Collections of one country are held against each other: tools for what is done, trainers for who teaches."""

from datetime import UTC, datetime

from data_contracts.findings import Finding
from pipeline.judgement import judge
from pipeline.weighing import Turn
from tests.rows import delivery

AT = datetime(2026, 11, 1, tzinfo=UTC)
VISIT = {"intervention_type": "KNT", "identified": "30", "invited": "M"}


def found(rule: str, *turns: Turn) -> list[Finding]:
    """Findings by `rule` on the last turn."""
    return [each for each in judge(turns).findings_of(turns[-1].submission) if each.rule == rule]


def turn(name: str, seq: int, quarter: str = "2026-Q3", **parts: list[dict[str, str]]) -> Turn:
    return Turn(delivery(name, quarter=quarter, **parts), at=AT, seq=seq)


def test_a_type_that_no_tool_is_of_is_asked_about_once_where_it_is_used() -> None:
    twice = [{}, VISIT, VISIT | {"sex": "M"}]
    (finding,) = [
        each
        for each in found("intervention-in-toolkit", turn("a", 1, toolkit=[{}], interventions=twice))
        if each.found == "KNT"
    ]
    assert (finding.line, finding.column, finding.key) == (3, "intervention_type", "KNT")


def test_the_toolkit_in_force_counts_where_the_file_has_none() -> None:
    before = turn("a", 1, "2026-Q2", toolkit=[{"intervention_type": "EVT"}])
    assert not found("intervention-in-toolkit", before, turn("b", 2, interventions=[{}]))
    asked = found("intervention-in-toolkit", before, turn("b", 2, interventions=[VISIT]))
    assert [each.found for each in asked] == ["KNT"]


def test_the_newest_toolkit_counts() -> None:
    old = turn("a", 1, "2026-Q1", toolkit=[{"intervention_type": "EVT"}])
    new = turn("b", 2, "2026-Q2", toolkit=[{"intervention_type": "KNT"}])
    assert [each.found for each in found("intervention-in-toolkit", old, new, turn("c", 3, interventions=[{}]))] == [
        "EVT"
    ]


def test_a_country_that_never_told_of_its_tools_is_not_asked() -> None:
    assert not found("intervention-in-toolkit", turn("a", 1, interventions=[{}]))


def test_a_type_that_is_not_used_needs_no_tool() -> None:
    unused = {"actions": "0", "reached": "0", "invited": "0"}
    assert not found("intervention-in-toolkit", turn("a", 1, toolkit=[{}], interventions=[unused]))


def test_more_trainers_are_not_active_than_were_ever_trained() -> None:
    first = turn("a", 1, "2026-Q1", training=[{"trainers_new": "2", "trainers_active": "5"}])
    second = turn("b", 2, "2026-Q2", training=[{"trainers_new": "3", "trainers_active": "8"}])
    third = turn("c", 3, training=[{"trainers_new": "1", "trainers_active": "10"}])
    assert not found("trainers-active-within-trained", first)
    assert not found("trainers-active-within-trained", first, second)
    (finding,) = found("trainers-active-within-trained", first, second, third)
    assert (finding.found, finding.expected, finding.line) == ("10", "9", None)


def test_trainers_of_whom_nothing_is_known_are_not_asked_about() -> None:
    first = turn("a", 1, "2026-Q1", training=[{}])
    unknown = turn("b", 2, training=[{"trainers_active": "L"}])
    assert not found("trainers-active-within-trained", first, unknown)

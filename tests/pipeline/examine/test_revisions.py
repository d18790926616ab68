"""A correction says why, row by row; what is the same as what was accepted says nothing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.judgement import judge
from tests.turns import found_in_last, turns

TOTAL = {"sex": "_T"}
MEN = {"sex": "M"}


def breaks(
    rule: str, before: list[dict[str, Any]] | None, now: list[dict[str, Any]] | None, collection: str = "interventions"
) -> list[tuple[Any, ...]]:
    """line, column, what it is, what it was."""
    told = found_in_last(rule, {collection: before}, {collection: now})
    return [(each.line, each.column, each.found, each.expected) for each in told]


def unexplained(before: list[dict[str, Any]] | None, now: list[dict[str, Any]] | None, *more: str) -> list[Any]:
    return breaks("revision-needs-reason", before, now, *more)


def withdrawn(before: list[dict[str, Any]] | None, now: list[dict[str, Any]] | None, *more: str) -> list[Any]:
    return breaks("withdrawal-needs-reason", before, now, *more)


def test_a_file_that_says_the_same_again_needs_no_reason() -> None:
    assert unexplained([{}, MEN], [MEN, {"comment": "sent again"}]) == []
    assert withdrawn([{}, MEN], [MEN, {}]) == []


def test_a_changed_value_needs_a_reason() -> None:
    assert unexplained([{}, MEN], [{}, MEN | {"reached": "29", "cost_eur": "1"}]) == [(3, "reached", "29", "30")]
    assert unexplained([{}], [{"reached": "29", "reason": "ERR"}]) == []


def test_a_changed_status_needs_a_reason() -> None:
    assert unexplained([{}], [{"reached": "L"}]) == [(2, "reached", "L", "30")]
    assert unexplained([{"reached": "30", "reached_status": "P"}], [{}]) == [(2, "reached", "30", "30 P")]


def test_what_arrives_after_three_months_needs_a_reason() -> None:
    waiting = {"respondents_3m": "O", "using_3m": "O"}
    assert unexplained([waiting], [{}], "training") == [(2, "respondents_3m", "10", "O")]
    assert unexplained([waiting], [{"reason": "LATE"}], "training") == []


def test_a_new_row_needs_a_reason_unless_it_says_what_a_missing_one_does() -> None:
    zeros = dict.fromkeys(("actions", "identified", "invited", "reached", "cost_eur"), "0")
    assert unexplained([{}], [{}, MEN]) == [(3, "actions", "2", "0")]
    assert unexplained([{}], [{}, MEN | zeros]) == []
    assert unexplained(None, [{}]) == [(2, "actions", "2", "0")]
    assert unexplained([{}], [{}, {"tool": "Hack_Right"}], "toolkit") == [(3, "status", "ACT", "–")]


def test_a_row_that_is_no_longer_listed_cannot_say_why() -> None:
    (finding,) = found_in_last(
        "withdrawal-needs-reason", {"campaigns": [{}, {"platform": "tv"}]}, {"campaigns": [{}], "name": "correction"}
    )
    assert (finding.line, finding.column, finding.expected) == (None, "impressions", "1000")
    assert finding.says().endswith(": ads, tv.")
    assert withdrawn([{}], None, "campaigns") == [(None, "impressions", "0", "1000")]


def test_a_row_that_is_sent_with_zeros_and_a_reason_is_withdrawn() -> None:
    zeros = dict.fromkeys(("impressions", "clicks", "engaged", "spend_eur"), "0")
    assert withdrawn([{}], [zeros], "campaigns") == []
    assert unexplained([{}], [zeros], "campaigns") == [(2, "impressions", "0", "1000")]
    assert unexplained([{}], [zeros | {"reason": "ERR"}], "campaigns") == []


def test_a_row_of_zeros_may_go_and_one_that_was_not_known_may_not() -> None:
    zeros = dict.fromkeys(("impressions", "clicks", "engaged", "spend_eur"), "0")
    assert withdrawn([{}, zeros | {"platform": "tv"}], [{}], "campaigns") == []
    assert withdrawn([{}, zeros | {"platform": "tv", "clicks": "L", "engaged": "L"}], [{}], "campaigns") == [
        (None, "clicks", "0", "L")
    ]


def test_parts_in_the_place_of_a_total_are_new_and_the_total_is_not_withdrawn() -> None:
    parts = [{"sex": "F"}, MEN]
    whole = TOTAL | {"actions": "4", "invited": "80", "reached": "60", "cost_eur": "2401"}
    assert withdrawn(parts, [whole]) == withdrawn([whole], parts) == []
    assert [line for line, *_ in unexplained([whole], parts)] == [2, 3]
    assert unexplained(parts, [*parts, whole]) == []


def test_what_changes_by_another_method_is_marked_as_a_break() -> None:
    method = {"reached": "35", "reason": "METH"}
    rule = "method-change-needs-flag"
    assert breaks(rule, [{}], [method]) == [(2, "reached", "35", "30")]
    assert breaks(rule, [{}], [method | {"reached_status": "B"}]) == []
    assert breaks(rule, [{}], [{"reason": "METH"}]) == breaks(rule, [{}], [method | {"reason": "ERR"}]) == []


@pytest.mark.parametrize("collection", ["toolkit", "definitions"])
def test_a_tool_or_a_definition_may_go(collection: str) -> None:
    assert breaks("withdrawal-needs-reason", [{}, {"tool": "x", "item": "x"}], [{}], collection) == []


def test_the_first_version_needs_no_reason_nor_one_after_a_returned_file() -> None:
    wrong, right = {"campaigns": [{"clicks": "9999"}]}, {"campaigns": [{}]}
    judged = judge(turns(wrong, right))
    assert judged.submissions["verdict"].to_list() == ["returned", "accepted"]


VALUES = st.fixed_dictionaries(
    {"actions": st.integers(0, 9).map(str), "reached": st.sampled_from(["0", "7", "L", "30"])}
)


@settings(max_examples=20)
@given(st.lists(VALUES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_are_no_change(values: list[dict[str, str]], chance: Any) -> None:
    ages = ("Y12T14", "Y15T17", "Y18T21", "Y22T25")
    rows = [{"age_band": age} | each for age, each in zip(ages, values, strict=False)]
    again = chance.sample(rows, len(rows))
    assert unexplained(rows, again) == withdrawn(rows, again) == []

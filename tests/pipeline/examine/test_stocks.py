"""Stocks are compared with the quarter before, row by row, in whatever detail both give."""

from typing import Any

from tests.turns import found_in_last

BOTH = [{"sex": "M"}, {"sex": "F"}]


def clients(start: int, end: int | None = None, **keys: str) -> dict[str, str]:
    """A row whose clients change by those taken in, or by those who leave."""
    end = start if end is None else end
    none = dict.fromkeys(("referred", "assessed", "intake", "exited_positive", "multi_agency_plans"), "0")
    moved = {"intake": f"{end - start}"} if end >= start else {"exited_positive": f"{start - end}"}
    return {**none, "stock_start": f"{start}", "stock_end": f"{end}", **moved, **keys}


def breaks(before: list[dict[str, Any]] | None, now: list[dict[str, Any]] | None) -> list[tuple[Any, ...]]:
    """line, key, what the quarter starts with, what the one before ended with."""
    told = found_in_last(
        "stock-continuity", {"quarter": "2026-Q2", "exit_support": before}, {"quarter": "2026-Q3", "exit_support": now}
    )
    return [(each.line, each.key, each.found, each.expected) for each in told]


def test_a_row_that_goes_on_is_right() -> None:
    assert breaks([clients(3, 5)], [clients(5)]) == []


def test_a_row_that_does_not_go_on_is_found_where_it_stands() -> None:
    assert breaks([clients(3, 5), clients(1, sex="F")], [clients(5), clients(2, sex="F")]) == [
        (3, "SLF · Y18T21 · F", "2", "1")
    ]


def test_clients_in_a_row_that_is_no_longer_listed_are_missed() -> None:
    assert breaks([clients(5), clients(2, sex="F")], [clients(5)]) == [(None, "SLF · Y18T21 · F", "0", "2")]


def test_clients_are_missed_where_nothing_is_reported_any_more() -> None:
    assert breaks([clients(5)], None) == [(None, "SLF · Y18T21 · M", "0", "5")]


def test_a_row_that_ended_with_nobody_need_not_be_listed() -> None:
    assert breaks([clients(5), clients(2, 0, sex="F")], [clients(5)]) == []


def test_a_row_that_is_new_starts_with_nobody() -> None:
    assert breaks(None, [clients(0, 2)]) == []
    assert breaks(None, [clients(2)]) == [(2, "SLF · Y18T21 · M", "2", "0")]


def test_where_the_quarter_before_was_not_delivered_nothing_is_said() -> None:
    files = [{"quarter": "2026-Q1", "exit_support": [clients(5)]}, {"quarter": "2026-Q3", "exit_support": [clients(9)]}]
    assert found_in_last("stock-continuity", *files) == []


def test_a_status_on_either_side_is_compared_with_nothing() -> None:
    unknown = dict.fromkeys(("stock_start", "stock_end", "exited_positive"), "L")
    assert breaks([clients(5) | unknown], [clients(9)]) == []
    assert breaks([clients(5)], [clients(9) | unknown]) == []


def test_a_total_goes_on_from_its_parts_and_parts_from_a_total() -> None:
    parts, whole = [clients(3), clients(2, sex="F")], [clients(5, sex="_T")]
    assert breaks(parts, whole) == breaks(whole, parts) == []
    assert breaks(parts, [clients(6, sex="_T")]) == [(2, "SLF · Y18T21 · _T", "6", "5")]
    assert breaks([clients(6, sex="_T")], parts) == [(None, "SLF · Y18T21 · _T", "5", "6")]


def test_a_total_beside_its_parts_is_not_counted_again() -> None:
    both = [clients(3), clients(2, sex="F"), clients(5, sex="_T")]
    assert breaks(both, [clients(3), clients(2, sex="F")]) == breaks([clients(5, sex="_T")], both) == []


def test_other_sources_keep_their_detail_where_one_gives_a_total() -> None:
    police = [clients(3, referral_source="POL"), clients(2, referral_source="POL", sex="F")]
    wrong = [clients(2, referral_source="POL"), clients(3, referral_source="POL", sex="F")]
    assert len(breaks([clients(5, sex="_T"), *police], [clients(5), *wrong])) == 2


def test_a_row_whose_code_is_unknown_is_not_missed_as_well() -> None:
    assert breaks([clients(5)], [clients(5, referral_source="POLICEMAN")]) == []

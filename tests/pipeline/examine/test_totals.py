"""Totals beside their parts are compared and counted once."""

import pytest

from data_contracts.contract import load_contract
from pipeline.examine.examination import examine
from tests.rows import rows

PARTS = [{"sex": "F"}, {"sex": "M", "reached": "10", "actions": "1", "invited": "10", "cost_eur": "0"}]
TOTAL = {"sex": "_T", "actions": "3", "invited": "50", "reached": "40"}


def examined(*changes: dict):
    return examine(rows("interventions", *changes), load_contract("interventions"))


def test_a_total_that_its_parts_add_up_to_is_not_counted_again() -> None:
    seen = examined(*PARTS, TOTAL)
    assert seen.findings.is_empty()
    assert seen.rows["counted"].to_list() == [True, True, False]


def test_a_total_that_its_parts_do_not_add_up_to_is_found() -> None:
    seen = examined(*PARTS, TOTAL | {"reached": "41"})
    assert seen.findings.select("rule", "column", "line").rows() == [("parts-equal-total", "reached", 4)]


def test_a_total_alone_counts() -> None:
    assert examined(TOTAL).rows["counted"].to_list() == [True]


def test_a_grand_total_over_two_keys_is_covered_by_its_parts() -> None:
    parts = [{"sex": sex, "age_band": age} for sex in ("F", "M") for age in ("Y12T14", "Y15T17")]
    whole = {"sex": "_T", "age_band": "_T", "actions": "8", "invited": "160", "reached": "120"}
    seen = examined(*parts, whole)
    assert seen.findings.is_empty()
    assert seen.rows["counted"].to_list() == [True] * 4 + [False]


def test_a_part_with_a_status_leaves_its_total_unjudged() -> None:
    seen = examined(PARTS[0], PARTS[1] | {"reached": "L"}, TOTAL)
    assert seen.findings.is_empty()


@pytest.mark.parametrize("second", [{"sex": "_T", "age_band": "Y18T21"}, {"sex": "_T", "age_band": "Y15T17"}])
def test_persons_by_age_beside_persons_by_sex_would_count_twice(second: dict) -> None:
    seen = examined({"sex": "F", "age_band": "_T"}, second)
    assert set(seen.findings["rule"]) == {"one-level-of-detail"}
    assert seen.findings["line"].to_list() == [2, 3]


def test_detail_for_one_age_only_is_no_mixture() -> None:
    assert examined({"age_band": "Y15T17", "sex": "F"}, {"age_band": "Y18T21", "sex": "_T"}).findings.is_empty()

"""Nobody is reached who does not exist: persons are held against the young people of the country."""

from typing import Any

import pytest

from data_contracts.duties import load_population
from tests.turns import found_in_last


def living(country: str, year: int) -> int:
    return int(load_population().filter(country=country, year=year, sex="_T")["population_12_25"].item())


def told(rule: str, *rows: dict[str, Any], quarter: str = "2026-Q3", country: str = "LU") -> list[tuple[Any, ...]]:
    """line, found, expected"""
    changes = [{"invited": "M", **row} for row in rows]
    found = found_in_last(rule, {"quarter": quarter, "country": country, "interventions": changes})
    return [(each.line, each.found, each.expected) for each in found]


LU = living("LU", 2026)


def test_more_persons_than_there_are_cannot_be() -> None:
    half = {"reached": f"{LU // 2 + 1}"}
    assert told("reached-within-population", half) == []
    assert told("reached-within-population", half, half | {"age_band": "Y22T25"}) == [
        (None, f"{2 * (LU // 2 + 1)}", f"{LU}")
    ]


def test_more_than_a_fifth_of_them_is_asked_about() -> None:
    assert told("reached-share-plausible", {"reached": f"{LU // 5}"}) == []
    assert told("reached-share-plausible", {"reached": f"{LU // 5 + 1}"}) == [(None, f"{LU // 5 + 1}", f"{LU // 5}")]


@pytest.mark.parametrize("age", ["Y_LT12", "Y_GE26"])
def test_other_ages_are_no_part_of_it(age: str) -> None:
    for rule in ("reached-within-population", "reached-share-plausible"):
        assert told(rule, {"age_band": age, "reached": "9999999"}) == []


@pytest.mark.parametrize("age", ["_T", "_U"])
def test_who_is_of_no_told_age_is_only_asked_about_and_only_among_the_young(age: str) -> None:
    row = {"age_band": age, "reached": "9999999"}
    assert told("reached-within-population", row) == []
    assert len(told("reached-share-plausible", row)) == 1
    assert told("reached-share-plausible", row | {"target_group": "PAR"}) == []


def test_a_total_beside_its_parts_is_counted_once_and_a_status_not_at_all() -> None:
    part = LU // 5 - 10
    rows = [{"reached": f"{part}"}, {"sex": "_T", "reached": f"{part}"}, {"age_band": "Y18T21", "reached": "L"}]
    assert told("reached-share-plausible", *rows) == []


def test_the_newest_year_that_is_known_is_taken() -> None:
    ((_, _, fifth),) = told("reached-share-plausible", {"reached": "90000"}, quarter="2025-Q4")
    assert fifth == f"{living('LU', 2025) // 5}"

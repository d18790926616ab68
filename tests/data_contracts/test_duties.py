"""Duties: who owes what in which quarter, by dated membership, rounds and exemptions."""

from datetime import date

import polars as pl
import pytest

from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS
from data_contracts.duties import (
    is_member,
    load_calendar,
    load_exemptions,
    load_members,
    load_population,
    open_quarters,
    owed,
)
from data_contracts.quarters import first_day, last_day, quarters_between

QUARTERLY = set(COLLECTIONS) - {"definitions"}


def owed_by(country: str, quarter: str) -> pl.DataFrame:
    return owed([quarter]).filter(pl.col("country") == country)


def test_the_network_has_27_members() -> None:
    assert owed(["2026-Q1"]).get_column("country").n_unique() == 27


def test_a_member_that_joins_later_owes_nothing_before() -> None:
    assert owed_by("HR", "2025-Q1").is_empty()
    assert not is_member("HR", quarter="2025-Q1")
    assert set(owed_by("HR", "2025-Q2").get_column("collection")) == QUARTERLY
    assert is_member("HR", quarter="2025-Q2")


def test_a_country_outside_the_network_owes_nothing() -> None:
    assert owed_by("CH", "2026-Q1").is_empty()
    assert not is_member("CH", quarter="2026-Q1")


def test_the_yearly_collection_is_owed_with_the_fourth_quarter_only() -> None:
    asked = owed(["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"])
    yearly = asked.filter(pl.col("collection") == "definitions")
    assert set(yearly.get_column("quarter")) == {"2025-Q4"}
    assert yearly.height == 27


@pytest.mark.parametrize(
    ("country", "collection", "quarter", "exempt"),
    [
        ("MT", "exit_support", "2026-Q4", True),
        ("MT", "exit_support", "2027-Q1", False),
        ("MT", "interventions", "2026-Q4", False),
        ("LU", "campaigns", "2023-Q4", False),
        ("LU", "campaigns", "2024-Q1", True),
        ("LU", "campaigns", "2025-Q4", True),
        ("LU", "campaigns", "2026-Q1", False),
        ("BE", "campaigns", "2024-Q1", False),
    ],
)
def test_an_exemption_holds_for_its_own_quarters_and_collection(
    country: str, collection: str, quarter: str, exempt: bool
) -> None:
    reason = owed_by(country, quarter).filter(pl.col("collection") == collection).item(0, "exempt")
    assert (reason is not None) is exempt


def test_every_duty_stands_once() -> None:
    asked = owed(load_calendar().get_column("quarter").to_list())
    assert asked.select("country", "quarter", "collection").is_duplicated().sum() == 0
    assert asked.get_column("due").null_count() == 0


def test_nothing_is_owed_for_a_quarter_without_a_round() -> None:
    assert owed(["2019-Q1"]).is_empty()


def test_a_round_opens_after_its_quarter_and_is_due_before_it_closes() -> None:
    for quarter, opens, due, closes in load_calendar().iter_rows():
        assert first_day(quarter) <= last_day(quarter) < opens < due < closes


def test_the_calendar_skips_no_quarter() -> None:
    quarters = load_calendar().get_column("quarter").to_list()
    assert quarters == quarters_between(quarters[0], quarters[-1])


def test_a_round_is_open_from_its_first_day() -> None:
    assert open_quarters(on=date(2026, 3, 31))[-1] == "2025-Q4"
    assert open_quarters(on=date(2026, 4, 1))[-1] == "2026-Q1"


def test_members_are_known_countries_with_a_role_and_an_agency() -> None:
    members = load_members()
    assert set(members.get_column("country")) <= set(load_codes("country"))
    assert members.select("role", "agency", "duties", "valid_from").null_count().sum_horizontal().item() == 0
    assert set(" ".join(members.get_column("duties")).split()) <= {"*", *COLLECTIONS}


def test_every_exemption_has_a_member_a_collection_a_reason_and_an_end() -> None:
    exemptions = load_exemptions()
    assert set(exemptions.get_column("country")) <= set(load_members().get_column("country"))
    assert set(exemptions.get_column("collection")) <= set(COLLECTIONS)
    assert exemptions.select("reason", "valid_to").null_count().sum_horizontal().item() == 0
    assert (exemptions.get_column("valid_from") <= exemptions.get_column("valid_to")).all()


def test_every_member_has_a_population_in_every_year_of_the_calendar() -> None:
    years = load_calendar().select(pl.col("quarter").str.slice(0, 4).cast(pl.Int32).unique().alias("year"))
    wanted = load_members().select("country").unique().join(years, how="cross")
    assert wanted.join(load_population(), on=["country", "year"], how="anti").is_empty()

"""Population of 12 to 25: the denominator of rates is what its source and its arithmetic say."""

import polars as pl
import pytest

from data_contracts.duties import load_population


def persons(country: str, year: int, sex: str) -> int:
    wanted = (pl.col("country") == country) & (pl.col("year") == year) & (pl.col("sex") == sex)
    return int(load_population().filter(wanted).item(0, "population_12_25"))


@pytest.mark.parametrize(
    ("country", "year", "sex", "ages_10_14", "ages_15_19", "ages_20_24", "ages_25_29"),
    [
        ("NL", 2020, "F", 455_971, 494_411, 498_403, 528_262),
        ("NL", 2025, "F", 436_080, 459_212, 502_000, 507_671),
        ("MT", 2025, "F", 10_350, 10_056, 10_451, 12_499),
    ],
)
def test_ages_12_to_25_are_put_together_from_the_sources_groups(
    country: str, year: int, sex: str, ages_10_14: int, ages_15_19: int, ages_20_24: int, ages_25_29: int
) -> None:
    expected = ages_10_14 * 3 / 5 + ages_15_19 + ages_20_24 + ages_25_29 / 5
    assert persons(country, year, sex) == round(expected)


def test_women_and_men_add_up_to_the_total_everywhere() -> None:
    wide = load_population().pivot("sex", index=["country", "year"], values="population_12_25")
    assert wide.height == wide.drop_nulls().height
    assert wide.filter(pl.col("F") + pl.col("M") != pl.col("_T")).is_empty()


@pytest.mark.parametrize(("before", "after"), [(2020, 2025), (2025, 2030)])
@pytest.mark.parametrize("country", ["NL", "PL", "MT"])
def test_years_between_the_sources_lie_on_a_straight_line(country: str, before: int, after: int) -> None:
    first, last = persons(country, before, "F"), persons(country, after, "F")
    for year in range(before + 1, after):
        expected = first + (last - first) * (year - before) / (after - before)
        assert abs(persons(country, year, "F") - expected) <= 1


def test_a_country_and_year_and_sex_stand_once() -> None:
    assert load_population().select("country", "year", "sex").is_duplicated().sum() == 0

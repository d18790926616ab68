"""A small count never escapes: not as itself, not by subtraction, not by what a member knows of its own."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from data_contracts.cards import load_cards
from data_contracts.edition import TABLES
from pipeline.protect.protection import Hierarchy, hierarchy_of_cards, protect
from tests.attack import Cell, cells_of, known_exactly

COUNTRIES = ("AT", "BE", "DE", "FI", "FR", "NL", "PL", "SE")
SEXES = ("F", "M", "_O")
ONE = Hierarchy(blocks={"people": ("N",)}, counts={("N", "numerator"): "n"})


def table(counts: dict[tuple[str, str], int | None], indicator: str = "N") -> pl.DataFrame:
    """Counts by country and sex, with the totals of countries and of the network, as the figures of one indicator."""
    cells: dict[tuple[str, str, str], float | None] = {}
    for country in {country for country, _ in counts}:
        mine = [counts[country, sex] for sex in SEXES if (country, sex) in counts]
        for sex in SEXES:
            cells[country, "sex", sex] = counts.get((country, sex))
        cells[country, "_T", "_T"] = None if None in mine else sum(value for value in mine if value is not None)
    for dimension, category in [("_T", "_T"), *product(["sex"], SEXES)]:
        known = [value for (_, split, each), value in cells.items() if (split, each) == (dimension, category)]
        cells["_T", dimension, category] = sum(value for value in known if value is not None)
    members = len({country for country, _ in counts})
    rows = [
        (
            indicator,
            country,
            "2026-Q3",
            dimension,
            category,
            value,
            value,
            None,
            "A" if value is not None else "O",
            "F",
            1.0,
            members if country == "_T" else 1,
            members,
        )
        for (country, dimension, category), value in cells.items()
    ]
    return (
        pl.DataFrame(rows, schema=list(TABLES["indicators"]), orient="row", infer_schema_length=None)
        .cast({"value": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64})
        .sort("country", "dimension", "category")
    )


def leaks(protected: pl.DataFrame, clear: pl.DataFrame, *, insider: str | None = None) -> list[Cell]:
    truth = {cell: value for cell, value in cells_of(clear).items() if value is not None}
    return known_exactly(cells_of(protected), truth, insider=insider)


def protected_one(clear: pl.DataFrame) -> pl.DataFrame:
    return protect(clear, hierarchy=ONE, below=5)


def counts(**small: int) -> dict[tuple[str, str], int | None]:
    """Large counts everywhere, except those named by country and sex (`NL_F=3`)."""
    large: dict[tuple[str, str], int | None] = {
        (country, sex): 20 + 7 * at + 3 * len(sex) for at, country in enumerate(COUNTRIES) for sex in SEXES
    }
    return large | {tuple(key.split("_", 1)): value for key, value in small.items()}  # type: ignore[misc]


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    assert protected_one(table(counts()))["conf_status"].unique().to_list() == ["F"]


def test_a_small_count_hides_its_whole_breakdown_and_no_total_of_its_country() -> None:
    shown = cells_of(protected_one(table(counts(NL_F=3))))
    assert [shown["NL", "sex", sex] for sex in SEXES] == [None] * 3
    assert shown["NL", "_T", "_T"] is not None


def test_at_least_three_countries_are_hidden_together() -> None:
    shown = cells_of(protected_one(table(counts(NL_F=3))))
    assert len({country for (country, split, _), value in shown.items() if split == "sex" and value is None}) >= 3


def test_a_zero_in_a_hidden_breakdown_is_hidden_too() -> None:
    shown = cells_of(protected_one(table(counts(NL_F=3, NL_M=0))))
    assert shown["NL", "sex", "M"] is None


def test_a_small_total_hides_the_country_altogether() -> None:
    shown = cells_of(protected_one(table(counts(NL_F=1, NL_M=1) | {("NL", "_O"): 0})))
    assert {value for (country, _, _), value in shown.items() if country == "NL"} == {None}


def test_a_missing_figure_stays_missing_and_is_not_called_hidden() -> None:
    protected = protected_one(table(counts(NL_F=3) | {("PL", sex): None for sex in SEXES}))
    assert set(protected.filter(country="PL")["conf_status"]) == {"F"}
    assert set(protected.filter(country="PL")["obs_status"]) == {"O"}


def test_a_hidden_cell_keeps_no_figure_at_all() -> None:
    hidden = protected_one(table(counts(NL_F=3))).filter(conf_status="C")
    assert hidden.select("value", "numerator", "denominator").null_count().row(0) == (hidden.height,) * 3


def test_a_share_whose_remainder_is_small_is_hidden() -> None:
    clear = table(counts()).with_columns(denominator=pl.col("numerator") + 2)
    both = Hierarchy(blocks={"people": ("N",)}, counts={("N", "numerator"): "n", ("N", "denominator"): "d"})
    assert set(protect(clear, hierarchy=both, below=5)["conf_status"]) == {"C"}


def test_two_indicators_whose_difference_is_small_are_hidden_together() -> None:
    more = table({key: value + 1 for key, value in counts().items() if value is not None}, indicator="MORE")
    both = Hierarchy(blocks={"people": ("N", "MORE")}, counts={("N", "numerator"): "n", ("MORE", "numerator"): "n"})
    protected = protect(pl.concat([table(counts()), more]), hierarchy=both, below=5)
    assert set(protected.filter(pl.col("country") != "_T")["conf_status"]) == {"C"}


def test_an_aggregate_of_two_members_is_hidden() -> None:
    pair = {key: value for key, value in counts().items() if key[0] in ("NL", "PL")}
    assert cells_of(protected_one(table(pair)))["_T", "_T", "_T"] is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 9, 30, 200]), min_size=24, max_size=24), st.sampled_from(COUNTRIES)
)
def test_no_small_count_follows_from_what_is_published_or_what_one_member_knows(drawn: list[int], member: str) -> None:
    clear = table(dict(zip(product(COUNTRIES, SEXES), drawn, strict=True)))
    protected = protected_one(clear)
    shown = [value for value in cells_of(protected).values() if value is not None]
    assert not {1.0, 2.0, 3.0, 4.0} & set(shown)
    assert leaks(protected, clear) == []
    assert leaks(protected, clear, insider=member) == []


@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_never_changes_what_is_hidden(random) -> None:
    clear = table(counts(NL_F=3, SE_M=1))
    order = list(range(clear.height))
    random.shuffle(order)
    cell = ["country", "dimension", "category"]
    assert_frame_equal(protected_one(clear[order]).sort(cell), protected_one(clear).sort(cell))


def test_the_attack_finds_a_leak_when_there_is_one() -> None:
    clear = table(counts(NL_F=3))
    only_itself = pl.when((pl.col("country") == "NL") & (pl.col("category") == "F")).then(None).otherwise("numerator")
    assert leaks(clear.with_columns(numerator=only_itself), clear) == [("NL", "sex", "F")]


@pytest.mark.parametrize(
    "indicator", ["INT_02", "INT_04", "INT_05", "INT_07", "INT_09", "INT_10", "EXI_00", "EXI_01", "EXI_05"]
)
def test_indicators_that_count_persons_in_confidential_work_are_protected(indicator: str) -> None:
    hierarchy = hierarchy_of_cards()
    assert indicator in {each for block in hierarchy.blocks.values() for each in block}


@pytest.mark.parametrize("indicator", ["INT_01", "INT_06", "CAM_02", "TRN_01", "PAR_01", "POC_01", "NET_02"])
def test_public_indicators_are_not_hidden(indicator: str) -> None:
    assert not load_cards()[indicator].confidential

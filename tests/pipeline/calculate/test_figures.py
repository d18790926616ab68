"""Figures worked by hand from a few rows, the same on every engine; zero, missing and exempt told apart."""

from collections.abc import Callable

import duckdb
import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_contracts.cards import computed_cards
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.duties import load_population, owed
from pipeline.calculate.figures import figures
from pipeline.examine.examination import examine
from tests.rows import rows

QUARTER = "2026-Q3"
Engine = Callable[[dict[str, pl.DataFrame]], dict[str, nw.LazyFrame]]


def on_polars(tables: dict[str, pl.DataFrame]) -> dict[str, nw.LazyFrame]:
    return {name: nw.from_native(table.lazy()) for name, table in tables.items()}


def on_duckdb(tables: dict[str, pl.DataFrame]) -> dict[str, nw.LazyFrame]:
    connection = duckdb.connect()
    for name, table in tables.items():
        connection.register(f"{name}_given", table)
        connection.execute(f"CREATE TABLE {name} AS FROM {name}_given")
    return {name: nw.from_native(connection.table(name)) for name in tables}


def calculated(
    *parts: tuple[str, str, list[dict]], engine: Engine = on_polars, delivered: dict | None = None
) -> pl.DataFrame:
    """Figures of parts (collection, country, changes of right rows); these, and no others, are delivered."""
    tables = {}
    for name in COLLECTIONS:
        mine = [
            rows(name, *changes, submission=f"{country}{name}", country=country)
            for collection, country, changes in parts
            if collection == name and changes
        ]
        tables[name] = examine(pl.concat(mine) if mine else rows(name).clear(), load_contract(name)).rows
    sent = [(country, collection) for collection, country, _ in parts]
    deliveries = (
        owed([QUARTER])
        .with_columns(
            delivered=pl.struct("country", "collection").map_elements(
                lambda each: int((each["country"], each["collection"]) in sent), return_dtype=pl.Int64
            ),
            owed=pl.col("exempt").is_null().cast(pl.Int64),
        )
        .with_columns(attempted="delivered", first_pass="delivered")
        .with_columns(days_late=pl.when(pl.col("delivered") == 1).then(-3))
    )
    return figures(engine(tables), quarters=[QUARTER], deliveries=deliveries, population=load_population())


def cell(table: pl.DataFrame, indicator: str, country: str = "NL", dimension: str = "_T", category: str = "_T") -> dict:
    (row,) = table.filter(indicator=indicator, country=country, dimension=dimension, category=category).iter_rows(
        named=True
    )
    return row


def value(table: pl.DataFrame, indicator: str, country: str = "NL", *split: str) -> float | None:
    return cell(table, indicator, country, *split)["value"]


EVENT = {"invited": "210", "reached": "56"}
VISITS = {"intervention_type": "KNT", "invited": "M", "identified": "126", "reached": "20", "age_band": "Y18T21"}
COURSE = {"intervention_type": "ALT", "invited": "M", "reached": "10", "started": "8", "completed": "6"}


def test_interventions_worked_by_hand() -> None:
    table = calculated(("interventions", "NL", [EVENT, VISITS, COURSE]))
    assert value(table, "INT_01") == 6
    assert value(table, "INT_02") == 86
    assert value(table, "INT_04") == 20
    assert value(table, "INT_05") == pytest.approx(100 * 20 / 126)
    assert value(table, "INT_06") == pytest.approx(26.666667)
    assert value(table, "INT_07") == 75
    assert value(table, "INT_09") == pytest.approx(100 * 10 / 30)
    assert value(table, "INT_10") == pytest.approx(3 * 1200.5 / 86)
    assert value(table, "INT_02", "NL", "intervention_type", "EVT") == 56
    assert value(table, "INT_02", "NL", "intervention_type", "SCH") == 0
    assert value(table, "NET_03") == 3


def test_reach_is_measured_against_the_population_of_its_year() -> None:
    table = calculated(("interventions", "NL", [EVENT, VISITS]))
    people = load_population().filter(country="NL", year=2026, sex="_T")["population_12_25"].item()
    assert value(table, "INT_03") == pytest.approx(100_000 * 76 / people)
    women = load_population().filter(country="NL", year=2026, sex="F")["population_12_25"].item()
    assert value(table, "INT_03", "NL", "sex", "F") == pytest.approx(100_000 * 76 / women)


def test_campaigns_exit_support_and_contact_points_worked_by_hand() -> None:
    table = calculated(
        ("campaigns", "NL", [{"impressions": "360000", "clicks": "27000", "spend_eur": "60000", "engaged": "L"}]),
        ("exit_support", "NL", [{}, {"referral_source": "POL", "exited_neutral": "5", "stock_end": "9"}]),
        ("contact_point_requests", "NL", [{}, {"direction": "SNT", "counterpart": "BE", "requests": "30"}]),
    )
    assert value(table, "CAM_02") == 7.5
    assert value(table, "CAM_03") == pytest.approx(2.222222)
    assert cell(table, "CAM_04")["obs_status"] == "L"
    assert value(table, "EXI_01") == 24
    assert value(table, "EXI_02") == 50
    assert value(table, "EXI_03") == pytest.approx(100 * 18 / 22)
    assert value(table, "EXI_04") == 23
    assert value(table, "EXI_05") == pytest.approx(100 * 10 / 15)
    assert value(table, "EXI_06") == pytest.approx(100 * 16 / 18)
    assert value(table, "POC_01") == 50
    assert value(table, "POC_01", "NL", "direction", "SNT") == 30
    assert value(table, "POC_02") == 80
    assert value(table, "POC_03") == 50
    assert value(table, "POC_07") == pytest.approx(100 * 10 / 50)


def test_training_toolkit_and_partners_worked_by_hand() -> None:
    table = calculated(
        (
            "training",
            "NL",
            [
                {},
                {"profession": "JUD", "participants": "60", "score_pre": "50", "score_post": "60"},
                {"stage": "REV", "participants": "20", "activity": "review"},
            ],
        ),
        (
            "toolkit",
            "NL",
            [
                {},
                {
                    "tool": "Talks",
                    "status": "PLN",
                    "sms_level": "3",
                    "plan_evaluation": "N",
                    "last_review": "2025-09-30",
                },
            ],
        ),
        ("partners", "NL", [{"joint_actions": "3"}, {"partner_type": "GOV"}]),
        ("interventions", "NL", [{"actions": "12"}]),
    )
    assert value(table, "TRN_01") == 100
    assert value(table, "TRN_05") == pytest.approx(100 * 45 / 54)
    assert value(table, "TRN_06") == 70
    assert value(table, "TRN_07") == 60
    gain = (30 * 20 + 10 * 60 + 30 * 20) / (60 * 20 + 50 * 60 + 60 * 20)
    assert value(table, "TRN_08") == pytest.approx(gain, abs=1e-6)
    assert value(table, "TRN_09") == 1
    assert value(table, "TLK_01") == 50
    assert value(table, "TLK_02") == 50
    assert value(table, "TLK_04") == 50
    assert value(table, "PRJ_01") == 1
    assert value(table, "PAR_01") == 6
    assert value(table, "PAR_02") == 25


def test_the_weighted_median_is_where_half_of_the_answers_are_reached() -> None:
    one, two = {"answered": "9", "answered_72h": "9", "answered_24h": "9", "median_hours": "5"}, {"counterpart": "BE"}
    table = calculated(("contact_point_requests", "NL", [one, two]), ("contact_point_requests", "PL", [one]))
    assert value(table, "POC_04") == 30
    assert value(table, "POC_04", "_T") == 5
    assert cell(table, "POC_04", "_T")["obs_status"] == "E"


def test_the_network_is_a_ratio_of_sums_over_those_that_reported() -> None:
    table = calculated(("interventions", "NL", [EVENT]), ("interventions", "PL", [{"invited": "10", "reached": "10"}]))
    network = cell(table, "INT_06", "_T")
    assert network["value"] == 30
    assert (network["members_in"], network["members_owing"]) == (2, 27)
    assert network["coverage"] == pytest.approx(2 / 27, abs=1e-6)


def test_a_tool_that_two_members_use_counts_once_in_the_network() -> None:
    table = calculated(("toolkit", "NL", [{}]), ("toolkit", "PL", [{}, {"tool": "Talks"}]))
    assert value(table, "PRJ_01", "_T") == 2
    assert value(table, "TLK_03", "_T") == pytest.approx(3 / 2)


def test_zero_missing_exempt_and_impossible_are_told_apart() -> None:
    table = calculated(("campaigns", "NL", []), ("exit_support", "PL", [{"referred": "0", "assessed": "0"}]))
    assert value(table, "CAM_01") == 0
    assert (value(table, "CAM_02"), cell(table, "CAM_02")["obs_status"]) == (None, "M")
    assert cell(table, "CAM_01", "PL")["obs_status"] == "O"
    assert cell(table, "EXI_01", "MT")["obs_status"] == "J"
    assert value(table, "EXI_01", "PL") == 0


def test_a_value_that_is_not_collected_lowers_coverage_and_one_that_cannot_exist_does_not() -> None:
    costs = [{}, {"target_group": "PAR", "cost_eur": "L"}, {"target_group": "EDU", "cost_eur": "M"}]
    table = calculated(("interventions", "NL", costs), ("interventions", "PL", [{"cost_eur": "M"}]))
    assert value(table, "INT_10") == pytest.approx(1200.5 / 30, abs=1e-6)
    assert cell(table, "INT_10")["coverage"] == 0.5
    assert cell(table, "INT_10", "PL")["obs_status"] == "M"
    assert cell(table, "INT_10", "_T")["members_owing"] == 26


def test_a_qualifier_travels_into_the_figure_and_the_network() -> None:
    table = calculated(("interventions", "NL", [{"reached_status": "E"}]), ("interventions", "PL", [{}]))
    assert [cell(table, "INT_02", country)["obs_status"] for country in ("NL", "PL", "_T")] == ["E", "A", "E"]


def test_a_total_beside_its_parts_is_counted_once_and_a_lone_total_is_of_unknown_sex() -> None:
    table = calculated(
        (
            "interventions",
            "NL",
            [
                {"reached": "10"},
                {"sex": "M", "reached": "20"},
                {"sex": "_T", "reached": "30", "actions": "4", "invited": "80"},
            ],
        ),
        ("interventions", "PL", [{"sex": "_T"}]),
    )
    assert value(table, "INT_02") == 30
    assert value(table, "INT_02", "PL", "sex", "_U") == 30
    assert value(table, "INT_02", "PL", "sex", "F") == 0


def test_rows_without_ages_lower_the_coverage_of_what_needs_ages() -> None:
    table = calculated(("interventions", "NL", [EVENT, {"target_group": "PAR", "age_band": "_T"}]))
    assert cell(table, "INT_03")["coverage"] == 0.5


def test_members_that_owe_and_deliver_are_counted() -> None:
    table = calculated(("campaigns", "NL", []), ("toolkit", "PL", [{}]))
    assert value(table, "NET_01", "_T") == pytest.approx(100 * 2 / 27)
    assert value(table, "Q_R1") == pytest.approx(100 / 7)
    assert value(table, "Q_R1", "NL", "collection", "campaigns") == 100
    assert value(table, "Q_TP3") == -3


@pytest.fixture(scope="module")
def mixed() -> list[tuple[str, str, list[dict]]]:
    sides = [
        {"sex": sex, "age_band": age, "cost_eur": cost}
        for sex, age, cost in [
            ("F", "Y12T14", "L"),
            ("M", "Y15T17", "10.25"),
            ("_U", "Y_GE26", "0.1"),
            ("_T", "_T", "M"),
        ]
    ]
    return [
        (collection, country, [{}, *(sides if collection == "interventions" else [])])
        for collection in COLLECTIONS
        if collection != "definitions"
        for country in ("NL", "PL", "SE", "MT")
    ]


def test_duckdb_and_polars_give_the_same_figures(mixed: list) -> None:
    assert_frame_equal(calculated(*mixed), calculated(*mixed, engine=on_duckdb), check_exact=True)


def test_a_collection_without_rows_may_be_left_out() -> None:
    part = ("interventions", "NL", [EVENT, VISITS])
    left_out = calculated(part, engine=lambda tables: on_polars({"interventions": tables["interventions"]}))
    assert_frame_equal(left_out, calculated(part), check_exact=True)


def test_adding_a_country_never_changes_anothers_figure(mixed: list) -> None:
    fewer = calculated(*[part for part in mixed if part[1] != "SE"]).filter(pl.col("country") == "NL")
    assert_frame_equal(fewer, calculated(*mixed).filter(pl.col("country") == "NL"))


def test_the_order_of_rows_never_changes_a_figure(mixed: list) -> None:
    assert_frame_equal(calculated(*mixed), calculated(*reversed(mixed)))


def test_every_computed_card_has_a_figure_for_every_member_and_the_network(mixed: list) -> None:
    whole = calculated(*mixed).filter(dimension="_T")
    assert set(whole["indicator"]) == {card.id for card in computed_cards()} - {"Q_CONF"}  # owed with fourth quarters
    assert set(whole.group_by("indicator").len()["len"]) <= {27, 28}


def test_parts_add_up_to_the_whole(mixed: list) -> None:
    table = calculated(*mixed).filter(pl.col("indicator").is_in(["INT_02", "EXI_01", "TRN_01", "POC_01"]))
    sums = table.filter(pl.col("dimension") != "_T").group_by("indicator", "country", "dimension").agg(pl.sum("value"))
    whole = table.filter(pl.col("dimension") == "_T").select("indicator", "country", whole=pl.col("value").fill_null(0))
    joined = sums.join(whole, on=["indicator", "country"])
    assert joined["value"].to_list() == joined["whole"].to_list()

"""The figures of the demo: right by every rule of the contracts, realistic in size, and true where they are facts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

import polars as pl
import pytest

from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS, Contract, load_contract, load_contracts
from data_contracts.quarters import shift
from pipeline.demo import contact_points, exit_support, interventions
from pipeline.demo.chance import dice
from pipeline.demo.facts import FACTS
from pipeline.demo.figures import Figures, figures
from pipeline.demo.mistakes import MISTAKES, WRONG_QUARTER, spoil
from pipeline.demo.rounds import Planned, plan
from pipeline.demo.sizes import members_in, youth
from pipeline.demo.submissions import contents

SEED = 2026
QUARTERS = ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
TYPES: Mapping[str, Any] = {"integer": pl.Int64, "number": pl.Float64, "date": pl.String}
NO_VALUE = ("K", "O", "M", "L", "Q", "J")


@dataclass(frozen=True)
class RightFile:
    """A file without mistakes, and its rows."""

    planned: Planned
    figures: Figures


@pytest.fixture(scope="module")
def right_files() -> list[RightFile]:
    """The whole network, four rounds, the newest still open."""
    rest = ("wrong", "not_a_workbook", "duplicate")
    planned = [each for each in plan(SEED, QUARTERS) if each.intent not in rest]
    return [RightFile(each, contents(each, seed=SEED, first=QUARTERS[0])) for each in planned]


def frame(files: list[RightFile], contract: Contract) -> pl.DataFrame:
    """The collection's rows of all files: measures null where a status stands instead, `<measure>_status` beside."""
    rows = []
    for file in files:
        for row in file.figures.get(contract.collection, ()):
            told = {"file": file.planned.name, "country": file.planned.country, "quarter": file.planned.quarter, **row}
            for measure in contract.measures:
                if _is_status(measure.codes, told[measure.name]):
                    told |= {measure.name: None, f"{measure.name}_instead": row[measure.name]}
            rows.append(told)
    schema = {"file": pl.String, "country": pl.String, "quarter": pl.String}
    for column in contract.columns:
        schema[column.name] = TYPES.get(column.kind, pl.String) if column.role == "measure" else pl.String
        schema |= {f"{column.name}_status": pl.String, f"{column.name}_instead": pl.String}
    return pl.DataFrame(rows, schema=schema | {"reason": pl.String, "comment": pl.String}, strict=True)


def _is_status(codes: tuple[str, ...], cell: object) -> bool:
    return cell in NO_VALUE and cell not in codes


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_right_file_obeys_every_rule_of_its_contract(right_files: list[RightFile], collection: str):
    contract = load_contract(collection)
    rows = frame(right_files, contract)
    assert rows.height > 100
    broken = {rule.id: rows.filter(~pl.sql_expr(rule.expression)).height for rule in contract.rules}
    assert set(broken.values()) <= {0}, broken


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_owed_cell_holds_a_number_in_its_bounds_or_a_status(right_files: list[RightFile], collection: str):
    contract = load_contract(collection)
    rows = frame(right_files, contract)
    for measure in contract.measures:
        value = pl.col(measure.name)
        assert rows.filter(value.is_null() == pl.col(f"{measure.name}_instead").is_null()).is_empty()
        if measure.minimum is not None:
            assert rows.filter(value < measure.minimum).is_empty()
        if measure.maximum is not None:
            assert rows.filter(value > measure.maximum).is_empty()


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_code_is_in_its_list_and_every_key_stands_once_in_a_file(right_files: list[RightFile], collection: str):
    contract = load_contract(collection)
    rows = frame(right_files, contract)
    for column in contract.columns:
        if column.code_list:
            used = set(rows.get_column(column.name).drop_nulls())
            assert used <= set(load_codes(column.code_list)), column.name
    keys = ["file", *(key.name for key in contract.keys)]
    assert not rows.select(keys).is_duplicated().any()


def test_statuses_and_qualifiers_of_many_kinds_are_used(right_files: list[RightFile]):
    rows = frame(right_files, load_contract("interventions"))
    assert set(rows.get_column("invited_instead").drop_nulls()) == {"M"}
    assert "L" in set(rows.get_column("cost_eur_instead"))
    assert set(rows.get_column("reached_status").drop_nulls()) == {"E", "P"}
    training = frame(right_files, load_contract("training"))
    assert set(training.filter(quarter=QUARTERS[-1]).get_column("using_3m_instead")) == {"O"}


def test_a_follow_up_fills_in_what_the_first_version_left_open(right_files: list[RightFile]):
    later = [each for each in right_files if each.planned.intent == "follow_up"]
    assert {each.planned.country for each in later} == {"AT", "SE"}
    for follow_up in later:
        same = (follow_up.planned.country, follow_up.planned.quarter)
        first = next(each for each in right_files if (each.planned.country, each.planned.quarter) == same)
        before, after = first.figures["training"], follow_up.figures["training"]
        assert [row["participants"] for row in before] == [row["participants"] for row in after]
        assert {row["using_3m"] for row in before} == {"O"}
        assert "O" not in {row["using_3m"] for row in after}
        assert {row["reason"] for row in after} == {"LATE"}


def test_a_revised_row_gives_its_reason(right_files: list[RightFile]):
    revised = [each for each in right_files if each.planned.intent == "revised"]
    assert revised
    for file in revised:
        (rows,) = file.figures.values()
        changed = [row for row in rows if "reason" in row]
        assert changed
        assert {row["reason"] for row in changed} == {"ERR"}


@pytest.mark.parametrize("country", ["DE", "NL", "LV"])
def test_clients_at_the_start_are_those_of_the_end_of_the_quarter_before(country: str):
    for quarter in QUARTERS:
        before, now = (
            {tuple(row.values())[:3]: row for row in exit_support.rows(SEED, country, each)}
            for each in (shift(quarter, by=-1), quarter)
        )
        for key in before.keys() | now.keys():
            left = before[key]["stock_end"] if key in before else 0
            assert (now[key]["stock_start"] if key in now else 0) == left


def test_totals_beside_their_parts_add_up():
    rows = pl.DataFrame(interventions.rows(SEED, "AT", "2026-Q1"), infer_schema_length=None, strict=False)
    keys = ["intervention_type", "target_group", "age_band", "offence_focus"]
    reached = rows.with_columns(pl.col("reached").cast(pl.Int64, strict=False)).group_by(keys)
    sums = reached.agg(
        total=pl.col("reached").filter(pl.col("sex") == "_T").sum(),
        parts=pl.col("reached").filter(pl.col("sex") != "_T").sum(),
        levels=pl.col("sex").n_unique(),
    ).filter(pl.col("levels") > 1)
    assert sums.height > 10
    assert sums.filter(pl.col("total") != pl.col("parts")).is_empty()


def test_what_one_country_sent_is_nearly_what_the_other_received():
    requests: Counter[tuple[str, str, str]] = Counter()
    for country in ("DE", "FR"):
        for row in contact_points.rows(SEED, country, "2026-Q1"):
            requests[country, row["counterpart"], row["direction"]] += row["requests"]
    sent, received = requests["DE", "FR", "SNT"], requests["FR", "DE", "RCV"]
    assert sent > 10
    assert abs(sent - received) <= 0.4 * sent
    partners = {other for country, other, _ in requests if country == "DE"}
    assert partners == set(members_in("2026-Q1")) - {"DE"}


def test_large_countries_have_larger_counts_and_small_ones_many_below_five():
    small, large = _individual_counts("MT", "LU", "EE"), _individual_counts("DE", "GB", "FR")
    assert sum(count < 5 for count in small) > 0.9 * len(small)
    assert sum(count >= 5 for count in large) > 0.25 * len(large)
    assert median(large) > median(small)


def test_nobody_reaches_a_tenth_of_its_youth(right_files: list[RightFile]):
    rows = frame(right_files, load_contract("interventions")).filter(pl.col("sex") != "_T")
    for file, reached in rows.group_by("file").agg(pl.col("reached").sum()).iter_rows():
        country = file.split("_")[1]
        assert reached < 100_000 * youth(country)


def test_click_through_stays_under_thirty_percent(right_files: list[RightFile]):
    rows = frame(right_files, load_contract("campaigns"))
    assert rows.filter(pl.col("clicks") > 0.3 * pl.col("impressions")).is_empty()


@pytest.mark.parametrize(
    ("country", "collection", "numerator", "denominator", "where", "ratio"),
    [
        ("NL", "interventions", "reached", "invited", {"intervention_type": "EVT"}, 0.267),
        ("NL", "interventions", "reached", "identified", {"intervention_type": "KNT"}, 0.159),
        ("NL", "campaigns", "clicks", "impressions", {}, 0.075),
        ("NL", "campaigns", "spend_eur", "clicks", {}, 2.22),
        ("FI", "campaigns", "clicks", "impressions", {}, 0.175),
        ("FI", "campaigns", "spend_eur", "clicks", {}, 1.0),
    ],
)
def test_a_published_figure_comes_out_of_the_first_quarter(
    country: str, collection: str, numerator: str, denominator: str, where: dict[str, str], ratio: float
):
    rows = [row for row in _first_quarter(country)[collection] if where.items() <= row.items()]
    assert sum(row[numerator] for row in rows) / sum(row[denominator] for row in rows) == pytest.approx(
        ratio, abs=0.0055 if ratio > 1 else 0.0005
    )


@pytest.mark.parametrize(
    ("country", "collection", "measure", "where", "total"),
    [
        ("NL", "interventions", "actions", {"intervention_type": "SCH"}, 55),
        ("NL", "interventions", "reached", {"intervention_type": "WLT", "offence_focus": "DDS"}, 29),
        ("NL", "interventions", "reached", {"intervention_type": "WLT", "offence_focus": "HCK"}, 400),
        ("FI", "interventions", "cost_eur", {"intervention_type": "EXI"}, 551_921),
        ("FI", "training", "participants", {"activity": "Cybercrime Exit 3"}, 100),
        ("RO", "training", "participants", {"stage": "REV"}, 170),
    ],
)
def test_a_published_count_stands_alone_among_its_kind(
    country: str, collection: str, measure: str, where: dict[str, str], total: int
):
    assert sum(row[measure] for row in _first_quarter(country)[collection] if where.items() <= row.items()) == total


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.country}-{fact.source}")
def test_a_fact_holds_no_invented_number_and_names_its_source(fact: Any):
    row = fact.row
    assert row["comment"].startswith("Published figure, ")
    assert row["comment"].rsplit(" ", 1)[1].isdigit()
    measures = [measure.name for measure in load_contracts()[fact.collection].measures]
    assert all(row[name] == fact.known.get(name, "L") for name in measures)
    assert all(row[f"{name}_status"] == "E" for name in fact.approximate)


def test_facts_stand_in_the_first_quarter_only(right_files: list[RightFile]):
    marked = [
        (file.planned.quarter, row["comment"])
        for file in right_files
        for rows in file.figures.values()
        for row in rows
        if str(row.get("comment")).startswith("Published figure")
    ]
    assert {quarter for quarter, _ in marked} == {QUARTERS[0]}
    assert len(marked) == len(FACTS)


@pytest.mark.parametrize("mistake", [each for each in MISTAKES if each != WRONG_QUARTER])
def test_a_mistake_spoils_the_file_and_nothing_else(mistake: str):
    right = _first_quarter("GB")
    copy = {collection: [dict(row) for row in rows] for collection, rows in right.items()}
    spoiled = spoil(right, (mistake,), dice(SEED, mistake))
    assert right == copy
    changed = [collection for collection in right if right[collection] != spoiled[collection]]
    assert changed == [MISTAKES[mistake].needs]


def _first_quarter(country: str) -> dict[str, list[dict[str, Any]]]:
    return figures(SEED, country, QUARTERS[0], first=QUARTERS[0], newest=False, follow_up=True)


def _individual_counts(*countries: str) -> list[int]:
    individual = ("KNT", "WLT", "ALT", "EXI", "REF")
    rows = [row for country in countries for row in interventions.rows(SEED, country, "2026-Q1")]
    return [row["reached"] for row in rows if row["intervention_type"] in individual]

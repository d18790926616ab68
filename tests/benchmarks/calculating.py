"""Figures from five million stored values: by cards on DuckDB and on Polars, against SQL written by hand."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import narwhals as nw
import polars as pl

from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.duties import load_members, load_population, open_quarters
from pipeline.calculate.figures import figures
from pipeline.storage.deliveries import deliveries
from pipeline.storage.submissions import current_rows
from pipeline.storage.warehouse import Warehouse, insert, open_warehouse, table
from tests.benchmarks.measuring import cost_of, in_turns
from tests.benchmarks.results import Result

VALUES, RUNS = 5_000_000, 5
LIMIT = 10
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUARTERS = [each for each in open_quarters(on=NOW.date()) if each >= "2023-Q3"]
CONTRACT = load_contract("interventions")

BY_HAND = Path(__file__).with_name("interventions.sql")
"""The sums of every card over interventions, in the columns `<card>_numerator` and `<card>_denominator`."""


def calculate(*, values: int = VALUES, runs: int = RUNS) -> list[Result]:
    """By the clock, with all cores; every engine gives the same sums, which is checked."""
    with TemporaryDirectory() as folder, open_warehouse(Path(folder, "warehouse.duckdb")) as warehouse:
        rows = _fill(warehouse, values=values)
        stored = {each: current_rows(warehouse, each, quarters=QUARTERS) for each in COLLECTIONS}
        frames = {each: nw.from_native(relation.pl().lazy()) for each, relation in stored.items()}
        relations = {each: nw.from_native(relation) for each, relation in stored.items()}
        by_cards = partial(_figures, sent=deliveries(warehouse, quarters=QUARTERS, now=NOW))
        by_hand = partial(table, warehouse, BY_HAND.read_text(encoding="utf-8"), {"quarters": QUARTERS})
        for rows_of in (relations, frames):
            _assert_same(by_cards(rows_of), by_hand())
        work: list[Callable[[], object]] = [partial(by_cards, relations), partial(by_cards, frames), by_hand]
        duckdb, polars, sql = in_turns(*(partial(cost_of, each) for each in work), runs=runs)
    what = f"figures over {rows * len(CONTRACT.measures) / 1e6:.1f} million values"
    whose = "SQL by hand on DuckDB: the sums alone, without states, coverage and totals"
    return [
        Result(f"{what}, cards on DuckDB", "s", duckdb.seconds, sql.seconds, whose, LIMIT),
        Result(f"{what}, cards on Polars", "s", polars.seconds, sql.seconds, "the same"),
    ]


def _figures(rows: Mapping[str, nw.LazyFrame], *, sent: pl.DataFrame) -> pl.DataFrame:
    return figures(rows, quarters=QUARTERS, deliveries=sent, population=load_population())


def _assert_same(by_cards: pl.DataFrame, by_hand: pl.DataFrame) -> None:
    """Every sum by hand is the figure's numerator or denominator; a cell in which nobody reports has none."""
    index = ["country", "quarter", "dimension", "category"]
    long = by_hand.unpivot(index=index, variable_name="sum", value_name="expected").with_columns(
        indicator=pl.col("sum").str.head(6), side=pl.col("sum").str.slice(7)
    )
    told = by_cards.unpivot(
        ["numerator", "denominator"], index=["indicator", *index], variable_name="side", value_name="told"
    )
    both = long.join(told, on=["indicator", "side", *index]).filter(pl.col("told").is_not_null())
    assert both.height > long.height * 0.8
    off = both.filter((pl.col("told") - pl.col("expected").fill_null(0)).abs() > 1e-6 * pl.col("told").abs())
    assert off.is_empty(), off.head()


def _fill(warehouse: Warehouse, *, values: int) -> int:
    """Interventions of every member and quarter, one cell in a hundred not known; returns how many rows."""
    senders = load_members().select("country").join(pl.DataFrame({"quarter": QUARTERS}), how="cross")
    senders = senders.with_columns(submission=pl.col("country") + pl.col("quarter"))
    each = values // (senders.height * len(CONTRACT.measures))
    insert(
        warehouse,
        "versions",
        senders.with_columns(
            collection=pl.lit("interventions"),
            version=1,
            received_at=pl.lit(NOW.replace(tzinfo=None)),
            accepted_at=pl.lit(NOW.replace(tzinfo=None)),
            turn=1,
            nil_return=False,
        ),
    )
    warehouse.register("senders", senders)
    warehouse.execute(
        f"""INSERT INTO interventions BY NAME
        SELECT submission, country, quarter, (row + 2)::INTEGER AS line, true AS counted, {", ".join(_cells())}
        FROM senders, range({each}) AS places(row)"""
    )
    return each * senders.height


def _cells() -> Iterator[str]:
    """SQL for each key, so that no two rows of a submission have the same, and for each measure with its status."""
    places = "row"
    for key in CONTRACT.keys:
        codes = [code for code in key.codes if code != "_T"]
        yield f"{codes}[1 + {places} % {len(codes)}] AS {key.name}"
        places = f"({places} // {len(codes)})"
    for measure in CONTRACT.measures:
        dice = f"hash(submission, row, '{measure.name}')"
        yield f"CASE WHEN {dice} % 100 > 0 THEN {dice} // 100 % 60 END AS {measure.name}"
        yield f"CASE WHEN {dice} % 100 > 0 THEN 'A' ELSE 'L' END AS {measure.name}_status"

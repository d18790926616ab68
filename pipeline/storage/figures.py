"""Figures in the warehouse: written a quarter at a time as replacement, only where something changed."""

import hashlib
from datetime import datetime
from pathlib import Path

import narwhals as nw
import polars as pl

from data_contracts.duties import load_population
from data_contracts.fingerprint import hash_of_files, rules_hash
from pipeline.calculate.figures import figures
from pipeline.storage.deliveries import deliveries
from pipeline.storage.submissions import collections_with_rows, current_rows
from pipeline.storage.warehouse import Warehouse, insert, table, transaction

_PIPELINE = Path(__file__).parents[1]


def calculate_figures(connection: Warehouse, *, quarters: list[str], now: datetime, place: int) -> pl.DataFrame:
    """Every figure of `quarters` from the rows that counted at that place in the ledger, calculated by the engine that
    stores them."""
    # A query over none costs as much as one over few.
    held = collections_with_rows(connection, quarters=quarters, place=place)
    rows = {each: nw.from_native(current_rows(connection, each, quarters=quarters, place=place)) for each in held}
    sent = deliveries(connection, quarters=quarters, now=now, place=place)
    return figures(rows, quarters=quarters, deliveries=sent, population=load_population())


def replace_figures(connection: Warehouse, name: str, rows: pl.DataFrame, *, basis: dict[str, str]) -> None:
    """Replace the rows of these quarters in table `name` (indicators, protected_indicators) and note their basis."""
    quarters = list(basis)
    with transaction(connection):
        connection.execute(f'DELETE FROM "{name}" WHERE quarter IN (SELECT unnest(?))', [quarters])
        insert(connection, name, rows)
        connection.execute(
            "DELETE FROM calculations WHERE stage = ? AND quarter IN (SELECT unnest(?))", [name, quarters]
        )
        insert(
            connection,
            "calculations",
            pl.DataFrame({"stage": [name] * len(basis), "quarter": quarters, "basis": list(basis.values())}),
        )


def figures_of(connection: Warehouse, name: str, *, quarters: list[str]) -> pl.DataFrame:
    """The rows of table `name` in `quarters`."""
    return table(
        connection, f'SELECT * FROM "{name}" WHERE quarter IN (SELECT unnest($quarters))', {"quarters": quarters}
    )


def basis_of(
    connection: Warehouse, *, quarters: list[str], now: datetime, threshold: int, place: int
) -> dict[str, str]:
    """Quarter -> hash of all that its figures rest on: deliveries and versions, contracts, cards, code, threshold."""
    sent = deliveries(connection, quarters=quarters, now=now, place=place)
    current = table(
        connection,
        "SELECT country, quarter, collection, submission FROM current_versions_at($place)",
        {"place": place},
    )
    joined = sent.join(current, on=["country", "quarter", "collection"], how="left")
    rules = f"{rules_hash()}{code_hash()}{threshold}"
    return {
        quarter: hashlib.sha256((rules + joined.filter(pl.col("quarter") == quarter).write_csv()).encode()).hexdigest()
        for quarter in quarters
    }


def made_from(connection: Warehouse, name: str) -> dict[str, str]:
    """Quarter -> the basis that its rows in table `name` were made from."""
    return dict(connection.execute("SELECT quarter, basis FROM calculations WHERE stage = ?", [name]).fetchall())


def code_hash() -> str:
    """The hash of the code that calculates and protects."""
    return "".join(hash_of_files(_PIPELINE / room, "*.py") for room in ("calculate", "protect"))

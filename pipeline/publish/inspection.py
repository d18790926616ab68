"""Look at a published edition from outside: does it keep its contract, and does any small count of persons show?"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import polars as pl

from data_contracts.cards import Card, load_cards
from data_contracts.edition import HIDDEN, TABLES
from pipeline.publish.edition import hash_of


def inspect(path: Path) -> list[str]:
    """Everything that is wrong with the edition at `path`, in words without figures; empty when it is as promised."""
    with duckdb.connect(str(path), read_only=True) as connection:
        there = _columns(connection)
        if there != {name: dict(columns) for name, columns in TABLES.items()}:
            return [f"{path.name}: its tables are not those of the contract"]
        tables = {name: connection.sql(f'SELECT * FROM "{name}"').pl() for name in TABLES}
    return [f"{path.name}: {problem}" for problem in problems_of(path, tables)]


def is_whole(path: Path) -> bool:
    """Whether the file opens, can be asked, and says that it is the edition of its name; less than a look at it all."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SELECT count(*) FROM indicators").fetchone()
        return connection.execute("SELECT edition FROM edition").fetchone() == (path.stem,)


def problems_of(path: Path, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """What is wrong with an edition whose tables were read, each in words without figures."""
    about, indicators = tables["edition"].row(0, named=True), tables["indicators"]
    told = hash_of(tables, threshold=about["threshold"], synthetic=about["synthetic"])
    cards = load_cards()
    secret = [card.id for card in cards.values() if not card.published]
    filled = pl.any_horizontal(pl.col("value", "numerator", "denominator").is_not_null())
    small = sum(
        indicators.filter(pl.col(side).is_between(1, about["threshold"] - 1))["indicator"].is_in(counting).sum()
        for side, counting in _confidential(cards.values()).items()
    )
    cell = ["indicator", "country", "quarter", "dimension", "category"]
    checks = {
        "its name is not the hash of its tables": told != about["edition"] or path.stem != told,
        "a figure that is only for protection is in it": bool(set(secret) & set(indicators["indicator"].unique())),
        "a hidden cell still holds a figure": not indicators.filter(pl.col("conf_status") == HIDDEN, filled).is_empty(),
        "a small count of persons can be seen": small > 0,
        "a cell stands twice": indicators.select(cell).n_unique() < indicators.height,
    }
    return [problem for problem, is_so in checks.items() if is_so]


def _confidential(cards: Iterable[Card]) -> dict[str, list[str]]:
    """The indicators whose numerator counts persons, and those whose denominator does."""
    sides: dict[str, list[str]] = {"numerator": [], "denominator": []}
    for card in cards:
        for side, term in (("numerator", card.numerator), ("denominator", card.denominator)):
            if term and term.confidential:
                sides[side].append(card.id)
    return sides


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "ORDER BY table_name, ordinal_position"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return {name: found.pop(name) for name in TABLES if name in found} | found

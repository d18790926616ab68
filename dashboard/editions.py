"""Published editions: follow the pointer, open the file read-only, read its tables as Polars frames.

The only file of the dashboard that knows DuckDB. An edition never changes under its name, so what is read from it
is kept by the edition's id and the question asked, never by a frame.
"""

import csv
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data_contracts.edition import FREE, NO_BREAKDOWN, file_name

POINTER, CATALOGUE = "current", "editions.csv"
_NAME = re.compile(r"[0-9a-f]{8,64}\.duckdb")
_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Edition:
    """One published edition; whoever holds it reads the same figures until they let it go."""

    id: str
    path: Path
    published_at: datetime
    latest_quarter: str
    threshold: int
    synthetic: bool
    software: str


def current_edition(folder: Path) -> Edition | None:
    """The edition that the pointer in `folder` names now; None before the first, or when it cannot be read."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    if not _NAME.fullmatch(name):
        _log.error("the pointer to the current edition does not hold the name of an edition")
        return None
    return _readable(folder / name)


def former_editions(folder: Path) -> dict[str, datetime]:
    """Edition -> since when it was shown (UTC), newest first; without the one that is shown now."""
    try:
        rows = list(csv.DictReader((folder / CATALOGUE).read_text(encoding="utf-8").splitlines()))
        current = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return {}
    shown = {row["edition"]: datetime.fromisoformat(row["published_at"]) for row in reversed(rows)}
    return {each: at for each, at in shown.items() if _NAME.fullmatch(file_name(each)) and file_name(each) != current}


def former_edition(folder: Path, edition: str) -> Edition | None:
    """The edition of this id, which `former_editions` tells; None when it cannot be read."""
    return _readable(folder / file_name(edition))


def is_shown(folder: Path) -> bool:
    """Whether there is a current edition, whose figures were read just now; ValueError when it cannot be shown."""
    if not (folder / POINTER).exists():
        return False
    edition = current_edition(folder)
    if edition is None or not edition.path.is_file():
        raise ValueError("the pointer names an edition that cannot be read")
    _connection(edition.path).cursor().execute("SELECT count(*) FROM indicators").fetchone()
    return True


def quarters(edition: Edition) -> list[str]:
    """The quarters that have figures, newest first."""
    found = _read(edition, "SELECT DISTINCT quarter FROM indicators ORDER BY quarter DESC")
    return found.get_column("quarter").to_list()


def indicators(edition: Edition) -> list[str]:
    """The indicators that have figures."""
    found = _read(edition, "SELECT DISTINCT indicator FROM indicators ORDER BY indicator")
    return found.get_column("indicator").to_list()


def countries(edition: Edition) -> list[str]:
    """The countries that owe, or owed, submissions."""
    found = _read(edition, "SELECT DISTINCT country FROM deliveries ORDER BY country")
    return found.get_column("country").to_list()


def figures(
    edition: Edition,
    *,
    indicators: tuple[str, ...] = (),
    countries: tuple[str, ...] = (),
    quarter: str | None = None,
    dimension: str = NO_BREAKDOWN,
) -> pl.DataFrame:
    """The columns of table `indicators`; from four quarters earlier `year_before` (its value) and `members_before`.

    A hidden figure has no value here, whatever the file holds. An empty tuple, or None, asks for all.
    """
    wanted: list[tuple[str, Any]] = [("dimension = ?", dimension)]
    if indicators:
        wanted.append(("list_contains(?, indicator)", list(indicators)))
    if countries:
        wanted.append(("list_contains(?, country)", list(countries)))
    asked = " AND ".join(condition for condition, _ in wanted)
    return _read(
        edition,
        f"""
        WITH shown AS (
            SELECT * EXCLUDE (value, numerator, denominator),
                CASE WHEN conf_status = '{FREE}' THEN value END AS value,
                CASE WHEN conf_status = '{FREE}' THEN numerator END AS numerator,
                CASE WHEN conf_status = '{FREE}' THEN denominator END AS denominator,
                (left(quarter, 4)::INTEGER - 1)::VARCHAR || right(quarter, 3) AS quarter_before
            FROM indicators WHERE {asked}
        )
        SELECT now.* EXCLUDE (quarter_before), before.value AS year_before, before.members_in AS members_before
        FROM shown AS now LEFT JOIN shown AS before
            ON before.quarter = now.quarter_before AND before.indicator = now.indicator
            AND before.country = now.country AND before.category = now.category
        WHERE ? IS NULL OR now.quarter = ?
        ORDER BY now.indicator, now.category, now.quarter, now.country
        """,  # noqa: S608 - the conditions are those above, their values are parameters
        *(value for _, value in wanted),
        quarter,
        quarter,
    )


def reporting(edition: Edition, *, quarter: str) -> pl.DataFrame:
    """country, owed, delivered, state: a row a member; state is complete, partial or else of the deliveries' states."""
    return _read(
        edition,
        """
        SELECT country,
            count(*) FILTER (state <> 'exempt') AS owed,
            count(*) FILTER (state IN ('delivered', 'nil')) AS delivered,
            CASE WHEN owed = 0 THEN 'exempt'
                WHEN delivered = owed THEN 'complete'
                WHEN delivered > 0 THEN 'partial'
                WHEN count(*) FILTER (state = 'returned') > 0 THEN 'returned'
                WHEN count(*) FILTER (state = 'waiting') > 0 THEN 'waiting'
                ELSE 'missing' END AS state
        FROM deliveries WHERE quarter = ? GROUP BY country ORDER BY country
        """,
        quarter,
    )


def deliveries(edition: Edition, *, quarter: str | None = None, country: str | None = None) -> pl.DataFrame:
    """The columns of table `deliveries`, of one quarter, one country, or both."""
    return _read(
        edition,
        """
        SELECT * FROM deliveries WHERE (? IS NULL OR quarter = ?) AND (? IS NULL OR country = ?)
        ORDER BY country, quarter, collection
        """,
        quarter,
        quarter,
        country,
        country,
    )


def arrivals(edition: Edition, *, country: str | None = None, most: int) -> pl.DataFrame:
    """received_at, country, quarter, collections (list), version, nil_return: what was accepted, newest first."""
    return _read(
        edition,
        """
        SELECT received_at, country, quarter, list(collection ORDER BY collection) AS collections, version, nil_return
        FROM versions WHERE ? IS NULL OR country = ?
        GROUP BY received_at, country, quarter, version, nil_return
        ORDER BY received_at DESC, country, quarter DESC LIMIT ?
        """,
        country,
        country,
        most,
    )


def members(edition: Edition) -> pl.DataFrame:
    """The columns of table `members`."""
    return _read(edition, "SELECT * FROM members ORDER BY country, valid_from")


def rounds(edition: Edition) -> pl.DataFrame:
    """The columns of table `rounds`, newest first."""
    return _read(edition, "SELECT * FROM rounds ORDER BY quarter DESC")


def vintages(edition: Edition, *, indicator: str, country: str) -> pl.DataFrame:
    """The columns of table `vintages` of one series, oldest first."""
    query = "SELECT * FROM vintages WHERE indicator = ? AND country = ? ORDER BY published_at"
    return _read(edition, query, indicator, country)


def _readable(path: Path) -> Edition | None:
    try:
        return _open(path)
    except (duckdb.Error, ValueError):
        _log.exception("the edition %s cannot be read", path.name)
        return None


@lru_cache(maxsize=8)
def _open(path: Path) -> Edition:
    """Raises duckdb.Error when the file is no whole edition, ValueError when it is not the edition of that name."""
    cursor = _connection(path).cursor()  # the connection itself refuses whoever asks while another does
    row = cursor.execute("SELECT * FROM edition").fetchone()
    names = [column[0] for column in cursor.description or ()]
    fields: dict[str, Any] = dict(zip(names, row or (), strict=True))
    if fields["edition"] != path.stem:
        raise ValueError(f"{path.name} holds another edition than its name says")
    return Edition(id=fields.pop("edition"), path=path, **fields)


@lru_cache(maxsize=8)
def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=True, config=_LOCKED)


def _read(edition: Edition, query: str, *values: Any) -> pl.DataFrame:
    return _kept(edition.id, edition.path, query, tuple(tuple(v) if isinstance(v, list) else v for v in values))


@lru_cache(maxsize=512)
def _kept(edition: str, path: Path, query: str, values: tuple[Any, ...]) -> pl.DataFrame:
    cursor = _connection(path).cursor()  # a cursor a question: sessions ask at the same time
    return cursor.sql(query, params=[list(v) if isinstance(v, tuple) else v for v in values]).pl()

"""What the warehouse holds of a submission, as one hash: of its rows, not of their order nor of the file's bytes."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from data_contracts.contract import COLLECTIONS
from pipeline.storage.warehouse import Warehouse

TABLES = ("submissions", "parts", "findings", "letters", "versions")
"""What holds rows by submission, besides a table a collection. Withdrawals are not its contents: they follow it."""


def contents_of(connection: Warehouse, submissions: Collection[str]) -> dict[str, str]:
    """Submission -> the hash of all that the warehouse holds of it; the same rows give it in any warehouse."""
    these = list(submissions)
    delivered = connection.execute("SELECT DISTINCT collection FROM parts WHERE list_contains(?, submission)", [these])
    names = [*TABLES, *sorted(name for (name,) in delivered.fetchall())]
    return joined({name: hashes_of(connection, name, these) for name in names})


def all_contents(connection: Warehouse) -> dict[str, str]:
    """The same of every submission: each of their tables is read whole."""
    return joined(hashes_by_table(connection))


def hashes_by_table(connection: Warehouse) -> dict[str, dict[str, str]]:
    """Table -> submission -> the hash of its rows there, of every table that holds rows by submission."""
    return {name: hashes_of(connection, name) for name in (*TABLES, *sorted(COLLECTIONS))}


def joined(found: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Submission -> one hash of those of its rows in each table, as `hashes_by_table` tells them."""
    submissions = {each for mine in found.values() for each in mine}
    return {each: _hash(f"{name} {mine[each]}" for name, mine in found.items() if each in mine) for each in submissions}


def hashes_of(connection: Warehouse, name: str, submissions: list[str] | None = None) -> dict[str, str]:
    """Submission -> the hash of its rows in table `name`, of all when none are named.

    A cell that is empty is as one that is not there, so that a column which a contract gains changes no hash.
    """
    if submissions is None:
        return _hashes(connection, name, by="submission")
    wanted = "list_contains($these, submission)"
    return _hashes(connection, name, by="submission", wanted=wanted, values={"these": submissions})


def runs_of(connection: Warehouse, submissions: list[str] | None = None) -> dict[datetime, str]:
    """When an examination was (UTC) -> the hash of what every rule came to in it; of all when no submissions are named,
    else of those in which these were examined."""
    if submissions is None:
        return _hashes(connection, "rule_runs", by="examined_at")
    wanted = "examined_at IN (SELECT examined_at FROM submissions WHERE list_contains($these, submission))"
    return _hashes(connection, "rule_runs", by="examined_at", wanted=wanted, values={"these": submissions})


def _hashes(
    connection: Warehouse, name: str, *, by: str, wanted: str = "true", values: Mapping[str, object] | None = None
) -> dict[Any, str]:
    columns = connection.execute(f'DESCRIBE "{name}"').fetchall()
    row = ", ".join(_told(column, kind) for column, kind, *_ in sorted(columns))
    query = f"""
        SELECT {by}, sha256(string_agg(row, '' ORDER BY row))
        FROM (SELECT {by}, sha256(concat_ws(' ', {row})) AS row FROM "{name}" WHERE {wanted}) GROUP BY {by}
    """
    return dict(connection.execute(query, dict(values or {})).fetchall())


def _told(column: str, kind: str) -> str:
    """A cell as `column length:text`, null where it is empty; so written that another engine writes the same."""
    text = {"DOUBLE": f"printf('%.17g', \"{column}\")", "TIMESTAMP": f'epoch_us("{column}")::VARCHAR'}
    value = text.get(kind, f'"{column}"::VARCHAR')
    return f"'{column} ' || length({value}) || ':' || {value}"


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

"""Keep what was examined: verdicts, findings, accepted rows as new versions; all of a batch or nothing."""

from collections.abc import Mapping

import polars as pl
from duckdb import DuckDBPyRelation

from data_contracts.contract import COLLECTIONS
from data_contracts.findings import ACCEPTED
from pipeline.storage.warehouse import Warehouse, insert, table, transaction


def stored_submissions(connection: Warehouse) -> set[str]:
    """The submissions that the warehouse holds already."""
    return {submission for (submission,) in connection.execute("SELECT submission FROM submissions").fetchall()}


def examined_submissions(connection: Warehouse, submissions: list[str]) -> pl.DataFrame:
    """submission, verdict, country, quarter, records, findings (how many), blocking: of those among `submissions`."""
    return table(
        connection,
        """
        SELECT submission, verdict, country, quarter, records, count(rule) AS findings,
               count(rule) FILTER (blocks) AS blocking
        FROM submissions LEFT JOIN findings USING (submission)
        WHERE list_contains($these, submission)
        GROUP BY ALL ORDER BY any_value(seq)
        """,
        {"these": submissions},
    )


def store_batch(
    connection: Warehouse,
    *,
    submissions: pl.DataFrame,
    parts: pl.DataFrame,
    findings: pl.DataFrame,
    rule_runs: pl.DataFrame,
    letters: pl.DataFrame,
    rows: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Store one batch, in the columns of the tables of the same names; rows of accepted submissions only.

    Returns the versions that it made: country, quarter, collection, version, submission.
    """
    accepted = submissions.filter(pl.col("verdict") == ACCEPTED).select(
        "submission", "seq", "received_at", "examined_at"
    )
    with transaction(connection):
        insert(connection, "submissions", submissions)
        insert(connection, "parts", parts)
        insert(connection, "findings", findings)
        insert(connection, "rule_runs", rule_runs)
        insert(connection, "letters", letters.join(accepted, on="submission", how="semi"))
        for collection, mine in rows.items():
            insert(connection, collection, mine.join(accepted, on="submission", how="semi"))
        versions = _versions(connection, parts.join(accepted, on="submission"))
        insert(connection, "versions", versions)
    return versions


def _versions(connection: Warehouse, parts: pl.DataFrame) -> pl.DataFrame:
    """Number the accepted parts onwards from the versions that are there, in the order in which they were received."""
    key = ["country", "quarter", "collection"]
    before = table(connection, "SELECT country, quarter, collection, max(version) AS last FROM versions GROUP BY ALL")
    return (
        parts.sort("seq")
        .join(before, on=key, how="left")
        .with_columns(version=(pl.col("last").fill_null(0) + pl.int_range(1, pl.len() + 1).over(key)).cast(pl.Int32))
        .select(*key, "version", "submission", "received_at", "nil_return", accepted_at="examined_at")
    )


def current_rows(connection: Warehouse, collection: str, *, quarters: list[str]) -> DuckDBPyRelation:
    """The rows of the current versions of `collection` in `quarters`, as a relation that nothing has read yet.

    The newest version is decided per submission, not per row: ten times as fast at 55 million rows.
    """
    assert collection in COLLECTIONS
    return connection.sql(
        f"""
        SELECT part.* FROM "{collection}" AS part
        SEMI JOIN (SELECT submission FROM current_versions
                   WHERE collection = '{collection}' AND quarter IN (SELECT unnest($quarters))) AS current
        USING (submission)
        """,
        params={"quarters": quarters},
    )

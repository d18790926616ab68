"""Keep what was examined: verdicts, findings, accepted rows as new versions; all of a batch or nothing."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
from duckdb import DuckDBPyRelation

from data_contracts.contract import COLLECTIONS
from data_contracts.findings import ACCEPTED
from pipeline.storage.contents import contents_of, runs_of
from pipeline.storage.ledger import PUBLISHED, WITHDRAWN, Ledger
from pipeline.storage.warehouse import NEWEST, Warehouse, insert, table, transaction


def stored_turns(connection: Warehouse) -> dict[str, int]:
    """The submissions that the warehouse holds, each with the turn at which it was examined last."""
    return dict(connection.execute("SELECT submission, turn FROM submissions").fetchall())


def accepted_submissions(connection: Warehouse) -> set[str]:
    """The submissions that were accepted, and so are not examined again."""
    return {submission for (submission,) in connection.execute("SELECT DISTINCT submission FROM versions").fetchall()}


def unstored(connection: Warehouse, openers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of `openers`, events of the ledger, whose turn is still to be examined."""
    done, accepted = stored_turns(connection), accepted_submissions(connection)
    return [
        each
        for each in openers
        if done.get(each["submission"], -1) < each["seq"] and each["submission"] not in accepted
    ]


def examined_submissions(connection: Warehouse, submissions: list[str]) -> pl.DataFrame:
    """submission, turn, batch, at (aware), contracts, verdict, country, quarter, records, findings (how many),
    blocking, and by name: collections, rules (those that block, the most frequent first); and `contents` and `runs`, by
    which what is stored of them, and of the rules that ran, proves itself; of `submissions`."""
    contents = contents_of(connection, submissions)
    runs = {at.replace(tzinfo=UTC): told for at, told in runs_of(connection, submissions).items()}
    found = table(
        connection,
        """
        WITH broken AS (
            SELECT submission, rule, count(*) AS times, count(*) FILTER (blocks) AS blocking
            FROM findings WHERE list_contains($these, submission) GROUP BY ALL
        ), told AS (
            SELECT submission, sum(times) AS findings, sum(blocking) AS blocking,
                   list(rule ORDER BY blocking DESC, rule) FILTER (blocking > 0) AS rules
            FROM broken GROUP BY submission
        ), held AS (SELECT submission, list(collection ORDER BY collection) AS collections FROM parts GROUP BY ALL)
        SELECT submission, turn, batch, examined_at AT TIME ZONE 'UTC' AS at, contracts, verdict, country, quarter,
               records, coalesce(findings, 0)::BIGINT AS findings,
               coalesce(blocking, 0)::BIGINT AS blocking, coalesce(collections, []) AS collections,
               coalesce(rules, []) AS rules
        FROM submissions LEFT JOIN told USING (submission) LEFT JOIN held USING (submission)
        WHERE list_contains($these, submission) ORDER BY turn
        """,
        {"these": submissions},
    )
    return found.with_columns(
        contents=pl.col("submission").replace_strict(contents, return_dtype=pl.String),
        runs=pl.Series([runs.get(at) for at in found["at"]], dtype=pl.String),
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

    What a submission had from an earlier turn is replaced. Returns the versions that it made: country, quarter,
    collection, version, submission.
    """
    with transaction(connection):
        submissions = _with_first_verdict(connection, submissions)
        kept = table(connection, "SELECT DISTINCT submission FROM versions")
        accepted = submissions.filter(pl.col("verdict") == ACCEPTED).select(
            "submission", "turn", "received_at", "examined_at"
        )
        accepted = accepted.join(kept, on="submission", how="anti")  # accepted once, it is accepted for good
        for name in ("findings", "letters"):
            connection.execute(
                f"DELETE FROM {name} WHERE list_contains($these, submission)",
                {"these": submissions["submission"].to_list()},
            )
        insert(connection, "submissions", submissions, replace=True)
        insert(connection, "parts", parts, replace=True)
        insert(connection, "findings", findings)
        insert(connection, "rule_runs", rule_runs)
        insert(connection, "letters", letters.filter(pl.col("submission").is_in(_accepted(submissions))))
        for collection, mine in rows.items():
            insert(connection, collection, mine.join(accepted, on="submission", how="semi"))
        versions = _versions(connection, parts.join(accepted, on="submission"))
        insert(connection, "versions", versions)
    return versions


def _accepted(submissions: pl.DataFrame) -> list[str]:
    return submissions.filter(pl.col("verdict") == ACCEPTED)["submission"].to_list()


def _with_first_verdict(connection: Warehouse, submissions: pl.DataFrame) -> pl.DataFrame:
    first = table(connection, "SELECT submission, first_verdict FROM submissions")
    joined = submissions.join(first, on="submission", how="left", maintain_order="left")
    return joined.with_columns(first_verdict=pl.coalesce("first_verdict", "verdict"))


def note_events(connection: Warehouse, ledger: Ledger) -> None:
    """Bring what the ledger alone knows of submissions and editions: withdrawals and publications."""
    gone = [(each["submission"], each["seq"], _utc(each["at"])) for each in ledger.events(WITHDRAWN)]
    told = [(each["seq"], each["edition"], _utc(each["at"]), each["as_of"]) for each in ledger.events(PUBLISHED)]
    for name, rows, columns in (
        ("withdrawals", gone, ["submission", "seq", "withdrawn_at"]),
        ("publications", told, ["seq", "edition", "published_at", "as_of"]),
    ):
        ((noted,),) = connection.execute(f"SELECT coalesce(max(seq), 0) FROM {name}").fetchall()
        news = [row for row in rows if row[columns.index("seq")] > noted]
        if news:
            insert(connection, name, pl.DataFrame(news, schema=columns, orient="row"))


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def rows_of(connection: Warehouse, collection: str, submissions: list[str]) -> pl.DataFrame:
    """The accepted rows of `collection` of these submissions, in the order of their files."""
    assert collection in COLLECTIONS
    query = f'SELECT * FROM "{collection}" WHERE list_contains($these, submission) ORDER BY submission, sheet, line'
    return table(connection, query, {"these": submissions})


def _versions(connection: Warehouse, parts: pl.DataFrame) -> pl.DataFrame:
    """Number the accepted parts onwards from the versions that are there, in the order in which they were received."""
    key = ["country", "quarter", "collection"]
    before = table(connection, "SELECT country, quarter, collection, max(version) AS last FROM versions GROUP BY ALL")
    return (
        parts.sort("turn")
        .join(before, on=key, how="left")
        .with_columns(version=(pl.col("last").fill_null(0) + pl.int_range(1, pl.len() + 1).over(key)).cast(pl.Int32))
        .select(*key, "version", "submission", "received_at", "nil_return", "turn", accepted_at="examined_at")
    )


def collections_with_rows(connection: Warehouse, *, quarters: list[str], place: int = NEWEST) -> list[str]:
    """The collections of which any current version in `quarters` is more than a nil return."""
    query = """SELECT DISTINCT collection FROM current_versions_at($place)
        WHERE NOT nil_return AND list_contains($quarters, quarter)"""
    held = set(table(connection, query, {"quarters": quarters, "place": place})["collection"])
    return [each for each in COLLECTIONS if each in held]


def current_rows(
    connection: Warehouse, collection: str, *, quarters: list[str], place: int = NEWEST
) -> DuckDBPyRelation:
    """The rows of `collection` in `quarters` whose versions counted at that place in the ledger, as a relation that
    nothing has read yet.

    The newest version is decided per submission, not per row: ten times as fast at 55 million rows.
    """
    assert collection in COLLECTIONS
    return connection.sql(
        f"""
        SELECT part.* FROM "{collection}" AS part
        SEMI JOIN (SELECT submission FROM current_versions_at($place)
                   WHERE collection = '{collection}' AND quarter IN (SELECT unnest($quarters))) AS current
        USING (submission)
        """,
        params={"quarters": quarters, "place": place},
    )

"""The shelf: the rows of everything that was accepted, in SQLite, so that many can compare while one writes.

It holds nothing that the archive does not, and is filled again from the warehouse where it lacks something.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import polars as pl

from pipeline.examine.past import REMEMBERED, VERSIONS
from pipeline.storage.sqlite import Database, opened, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS versions (
    submission TEXT NOT NULL,
    collection TEXT NOT NULL,
    turn INTEGER NOT NULL,
    country TEXT NOT NULL,
    quarter TEXT NOT NULL,
    nil_return INTEGER NOT NULL,
    rows BLOB,
    PRIMARY KEY (submission, collection)
);
CREATE INDEX IF NOT EXISTS versions_by_place ON versions (country, quarter);
CREATE INDEX IF NOT EXISTS versions_by_quarter ON versions (quarter);
CREATE TABLE IF NOT EXISTS remembered (
    submission TEXT NOT NULL, turn INTEGER NOT NULL, country TEXT NOT NULL, quarter TEXT NOT NULL, rule TEXT NOT NULL,
    collection TEXT, key TEXT, "column" TEXT, lowest REAL NOT NULL, highest REAL NOT NULL, explanation TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS remembered_by_country ON remembered (country);
"""


_DIGEST = 32  # bytes of a SHA-256


class DamagedShelfError(Exception):
    """The shelf holds other bytes than were put on it. It can be removed: it is filled again."""


class Shelf:
    """Safe for several processes at once: readers see what was whole when they began."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, parts: pl.DataFrame, rows: Mapping[str, pl.DataFrame], remembered: pl.DataFrame) -> None:
        """Keep accepted parts (submission, collection, turn, country, quarter, nil_return) with their rows, whole.

        What a submission had on the shelf is replaced, so that doing it again changes nothing.
        """
        mine = parts.select("submission", "collection", "turn", "country", "quarter", "nil_return")
        held = {
            (name, str(submission)): _packed(frame)
            for name, every in rows.items()
            for (submission,), frame in every.group_by("submission", maintain_order=True)
        }
        with self._open() as db, transaction(db):
            gone = [(submission,) for submission in mine["submission"].unique()]
            db.executemany("DELETE FROM versions WHERE submission = ?", gone)
            db.executemany("DELETE FROM remembered WHERE submission = ?", gone)
            db.executemany(
                "INSERT INTO versions (submission, collection, turn, country, quarter, nil_return, rows) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(*row, held.get((row[1], row[0]))) for row in mine.iter_rows()],
            )
            db.executemany(
                f"INSERT INTO remembered VALUES ({', '.join('?' * len(REMEMBERED))})",
                remembered.select(list(REMEMBERED)).iter_rows(),
            )

    def submissions(self) -> set[str]:
        """The submissions that stand on the shelf."""
        with self._open() as db:
            return {submission for (submission,) in db.execute("SELECT DISTINCT submission FROM versions")}

    def versions(self, *, countries: Collection[str], quarters: Collection[str]) -> pl.DataFrame:
        """VERSIONS of these countries, in any quarter, and of these quarters, from any country."""
        query = (
            "SELECT submission, turn, country, quarter, collection, nil_return FROM versions "
            f"WHERE country IN ({_marks(countries)}) OR quarter IN ({_marks(quarters)}) ORDER BY turn"
        )
        with self._open() as db:
            found = db.execute(query, [*countries, *quarters]).fetchall()
        names = ["submission", "turn", "country", "quarter", "collection", "nil_return"]
        frame = pl.DataFrame(
            found, schema={name: VERSIONS[name] for name in names[:-1]} | {"nil_return": pl.Int64}, orient="row"
        )
        return frame.with_columns(pl.col("nil_return").cast(pl.Boolean), withdrawn=pl.lit(None, pl.Int64))

    def remembered(self, *, countries: Collection[str]) -> pl.DataFrame:
        """REMEMBERED explanations of these countries, oldest first."""
        names = ", ".join(f'"{name}"' for name in REMEMBERED)
        query = f"SELECT {names} FROM remembered WHERE country IN ({_marks(countries)}) ORDER BY turn"
        with self._open() as db:
            return pl.DataFrame(db.execute(query, list(countries)).fetchall(), schema=REMEMBERED, orient="row")

    def rows(self, collection: str, submissions: Sequence[str]) -> pl.DataFrame:
        """The accepted rows of `collection` that these submissions delivered."""
        query = f"SELECT rows FROM versions WHERE collection = ? AND submission IN ({_marks(submissions)})"
        with self._open() as db:
            packed = [rows for (rows,) in db.execute(query, [collection, *submissions]) if rows is not None]
        return pl.concat([unpacked(each) for each in packed], how="diagonal_relaxed")

    def _open(self) -> AbstractContextManager[Database]:
        return opened(self._path, schema=SCHEMA, last="remembered_by_country")


def unpacked(packed: bytes) -> pl.DataFrame:
    """The rows that were packed. Raises DamagedShelfError; what is not as it was packed is never decoded."""
    if packed.startswith(b"ARROW1"):  # from before they were sealed
        return pl.read_ipc(BytesIO(packed))
    digest, rows = packed[:_DIGEST], packed[_DIGEST:]
    if sha256(rows).digest() != digest:
        raise DamagedShelfError("the shelf no longer holds what was put on it: remove it, and the next run fills it")
    return pl.read_ipc(BytesIO(rows))


def _packed(rows: pl.DataFrame) -> bytes:
    """An Arrow file behind its SHA-256: SQLite does not see that a page was altered."""
    target = BytesIO()
    rows.write_ipc(target, compression="lz4")
    return sha256(target.getvalue()).digest() + target.getvalue()


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))

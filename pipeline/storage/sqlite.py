"""Opens the SQLite files beside the warehouse: safe for several processes, on disk before a commit returns."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.storage.busy import BusyError

Database = sqlite3.Connection

PATIENCE = 60.0
"""Fifty that write at the same moment are done in one second."""


@contextmanager
def opened(path: Path, *, schema: str, last: str, patience: float = PATIENCE) -> Iterator[Database]:
    """A connection to `path`, whose tables are made by `schema` where its `last` one is not there yet.

    Who writes waits for others; raises BusyError when that takes longer than `patience` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as db, _told_if_busy():
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (last,)).fetchone():
            db.executescript(schema)
        yield db


@contextmanager
def transaction(db: Database) -> Iterator[Database]:
    """All or nothing, one writer at a time."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def copy_whole(path: Path, target: Path) -> None:
    """Copy a database as it is at one moment, while others go on writing to it; the copy is a single file."""
    origin = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=60)
    with closing(origin), closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _told_if_busy() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        raise BusyError(str(error)) from error

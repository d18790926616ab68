"""Opens the SQLite files beside the warehouse: safe for several processes, on disk before a commit returns."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

Database = sqlite3.Connection


@contextmanager
def opened(path: Path, *, schema: str, last: str) -> Iterator[Database]:
    """A connection to `path`, whose tables are made by `schema` where its `last` one is not there yet."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as db:
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
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def copy_whole(path: Path, target: Path) -> None:
    """Copy a database as it is at one moment, while others go on writing to it; the copy is a single file."""
    origin = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=60)
    with closing(origin), closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")

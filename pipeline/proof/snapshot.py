"""Look into a SQLite file without touching it: a copy of it and of its write-ahead log, opened elsewhere."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.storage.busy import BusyError
from pipeline.storage.sqlite import Database

_TRIES = 40
_SETTLED = 0.05
"""Seconds after which another write shows in the time of a file."""


class WrittenToError(BusyError):
    """A file is written to without a pause; trying again later is safe."""

    words = "verify-busy"


@contextmanager
def snapshot(path: Path) -> Iterator[Database]:
    """The database at `path` as it is now. Opening it in its place would make files beside it, or mend it."""
    with TemporaryDirectory(prefix="cop-verify-") as folder:
        copy = Path(folder, path.name)
        _copy_whole([path, _log_of(path)], [copy, _log_of(copy)])
        with closing(sqlite3.connect(copy, isolation_level=None)) as db:
            yield db


def is_whole(db: Database, schema: str) -> bool:
    """Whether every page and index holds, and the tables and triggers are those that `schema` makes."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(schema)
        return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and _made(db) == _made(fresh)


def _made(db: Database) -> set[tuple[object, ...]]:
    return set(db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _copy_whole(sources: list[Path], targets: list[Path]) -> None:
    """Again until nobody has written to them meanwhile."""
    for _ in range(_TRIES):
        before = [_stamp(each) for each in sources]
        if all(stamp is None or time.time_ns() - stamp[1] > _SETTLED * 1e9 for stamp in before):
            for source, target in zip(sources, targets, strict=True):
                target.unlink(missing_ok=True)
                if source.exists():
                    shutil.copyfile(source, target)
            if [_stamp(each) for each in sources] == before:
                return
        time.sleep(_SETTLED)
    raise WrittenToError(sources[0].name)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size

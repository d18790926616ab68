"""Watch a process touch its disk: each step below a folder is told before it happens, files, SQLite and DuckDB alike.

Only in a process of its own: what is put around the standard library here stays there. The real part always runs.
"""

import builtins
import errno
import io
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import duckdb

READS = ("SELECT", "WITH", "FROM", "SET", "EXPLAIN", "DESCRIBE")
_NAMES = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{8,}|[0-9a-f]{2}(?=/|$)|[A-Z]{2}(?=\.duckdb))(?![0-9A-Za-z])")
_TABLE = re.compile(r'(?:INTO|FROM|TABLE|UPDATE|ON)\s+(?:IF NOT EXISTS\s+)?(?:making\.)?"?(\w+)', re.IGNORECASE)


class Step(NamedTuple):
    """A step that touches the disk: what is done, and to what; names that differ from run to run are stars."""

    kind: str
    place: str

    def __str__(self) -> str:
        return f"{self.kind} {self.place}".strip()


class Listener(Protocol):
    """Who is told of each step before it happens, and may do it, fail it, or end the process."""

    def plain(self, step: Step) -> None: ...

    def write(self, step: Step, write: Callable[[Any], int], data: memoryview) -> int: ...

    def statement(self, step: Step, run: Callable[[], Any], failure: Exception) -> Any: ...


@dataclass
class _Now:
    """What is watched at this moment, and by whom."""

    root: str = ""
    listener: Listener | None = None


_now = _Now()
_databases: dict[int, str] = {}


@contextmanager
def watching(root: Path, listener: Listener) -> Iterator[None]:
    """Within this, `listener` hears of every step below `root` that this process takes."""
    _put_around()
    _now.root, _now.listener = f"{root.absolute()}{os.sep}", listener
    try:
        yield
    finally:
        _now.listener = None


@cache
def _put_around() -> None:
    sys.addaudithook(_hear)
    os.fsync = _told("fsync", os.fsync)
    os.write = _write_to(os.write)
    io.open = builtins.open = _open  # type: ignore[assignment]
    _put_around_sqlite()
    _put_around_duckdb()


_AUDITED = {
    "os.rename": "rename",
    "os.remove": "unlink",
    "os.mkdir": "mkdir",
    "os.rmdir": "rmdir",
    "os.chmod": "chmod",
    "os.link": "link",
    "os.symlink": "link",
    "os.truncate": "truncate",
    "os.utime": "utime",
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def _hear(event: str, values: tuple[Any, ...]) -> None:
    """What Python itself is about to do; an exception here is what it then meets."""
    if _now.listener is None:
        return
    if event == "open":
        path, _, flags = values
        if not isinstance(path, int) and flags & _WRITING and (place := _below(path)):
            _now.listener.plain(Step("open", place))
    elif event in _AUDITED:
        folder = values[-1] if event in ("os.remove", "os.rmdir") else -1
        path = values[1] if event == "os.rename" else values[0]
        if (place := _below(path, folder=folder)) and _has_effect(event, path, folder=folder):
            _now.listener.plain(Step(_AUDITED[event], place))


def _has_effect(event: str, path: Any, *, folder: int) -> bool:
    """Not where a folder is made that is there, or a file removed that is not."""
    if event == "os.mkdir":
        return not os.path.lexists(path)
    return event != "os.remove" or folder != -1 or os.path.lexists(path)


def _below(path: Any, *, folder: int = -1) -> str | None:
    """The place of `path` (or open file) below what is watched, None elsewhere."""
    whole = str(_opened(path)) if isinstance(path, int) else os.fsdecode(path)
    if folder != -1:
        whole = str(_opened(folder) / whole)
    elif not whole.startswith(os.sep):
        whole = str(Path.cwd() / whole)
    return _NAMES.sub("*", whole.removeprefix(_now.root)) if whole.startswith(_now.root) else None


def _opened(handle: int) -> Path:
    return Path(f"/proc/self/fd/{handle}").readlink()


def _told(kind: str, done: Callable[[int], Any]) -> Callable[[int], Any]:
    def tell(handle: int) -> Any:
        if _now.listener is not None and (place := _below(handle)):
            _now.listener.plain(Step(kind, place))
        return done(handle)

    return tell


def _write_to(write: Callable[[int, Any], int]) -> Callable[[int, Any], int]:
    def tell(handle: int, data: Any) -> int:
        if _now.listener is not None and (place := _below(handle)):
            return _now.listener.write(Step("write", place), lambda part: write(handle, part), memoryview(data))
        return write(handle, data)

    return tell


class _Raw(io.FileIO):
    """A file whose writes are told."""

    def write(self, data: Any, /) -> int:  # type: ignore[override]
        place = _below(self.fileno()) if _now.listener is not None else None
        if place is None or _now.listener is None:
            return super().write(data)
        return _now.listener.write(Step("write", place), super().write, memoryview(data).cast("B"))


_open_unwatched = io.open


def _open(
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
    closefd: bool = True,
    opener: Any = None,
) -> Any:
    if _now.listener is None or not set(mode) & set("wax+") or _below(file) is None:
        return _open_unwatched(file, mode, buffering, encoding, errors, newline, closefd, opener)
    raw = _Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
    buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
    return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)


def _put_around_sqlite() -> None:
    connect = sqlite3.connect

    def tell(database: Any, *more: Any, **options: Any) -> Any:
        place = _below(database) if _now.listener is not None else None
        if place is None or _now.listener is None:
            return connect(database, *more, **options)
        failure = sqlite3.OperationalError("unable to open database file")
        db = _now.listener.statement(
            Step("sqlite connect", place), lambda: connect(database, *more, factory=_Sqlite, **options), failure
        )
        db.place = place
        return db

    sqlite3.connect = tell


class _Sqlite(sqlite3.Connection):
    """A connection whose statements are told where they may write."""

    place = ""

    def execute(self, query: str, *values: Any) -> Any:
        return self._tell(query, lambda: super(_Sqlite, self).execute(query, *values))

    def executemany(self, query: str, values: Any) -> Any:
        return self._tell(query, lambda: super(_Sqlite, self).executemany(query, values))

    def executescript(self, script: str) -> Any:
        return self._tell(script, lambda: super(_Sqlite, self).executescript(script))

    def close(self) -> None:
        """It may write what the write-ahead log still holds into the database."""
        try:
            self._tell("close", super().close)
        finally:
            super().close()

    def _tell(self, query: str, run: Callable[[], Any]) -> Any:
        if _now.listener is None or _is_read(query):
            return run()
        return _now.listener.statement(
            _statement("sqlite", query, self.place), run, sqlite3.OperationalError("disk I/O error")
        )


def _put_around_duckdb() -> None:
    connect, execute, close = duckdb.connect, duckdb.DuckDBPyConnection.execute, duckdb.DuckDBPyConnection.close

    def tell_connect(database: Any = ":memory:", *more: Any, **options: Any) -> Any:
        place = None if str(database) == ":memory:" or options.get("read_only") else _below(database)
        if _now.listener is None or place is None:
            return connect(database, *more, **options)
        failure = duckdb.IOException("IO Error: Could not read from file: Input/output error")
        found = _now.listener.statement(
            Step("duckdb connect", place), lambda: connect(database, *more, **options), failure
        )
        _databases[id(found)] = place
        return found

    def tell_execute(self: Any, query: str, *values: Any, **options: Any) -> Any:
        if _now.listener is None or _is_read(query):
            return execute(self, query, *values, **options)
        step = _statement("duckdb", query, _databases.get(id(self), "an edition"))
        return _now.listener.statement(step, lambda: execute(self, query, *values, **options), _io_error())

    def tell_close(self: Any) -> None:
        """It writes a checkpoint where there is something to write."""
        place = _databases.pop(id(self), None)
        try:
            if _now.listener is not None and place:
                _now.listener.statement(Step("duckdb close", place), lambda: close(self), _io_error())
        finally:
            close(self)

    duckdb.connect = tell_connect
    duckdb.DuckDBPyConnection.execute = tell_execute  # type: ignore[method-assign]
    duckdb.DuckDBPyConnection.close = tell_close  # type: ignore[method-assign]


def _io_error() -> Exception:
    return duckdb.IOException(f"IO Error: Could not write file: {os.strerror(errno.EIO)}")


def _is_read(query: str) -> bool:
    head = query.lstrip().upper()
    return head.startswith(READS) or head.startswith("PRAGMA SYNCHRONOUS")


def _statement(engine: str, query: str, place: str) -> Step:
    verb = query.split(None, 1)[0].upper().rstrip(";")
    if verb == "CLOSE":
        return Step(f"{engine} close", place)
    table = _TABLE.search(query) if verb not in ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "ATTACH") else None
    return Step(f"{engine} {verb}", f"{place} {table[1]}" if table else place)

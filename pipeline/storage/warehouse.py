"""The private warehouse: one DuckDB file, one writer at a time, tables made from migrations and contracts."""

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

import duckdb
import polars as pl

from data_contracts.contract import load_contracts
from pipeline.examine.parsing import stored_columns
from pipeline.storage.busy import BusyError

Warehouse = duckdb.DuckDBPyConnection
"""A connection to the warehouse."""

NEWEST = 2**63 - 1
"""The place in the ledger that nothing is behind: as of now."""

MIGRATIONS = Path(__file__).parent / "migrations"


class WarehouseBusyError(BusyError):
    """Another process holds the warehouse for longer than we wait; running again later is safe."""

    words = "busy-warehouse"


@contextmanager
def open_warehouse(path: Path, *, wait: float = 120.0, read_only: bool = False) -> Iterator[Warehouse]:
    """A connection to the warehouse with all tables in place; waits up to `wait` seconds for another to finish.

    A writer leaves a checkpoint behind, so that nothing depends on a write-ahead log that could be lost.
    """
    with nullcontext() if read_only else held_alone(path, wait=wait):
        if not read_only and not path.exists():
            _begin(path)
        connection = _connect(path, wait=wait, read_only=read_only)
        try:
            connection.execute("SET enable_progress_bar = false")  # it would be drawn among our own words
            if not read_only:
                _migrate(connection)
            yield connection
            if not read_only:
                connection.execute("CHECKPOINT")
        finally:
            connection.close()


@contextmanager
def held_alone(path: Path, *, wait: float = 120.0) -> Iterator[None]:
    """Nobody else writes the warehouse meanwhile, nor puts another file in its place: whoever had the old one open
    would write where nobody looks."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    until = time.monotonic() + wait
    with path.with_suffix(".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _wait(path, until=until)
            else:
                break
        yield


@contextmanager
def transaction(connection: Warehouse) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def insert(connection: Warehouse, table: str, rows: pl.DataFrame, *, replace: bool = False) -> None:
    """Append `rows` to `table`, by the names of their columns; with `replace`, in place of those of the same key."""
    if rows.is_empty():
        return
    connection.register("incoming", rows)
    connection.execute(f'INSERT {"OR REPLACE " if replace else ""}INTO "{table}" BY NAME SELECT * FROM incoming')
    connection.unregister("incoming")


def table(connection: Warehouse, query: str, values: Mapping[str, object] | None = None) -> pl.DataFrame:
    """The rows that `query` returns."""
    return connection.sql(query, params=dict(values or {})).pl()


def _begin(path: Path) -> None:
    """An empty warehouse with all its tables, made beside its place: one half made would be taken for a damaged one."""
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)  # of one that is gone
    making = path.with_name(f".{path.name}.{token_hex(4)}")
    with duckdb.connect(str(making)) as connection:
        _migrate(connection)
        connection.execute("CHECKPOINT")
    making.replace(path)


def _connect(path: Path, *, wait: float, read_only: bool) -> Warehouse:
    until = time.monotonic() + wait
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only)
        except duckdb.IOException as error:
            if "set lock on" not in str(error):  # a damaged block is no lock
                raise
            _wait(path, until=until)


def _wait(path: Path, *, until: float) -> None:
    if time.monotonic() > until:
        raise WarehouseBusyError(f"{path} is in use by another run; run this again when it has ended")
    time.sleep(0.1)


def _migrate(connection: Warehouse) -> None:
    """Run the migrations that this file has not seen, then add what the contracts have gained."""
    with transaction(connection):
        connection.execute("CREATE TABLE IF NOT EXISTS migrations (name VARCHAR PRIMARY KEY)")
        done = {name for (name,) in connection.execute("SELECT name FROM migrations").fetchall()}
        for script in sorted(MIGRATIONS.glob("*.sql")):
            if script.name not in done:
                connection.execute(script.read_text(encoding="utf-8"))
                connection.execute("INSERT INTO migrations VALUES (?)", [script.name])
        wanted = {collection: stored_columns(contract) for collection, contract in load_contracts().items()}
        tables = f"tables {sha256(json.dumps(wanted).encode()).hexdigest()}"
        if tables not in done:
            _ensure_tables(connection, wanted)
            connection.execute("INSERT INTO migrations VALUES (?)", [tables])


def _ensure_tables(connection: Warehouse, wanted: Mapping[str, Mapping[str, str]]) -> None:
    there: dict[str, set[str]] = {}
    for name, column in connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall():
        there.setdefault(name, set()).add(column)
    for collection, columns in wanted.items():
        _ensure_table(connection, collection, columns, there=there.get(collection, set()))


def _ensure_table(connection: Warehouse, name: str, columns: Mapping[str, str], *, there: set[str]) -> None:
    """Make the table, or add the columns that are not `there` yet."""
    if not there:
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f'CREATE TABLE "{name}" ({listed})')
    for column, kind in columns.items():
        if there and column not in there:
            connection.execute(f'ALTER TABLE "{name}" ADD COLUMN "{column}" {kind}')

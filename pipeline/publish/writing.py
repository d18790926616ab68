"""Write a small database that never changes afterwards: whole, safe on disk, before it has its name."""

import secrets
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from data_contracts.edition import TABLES
from pipeline.publish.pointer import sync


def write_database(engine: duckdb.DuckDBPyConnection, path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """A database of its own at `path`, which nobody reads yet, with some of an edition's tables; safe on disk."""
    place = str(path).replace("'", "''")
    engine.execute(f"ATTACH '{place}' AS making")
    engine.execute("BEGIN")  # each statement of its own would wait for the disk
    for name, rows in tables.items():
        columns = ", ".join(f'"{column}" {kind}' for column, kind in TABLES[name].items())
        engine.execute(f'CREATE TABLE making."{name}" ({columns})')
        engine.register("incoming", rows)
        engine.execute(f'INSERT INTO making."{name}" BY NAME SELECT * FROM incoming')
        engine.unregister("incoming")
    engine.execute("COMMIT")
    engine.execute("CHECKPOINT making")
    engine.execute("DETACH making")
    path.chmod(0o440)
    sync(path)


def unfinished(path: Path) -> Path:
    """Where `path` is made before it has its name."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")

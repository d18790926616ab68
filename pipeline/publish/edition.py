"""Write an edition: a file of its own, named by the hash of its tables, beside those before it."""

import hashlib
import secrets
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb
import polars as pl

from data_contracts.edition import TABLES, file_name
from pipeline.publish.pointer import sync


def write_edition(
    tables: Mapping[str, pl.DataFrame],
    own: Mapping[str, pl.DataFrame],
    *,
    editions: Path,
    members: Path,
    threshold: int,
    synthetic: bool,
    now: datetime,
) -> Path:
    """Write `tables` (TABLES less `edition`, in their shape) and, apart from them, each country's own clear figures.

    Returns the edition's file, which nobody reads before the pointer moves to it. The same tables make the same
    edition, which is then not written again; a crash at any point leaves nothing half-written under a final name.
    """
    edition = hash_of(tables, threshold=threshold, synthetic=synthetic)
    path = editions / file_name(edition)
    for folder in (editions, members):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        latest = tables["indicators"].get_column("quarter").max() or ""
        about = pl.DataFrame(
            [(edition, now.replace(tzinfo=None), latest, threshold, synthetic, version("cop-observatory"))],
            schema=list(TABLES["edition"]),
            orient="row",
        )
        _write_members(own, about, folder=members / edition)
        _write_edition(path, {"edition": about, **tables})
    return path


def read_table(path: Path, name: str) -> pl.DataFrame:
    """One table of the edition at `path`."""
    with duckdb.connect(str(path), read_only=True) as edition:
        return edition.sql(f'SELECT * FROM "{name}"').pl()


def made_at(path: Path) -> datetime:
    """When the edition at `path` was made (UTC)."""
    made: datetime = read_table(path, "edition").get_column("published_at").item()
    return made.replace(tzinfo=UTC)


def hash_of(tables: Mapping[str, pl.DataFrame], *, threshold: int, synthetic: bool) -> str:
    """The edition's id: a hash of what its tables, in their shape, say; not of when it was written."""
    digest = hashlib.sha256(f"{threshold} {synthetic}".encode())
    for name in TABLES:
        if name != "edition":
            digest.update(f"\n{name}\n".encode() + tables[name].write_csv().encode())
    return digest.hexdigest()[:20]


def shaped(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` as the edition's table of this name: its columns, in an order that is always the same."""
    columns = list(TABLES[name])
    return rows.select(columns).sort([each for each in columns if each not in ("value", "numerator", "denominator")])


def _write_members(own: Mapping[str, pl.DataFrame], about: pl.DataFrame, *, folder: Path) -> None:
    """A file a country, all in place before any of them can be found."""
    making = _unfinished(folder)
    making.mkdir(mode=0o700)
    with duckdb.connect() as engine:  # one for all: starting it costs four times what it then writes
        for country, rows in own.items():
            indicators = rows.select(list(TABLES["indicators"]))
            _write(engine, making / file_name(country), {"edition": about, "indicators": indicators})
    sync(making)
    shutil.rmtree(folder, ignore_errors=True)  # left by a crash before its edition was written
    making.rename(folder)
    sync(folder.parent)


def _write_edition(path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    making = _unfinished(path)
    with duckdb.connect() as engine:
        _write(engine, making, tables)
    making.replace(path)
    sync(path.parent)


def _write(engine: duckdb.DuckDBPyConnection, path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """A database of its own at `path`, which nobody reads yet, safe on disk."""
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


def _unfinished(path: Path) -> Path:
    """Where `path` is made before it has its name."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")

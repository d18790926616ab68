"""Write an edition: a file of its own, named by the hash of its tables, beside those before it."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb
import polars as pl

from data_contracts.edition import TABLES, file_name
from pipeline.publish.members import write_members
from pipeline.publish.pointer import sync
from pipeline.publish.writing import unfinished, write_database


def write_edition(
    tables: Mapping[str, pl.DataFrame],
    own: Mapping[str, pl.DataFrame],
    *,
    editions: Path,
    members: Path,
    threshold: int,
    synthetic: bool,
    now: datetime,
    former: Path | None = None,
) -> Path:
    """Write `tables` (TABLES less `edition`, in their shape) and, apart from them, each country's own clear figures.

    former: the edition before, with which a country's file is shared where it says the same. Returns the edition's
    file, which nobody reads before the pointer moves to it. The same tables make the same edition, which is then not
    written again; a crash at any point leaves nothing half-written under a final name.
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
        mine = {country: shaped("indicators", rows) for country, rows in own.items()}
        write_members(mine, about, folder=members / edition, former=members / former.stem if former else None)
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


def _write_edition(path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    making = unfinished(path)
    with duckdb.connect() as engine:
        write_database(engine, making, tables)
    making.replace(path)
    sync(path.parent)

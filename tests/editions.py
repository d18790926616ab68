"""Look into a published edition as anyone may, and into the warehouse as only its owner may."""

from pathlib import Path

import duckdb
import polars as pl

from pipeline.publish.pointer import current_edition
from pipeline.settings import Settings
from pipeline.storage.warehouse import open_warehouse
from pipeline.storage.warehouse import table as rows_of


def published(settings: Settings, table: str, *, path: Path | None = None) -> pl.DataFrame:
    """A table of the current edition, or of the file at `path`."""
    path = path or current_edition(settings.editions)
    assert path
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.sql(f'SELECT * FROM "{table}"').pl()


def query(settings: Settings, sql: str) -> pl.DataFrame:
    """What the private warehouse answers."""
    with open_warehouse(settings.warehouse) as warehouse:
        return rows_of(warehouse, sql)

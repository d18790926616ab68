"""Read editions whole, one after the other: a database engine is started once for all of them."""

from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import polars as pl


class Reader:
    """Reads the tables of one file at a time. A damaged file raises, and does no harm to those after it."""

    def __enter__(self) -> Self:
        self._engine = duckdb.connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._engine.close()

    def tables(self, path: Path) -> dict[str, pl.DataFrame]:
        """Every table of the edition at `path`, by its name."""
        place = str(path).replace("'", "''")
        try:
            self._engine.execute(f"ATTACH '{place}' AS held (READ_ONLY)")
            query = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'held'"
            names = [name for (name,) in self._engine.execute(query).fetchall()]
            found = {name: self._engine.sql(f'SELECT * FROM held."{name}"').pl() for name in names}
            self._engine.execute("DETACH held")
        except duckdb.Error:
            self._engine.close()  # some damage leaves it unable to read anything
            self._engine = duckdb.connect()
            raise
        return found

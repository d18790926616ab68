"""Hold two warehouses against each other, row by row."""

from pathlib import Path

import duckdb


def unequal_rows(one: Path, other: Path) -> dict[str, int]:
    """Table -> how many rows stand in one warehouse alone, whatever their order; tables without any are left out."""
    with duckdb.connect() as engine:
        for name, path in (("one", one), ("other", other)):
            place = str(path).replace("'", "''")
            engine.execute(f"ATTACH '{place}' AS {name} (READ_ONLY)")
        tables = engine.execute(
            "SELECT DISTINCT table_name FROM duckdb_tables() WHERE database_name IN ('one', 'other') ORDER BY ALL"
        ).fetchall()
        return {table: count for (table,) in tables if (count := _unequal(engine, table))}


def _unequal(engine: duckdb.DuckDBPyConnection, table: str) -> int:
    """A column that only one of them has makes every row unequal."""
    names = [_columns(engine, database, table) for database in ("one", "other")]
    if names[0] != names[1]:
        ((count,),) = engine.execute(
            f'SELECT (SELECT count(*) FROM {"one" if names[0] else "other"}."{table}")'
        ).fetchall()
        return max(1, count)
    listed = ", ".join(f'"{name}"' for name in names[0])
    ((count,),) = engine.execute(
        f"""
        SELECT count(*) FROM (
            (SELECT {listed} FROM one."{table}" EXCEPT ALL SELECT {listed} FROM other."{table}") UNION ALL
            (SELECT {listed} FROM other."{table}" EXCEPT ALL SELECT {listed} FROM one."{table}"))
        """
    ).fetchall()
    return int(count)


def _columns(engine: duckdb.DuckDBPyConnection, database: str, table: str) -> list[str]:
    query = "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND table_name = ? ORDER BY 1"
    return [name for (name,) in engine.execute(query, [database, table]).fetchall()]

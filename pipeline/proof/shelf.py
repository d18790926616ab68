"""Prove the shelf: it holds the rows that the warehouse accepted, and the explanations that are remembered."""

from collections.abc import Iterator, Mapping

import polars as pl

from data_contracts.contract import COLLECTIONS
from pipeline.examine.memory import remembered
from pipeline.examine.past import REMEMBERED
from pipeline.proof.problem import ALTERED, GONE, LACKING, SHELF, STRAY, UNREADABLE, Problem, place_of
from pipeline.proof.snapshot import is_whole, snapshot
from pipeline.proof.warehouse import ByTable
from pipeline.settings import Settings
from pipeline.storage.contents import hashes_of
from pipeline.storage.shelf import SCHEMA, DamagedShelfError, unpacked
from pipeline.storage.sqlite import Database
from pipeline.storage.warehouse import Warehouse, table

_PLACE = ("turn", "country", "quarter", "nil_return")


def prove_shelf(settings: Settings, warehouse: Warehouse, by_table: ByTable) -> tuple[int, list[Problem]]:
    """How many submissions stand on it, and what does not fit."""
    accepted = table(warehouse, f"SELECT submission, collection, {', '.join(_PLACE)} FROM versions")
    if not settings.shelf.exists():
        return 0, [] if accepted.is_empty() else [Problem(SHELF, GONE, place_of(settings, settings.shelf))]
    with snapshot(settings.shelf) as db:
        problems = [] if is_whole(db, SCHEMA) else [Problem(SHELF, UNREADABLE, place_of(settings, settings.shelf))]
        told = db.execute(f"SELECT submission, collection, {', '.join(_PLACE)}, rows FROM versions").fetchall()
        memory = _memory(db)
    held = {(row[0], row[1]): row[2:-1] for row in told}
    wanted = {(row[0], row[1]): tuple(row[2:]) for row in accepted.iter_rows()}
    problems += [Problem(SHELF, LACKING, each) for each in _named(wanted.keys() - held.keys())]
    # Shelved before it was stored by a run that was cut off: it is judged, and shelved, again.
    problems += [Problem(SHELF, STRAY, each, is_note=True) for each in _named(held.keys() - wanted.keys())]
    rows = {(row[0], row[1]): row[-1] for row in told if (row[0], row[1]) in wanted}
    unlike = {each for each in rows if held[each] != wanted[each]} | set(_unlike(warehouse, rows, by_table))
    problems += [Problem(SHELF, ALTERED, each) for each in _named(unlike)]
    if not memory.equals(_expected(warehouse)):
        problems.append(Problem(SHELF, ALTERED, "remembered"))
    return len({submission for submission, _ in held}), problems


def _unlike(
    warehouse: Warehouse, rows: Mapping[tuple[str, str], bytes | None], by_table: ByTable
) -> Iterator[tuple[str, str]]:
    """What was shelved with other rows than the warehouse has."""
    for collection in COLLECTIONS:
        frames = []
        for key, packed in rows.items():
            if key[1] == collection and packed is not None:
                try:
                    frames.append(unpacked(packed))
                except DamagedShelfError:
                    yield key
        found: dict[str, str] = {}
        if frames:
            warehouse.register("shelved", pl.concat(frames, how="diagonal_relaxed"))
            found = hashes_of(warehouse, "shelved")
            warehouse.unregister("shelved")
        for key in rows:
            if key[1] == collection and found.get(key[0]) != by_table[collection].get(key[0]):
                yield key


def _memory(db: Database) -> pl.DataFrame:
    names = ", ".join(f'"{name}"' for name in REMEMBERED)
    return _sorted(
        pl.DataFrame(db.execute(f"SELECT {names} FROM remembered").fetchall(), schema=REMEMBERED, orient="row")
    )


def _expected(warehouse: Warehouse) -> pl.DataFrame:
    explained = table(warehouse, "SELECT * FROM findings WHERE explained")
    whose = table(warehouse, "SELECT DISTINCT submission, turn, country, quarter FROM versions")
    return _sorted(remembered(explained.join(whose, on="submission", how="semi"), whose))


def _sorted(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort(rows.columns)


def _named(keys: "set[tuple[str, str]]") -> list[str]:
    return [f"{submission} {collection}" for submission, collection in sorted(keys)]

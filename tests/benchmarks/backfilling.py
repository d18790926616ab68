"""Ten years of 27 countries at once: received, examined and stored, against DuckDB that loads the same files unchecked.

`python -m tests.benchmarks.backfilling QUARTERS ROWS` prints the results; it reads contracts of ten years.
"""

import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from data_contracts.contract import load_contract
from pipeline import stages
from pipeline.examine.parsing import stored_columns
from pipeline.settings import Settings
from tests.benchmarks.measuring import cost_of
from tests.benchmarks.results import Result
from tests.benchmarks.years import MOST_QUARTERS, File, after, in_ten_years, receive_all, tell, write_files

ROWS = 60
LIMIT = 2


def backfill(*, quarters: int = MOST_QUARTERS, rows: int = ROWS) -> list[Result]:
    """As processor seconds, those of the reading processes included."""
    return in_ten_years("tests.benchmarks.backfilling", str(quarters), str(rows))


def main(quarters: int, rows: int) -> None:
    with TemporaryDirectory() as folder:
        files = write_files(Path(folder), count=quarters, rows=rows)
        plain = cost_of(partial(_load_plainly, files, Path(folder, "plain.duckdb")))
        settings = Settings(home=Path(folder, "home"))
        taken = cost_of(partial(receive_all, settings, files))
        now = after(files[-1].quarter)
        judged = cost_of(lambda: _examine(settings, files))
        rest = cost_of(lambda: stages.run(settings, now=now))
    what = f"{len(files):,} country-quarters of {rows + 2} rows"
    whose = "DuckDB: a file by read_csv, its rows INSERTed into a table a collection of our columns, nothing checked"
    tell(
        Result(f"{what}, to the store", "CPU s", taken.cpu + judged.cpu, plain.cpu, whose, LIMIT),
        Result(f"{what}, received", "CPU s", taken.cpu),
        Result(f"{what}, examined and stored", "CPU s", judged.cpu),
        Result(f"{what}, then to an edition", "CPU s", rest.cpu),
    )


def _examine(settings: Settings, files: list[File]) -> None:
    done = stages.examine_pending(settings, now=after(files[-1].quarter))
    assert (done.submissions, done.accepted) == (len(files), len(files)), done


def _load_plainly(files: list[File], path: Path) -> None:
    """The way anyone would: the file's name tells whose it is, a cell that is no number is a status."""
    names = sorted({name for file in files for name in file.collections})
    with duckdb.connect(str(path)) as engine:
        for name in names:
            columns = ", ".join(f"{each} {kind}" for each, kind in stored_columns(load_contract(name)).items())
            engine.execute(f"CREATE TABLE {name} ({columns})")
        engine.execute("BEGIN")
        for file in files:
            engine.execute(f"CREATE OR REPLACE TEMP TABLE file AS FROM read_csv('{file.path}', all_varchar = true)")
            for name in file.collections:
                engine.execute(_insert(name, file))
        engine.execute("COMMIT")


def _insert(name: str, file: File) -> str:
    contract = load_contract(name)
    kinds, cells = stored_columns(contract), ["country", "quarter"]
    for column in contract.columns:
        number = f"TRY_CAST({column.name} AS {kinds[column.name]})"
        if column.role == "measure":
            status = f"CASE WHEN {number} IS NULL THEN {column.name} END AS {column.name}_status"
            cells += [f"{number} AS {column.name}", status]
        else:
            cells.append(column.name)
    return (
        f"INSERT INTO {name} BY NAME SELECT '{file.path.stem}' AS submission, true AS counted, {', '.join(cells)} "
        f"FROM file WHERE collection = '{name}'"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

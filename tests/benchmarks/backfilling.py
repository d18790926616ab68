"""Ten years of 27 countries at once: received, examined and stored, against DuckDB that loads the same files unchecked.

`python -m tests.benchmarks.backfilling QUARTERS ROWS` prints the results; it reads contracts of ten years.
"""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from data_contracts.contract import load_contract
from pipeline import stages
from pipeline.examine.parsing import stored_columns
from pipeline.settings import Settings
from tests.benchmarks.measuring import Cost, cost_of
from tests.benchmarks.results import Result
from tests.benchmarks.years import MOST_QUARTERS, File, after, in_ten_years, receive_all, tell, write_files

ROWS = 60
LIMIT = 2


def backfill(*, quarters: int = MOST_QUARTERS, rows: int = ROWS) -> list[Result]:
    """As processor seconds, those of the reading processes included."""
    return in_ten_years("tests.benchmarks.backfilling", str(quarters), str(rows))


def main(quarters: int, rows: int, *, members: int | None = None, dagster: bool = False) -> None:
    with TemporaryDirectory() as folder:
        files = write_files(Path(folder), count=quarters, rows=rows, members=members)
        plain = cost_of(partial(_load_plainly, files, Path(folder, "plain.duckdb")))
        settings = Settings(home=Path(folder, "home"))
        taken = cost_of(partial(receive_all, settings, files))
        now = after(files[-1].quarter)
        judged = cost_of(lambda: _examine(settings, files))
        rest = cost_of(lambda: stages.run(settings, now=now))
        by_dagster, by_hand = _over_all_quarters(settings, files, now=now) if dagster else (rest, rest)
    what = f"{len(files):,} country-quarters of {rows + 2} rows"
    whose = "DuckDB: a file by read_csv, its rows INSERTed into a table a collection of our columns, nothing checked"
    tell(
        Result(f"{what}, to the store", "CPU s", taken.cpu + judged.cpu, plain.cpu, whose, LIMIT),
        Result(f"{what}, received", "CPU s", taken.cpu),
        Result(f"{what}, examined and stored", "CPU s", judged.cpu),
        Result(f"{what}, then to an edition", "CPU s", rest.cpu),
    )
    if dagster:
        whose = "its stages called one by one, without checks"
        tell(Result("one Dagster run over all of it, calculated anew", "CPU s", by_dagster.cpu, by_hand.cpu, whose))
        tell(Result("of which Dagster's bookkeeping, and checks", "CPU s", by_dagster.cpu - by_hand.cpu))


def _over_all_quarters(settings: Settings, files: list[File], *, now: datetime) -> tuple[Cost, Cost]:
    """What one run of the service costs over every quarter, and what its stages do without it."""
    from pipeline.orchestration.partitions import range_tags  # and with it Dagster, which nothing else here needs
    from tests.pipeline.orchestration.installation import Installation, dg, installed

    quarters = sorted({each.quarter for each in files})

    def by_hand() -> None:
        stages.collect_inbox(settings, now=now)
        stages.examine_pending(settings, now=now)
        stages.calculate(settings, quarters=quarters, now=now)
        stages.protect(settings, quarters=quarters, now=now)
        stages.publish(settings, now=now)

    with installed(settings.root) as found:
        office = found.office.model_copy(update={"moment": now.isoformat()})
        service = Installation(settings, office, found.instance)
        asked = dg.RunRequest(run_key="all", tags=dict(range_tags(quarters)))

        def by_dagster() -> None:
            assert service.execute(asked).success

        return cost_of(by_dagster), cost_of(by_hand)


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
    main(*map(int, sys.argv[1:]), dagster=True)

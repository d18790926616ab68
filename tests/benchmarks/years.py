"""Ten years of right files, a file a country and quarter, and contracts whose calendar reaches so far."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from data_contracts import HERE
from data_contracts.contract import load_contract
from data_contracts.duties import load_calendar, owed
from data_contracts.quarters import quarters_between, shift
from pipeline.intake import receive
from pipeline.settings import Settings
from tests.benchmarks.results import Result
from tests.files import csv_file

FIRST, MOST_QUARTERS = "2023-Q3", 40
"""From the first for which the network has all its members."""

ROW_VALUES = len(load_contract("interventions").measures)
_EVENTLESS = {"stock_start": "10", "referred": "12", "assessed": "11", "intake": "9", "exited_positive": "5"}
_EXIT = {**_EVENTLESS, "dropped_out": "4", "stock_end": "10"}  # ends as it began, quarter after quarter


@dataclass(frozen=True)
class File:
    path: Path
    country: str
    collections: tuple[str, ...]
    quarter: str
    received_at: datetime


def in_ten_years(module: str, *arguments: str) -> list[Result]:
    """What `python -m MODULE` prints as JSON, a result a line: a process of its own reads contracts of ten years."""
    with TemporaryDirectory() as folder:
        contracts = Path(folder, "contracts")
        shutil.copytree(HERE, contracts, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        _prolong(contracts / "rounds" / "calendar.csv")
        members = contracts / "members.csv"
        members.write_text(re.sub(r",20\d\d-Q\d,", f",{FIRST},", members.read_text(encoding="utf-8")), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, "COP_CONTRACTS": str(contracts)},
            stdout=subprocess.PIPE,
            check=True,
        )
    told = [line for line in done.stdout.splitlines() if line.startswith(b'{"what"')]  # Dagster prints too
    return [Result(**json.loads(line)) for line in told]


def tell(*results: Result) -> None:
    """To the process that asked."""
    for each in results:
        print(json.dumps(vars(each)), flush=True)


def quarters(count: int) -> list[str]:
    """The first `count` of the ten years, in time order."""
    return quarters_between(FIRST, shift(FIRST, by=count - 1))


def after(quarter: str) -> datetime:
    """A moment at which the round of `quarter` has passed, and none after it has opened."""
    (closes,) = load_calendar().filter(pl.col("quarter") == quarter)["closes"]
    return datetime.combine(closes, time(12), tzinfo=UTC)


def write_files(folder: Path, *, count: int, rows: int, members: int | None = None) -> list[File]:
    """One file for every member, or for the first `members`, and each of `count` quarters, with `rows` of
    interventions; oldest quarters first."""
    found = []
    for quarter in quarters(count):
        duties = owed([quarter]).filter(pl.col("exempt").is_null())
        for (country,), mine in [*duties.group_by("country", maintain_order=True)][:members]:
            names = tuple(each for each in mine["collection"] if each != "definitions")
            parts = [(each, list(_rows(each, rows))) for each in names]
            path = folder / f"{country}-{quarter}.csv"
            path.write_bytes(csv_file(*parts, country=str(country), quarter=quarter))
            found.append(File(path, str(country), names, quarter, after(quarter) - timedelta(days=10)))
    return found


def receive_all(settings: Settings, files: list[File]) -> None:
    """As they would have come, one by one."""
    for each in files:
        data = each.path.read_bytes()
        receive(settings, data, each.path.name, sender="benchmark", country=each.country, now=each.received_at)


def _rows(collection: str, rows: int) -> Iterator[dict[str, str]]:
    """Changes of the right row; of what is not counted here there is nothing to report."""
    if collection == "interventions":
        keys = load_contract(collection).keys
        codes = [[code for code in key.codes if code != "_T"] for key in keys]
        for row in islice(product(*codes), rows):
            yield dict(zip((key.name for key in keys), row, strict=True))
    elif collection == "campaigns":
        yield {}
    elif collection == "exit_support":
        yield _EXIT


def _prolong(calendar: Path) -> None:
    """Rounds go on after the last known as they did before."""
    with calendar.open(newline="", encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    last, wanted = known[-1], shift(FIRST, by=MOST_QUARTERS)
    with calendar.open("a", newline="", encoding="utf-8") as file:
        lines = csv.DictWriter(file, list(last), lineterminator="\n")
        for number, quarter in enumerate(quarters_between(last["quarter"], wanted)[1:], start=1):
            days = {
                name: str(datetime.fromisoformat(last[name]).date() + timedelta(days=91 * number))
                for name in ("opens", "due", "closes")
            }
            lines.writerow({"quarter": quarter, **days})

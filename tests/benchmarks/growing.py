"""What one more submission costs, stage by stage, in stores of different size: by what changed, not by history.

`python -m tests.benchmarks.growing QUARTERS ROWS RUNS` prints the costs in one store; it reads contracts of ten years.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from pipeline import batches, intake, stages
from pipeline.settings import Settings
from tests.benchmarks.results import Result
from tests.benchmarks.years import ROW_VALUES, File, after, in_ten_years, receive_all, tell, write_files
from tests.files import csv_file

STORES = ((4, 55), (4, 570), (40, 570))
"""Quarters, and rows of each country's file: 0.05, 0.5 and 5 million values. From the first store to the second a
quarter grows, from the second to the third only history does."""

RUNS = 3
SLOPE = 2
"""At most so much more may it cost in ten times the history."""

STAGES: tuple[tuple[str, tuple[tuple[ModuleType, str], ...]], ...] = (
    ("receive", ((intake, "receive"),)),
    ("examine", ((batches, "deliver"), (batches, "turns_of"), (batches, "past_of"), (batches, "judge"))),
    ("shelf", ((batches, "fill_shelf"), (batches, "put_on_shelf"))),
    ("store", ((batches, "store_batch"),)),
    ("look for what is stale", ((stages, "stale_quarters"),)),
    ("calculate", ((stages, "calculate"),)),
    ("protect", ((stages, "protect"),)),
    ("publish", ((stages, "publish"),)),
)
"""Every stage with the functions that do it, by the names under which they are called."""


def grow(*, stores: Sequence[tuple[int, int]] = STORES, runs: int = RUNS) -> list[Result]:
    """As processor seconds, medians; each store against the one before it."""
    found: list[list[Result]] = []
    for number, (quarters, rows) in enumerate(stores):
        here = in_ten_years("tests.benchmarks.growing", *map(str, (quarters, rows, runs)))
        found.append([_beside(*pair) for pair in zip(here, found[-1], strict=True)] if number else here)
    return [each for store in found for each in store]


def _beside(here: Result, smaller: Result) -> Result:
    limit = SLOPE if here.what.endswith(": all") else None
    return replace(here, theirs=smaller.ours, whose="the store before it", at_most=limit)


def main(quarters: int, rows: int, runs: int, *, members: int | None = None) -> None:
    with TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder, "home"))
        files = write_files(Path(folder), count=quarters, rows=rows, members=members)
        receive_all(settings, files)
        stages.run(settings, now=after(files[-1].quarter))
        with _watched():
            costs = [_accept(settings, files, number=number) for number in range(runs)]
    values = len(files) * rows * ROW_VALUES
    what = f"{values / 1e6:.2f} million values, {quarters} quarters"
    for stage in ("all", *(name for name, _ in STAGES), "the rest"):
        tell(Result(f"{what}: {stage}", "CPU s", median(each[stage] for each in costs)))


_spent: Counter[str] = Counter()


def _accept(settings: Settings, files: Sequence[File], *, number: int) -> dict[str, float]:
    """Stage -> processor seconds for one submission of the last quarter, from its bytes to the new edition."""
    last = files[-1]
    now = after(last.quarter) + timedelta(minutes=number + 1)
    changed = {"clicks": f"{90 + number}", "engaged": "9", "reason": "ERR"}
    data = csv_file(("campaigns", [changed]), country=last.country, quarter=last.quarter)
    _spent.clear()
    before = _clock()
    intake.receive(settings, data, "one.csv", sender="benchmark", country=last.country, now=now)
    done = stages.run(settings, now=now)
    whole = _clock() - before
    assert done.examined.accepted == 1, done
    assert done.calculated == (last.quarter,), done
    assert done.edition
    assert done.edition.is_new
    stages_of_it = {name: _spent[name] for name, _ in STAGES}
    return {"all": whole, **stages_of_it, "the rest": whole - _spent.total()}


@contextmanager
def _watched() -> Iterator[None]:
    """Each function of a stage tells what it spends."""
    with ExitStack() as after_all:
        for stage, functions in STAGES:
            for module, name in functions:
                work = getattr(module, name)
                after_all.callback(setattr, module, name, work)
                setattr(module, name, _telling(stage, work))
        yield


def _telling(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(work)
    def told(*given: Any, **named: Any) -> Any:
        before = _clock()
        found = work(*given, **named)
        found = list(found) if isinstance(found, Iterator) else found  # else its work would be done outside
        _spent[stage] += _clock() - before
        return found

    return told


def _clock() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    return time.process_time() + sum(os.times()[2:4])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

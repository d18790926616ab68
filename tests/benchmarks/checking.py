"""`cop check` as a whole process against a bare one that only loads what a checker of that kind cannot do without."""

import sys
from collections.abc import Iterator
from functools import partial
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from data_contracts.contract import load_contract
from tests.benchmarks.measuring import COP, cost_of_process, in_turns
from tests.benchmarks.results import Result
from tests.files import csv_file, workbook

RUNS = 7

_IMPORT = "import pandera.polars"
_READ = """
import sys
import pandera.polars
from openpyxl import load_workbook
for sheet in load_workbook(open(sys.argv[1], "rb"), read_only=True):
    for row in sheet.iter_rows(values_only=True):
        pass
"""


def check_workbook() -> list[Result]:
    """A workbook, clean and with one wrong row in a hundred."""
    whose = "a process that imports pandera.polars and reads the workbook by openpyxl, read_only"
    return [
        _against_bare(f"workbook of 5,000 rows, {kind}", workbook(part), code, bare=_READ, whose=whose, limit=1.5)
        for kind, part, code in _kinds(5000)
    ]


def check_csv() -> list[Result]:
    """A text file, clean and with one wrong row in a hundred."""
    whose = "a process that imports pandera.polars"
    return [
        _against_bare(f"CSV of 1,000 rows, {kind}", csv_file(part), code, bare=_IMPORT, whose=whose, limit=1.3)
        for kind, part, code in _kinds(1000)
    ]


def _against_bare(what: str, data: bytes, code: int, *, bare: str, whose: str, limit: float) -> Result:
    """Both as they run for users: pandera loads hypothesis where it finds it, and only developers have it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(data)
        path.with_name("hypothesis.py").write_text("raise ImportError('for developers only')")
        ours, theirs = in_turns(
            partial(cost_of_process, [COP, "check", str(path)], ends_with=code, PYTHONPATH=folder),
            partial(cost_of_process, [sys.executable, "-c", bare, str(path)], PYTHONPATH=folder),
            runs=RUNS,
        )
    return Result(f"cop check, {what}", "CPU s", ours.cpu, theirs.cpu, whose, limit)


def _kinds(count: int) -> Iterator[tuple[str, tuple[str, list[dict[str, Any]]], int]]:
    """What kind of file, its only part as changes of a right row, how `cop check` ends on it."""
    keys = load_contract("interventions").keys
    codes = [[code for code in key.codes if code != "_T"] for key in keys]
    right = [dict(zip((key.name for key in keys), row, strict=True)) for row in islice(product(*codes), count)]
    wrong = [row | ({"reached": "many"} if at % 100 == 50 else {}) for at, row in enumerate(right)]
    yield "clean", ("interventions", right), 0
    yield "1 % wrong", ("interventions", wrong), 1

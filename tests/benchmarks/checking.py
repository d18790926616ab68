"""`cop check` as a whole process against a bare one that only loads what a checker of that kind cannot do without."""

import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import COP, cost_of_process, in_turns
from tests.benchmarks.results import Result
from tests.benchmarks.rows import Example, examples
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
    return [_against_bare("workbook", each, workbook(each.part), _READ, whose, 1.5) for each in examples(5000)]


def check_csv() -> list[Result]:
    """A text file, clean and with one wrong row in a hundred."""
    whose = "a process that imports pandera.polars"
    return [_against_bare("CSV", each, csv_file(each.part), _IMPORT, whose, 1.3) for each in examples(1000)]


def _against_bare(what: str, example: Example, data: bytes, bare: str, whose: str, limit: float) -> Result:
    """Both as they run for users: pandera loads hypothesis where it finds it, and only developers have it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(data)
        path.with_name("hypothesis.py").write_text("raise ImportError('for developers only')")
        ours, theirs = in_turns(
            partial(cost_of_process, [COP, "check", str(path)], ends_with=example.ends_with, PYTHONPATH=folder),
            partial(cost_of_process, [sys.executable, "-c", bare, str(path)], PYTHONPATH=folder),
            runs=RUNS,
        )
    rows = len(example.part[1])
    return Result(f"cop check, {what} of {rows:,} rows, {example.kind}", "CPU s", ours.cpu, theirs.cpu, whose, limit)

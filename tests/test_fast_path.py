"""What is asked most often answers at once, because it loads nothing that it does not need."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import csv_file
from tests.test_rooms import ROOT

SLOW = {
    *("dagster", "streamlit", "duckdb", "pandas", "numpy", "pandera", "pydantic", "narwhals", "babel"),
    *("openpyxl", "xlsxwriter", "xlrd", "typst", "uvicorn", "starlette"),
}
"""What checking a file does not need, or not before something is wrong with it."""


@pytest.mark.parametrize("module", ["pipeline.cli", "pipeline.door"])
def test_the_fast_path_loads_nothing_slow(module: str) -> None:
    asked = f"import {module}, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert SLOW & set(run.stdout.split()) == set()


def test_how_things_stand_is_told_without_anything_slow(tmp_path: Path) -> None:
    asked = "import sys; from pipeline.cli import main; assert main(sys.argv[1:]) == 0; print(*sys.modules)"
    command = [sys.executable, "-c", asked, "--home", str(tmp_path / "home"), "status"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert SLOW & set(run.stdout.split()) == set()


def test_checking_a_right_file_loads_nothing_slow(tmp_path: Path) -> None:
    path = tmp_path / "right.csv"
    path.write_bytes(csv_file(("campaigns", [{}])))
    asked = "import sys; from pipeline.cli import main; assert main(sys.argv[1:]) == 0; print(*sys.modules)"
    command = [sys.executable, "-c", asked, "--home", str(tmp_path / "home"), "check", str(path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert SLOW & set(run.stdout.split()) == set()

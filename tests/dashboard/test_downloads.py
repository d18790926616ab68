"""What a reader takes along opens safely in a spreadsheet."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest

from dashboard.parts.downloads import csv_bytes
from tests.dashboard.pages import DASHBOARD


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_a_spreadsheet_would_run_is_defused(start: str) -> None:
    assert _read(csv_bytes(pl.DataFrame({"x": [f"{start}1+1"]})))[1] == [f"'{start}1+1"]


def test_a_column_name_that_a_spreadsheet_would_run_is_defused() -> None:
    assert _read(csv_bytes(pl.DataFrame({"=1+1": [1]})))[0] == ["'=1+1"]


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert _read(csv_bytes(pl.DataFrame({"x": [-1.5, None], "y": [-3, 0]}))) == [["x", "y"], ["-1.5", "-3"], ["", "0"]]


def test_letters_with_signs_come_back_as_they_were() -> None:
    assert _read(csv_bytes(pl.DataFrame({"x": ["Zażółć gęślą jaźń"]})))[1] == ["Zażółć gęślą jaźń"]


def test_the_built_in_download_of_tables_is_off() -> None:
    settings = Path(DASHBOARD, ".streamlit", "config.toml").read_text(encoding="utf-8")
    assert "disableDataExport = true" in settings


def _read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))

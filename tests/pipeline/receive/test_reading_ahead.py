"""A file read ahead: its answer is taken by who asks for the same submission, and by nobody else."""

from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.receive.ahead import begun, reading_ahead
from pipeline.receive.reading import read_files
from pipeline.settings import Settings
from tests.files import csv_file

AHEAD, LATER = b"a,b\n1,2\n", b"a,b\n3,4\n"


def cells(settings: Settings, *asked: tuple[str, Path]) -> dict[str, list[str | None]]:
    """Submission -> the cells of the first row below the header."""
    return {read.submission: read.sheets[0].row(1) for read in read_files(asked, settings=settings)}


def test_what_was_begun_is_not_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(LATER)
    settings = Settings(home=tmp_path)
    with reading_ahead(settings, "one", AHEAD):
        assert cells(settings, ("other", path), ("one", path)) == {"one": ["1", "2"], "other": ["3", "4"]}
        assert cells(settings, ("one", path)) == {"one": ["3", "4"]}


def test_what_nobody_asks_for_ends_with_its_reader(tmp_path: Path) -> None:
    with reading_ahead(Settings(home=tmp_path), "one", AHEAD):
        pass
    assert begun("one") is None


def test_every_file_of_a_command_gets_its_own_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for country in ("NL", "PL"):
        (tmp_path / f"{country}.csv").write_bytes(csv_file(("campaigns", [{}]), country=country))
    files = [str(tmp_path / name) for name in ("NL.csv", "PL.csv")]
    assert main(["--home", str(tmp_path / "home"), "check", *files]) == 0
    told = capsys.readouterr().out
    assert f"{files[0]}: nothing blocks it. NL" in told
    assert f"{files[1]}: nothing blocks it. PL" in told

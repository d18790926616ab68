"""On a full disk a user is told so in a sentence, and the same command works when there is room again."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.settings import Settings
from pipeline.storage.ledger import EXAMINED, RECEIVED, Ledger
from tests.files import csv_file

FULL = """
import resource, sys
from pipeline.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file may grow: what a full disk does, also to C code
sys.exit(main(sys.argv[1:]))
"""


def on_a_full_disk(*arguments: str) -> tuple[int, str]:
    """How the command ends, and what it says."""
    run = subprocess.run([sys.executable, "-c", FULL, *arguments], capture_output=True, text=True)
    return run.returncode, run.stderr


def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_lost_or_doubled(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    settings, path = Settings(home=tmp_path / "home"), tmp_path / "q3.csv"
    path.write_bytes(csv_file(("campaigns", [{}])))
    cop = ("--home", str(settings.home))
    code, told = on_a_full_disk(*cop, "submit", str(path), "--lang", "sv")
    assert (code, "inte mottagen" in told, "Traceback" in told) == (75, True, False)
    assert main([*cop, "submit", str(path)]) == 0
    code, told = on_a_full_disk(*cop, "run")
    assert (code, "not because of your file: the disk" in told, "Traceback" in told) == (70, True, False)
    assert main([*cop, "run"]) == 0
    assert [len(Ledger(settings.ledger).events(each)) for each in (RECEIVED, EXAMINED)] == [1, 1]
    assert "accepted" in capsys.readouterr().out

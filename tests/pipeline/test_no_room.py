"""Where nothing can be kept, nothing is accepted, whoever sent it is told so, and nothing is lost."""

import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_contracts import LANGUAGES
from pipeline import stages
from pipeline.cli import main
from pipeline.door import NotTakenError, submit
from pipeline.journal import lines
from pipeline.settings import Settings
from pipeline.storage.ledger import RECEIVED, Ledger
from tests.files import csv_file

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FILE = csv_file(("campaigns", [{}]))
FULL_DISK = {"free_mb": 999_999_999}


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "q3.csv"
    path.write_bytes(FILE)
    return str(path)


def received(settings: Settings) -> int:
    ledger = Ledger(settings.ledger)
    return len(ledger.events(RECEIVED)) if ledger.exists() else 0


def kept(settings: Settings) -> list[Path]:
    return [path for path in settings.archive.rglob("*") if path.is_file()]


def test_a_file_is_refused_early_where_there_is_too_little_room(
    tmp_path: Path, file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path / "home")
    told = set()
    monkeypatch.setenv("COP_FREE_MB", "999999999")
    for language in LANGUAGES:
        assert main(["--home", str(settings.root), "--lang", language, "submit", file, file]) == 75
        told.add(capsys.readouterr().err)
    assert len(told) == len(LANGUAGES)
    assert any("q3.csv: not received" in each and "Nothing was accepted" in each for each in told)
    assert (received(settings), kept(settings)) == (0, [])
    monkeypatch.delenv("COP_FREE_MB")
    assert main(["--home", str(settings.root), "submit", file]) == 0


@pytest.mark.parametrize(
    ("number", "why"),
    [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EROFS, "failing"), (errno.EIO, "failing")],
)
def test_bytes_that_cannot_be_put_on_disk_are_not_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    settings = Settings(home=tmp_path / "home")

    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", fail)
        with pytest.raises(NotTakenError) as refused:
            submit(settings, FILE, "secret.csv", sender="page", now=NOW)
    assert refused.value.why == why
    assert (received(settings), kept(settings)) == (0, [])
    (noted,) = (each for each in lines(settings) if each["event"] == "not-taken")
    assert (noted["why"], noted["errno"]) == (why, errno.errorcode[number])
    assert not submit(settings, FILE, "q3.csv", sender="page", now=NOW).already_received


def test_the_inbox_keeps_what_cannot_be_received_and_says_so_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home")
    path = settings.inbox / "PL" / "q3.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(csv_file(("campaigns", [{}]), country="PL"))
    os.utime(path, (0, 0))
    full = Settings(home=settings.root, **FULL_DISK)
    for _ in range(2):
        with pytest.raises(NotTakenError):
            stages.collect_inbox(full, now=NOW)
    (answer,) = settings.answers.iterdir()
    assert answer.name == "q3.csv.not-received-yet.txt"
    assert "skrzynce" in answer.read_text(encoding="utf-8")
    monkeypatch.setenv("COP_FREE_MB", "999999999")
    assert main(["--home", str(settings.root), "run"]) == 75
    assert "It stays there" in capsys.readouterr().err
    assert path.exists()
    assert len(stages.collect_inbox(settings, now=NOW)) == 1
    assert list(settings.answers.iterdir()) == []
    assert not path.exists()


def test_however_far_writing_comes_a_file_is_received_whole_or_not_at_all(tmp_path: Path) -> None:
    """No file may grow beyond a limit that rises step by step, as on a disk that is full at one place after another."""
    sweep = """
import json, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.door import NotTakenError, submit
from pipeline.settings import Settings
from pipeline.storage.ledger import RECEIVED, Ledger

data = Path(sys.argv[1]).read_bytes()
for step in (0, 4, 9, 30):
    settings = Settings(home=f"{sys.argv[2]}/{step}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (step * 4096, resource.RLIM_INFINITY))
    try:
        receipt = submit(settings, data, "q3.csv", sender="page", now=datetime.now(UTC))
        said = "answered" if receipt.answer else "received"
    except NotTakenError as refused:
        said = refused.why
    except Exception as error:
        said = repr(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    ledger = Ledger(settings.ledger)
    there = len(ledger.events(RECEIVED)) if ledger.exists() else 0
    again = submit(settings, data, "q3.csv", sender="page", now=datetime.now(UTC))
    print(json.dumps([said, there, again.answer is not None, len(ledger.events(RECEIVED)), ledger.first_break()]))
"""
    (tmp_path / "q3.csv").write_bytes(FILE)
    command = [sys.executable, "-c", sweep, str(tmp_path / "q3.csv"), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    steps = [json.loads(line) for line in run.stdout.splitlines()]
    assert {said for said, *_ in steps} <= {"full", "failing", "received", "answered"}
    assert {"failing", "answered"} <= {said for said, *_ in steps}
    for said, there, answered, at_last, broken in steps:
        assert there == (said in ("received", "answered"))
        assert (answered, at_last, broken) == (True, 1, None)

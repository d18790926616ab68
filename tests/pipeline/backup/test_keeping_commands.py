"""Backup and restore as they are typed: plain words in every language, exit codes, nothing half done."""

import re
import shlex
from pathlib import Path

import pytest

from data_contracts import LANGUAGES
from pipeline.backup.place import OBJECTS, alone
from pipeline.cli import main
from pipeline.commands.options import REFUSED, TRY_AGAIN, USAGE
from pipeline.receive.archive import path_of
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from tests.homes import home_of, sent

Told = pytest.CaptureFixture[str]
MANUAL = Path(__file__).parents[3] / "pipeline" / "README.md"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return home_of(tmp_path / "home")


@pytest.fixture
def to(tmp_path: Path) -> str:
    return str(tmp_path / "place")


def cop(settings: Settings, *words: str) -> int:
    return main(["--home", str(settings.root), *words])


@pytest.mark.parametrize("language", LANGUAGES)
def test_taking_listing_and_checking_are_told_in_every_language(
    settings: Settings, to: str, language: str, capsys: Told
) -> None:
    assert cop(settings, "backup", to, "--lang", language) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5  # the last one, that both are on one disk
    assert cop(settings, "backup", "list", to, "--lang", language) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert cop(settings, "backup", "check", to, "--lang", language) == 0
    assert "–" not in capsys.readouterr().out


def test_what_is_restored_and_up_to_when_is_told(settings: Settings, to: str, tmp_path: Path, capsys: Told) -> None:
    assert cop(settings, "backup", to) == 0
    capsys.readouterr()
    new = Settings(home=tmp_path / "new")
    assert main(["restore", to, "--home", str(new.root)]) == 0
    told, head = capsys.readouterr().out, Ledger(settings.ledger).head()
    assert head
    assert head.hash in told
    assert Ledger(new.ledger).head() == head
    assert f"cop --home {new.root} run" in told
    assert cop(new, "restore", to) == REFUSED
    assert "not empty" in capsys.readouterr().err


def test_a_key_is_made_used_and_needed(settings: Settings, to: str, tmp_path: Path, capsys: Told) -> None:
    key = tmp_path / "key.txt"
    assert main(["backup", "key", str(key)]) == 0
    recipient = capsys.readouterr().out.strip()
    assert key.stat().st_mode & 0o777 == 0o600
    assert main(["backup", "key", str(key)]) == REFUSED
    assert cop(settings, "backup", to, "--encrypt-to", recipient) == 0
    assert cop(settings, "backup", to) == REFUSED
    capsys.readouterr()
    assert cop(settings, "backup", "list", to) == 0
    assert "encrypted" in capsys.readouterr().out
    assert cop(settings, "backup", "list", to, "--identity", str(key)) == 0
    assert "2 events" in capsys.readouterr().out
    assert cop(settings, "backup", "check", to, "--identity", str(key)) == 0
    assert main(["restore", to, "--home", str(tmp_path / "new")]) == REFUSED
    assert main(["restore", to, "--home", str(tmp_path / "new"), "--identity", str(key)]) == 0


def test_a_place_may_be_set_once_and_for_all(
    settings: Settings, to: str, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    assert cop(settings, "backup") == USAGE
    assert cop(settings, "backup", to, "--keep", "7") == USAGE
    assert cop(settings, "backup", "list", to, "more") == USAGE
    monkeypatch.setenv("COP_BACKUP_TO", to)
    capsys.readouterr()
    for words in (["backup"], ["backup", "list"], ["backup", "check"]):
        assert cop(settings, *words) == 0
    assert capsys.readouterr().err == ""


def test_damage_here_and_there_is_told_with_what_to_do(settings: Settings, to: str, capsys: Told) -> None:
    lost, harmed = sent(settings, "C3"), sent(settings, "C4")
    assert cop(settings, "backup", to) == 0
    path_of(settings.archive, lost.sha256).unlink()
    assert cop(settings, "backup", to) == REFUSED
    assert "--mend" in capsys.readouterr().out
    copy = Path(to, OBJECTS, harmed.sha256[:2], harmed.sha256)
    copy.chmod(0o600)
    copy.write_bytes(b"0" * copy.stat().st_size)
    assert cop(settings, "backup", "check", to) == REFUSED
    assert path_of(settings.archive, harmed.sha256).relative_to(settings.root).as_posix() in capsys.readouterr().out
    assert cop(settings, "restore", to, "--mend") == 0
    assert "1 file brought back" in capsys.readouterr().out
    assert cop(settings, "backup", to) == 0
    assert cop(settings, "backup", "check", to) == 0


def test_who_comes_second_is_asked_to_come_again(settings: Settings, to: str) -> None:
    assert cop(settings, "backup", to) == 0
    with alone(Path(to)):
        assert cop(settings, "backup", to) == TRY_AGAIN
        assert cop(settings, "backup", "check", to) == TRY_AGAIN


def commands_of_the_manual() -> list[str]:
    """Every command that stands in a block of its own in the operating manual."""
    blocks = re.findall(r"^```\n(.*?)^```", MANUAL.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.startswith("cop ")]


@pytest.mark.parametrize("command", commands_of_the_manual())
def test_the_manual_asks_for_nothing_that_there_is_not(command: str, capsys: Told) -> None:
    words = shlex.split(re.sub("--home /(srv/cop|tmp/drill) (?=[a-z])", "", command), comments=True)[1:]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    offered = capsys.readouterr().out
    assert [word for word in words if word.startswith("--") and word not in offered] == []

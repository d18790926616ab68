"""The journal tells operators what was done, whole lines from several processes, and nothing that anybody sent."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import journal
from pipeline.journal import lines, note, note_fault, noting
from pipeline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def test_a_line_says_when_what_and_how_much(settings: Settings) -> None:
    note(settings, "received", submission="0123456789abcdef", country="NL", bytes=12, already=False)
    (line,) = lines(settings)
    assert line["at"].endswith("+00:00")
    assert {name: line[name] for name in line if name not in ("at", "pid")} == {
        "level": "info",
        "event": "received",
        "submission": "0123456789abcdef",
        "country": "NL",
        "bytes": 12,
        "already": False,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("file_name", "q3.csv"),
        ("country", "Niederlande"),
        ("submission", "figures.xlsx"),
        ("verdict", "Anna Nowak"),
        ("trace", ["/home/anna/q3.csv:1"]),
        ("clicks", 4711),
        ("quarter", "2026-Q3\nfour"),
        ("quarter", "２０２６-Q3"),
    ],
)
def test_a_fact_that_has_not_the_shape_of_its_name_is_left_out(settings: Settings, name: str, value: object) -> None:
    note(settings, "received", **{name: value}, bytes=1)
    (line,) = lines(settings)
    assert (line["unfit"], line["bytes"], name in line) == ([name], 1, False)


def test_an_error_is_told_by_its_class_and_places_and_never_by_its_text(settings: Settings) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device", "/inbox/secret name.csv")

    with pytest.raises(OSError, match="No space left"), noting(settings, "examined", submissions=2):
        fail()
    note_fault(settings, "command-failed", ValueError("secret"))
    newest, failed = lines(settings)
    assert (failed["event"], failed["level"], failed["error"], failed["errno"]) == (
        "examined-failed",
        "error",
        "OSError",
        "ENOSPC",
    )
    assert failed["trace"][0].startswith("pipeline.journal:")
    assert newest["error"] == "ValueError"
    assert "secret" not in (settings.logs / "events.jsonl").read_text(encoding="utf-8")


def test_several_processes_write_whole_lines_and_rotation_loses_none(settings: Settings) -> None:
    write = """
import sys
from pipeline import journal
from pipeline.settings import Settings
journal._MOST_BYTES, journal._KEPT = 6_000, 1_000
for turn in range(300):
    journal.note(Settings(home=sys.argv[1]), "batch", submissions=int(sys.argv[2]), turn=turn)
"""
    command = [sys.executable, "-c", write, str(settings.home)]
    writers = [subprocess.Popen([*command, str(number)]) for number in range(4)]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    kept = list(settings.logs.glob("events.*"))
    assert len(kept) > 4
    written = [json.loads(line) for path in kept for line in path.read_text(encoding="utf-8").splitlines()]
    told = sorted((line["submissions"], line["turn"]) for line in written)
    assert told == [(number, turn) for number in range(4) for turn in range(300)]


def test_only_so_many_files_are_kept_and_nobody_else_may_read_them(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_MOST_BYTES", 200)
    for turn in range(50):
        note(settings, "batch", turn=turn)
    kept = list(settings.logs.glob("events.*"))
    assert len(kept) == 1 + journal._KEPT
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}
    assert [line["turn"] for line in lines(settings)][:3] == [49, 48, 47]


def test_a_line_that_was_cut_off_costs_no_other(settings: Settings) -> None:
    note(settings, "batch", turn=1)
    with (settings.logs / "events.jsonl").open("ab") as file:
        file.write(b'{"at": "2026-11-2\n"a text"\n')
    note(settings, "batch", turn=2)
    assert [line["turn"] for line in lines(settings)] == [2, 1]


def test_no_work_fails_for_want_of_the_journal(settings: Settings) -> None:
    settings.root.mkdir()
    settings.logs.write_text("a file where a folder has to be")
    with noting(settings, "published"):
        note(settings, "received")

"""While too many files are examined, every one is received all the same, and its answer follows."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette

from pipeline import door, queueing
from pipeline.cli import main
from pipeline.commands.options import TRY_AGAIN
from pipeline.queueing import AT_WORK, WAITING, DeskBusyError, at_desk
from pipeline.settings import Settings
from pipeline.stages import run
from tests.dashboard.api.asking import ask
from tests.files import csv_file

CSV = "text/csv"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def file(number: int) -> bytes:
    return csv_file(("partners", [{"active": f"{number}"}]))


@pytest.fixture
def busy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExitStack]:
    """Both places at work are taken, and nobody has much patience; `close` makes them free."""
    monkeypatch.setattr(queueing, "PATIENCE", 0.0)
    settings.root.mkdir(parents=True, exist_ok=True)
    with ExitStack() as others:
        for _ in range(AT_WORK):
            others.enter_context(at_desk(settings))
        yield others


def test_a_file_is_received_and_answered_later(
    routes: Starlette, settings: Settings, token: str, busy: ExitStack
) -> None:
    reply = ask(routes, "/submissions?filename=p.csv", file(41), token=token, content_type=CSV)
    assert (reply.status, reply.headers["retry-after"]) == (202, "10")
    assert (reply.json["answer"], reply.json["proof"], reply.json["country"]) == (None, None, "NL")
    place = reply.headers["location"].removeprefix("/api/v1")
    waiting = ask(routes, place, token=token)
    assert (waiting.status, waiting.headers["retry-after"]) == (503, "10")
    assert run(settings, now=NOW).examined.submissions == 1  # a run does not queue
    assert door.proof_of(settings, reply.json["submission"])
    busy.close()
    assert ask(routes, place, token=token).json["answer"]["submission"] == reply.json["submission"]
    again = ask(routes, "/submissions", file(41), token=token, content_type=CSV)
    assert (again.status, again.json["already_received"]) == (200, True)
    assert again.json["answer"]


def test_checking_is_put_off_in_words(routes: Starlette, token: str, busy: ExitStack) -> None:
    reply = ask(routes, "/check?lang=sv", file(42), method="POST", token=token, content_type=CSV)
    assert (reply.status, reply.json["title"]) == (503, "Just nu pågår för mycket")


def test_the_command_says_that_the_answer_follows(
    settings: Settings, busy: ExitStack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(file(43))
    assert main(["--home", str(settings.root), "submit", str(path)]) == TRY_AGAIN
    assert "the answer follows" in capsys.readouterr().out
    assert door.history(settings)[0]["state"] == "received"
    assert main(["--home", str(settings.root), "check", str(path)]) == TRY_AGAIN
    assert "try again in ten seconds" in capsys.readouterr().err


def test_beyond_the_queue_nobody_waits(settings: Settings, busy: ExitStack) -> None:
    folder = settings.root / "private" / "desk"
    with ExitStack() as seats:
        for _ in range(WAITING):
            assert seats.enter_context(queueing.first_free(folder, "seat", AT_WORK + WAITING))
        with pytest.raises(DeskBusyError), at_desk(settings, patience=3600):
            pass


def test_who_examines_makes_room_however_it_ends(settings: Settings) -> None:
    settings.root.mkdir(parents=True, exist_ok=True)
    for _ in range(2 * (AT_WORK + WAITING)):
        with pytest.raises(ZeroDivisionError), at_desk(settings, patience=0):
            _ = 1 / 0


def test_where_there_is_no_installation_nothing_is_made(tmp_path: Path) -> None:
    with at_desk(Settings(home=tmp_path / "none")):
        assert not (tmp_path / "none").exists()

"""The inbox: a folder that files are dropped into and received from, each once it lies still."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from data_contracts.duties import load_members
from data_contracts.findings import UNREADABLE, Finding
from pipeline.answer.files import say_not_taken, take_back_not_taken, write_answer
from pipeline.intake import receive
from pipeline.journal import WARNING, note
from pipeline.judgement import Answer
from pipeline.room import NotTakenError
from pipeline.settings import Settings

INBOX = "inbox"
"""The sender of files that were dropped in the inbox: their answers are written to a folder."""

STILL_SECONDS = 2.0
"""How long a file must have lain unchanged: one that is still being copied would be received by halves."""


def collect_inbox(settings: Settings, *, now: datetime) -> list[str]:
    """Receive every file that lies still: archived and in the ledger, then gone from the inbox. Returns submission ids.

    A folder named by a country takes only that country's files. Hidden and partial files (`.name`, `name.part`) wait;
    one that is too large is not received: it is put beside its answer. Several may collect at once. Raises
    NotTakenError where files cannot be kept: they stay where they are, and their senders are told.
    """
    found = []
    for path in waiting_files(settings.inbox):
        with suppress(FileNotFoundError):  # another one collected it just now
            found += _collect(path, settings, now=now)
    return found


def settle(inbox: Path) -> None:
    """Wait until what was dropped just now lies still, two seconds at most."""
    newest = 0.0
    for path in waiting_files(inbox):
        with suppress(FileNotFoundError):
            newest = max(newest, path.stat().st_mtime)
    time.sleep(min(STILL_SECONDS, max(0.0, newest + STILL_SECONDS - time.time())))


def waiting_files(inbox: Path) -> Iterator[Path]:
    """The files that lie in the inbox, but for hidden and partial ones."""
    for path in sorted(inbox.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and path.suffix not in (".part", ".tmp"):
            yield path


def _collect(path: Path, settings: Settings, *, now: datetime) -> list[str]:
    """The submission that the file became, where it was time to receive it."""
    before = path.stat()
    if time.time() - before.st_mtime < STILL_SECONDS:
        return []
    if before.st_size > settings.max_file_mb * 1e6:
        _set_aside(path, settings, size_mb=before.st_size / 1e6)
        return []
    folder = path.relative_to(settings.inbox).parts[0]
    whose = folder if folder in set(load_members()["country"]) else None
    data = path.read_bytes()
    try:
        received = receive(settings, data, path.name, sender=INBOX, country=whose, now=now)
    except NotTakenError as refused:
        say_not_taken(path.name, refused.why, country=whose, folder=settings.answers)
        raise
    take_back_not_taken(path.name, folder=settings.answers)
    with suppress(FileNotFoundError):
        if path.stat().st_mtime_ns == before.st_mtime_ns:  # else it was written to meanwhile, and comes once more
            path.unlink()
    return [received.submission]


def _set_aside(path: Path, settings: Settings, *, size_mb: float) -> None:
    finding = Finding("file-too-large", found=f"{size_mb:.1f} MB", expected=f"{settings.max_file_mb} MB")
    answer = Answer("too-large", None, None, None, UNREADABLE, {}, (), (finding,))
    write_answer(answer, path.name, folder=settings.answers)
    path.rename(_free(settings.answers / path.name))
    note(settings, "set-aside", level=WARNING, bytes=round(size_mb * 1e6))


def _free(path: Path) -> Path:
    """`path`, or where another file has that name already, one with a number."""
    others = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(each for each in chain([path], others) if not each.exists())

"""Sweep away what was cut off: files and folders that some process began, and died before it gave them their names."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

from data_contracts.edition import file_name
from pipeline.settings import Settings

KEPT_SECONDS = 24 * 60 * 60
"""How long nobody has touched what is swept: what is being written just now is younger."""


def sweep(settings: Settings) -> int:
    """Remove what was left over; how many files and folders. Nothing that has a name of its own is touched, and no
    work fails for want of it."""
    swept = 0
    for path in [*_unfinished(settings), *_without_edition(settings)]:
        with suppress(OSError):  # somebody was quicker, or nothing can be removed at present
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                _remove(path)
                swept += 1
    return swept


def _unfinished(settings: Settings) -> Iterator[Path]:
    """What is made gets its name when it is whole; until then it begins with a dot, or says that it is a part."""
    private = settings.ledger.parent
    for folder in (private, settings.archive, settings.editions, settings.members):
        yield from folder.glob(".*")
    yield from settings.archive.glob("??/.*")
    yield from settings.answers.glob("*.part")
    yield from _temporary()


def _temporary() -> Iterator[Path]:
    """Copies of files that were being checked or marked, in the folder that this machine has for such; ours alone."""
    with suppress(OSError):  # there is none that can be written to
        for name in ("cop-check-*", "cop-ahead-*", "cop-mark-*"):
            for path in Path(gettempdir()).glob(name):
                if path.lstat().st_uid == os.geteuid():
                    yield path


def _without_edition(settings: Settings) -> Iterator[Path]:
    """Members' own figures of an edition that was never finished."""
    for folder in settings.members.glob("*"):
        if not (settings.editions / file_name(folder.name)).exists():
            yield folder


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)

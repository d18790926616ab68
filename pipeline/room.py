"""Room on the disk: nothing is taken in where there is too little, or where what came could not be kept."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.journal import WARNING, note, note_fault
from pipeline.settings import Settings

FULL, FAILING = "full", "failing"
"""What can be wrong with a disk: there is no room on it, or it cannot be written to."""

_ERRORS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO), FAILING),
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    **dict.fromkeys((sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN), FAILING),
}


class NotTakenError(Exception):
    """Nothing was accepted, because it could not be kept. why: FULL or FAILING."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def free_mb(settings: Settings) -> int:
    """Free megabytes where the installation is, or would be."""
    place = settings.root
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free // 1_000_000


def must_have_room(settings: Settings) -> None:
    """Raises NotTakenError early, so that what is taken in can also be noted, answered and published."""
    free = free_mb(settings)
    if free < settings.free_mb:
        note(settings, "not-taken", level=WARNING, why=FULL, free_mb=free)
        raise NotTakenError(FULL)


@contextmanager
def keeping(settings: Settings) -> Iterator[None]:
    """Raises NotTakenError where the disk is in the way of what is done; other errors stay as they are."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = trouble(error)
        if why is None:
            raise
        note_fault(settings, "not-taken", error, why=why)
        raise NotTakenError(why) from error


def trouble(error: BaseException) -> str | None:
    """What is wrong with the disk, where that is what the error tells."""
    if isinstance(error, OSError):
        return _ERRORS.get(error.errno or 0)
    if isinstance(error, sqlite3.Error):
        return _OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    words = str(error)  # all that DuckDB tells of it
    return next((why for number, why in _ERRORS.items() if words.endswith(os.strerror(number))), None)

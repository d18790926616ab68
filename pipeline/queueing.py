"""The queue at the desk: few files are examined side by side and few wait, in all processes of a home together."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.settings import Settings
from pipeline.storage.busy import BusyError

AT_WORK = 2
"""Files that are examined side by side: reading one takes a processor, and up to a gigabyte."""
WAITING = 8
"""Files that wait for their turn; who comes then is told so at once."""
PATIENCE = 30.0
"""Seconds that one waits."""
AGAIN = 10
"""Seconds after which to try again."""

_BLINK = 0.05


class DeskBusyError(BusyError):
    """Too many files are being examined just now; try again in AGAIN seconds."""

    words = "busy-desk"


@contextmanager
def at_desk(settings: Settings, *, patience: float | None = None) -> Iterator[None]:
    """While a file is examined for somebody who waits for the answer. Raises DeskBusyError, at once or out of patience.

    A place is a lock on a file, which ends with whoever holds it, however that ends. Where there is no installation
    yet, or none that we may write to, nobody else is in the way. A run does not queue: there is one at a time.
    """
    folder = settings.root / "private" / "desk"
    if not settings.root.exists() or not _made(folder):
        yield
        return
    with first_free(folder, "seat", AT_WORK + WAITING) as seated:
        if not seated:
            raise DeskBusyError
        until = time.monotonic() + (PATIENCE if patience is None else patience)
        while True:
            with first_free(folder, "turn", AT_WORK) as has_turn:
                if has_turn:
                    yield
                    return
            if time.monotonic() > until:
                raise DeskBusyError
            time.sleep(_BLINK)


def _made(folder: Path) -> bool:
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.access(folder, os.W_OK)
    return False


@contextmanager
def first_free(folder: Path, name: str, count: int) -> Iterator[bool]:
    """Whether one of `count` places was free, and ours meanwhile."""
    handle = _take([folder / f"{name}-{number}" for number in range(count)])
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _take(places: Sequence[Path]) -> int | None:
    for path in places:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
        else:
            return handle
    return None

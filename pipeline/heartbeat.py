"""Signs of life: who serves this installation and since when, and when each of its rounds was made last."""

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import IO

from pipeline.settings import Settings

INBOX, PAGE = "inbox", "page"
"""The rounds: into the inbox, and to the first page as a reader sees it."""

_TRIES = 10  # somebody who asks holds the lock for a moment as well


class ServedAlreadyError(Exception):
    """Another process serves this installation."""


@dataclass(frozen=True)
class Service:
    """An installation that is being served: since when, and whether with the pipeline."""

    since: datetime
    pipeline: bool


@contextmanager
def serving(settings: Settings, *, pipeline: bool) -> Iterator[None]:
    """Holds the installation while it is served. Raises ServedAlreadyError."""
    settings.root.mkdir(parents=True, exist_ok=True)
    with _lock_of(settings).open("a", encoding="utf-8") as lock:
        if not any(_take(lock, fcntl.LOCK_EX, pause=0.1) for _ in range(_TRIES)):
            raise ServedAlreadyError
        lock.truncate(0)
        lock.write(json.dumps({"since": datetime.now(UTC).isoformat(), "pipeline": pipeline}))
        lock.flush()
        yield


def service(settings: Settings) -> Service | None:
    """How the installation is served now, None where it is not."""
    try:
        with _lock_of(settings).open(encoding="utf-8") as lock:
            if _take(lock, fcntl.LOCK_SH):
                return None
            found = json.loads(lock.read() or "null")  # nothing yet: it is just being taken
    except FileNotFoundError:
        return None
    return Service(datetime.fromisoformat(found["since"]), bool(found["pipeline"])) if found else None


def beat(settings: Settings, name: str, *, at: datetime) -> None:
    """Note that a round is made. No work fails for want of it."""
    path = _beat_of(settings, name)
    making = path.with_name(f".{name}.{token_hex(4)}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        making.write_text(at.isoformat(), encoding="utf-8")
        making.replace(path)


def last_beat(settings: Settings, name: str) -> datetime | None:
    """When the round was made last."""
    try:
        return datetime.fromisoformat(_beat_of(settings, name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def _take(lock: IO[str], kind: int, *, pause: float = 0.0) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(pause)
        return False
    return True


def _lock_of(settings: Settings) -> Path:
    return settings.root / "up.lock"


def _beat_of(settings: Settings, name: str) -> Path:
    return settings.logs / "beats" / name

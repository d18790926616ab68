"""Whether an installation can do its work: every part is really used, as it would be at work, and left as it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.backup.snapshots import last_snapshot
from pipeline.heartbeat import INBOX, PAGE, Service, last_beat, service
from pipeline.receive.archive import try_out
from pipeline.room import free_mb
from pipeline.settings import Settings
from pipeline.storage.busy import BusyError
from pipeline.storage.ledger import Ledger

OK, NONE, BUSY, LATE, FAILING = "ok", "none", "busy", "late", "failing"
"""none: not there yet, or not in use, which is as it should be; busy: another one is at work with it, no illness;
late: files are taken in and figures shown, but something should have been done by now."""

_NEWEST = 200
"""Events of the ledger that are held together: the whole of a long chain is for `cop verify`."""
_WEEKLY = timedelta(days=8)
_ROUND = timedelta(minutes=10)
"""Within which the inbox is looked at, however much there is in it."""
_LOOKS = timedelta(minutes=25)
"""Within which `cop up` looks at the first page twice."""


@dataclass(frozen=True)
class Part:
    """A part of the installation: its state, and for the operator what is known of it; what ails it by its class."""

    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def examine_health(
    settings: Settings, *, now: datetime, is_shown: Callable[[Path], bool] | None = None
) -> dict[str, Part]:
    """Every part by its name. `is_shown`: what opens the current edition in the place of who shows it."""
    checks: dict[str, Callable[[], Part]] = {
        "ledger": lambda: _ledger(settings),
        "archive": lambda: _archive(settings),
        "space": lambda: _space(settings),
        "warehouse": lambda: _warehouse(settings),
        "edition": lambda: _edition(settings, is_shown or _opens),
        "page": lambda: _page(settings, now=now),
        "pipeline": lambda: _pipeline(settings, now=now),
        "backup": lambda: _backup(settings, now=now),
    }
    return {name: _seen(check) for name, check in checks.items()}


def is_well(parts: Mapping[str, Part]) -> bool:
    """Whether the installation can take in files and show figures."""
    return all(part.state != FAILING for part in parts.values())


def _seen(check: Callable[[], Part]) -> Part:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a part, it is the part that fails, not the question
        return Part(BUSY if isinstance(error, BusyError) else FAILING, {"what": type(error).__name__})


def _ledger(settings: Settings) -> Part:
    """It opens, its newest events follow from each other, and an event could be written."""
    ledger = Ledger(settings.ledger)
    if ledger.newest() is None:
        return Part(FAILING, {"what": "lost"}) if settings.archive.exists() else Part(NONE)
    broken = ledger.first_break(newest=_NEWEST)
    if broken is not None:
        return Part(FAILING, {"what": f"event {broken}"})
    ledger.try_out()
    return Part(OK)


def _archive(settings: Settings) -> Part:
    """A file can be written, is on disk, and goes away again."""
    if not settings.archive.exists():
        return Part(NONE)
    try_out(settings.archive)
    return Part(OK)


def _space(settings: Settings) -> Part:
    free = free_mb(settings)
    return Part(OK if free >= settings.free_mb else FAILING, {"free_mb": free})


def _warehouse(settings: Settings) -> Part:
    """It opens and can be asked. A run that is on has it to itself."""
    from pipeline.storage.warehouse import WarehouseBusyError, open_warehouse

    if not settings.warehouse.exists():
        return Part(NONE)
    try:
        with open_warehouse(settings.warehouse, wait=0, read_only=True) as warehouse:
            warehouse.execute("SELECT count(*) FROM submissions").fetchone()
    except WarehouseBusyError:
        return Part(BUSY)
    return Part(OK)


def _edition(settings: Settings, is_shown: Callable[[Path], bool]) -> Part:
    """The pointer names an edition that opens, says that it is this one, and can be asked."""
    from pipeline.publish.pointer import current_edition

    if not is_shown(settings.editions):
        return Part(NONE)
    path = current_edition(settings.editions)
    return Part(OK, {"edition": path.stem if path else None})


def _opens(editions: Path) -> bool:
    from pipeline.publish.inspection import is_whole
    from pipeline.publish.pointer import current_edition

    path = current_edition(editions)
    if path is not None and not is_whole(path):
        raise ValueError("the pointer names an edition that is another one")
    return path is not None


def _page(settings: Settings, *, now: datetime) -> Part:
    """Where the dashboard is served, its first page was shown at one of the last looks."""
    served = service(settings)
    return _makes_rounds(settings, served, PAGE, now=now, within=_LOOKS) if served else Part(NONE)


def _pipeline(settings: Settings, *, now: datetime) -> Part:
    """Where it is to be served, it makes its rounds."""
    served = service(settings)
    if served is None or not served.pipeline:
        return Part(NONE)
    return _makes_rounds(settings, served, INBOX, now=now, within=_ROUND)


def _makes_rounds(settings: Settings, served: Service, name: str, *, now: datetime, within: timedelta) -> Part:
    last = last_beat(settings, name)
    newest = max(filter(None, (last, served.since)))
    return Part(OK if now - newest < within else FAILING, {"at": last})


def _backup(settings: Settings, *, now: datetime) -> Part:
    """Where there is a place for backups, one was made in the last days."""
    if not settings.backup_to:
        return Part(NONE)
    last = last_snapshot(Path(settings.backup_to))
    return Part(OK if last and now - last < _WEEKLY else LATE, {"at": last})

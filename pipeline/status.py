"""How things stand, for an operator: what came, waits and failed, what is published, who still owes.

Read from the ledger, the journal, the pointer and the folders, so that it works while a run is on; each part by
itself, so that what is damaged costs no other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from sqlite3 import OperationalError
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from data_contracts.duties import load_calendar, owed
from data_contracts.findings import ACCEPTED, NEEDS_EXPLANATION, RETURNED
from data_contracts.findings import UNREADABLE as UNREADABLE_FILE
from pipeline.arrivals import Arrivals, arrivals
from pipeline.backup.snapshots import last_snapshot
from pipeline.deciding import OUR_FAULT
from pipeline.heartbeat import INBOX, last_beat, service
from pipeline.inbox import waiting_files
from pipeline.journal import ERROR, lines
from pipeline.letters import fates
from pipeline.lives import Life, lives
from pipeline.publish.pointer import current_edition
from pipeline.room import free_mb, trouble
from pipeline.settings import Settings
from pipeline.storage.ledger import (
    CHECKED,
    EXAMINED,
    IDENTIFIED,
    LETTER_CLAIMED,
    LETTER_FAILED,
    LETTER_SENT,
    PUBLISHED,
    RECEIVED,
    WITHDRAWN,
    Ledger,
)

UNREADABLE = "unreadable"
"""In the place of what a part has to tell: by what class of error it could not be read."""

_RUNS = ("published", "ran")
_LOOKING_BACK = timedelta(days=7)

Place = dict[str, Any]


def survey(settings: Settings, *, now: datetime) -> dict[str, dict[str, Any]]:
    """Each part by its name, JSON-ready but for moments: counts, codes and ids, never a figure or a file's name."""
    known = _Known(settings)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "came": lambda: _came(known),
        "waits": lambda: _waits(settings, known),
        "failed": lambda: _failed(settings, known, now=now),
        "edition": lambda: _edition(settings, known),
        "rounds": lambda: _rounds(known, now=now),
        "run": lambda: _run(settings),
        "letters": lambda: _letters(known),
        "backup": lambda: _backup(settings),
        "disk": lambda: {"free_mb": free_mb(settings), "floor_mb": settings.free_mb},
        "service": lambda: _service(settings),
    }
    return {name: _read(part) for name, part in parts.items()}


def _read(part: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return part()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one part, the others are told
        return {UNREADABLE: type(error).__name__}


class _Known:
    """What the ledger tells, read once; an error of it is an error of every part that asks."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._ledger = settings, Ledger(settings.ledger)
        self._events: list[dict[str, Any]] | None = None

    @property
    def events(self) -> list[dict[str, Any]]:
        if self._events is None:
            try:
                self._events = self._told()
            except OperationalError as error:
                if trouble(error) is None:
                    raise
                self._copy()
                self._events = self._told()
        return self._events

    def _told(self) -> list[dict[str, Any]]:
        return self._ledger.events() if self._ledger.exists() else []

    def _copy(self) -> None:
        """SQLite reads nothing on a disk that is full or may not be written to: it is read from a copy elsewhere."""
        self._elsewhere = TemporaryDirectory(prefix="cop-status-", ignore_cleanup_errors=True)
        for path in self._settings.ledger.parent.glob(f"{self._settings.ledger.stem}.*"):
            copy(path, self._elsewhere.name)
        self._ledger = Ledger(Path(self._elsewhere.name, self._settings.ledger.name))

    @property
    def pending(self) -> list[dict[str, Any]]:
        return self._ledger.pending() if self.events else []

    def of(self, name: str) -> list[dict[str, Any]]:
        return [each for each in self.events if each["event"] == name]

    def lives(self) -> Mapping[str, Life]:
        return lives(self.events)

    def places(self, submissions: Iterable[str]) -> list[Place]:
        """quarter, country, count: how many of these there are of each, by what is known of them."""
        named = {each["submission"]: each for each in (*self.of(IDENTIFIED), *self.of(CHECKED))}
        told = self.lives()
        found = Counter(_place(told[each], named.get(each, {})) for each in submissions if each in told)
        return [{"quarter": q, "country": c, "count": n} for (q, c), n in sorted(found.items(), key=str)]


def _place(life: Life, named: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return life.quarter or named.get("quarter"), life.country or named.get("country")


def _came(known: _Known) -> dict[str, Any]:
    """What was received since a run last examined or published something; since: when that was."""
    since = next((each for each in reversed(known.events) if each["event"] in (EXAMINED, PUBLISHED)), None)
    mine = [each["submission"] for each in known.of(RECEIVED) if since is None or each["seq"] > since["seq"]]
    return {"since": since["at"] if since else None, "count": len(mine), "places": known.places(mine)}


def _waits(settings: Settings, known: _Known) -> dict[str, Any]:
    """What the next run has to follow: new files, what was said of former ones, withdrawals; and files in the inbox."""
    pending = known.pending
    kinds = Counter(each["event"] if each["event"] in (RECEIVED, WITHDRAWN) else "said" for each in pending)
    lying = [moment for path in waiting_files(settings.inbox) if (moment := _moment_of(path))]
    return {
        "new": kinds[RECEIVED],
        "said": kinds["said"],
        "withdrawn": kinds[WITHDRAWN],
        "oldest": pending[0]["at"] if pending else None,
        "places": known.places(each["submission"] for each in pending),
        "inbox": len(lying),
        "inbox_oldest": min(lying, default=None),
    }


def _failed(settings: Settings, known: _Known, *, now: datetime) -> dict[str, Any]:
    """Submissions that our own fault holds up, files too large to be received, and errors of the last days."""
    stopped = [each for each in known.lives().values() if each.state in (RETURNED, UNREADABLE_FILE)]
    stuck = [each.submission for each in stopped if set(each.rules) & set(OUR_FAULT)]
    since = (now - _LOOKING_BACK).isoformat()
    errors = [each for each in lines(settings) if each.get("level") == ERROR and each["at"] >= since]
    newest = errors[0] if errors else None
    told = {name: newest.get(name) for name in ("at", "event", "error", "errno", "steps")} if newest else None
    if told:
        told["at"] = datetime.fromisoformat(str(told["at"]))
    aside = len(list(settings.answers.glob("*.too-large.txt")))
    return {"stuck": stuck, "set_aside": aside, "errors": len(errors), "newest": told}


def _edition(settings: Settings, known: _Known) -> dict[str, Any]:
    """The current one, when it was made, and what happened since that it does not contain."""
    path = current_edition(settings.editions)
    if path is not None and not path.exists():
        raise FileNotFoundError(path)
    made = next((each["at"] for each in reversed(known.of(PUBLISHED)) if path and each["edition"] == path.stem), None)
    lacking = known.places(each["submission"] for each in known.pending)
    return {"edition": path.stem if path else None, "at": made, "lacks": lacking}


def _rounds(known: _Known, *, now: datetime) -> dict[str, Any]:
    """Every round that is open, and by its state who still owes something."""
    there = arrivals(known.events)
    day = now.date()
    calendar = load_calendar().filter(pl.col("opens") <= day, pl.col("closes") >= day)
    received = Counter[str | None]()
    for place in known.places(known.lives()):
        received[place["quarter"]] += place["count"]
    return {"open": [_round(row, there, received[row["quarter"]]) for row in calendar.iter_rows(named=True)]}


def _round(row: Mapping[str, Any], there: Arrivals, received: int) -> dict[str, Any]:
    quarter = row["quarter"]
    asked = owed([quarter]).filter(pl.col("exempt").is_null()).group_by("country", maintain_order=True)
    states = {str(country): _state(str(country), quarter, rows["collection"], there) for (country,), rows in asked}
    by_state = {
        state: sorted(country for country, theirs in states.items() if theirs == state)
        for state in ("waiting", NEEDS_EXPLANATION, RETURNED, "partial", "missing")
    }
    complete = sum(state == "complete" for state in states.values())
    told = {"quarter": quarter, "due": row["due"], "closes": row["closes"], "received": received}
    return {**told, "owing": len(states) - complete, "complete": complete, **by_state}


def _state(country: str, quarter: str, collections: Iterable[str], there: Arrivals) -> str:
    """The best word for where a country stands: something of it is on its way, or stopped, or never came."""
    found = [there.states.get((country, quarter, each)) for each in collections]
    if all(each == ACCEPTED for each in found):
        return "complete"
    if there.are_waiting(country, quarter):
        return "waiting"
    if NEEDS_EXPLANATION in found:
        return NEEDS_EXPLANATION
    if any(each not in (None, ACCEPTED) for each in found):
        return RETURNED
    return "partial" if ACCEPTED in found else "missing"


def _run(settings: Settings) -> dict[str, Any]:
    """When figures were last made or found up to date, and how long a whole `cop run` took."""
    last = next((each for each in lines(settings) if each["event"] in _RUNS), None)
    return {"at": datetime.fromisoformat(last["at"]), "seconds": last.get("seconds")} if last else {"at": None}


def _letters(known: _Known) -> dict[str, Any]:
    """Letters that went, that could not go, and of which nobody knows, because the program was cut off meanwhile."""
    found = Counter(each.state for each in fates(known.events).values())
    return {"sent": found[LETTER_SENT], "failed": found[LETTER_FAILED], "unsettled": found[LETTER_CLAIMED]}


def _backup(settings: Settings) -> dict[str, Any]:
    last = last_snapshot(Path(settings.backup_to)) if settings.backup_to else None
    return {"is_set": bool(settings.backup_to), "at": last}


def _service(settings: Settings) -> dict[str, Any]:
    served = service(settings)
    return {
        "since": served.since if served else None,
        "pipeline": bool(served and served.pipeline),
        "looked_at": last_beat(settings, INBOX),
    }


def _moment_of(path: Path) -> datetime | None:

    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # received meanwhile
        return None

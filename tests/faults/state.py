"""What a home holds, said so that two homes can be compared: rows of every store, bytes of every other file."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from pipeline.publish.inspection import inspect
from pipeline.publish.pointer import current_edition
from pipeline.receive.archive import path_of
from pipeline.settings import Settings
from pipeline.storage.ledger import CHECKED, RECEIVED, Ledger

Rows = Counter[str]
_BESIDE = ("-wal", "-shm", ".wal")
"""What a database keeps beside it while it is open, or until it is opened next."""
_BEST_EFFORT = ("logs", "private/ledger.head")
"""What may be older than it could be: the journal, and the anchor, which the next event brings up to date."""
SALT_BYTES = 32
"""An edition's salt, in the archive: never the same."""
_TOKENS = "private/tokens.sqlite tokens"
"""One more than the ledger tells of is one that nobody was given: `cop verify` names it."""
_UNFINISHED = re.compile(r"/\.|\.part$")


@dataclass
class Differences:
    """Between a home and one in which nothing was disturbed: what it lacks, has twice, or has otherwise."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())


State = Mapping[str, Rows]
"""Place (a table of a store, or a file) -> its rows, each as often as it is there."""


def state_of(home: Path) -> State:
    """Everything below `home`."""
    found: dict[str, Rows] = {}
    for path in sorted(each for each in home.rglob("*") if each.is_file() or not any(each.iterdir())):
        place = str(path.relative_to(home))
        if path.is_dir() and not place.startswith("private/archive/"):
            found[f"{place}/"] = Rows([""])
        elif path.is_dir():
            continue
        elif path.suffix == ".sqlite":
            found |= {f"{place} {table}": rows for table, rows in _sqlite(path)}
        elif path.suffix == ".duckdb" and "/." not in f"/{place}":
            found |= {f"{place} {table}": rows for table, rows in _duckdb(path).items()}
        elif place.startswith("private/archive/") and path.stat().st_size == SALT_BYTES:
            found["private/archive salt"] = Rows([""])  # of chance, and one more where it was drawn twice
        elif not place.endswith(_BESIDE) and not place.startswith(_BEST_EFFORT):
            found[place] = Rows([sha256(path.read_bytes()).hexdigest()])
    return found


def differences(home: State, undisturbed: State) -> Differences:
    """How `home` differs; what begins with a dot or ends with .part was left over by something that did not end."""
    found = Differences()
    for place in {**home, **undisturbed}:
        if place not in undisturbed:
            (found.left if _UNFINISHED.search(f"/{place}") else found.doubled).append(place)
        elif place not in home:
            found.lost.append(place)
        elif (mine := home[place]) != (right := undisturbed[place]):
            fewer, more = _promised(right - mine), mine - right
            if not fewer and (not more or place == _TOKENS):
                continue
            kind = found.torn if fewer and more else found.lost if fewer else found.doubled
            kind.append(f"{place} (-{fewer.total()} +{more.total()})")
    return found


def _promised(rows: Rows) -> Rows:
    """Without events that tell of an answer: where a fault came before it, nobody was answered."""
    return Rows({row: times for row, times in rows.items() if f"'event': '{CHECKED}'" not in row})


def broken_at_once(settings: Settings, *, before: State, after: State) -> list[str]:
    """What must never be, not even for the moment between a fault and the next start: promises that were given."""
    return [*_broken_ledger(settings, before), *_broken_files(settings, before, after)]


def _broken_ledger(settings: Settings, before: State) -> Iterator[str]:
    if not settings.ledger.exists():
        if any("ledger" in place for place in before):
            yield "the ledger is gone"
        return
    ledger = Ledger(settings.ledger)
    if (seq := ledger.first_break()) is not None:
        yield f"the ledger's chain breaks at {seq}"
    for event in ledger.events(RECEIVED):
        path = path_of(settings.archive, event["sha256"])
        if not path.exists() or sha256(path.read_bytes()).hexdigest() != event["sha256"]:
            yield "a receipt without its bytes"
    known = dict(_sqlite(settings.ledger))["events"]
    if before.get("private/ledger.sqlite events", Rows()) - known:
        yield "the ledger has lost an event"


def _broken_files(settings: Settings, before: State, after: State) -> Iterator[str]:
    edition = current_edition(settings.editions)
    if edition and not edition.exists():
        yield "the pointer names no edition"
    elif edition and f"published/{edition.name} edition" not in before and (problems := inspect(edition)):
        yield from problems
    for path in settings.answers.glob("*") if settings.answers.exists() else ():
        place = f"answers/{path.name}"
        whole = [each[place] for each in (before, after) if place in each]
        if whole and Rows([sha256(path.read_bytes()).hexdigest()]) not in whole:
            yield "half an answer"
    inbox = {place for place in before if place.startswith("inbox/")}
    for place in inbox:
        hashes = list(before[place])
        if not (settings.root / place).exists() and not _is_kept(settings, hashes[0]):
            yield "a file is neither in the inbox nor received"


def _is_kept(settings: Settings, sha: str) -> bool:
    """Received, or put beside its answer."""
    aside = settings.answers.glob("*") if settings.answers.exists() else ()
    return path_of(settings.archive, sha).exists() or any(
        sha256(each.read_bytes()).hexdigest() == sha for each in aside if each.is_file()
    )


def _sqlite(path: Path) -> Iterator[tuple[str, Rows]]:
    with closing(sqlite3.connect(path)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            cursor = db.execute(f'SELECT * FROM "{table}"')
            names = [each[0] for each in cursor.description]
            yield table, Rows(_said(dict(zip(names, row, strict=True))) for row in cursor)


_read: dict[str, dict[str, Rows]] = {}


def _duckdb(path: Path) -> dict[str, Rows]:
    """The same bytes are read once."""
    is_open = path.with_suffix(".duckdb.wal").exists()
    key = sha256(path.read_bytes()).hexdigest()
    if is_open or key not in _read:
        with duckdb.connect(str(path), read_only=not is_open) as connection:
            tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
            _read[key] = {
                table: Rows(map(repr, connection.execute(f'SELECT * FROM "{table}"').fetchall())) for (table,) in tables
            }
    return _read[key]


def _said(row: dict[str, Any]) -> str:
    """A row of SQLite in words, without what chance or the order of writing gave it."""
    if "detail" in row:
        detail = json.loads(row["detail"])
        row = {name: row[name] for name in ("at", "event", "submission")} | {"detail": _without_chance(detail)}
    elif "last_used" in row:  # a token
        row = {name: value for name, value in row.items() if name not in ("id", "sha256")}
    return repr({name: sha256(value).hexdigest() if isinstance(value, bytes) else value for name, value in row.items()})


def _without_chance(detail: Mapping[str, Any]) -> dict[str, Any]:
    chance = ("token", "contents") if "token" in detail else ("own", "salt")
    return {name: value for name, value in detail.items() if name not in chance}

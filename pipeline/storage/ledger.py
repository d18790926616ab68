"""The ledger: an append-only, hash-chained list of everything that happened, in SQLite beside the warehouse.

It is the first thing written after the bytes and the only thing a receipt waits for; page, command line and Dagster
write it at the same time while one process holds the warehouse.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from data_contracts.findings import ACCEPTED
from pipeline.storage.anchor import Anchor, DamagedAnchorError, Head
from pipeline.storage.loss import LossError
from pipeline.storage.seals import seal_of
from pipeline.storage.sqlite import Database, opened, transaction

RECEIVED, CHECKED, IDENTIFIED = "received", "checked", "identified"
EXAMINED, PUBLISHED, RECEIPT_GIVEN = "examined", "published", "receipt-given"
CONTRACTS_KEPT, WAREHOUSE_RENEWED = "contracts-kept", "warehouse-renewed"
TOKEN_MADE, TOKEN_REVOKED = "token-made", "token-revoked"
EXPLAINED, OVERRIDDEN, WITHDRAWN, REOPENED = "explained", "overridden", "withdrawn", "reopened"
WAIVER_ASKED, WAIVER_GRANTED, WAIVER_REFUSED = "waiver-asked", "waiver-granted", "waiver-refused"
LETTER_CLAIMED, LETTER_SENT, LETTER_FAILED = "letter-claimed", "letter-sent", "letter-failed"

_FOR_GOOD = 2**62
"""What is accepted is not examined again: it is as if its turn were after all others."""

OPENERS = (RECEIVED, EXPLAINED, OVERRIDDEN, WAIVER_GRANTED, REOPENED)
"""What leads to an examination of the submission that the event names: its turn is the event's place."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    submission TEXT,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS events_by_submission ON events (submission, event);
CREATE TRIGGER IF NOT EXISTS events_stay BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS events_remain BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""


class Row(NamedTuple):
    """An event as it stands in the file."""

    seq: int
    at: str
    event: str
    submission: str | None
    detail: str
    previous: str
    hash: str


class LedgerLostError(LossError):
    """The ledger is gone, or ends before an event that it is known to have held: it has to come back from a backup."""

    words = "ledger-lost"


class Ledger:
    """Events in the order in which they happened. Safe for several processes at once.

    Nothing is written to one that has lost its end, nor in the place of one that is gone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.anchor = Anchor(path.with_suffix(".head"))

    def append(
        self,
        event: str,
        *,
        at: datetime,
        submission: str | None = None,
        once: bool | str = False,
        sealed: bool = False,
        **detail: Any,
    ) -> bool:
        """Write one event to disk before returning.

        With `once`, do nothing if the submission (or what has none) has that event already, or, where `once` names one
        of the details, has it with the same detail. With `sealed`, the detail gains `previous`, the seal of the last
        such event, and `seal`, its own. Returns whether it was written. `detail` holds counts, codes and hashes, never
        a figure.
        """
        entry = {"at": at, "submission": submission, **detail}
        return self.append_all(event, [entry], once=once, sealed=sealed) == 1

    def append_all(
        self, event: str, entries: Iterable[Mapping[str, Any]], *, once: bool | str = False, sealed: bool = False
    ) -> int:
        """Write an event for each of `entries` (at, submission, and the details), all of them or none, as `append`
        would; how many it wrote."""
        with self._open() as db, transaction(db):
            self._hold_against_anchor(db)
            places = [self._write(db, event, dict(entry), once=once, sealed=sealed) for entry in entries]
        written = [each for each in places if each]
        if written:
            self.anchor.write(written[-1])  # after the commit: what is known to be there is on disk
        return len(written)

    def _write(
        self, db: Database, event: str, detail: dict[str, Any], *, once: bool | str, sealed: bool
    ) -> Head | None:
        at, submission = detail.pop("at"), detail.pop("submission")
        if once and self._is_there(db, event, submission, once, detail):
            return None
        if sealed:
            detail["previous"] = self._last_seal(db, event)
            detail["seal"] = seal_of(detail)
        last = db.execute("SELECT hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        previous = last[0] if last else ""
        body = [at.isoformat(), event, submission, json.dumps(detail, sort_keys=True, ensure_ascii=False)]
        digest = _digest(previous, body)
        place = db.execute(
            "INSERT INTO events (at, event, submission, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?)",
            (*body, previous, digest),
        ).lastrowid
        assert place is not None
        return Head(place, digest)

    def events(self, *names: str, submission: str | Collection[str] | None = None) -> list[dict[str, Any]]:
        """Events by these names (all without), of one or some submissions where given, oldest first: seq, at (aware
        datetime), event, submission, detail."""
        clauses, values = [], list(names)
        if names:
            clauses.append(f"event IN ({', '.join('?' * len(names))})")
        if submission is not None:
            clauses.append("submission IN (SELECT value FROM json_each(?))")  # of any number
            values.append(json.dumps([submission] if isinstance(submission, str) else [*submission]))
        where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
        with self._open() as db:
            rows = db.execute(f"SELECT seq, at, event, submission, detail FROM events {where} ORDER BY seq", values)
            return [
                {"seq": seq, "at": datetime.fromisoformat(at), "event": event, "submission": mine, **json.loads(detail)}
                for seq, at, event, mine, detail in rows
            ]

    def exists(self) -> bool:
        """Whether anything was ever written. Raises LedgerLostError where it was and is gone."""
        is_known = self.anchor.path.exists()  # asked first: an event is written before its anchor
        is_there = self._path.exists() and self._path.stat().st_size > 0
        if is_known and not is_there:
            raise LedgerLostError(f"{self._path} is gone: restore it from a backup")
        return is_there

    def newest(self) -> int | None:
        """The seq of the newest event, None before the first; read as one who may not write would, as a test of it."""
        head = self.head()
        return head.seq if head else None

    def head(self) -> Head | None:
        """The newest event. Raises LedgerLostError where there was a newer one."""
        if not self.exists():
            return None
        with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True, timeout=10)) as db:
            self._hold_against_anchor(db)
            last = db.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
            return Head(*last) if last else None

    def pending(self) -> list[dict[str, Any]]:
        """The events that a run has to follow, oldest first: what leads to an examination that was not told of yet, and
        withdrawals of what the current edition still counts."""
        turns: dict[str, int] = {}
        for submission, turn, verdict in self.examined():
            turns[submission] = _FOR_GOOD if verdict == ACCEPTED else turn
        waiting = self.openers(lambda seq, submission: turns.get(submission, -1) < seq)
        counted = self.counted()
        gone = [each for each in self.events(WITHDRAWN) if each["submission"] in counted]
        return sorted([*waiting, *gone], key=lambda each: int(each["seq"]))

    def chain(self) -> dict[str, int]:
        """The hash of every event, oldest first, and its seq."""
        with self._open() as db:
            return dict(db.execute("SELECT hash, seq FROM events ORDER BY seq"))

    def counted(self) -> set[str]:
        """The submissions that count in the current edition."""
        found = set[str]()
        for each in self.events(PUBLISHED):
            found = (found | set(each.get("adds", ()))) - set(each.get("drops", ()))
        return found

    def openers(self, wanted: Callable[[int, str], bool] = lambda seq, submission: True) -> list[dict[str, Any]]:
        """Every event that leads to an examination, oldest first; those alone are looked at closely whose seq and
        submission are `wanted`, so that it costs little to find that there are none."""
        query = f"SELECT seq, submission FROM events WHERE event IN ({', '.join('?' * len(OPENERS))}) ORDER BY seq"
        with self._open() as db:
            places = [each for each in db.execute(query, OPENERS) if each[1] and wanted(*each)]
        seqs = {seq for seq, _ in places}
        these = {submission for _, submission in places}
        return [each for each in self.events(*OPENERS, submission=these) if each["seq"] in seqs] if these else []

    def examined(self) -> list[tuple[str, int, str]]:
        """Submission, turn and verdict of every examination that was told of, oldest first."""
        query = """SELECT submission, coalesce(json_extract(detail, '$.turn'), seq), json_extract(detail, '$.verdict')
            FROM events WHERE event = ? ORDER BY seq"""
        with self._open() as db:
            return db.execute(query, [EXAMINED]).fetchall()

    def try_out(self) -> None:
        """Begin to write as if there were an event, and leave it; raises sqlite3.Error where none could be written."""
        with self._open() as db:
            db.execute("PRAGMA busy_timeout = 1000")
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")

    def first_break(self, *, newest: int | None = None) -> int | None:
        """The seq of the first event that does not follow from the one before it, or None when the chain holds.

        With `newest`, only so many are looked at.
        """
        with self._open() as db:
            return first_break(rows(db, newest=newest), whole=newest is None)

    def _hold_against_anchor(self, db: Database) -> None:
        """Refuse to go on where events are gone that were there; an anchor that says nothing is made anew."""
        try:
            known = self.anchor.read()
        except DamagedAnchorError:
            return
        query = "SELECT 1 FROM events WHERE seq = ? AND hash = ?"
        if known and not db.execute(query, (known.seq, known.hash)).fetchone():
            raise LedgerLostError(f"{self._path} lacks event {known.seq}, which it held: restore it from a backup")

    @staticmethod
    def _last_seal(db: Database, event: str) -> str | None:
        query = "SELECT detail FROM events WHERE event = ? ORDER BY seq DESC LIMIT 1"
        last = db.execute(query, (event,)).fetchone()
        return json.loads(last[0]).get("seal") if last else None

    @staticmethod
    def _is_there(db: Database, event: str, submission: str | None, once: bool | str, detail: dict[str, Any]) -> bool:
        query, values = "SELECT detail FROM events WHERE submission IS ? AND event = ?", (submission, event)
        found = [json.loads(told) for (told,) in db.execute(query, values)]
        return any(not isinstance(once, str) or told.get(once) == detail[once] for told in found)

    def _open(self) -> AbstractContextManager[Database]:
        self.exists()
        return opened(self._path, schema=SCHEMA, last="events_remain")


def rows(db: Database, *, newest: int | None = None) -> Iterator[Row]:
    """Every event of the ledger, or so many of the newest, as they stand there, oldest first."""
    since = "WHERE seq > (SELECT max(seq) FROM events) - ?" if newest else ""
    query = f"SELECT {', '.join(Row._fields)} FROM events {since} ORDER BY seq"
    return (Row(*each) for each in db.execute(query, (newest,) if newest else ()))


def first_break(rows: Iterable[Row], *, whole: bool = True) -> int | None:
    """The seq of the first event that does not follow from the one before it, or None when the chain holds.

    `whole`: the rows are all that there are, so that the first of them has none before it.
    """
    before = Row(0, "", "", None, "", "", "") if whole else None
    for row in rows:
        digest = _digest(row.previous, [row.at, row.event, row.submission, row.detail])
        if row.hash != digest or (before and (row.seq, row.previous) != (before.seq + 1, before.hash)):
            return before.seq + 1 if before else row.seq
        before = row
    return None


def _digest(previous: str, body: list[str | None]) -> str:
    return hashlib.sha256(json.dumps([previous, *body], ensure_ascii=False).encode()).hexdigest()

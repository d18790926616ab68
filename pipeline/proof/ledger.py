"""Prove the ledger: every page holds, every event follows from the one before, none is missing at the end."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pipeline.proof.problem import GONE, LEDGER, OTHER, UNREADABLE, Problem, place_of
from pipeline.proof.snapshot import is_whole, snapshot
from pipeline.receipt.proof import is_sealed
from pipeline.settings import Settings
from pipeline.storage.anchor import DamagedAnchorError, Head
from pipeline.storage.beginning import has_begun
from pipeline.storage.ledger import RECEIPT_GIVEN, SCHEMA, Ledger, LedgerLostError, Row, first_break
from pipeline.storage.ledger import rows as rows_of

Event = dict[str, Any]

BROKEN, ENDS_EARLY, SEAL, CLOCK = "chain", "end", "seal", "clock"


def prove_ledger(settings: Settings) -> tuple[list[Event], list[Problem]]:
    """The events that can be read, as `Ledger.events` tells them, and what does not fit."""
    try:
        if not has_begun(settings):
            return [], []
    except LedgerLostError:
        return [], [Problem(LEDGER, GONE, place_of(settings, settings.ledger))]
    anchor = _anchor(settings)  # before the ledger, which is never behind it
    with snapshot(settings.ledger) as db:
        problems = [] if is_whole(db, SCHEMA) else [Problem(LEDGER, UNREADABLE, place_of(settings, settings.ledger))]
        rows = [*rows_of(db)]
    broken = first_break(rows)
    events = [_event(each) for each in rows if broken is None or each.seq < broken]
    if broken is not None:
        problems.append(Problem(LEDGER, BROKEN, str(broken)))
    else:
        problems += [*_end(anchor, rows, settings)]
    return events, [*problems, *_seals(events), *_clock(events)]


def _anchor(settings: Settings) -> Head | DamagedAnchorError | None:
    try:
        return Ledger(settings.ledger).anchor.read()
    except DamagedAnchorError as damaged:
        return damaged


def _end(anchor: Head | DamagedAnchorError | None, rows: Sequence[Row], settings: Settings) -> Iterator[Problem]:
    name = place_of(settings, Ledger(settings.ledger).anchor.path)
    if isinstance(anchor, DamagedAnchorError):
        yield Problem(LEDGER, UNREADABLE, name)
    elif anchor is None:
        if rows:
            yield Problem(LEDGER, GONE, name)
    elif anchor.seq > len(rows):
        yield Problem(LEDGER, ENDS_EARLY, str(anchor.seq))
    elif rows[anchor.seq - 1].hash != anchor.hash:
        yield Problem(LEDGER, OTHER, str(anchor.seq))


def _seals(events: Sequence[Event]) -> Iterator[Problem]:
    """Receipts are tied to one another as well, so that who holds two can tell."""
    before = None
    for each in events:
        if each["event"] == RECEIPT_GIVEN and "seal" in each:
            proof = {name: value for name, value in each.items() if name not in ("seq", "at", "event")}
            if not is_sealed(proof) or each.get("previous") != before:
                yield Problem(LEDGER, SEAL, str(each["seq"]))
            before = each["seal"]


def _clock(events: Sequence[Event]) -> Iterator[Problem]:
    """A clock that went back is told: what depends on days may have been judged by the wrong one."""
    latest: datetime | None = None
    for each in events:
        if latest and each["at"] < latest:
            yield Problem(LEDGER, CLOCK, str(each["seq"]), is_note=True)
        latest = max(latest, each["at"]) if latest else each["at"]


def _event(row: Row) -> Event:
    known = {"seq": row.seq, "at": datetime.fromisoformat(row.at), "event": row.event, "submission": row.submission}
    return known | json.loads(row.detail)

"""The ledger keeps every event, in order, chained, and lets nobody change one."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.storage.anchor import DamagedAnchorError
from pipeline.storage.ledger import EXAMINED, EXPLAINED, PUBLISHED, RECEIVED, WITHDRAWN, Ledger, LedgerLostError

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def test_events_come_back_in_the_order_in_which_they_happened(path: Path) -> None:
    ledger = Ledger(path)
    for submission in ("b", "a", "c"):
        ledger.append(RECEIVED, at=AT, submission=submission, size=3)
    assert [event["submission"] for event in ledger.events(RECEIVED)] == ["b", "a", "c"]
    assert ledger.events(submission="a")[0] | {"seq": 0} == {
        "seq": 0,
        "at": AT,
        "event": RECEIVED,
        "submission": "a",
        "size": 3,
    }


def test_an_event_that_happens_once_is_written_once(path: Path) -> None:
    ledger = Ledger(path)
    assert ledger.append(RECEIVED, at=AT, submission="a", once=True)
    assert not ledger.append(RECEIVED, at=AT, submission="a", once=True)
    assert len(ledger.events()) == 1


def test_what_was_received_and_not_examined_is_pending(path: Path) -> None:
    ledger = Ledger(path)
    for submission in ("a", "b"):
        ledger.append(RECEIVED, at=AT, submission=submission)
    ledger.append(EXAMINED, at=AT, submission="a")
    assert [event["submission"] for event in ledger.pending()] == ["b"]


def test_what_was_said_since_is_pending_until_it_is_examined_or_the_file_is_accepted(path: Path) -> None:
    ledger = Ledger(path)
    ledger.append(RECEIVED, at=AT, submission="a")
    ledger.append(EXAMINED, at=AT, submission="a", turn=1, verdict="needs-explanation")
    assert ledger.pending() == []
    ledger.append(EXPLAINED, at=AT, submission="a")
    assert [event["event"] for event in ledger.pending()] == [EXPLAINED]
    ledger.append(EXAMINED, at=AT, submission="a", turn=3, verdict="accepted")
    ledger.append(EXPLAINED, at=AT, submission="a")
    assert ledger.pending() == []


def test_a_withdrawal_is_pending_while_the_current_edition_counts_it(path: Path) -> None:
    ledger = Ledger(path)
    for submission in ("a", "b"):
        ledger.append(RECEIVED, at=AT, submission=submission)
        ledger.append(EXAMINED, at=AT, submission=submission, turn=1, verdict="accepted")
    ledger.append(PUBLISHED, at=AT, edition="e1", adds=["a"], drops=[])
    for submission in ("a", "b"):
        ledger.append(WITHDRAWN, at=AT, submission=submission)
    assert [event["submission"] for event in ledger.pending()] == ["a"]
    ledger.append(PUBLISHED, at=AT, edition="e2", adds=[], drops=["a"])
    assert ledger.pending() == []


@pytest.mark.parametrize("statement", ["UPDATE events SET detail = '{}'", "DELETE FROM events"])
def test_no_event_can_be_changed_or_removed(path: Path, statement: str) -> None:
    Ledger(path).append(RECEIVED, at=AT, submission="a")
    with sqlite3.connect(path) as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement)
    db.close()


def test_a_forged_event_breaks_the_chain_where_it_stands(path: Path) -> None:
    ledger = Ledger(path)
    for submission in ("a", "b", "c"):
        ledger.append(RECEIVED, at=AT, submission=submission)
    assert ledger.first_break() is None
    db = sqlite3.connect(path)
    db.executescript("DROP TRIGGER events_stay; UPDATE events SET submission = 'x' WHERE seq = 2;")
    db.close()
    assert ledger.first_break() == 2


def test_many_writers_at_once_lose_nothing(path: Path) -> None:
    Ledger(path).append(RECEIVED, at=AT, submission="first")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: Ledger(path).append(RECEIVED, at=AT, submission=f"s{each}", once=True), range(40)))
    assert len(Ledger(path).events()) == 41
    assert Ledger(path).first_break() is None


def cut_short(path: Path) -> Ledger:
    """A ledger of three events that has lost its last one without a word: as SQLite opens it."""
    ledger = Ledger(path)
    for submission in ("a", "b"):
        ledger.append(RECEIVED, at=AT, submission=submission)
    before = path.read_bytes()
    ledger.append(RECEIVED, at=AT, submission="c")
    path.write_bytes(before)
    return ledger


def test_nothing_is_written_to_a_ledger_that_lost_its_end(path: Path) -> None:
    ledger = cut_short(path)
    assert ledger.first_break() is None  # the chain cannot tell
    for attempt in (lambda: ledger.append(RECEIVED, at=AT, submission="d"), ledger.newest):
        with pytest.raises(LedgerLostError, match="event 3"):
            attempt()
    assert len(ledger.events()) == 2


def test_a_ledger_that_is_gone_is_not_begun_anew(path: Path) -> None:
    ledger = Ledger(path)
    ledger.append(RECEIVED, at=AT, submission="a")
    for lost in (lambda: path.write_bytes(b""), path.unlink):
        lost()
        for attempt in (lambda: ledger.append(RECEIVED, at=AT, submission="a"), ledger.events, ledger.newest):
            with pytest.raises(LedgerLostError, match="gone"):
                attempt()
    assert not path.exists()


def test_an_older_copy_is_taken_for_the_ledger_once_its_anchor_is_removed(path: Path) -> None:
    ledger = cut_short(path)
    ledger.anchor.path.unlink()
    assert ledger.append(RECEIVED, at=AT, submission="d")
    assert ledger.newest() == 3


def test_the_anchor_tells_the_newest_event_and_is_made_anew_when_it_says_nothing(path: Path) -> None:
    ledger = Ledger(path)
    ledger.append(RECEIVED, at=AT, submission="a")
    whole = ledger.anchor.path.read_bytes()
    assert ledger.anchor.read() == ledger.head()
    for damaged in (b"", whole[:-3], whole.replace(b"1 ", b"2 ", 1), b"\xff" * 80):
        ledger.anchor.path.write_bytes(damaged)
        with pytest.raises(DamagedAnchorError):
            ledger.anchor.read()
    assert ledger.append(RECEIVED, at=AT, submission="b")
    assert ledger.anchor.read() == ledger.head()


def test_an_older_anchor_is_harmless(path: Path) -> None:
    ledger = Ledger(path)
    ledger.append(RECEIVED, at=AT, submission="a")
    older = ledger.anchor.path.read_bytes()
    ledger.append(RECEIVED, at=AT, submission="b")
    ledger.anchor.path.write_bytes(older)
    assert ledger.append(RECEIVED, at=AT, submission="c")

"""Prove the warehouse: every table can be read, and what it holds of each submission is what the ledger tells."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from pipeline.proof.ledger import Event
from pipeline.proof.problem import ALTERED, LACKING, STRAY, WAREHOUSE, Problem
from pipeline.storage.contents import hashes_by_table, joined, runs_of
from pipeline.storage.ledger import EXAMINED, PUBLISHED, RECEIVED, WITHDRAWN
from pipeline.storage.submissions import stored_turns
from pipeline.storage.warehouse import MIGRATIONS, Warehouse

AHEAD, UNTOLD, OLD = "ahead", "untold", "old"
"""Where the warehouse is not behind the ledger: it holds what no event tells; what will be told by the next run; it was
made by another version of the program."""

ByTable = Mapping[str, Mapping[str, str]]


def prove_warehouse(warehouse: Warehouse, events: Sequence[Event]) -> tuple[int, ByTable, list[Problem]]:
    """How many submissions it holds, the hashes of their rows by table, and what does not fit."""
    by_table = hashes_by_table(warehouse)
    for (name,) in warehouse.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall():
        if name not in by_table:
            warehouse.execute(f'SELECT bit_xor(hash(held)) FROM "{name}" AS held').fetchall()
    turns = stored_turns(warehouse)
    contents = [*_contents(joined(by_table), turns, events)]
    is_told = not any(each.what in (AHEAD, UNTOLD) for each in contents)  # of each examination that there was
    problems = [
        *contents,
        *(_runs(runs_of(warehouse), events) if is_told else ()),
        *_noted(warehouse, "withdrawals", "withdrawn_at", WITHDRAWN, events),
        *_noted(warehouse, "publications", "published_at", PUBLISHED, events),
        *_migrations(warehouse),
    ]
    return len(turns), by_table, problems


def _contents(held: Mapping[str, str], turns: Mapping[str, int], events: Sequence[Event]) -> Iterator[Problem]:
    last = {each["submission"]: each for each in events if each["event"] == EXAMINED}
    known = {each["submission"] for each in events if each["event"] == RECEIVED}
    newest = events[-1]["seq"] if events else 0
    for submission, told in last.items():
        if submission not in held:
            yield Problem(WAREHOUSE, LACKING, submission)
        elif turns.get(submission) == told.get("turn", turns.get(submission)):
            if told.get("contents", held[submission]) != held[submission]:
                yield Problem(WAREHOUSE, ALTERED, submission)
        elif turns.get(submission, 0) < told["turn"]:
            yield Problem(WAREHOUSE, LACKING, submission)
    for submission in sorted(held):
        if submission not in known or turns.get(submission, 0) > newest:
            yield Problem(WAREHOUSE, AHEAD, submission)
        elif (
            turns.get(submission) != last.get(submission, {}).get("turn", turns.get(submission))
            or submission not in last
        ):
            yield Problem(WAREHOUSE, UNTOLD, submission, is_note=True)


def _runs(held: Mapping[datetime, str], events: Sequence[Event]) -> Iterator[Problem]:
    """What every rule came to, by the time of the examination: the last event of that time tells all of it."""
    told = {_utc(each["at"]): each["runs"] for each in events if each["event"] == EXAMINED and "runs" in each}
    for at, runs in told.items():
        if held.get(at) != runs:
            yield Problem(WAREHOUSE, ALTERED, f"rule_runs {at.isoformat()}")


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def _noted(warehouse: Warehouse, name: str, column: str, event: str, events: Sequence[Event]) -> Iterator[Problem]:
    """What the ledger alone knows of submissions and editions is brought to the warehouse with each edition."""
    told = {each["seq"]: _utc(each["at"]) for each in events if each["event"] == event}
    held: dict[int, datetime] = dict(warehouse.execute(f'SELECT seq, "{column}" FROM "{name}"').fetchall())
    place = max((each["as_of"] for each in events if each["event"] == PUBLISHED), default=0)
    for seq in sorted(told.keys() | held.keys()):
        if seq in held and held[seq] != told.get(seq):
            yield Problem(WAREHOUSE, ALTERED if seq in told else AHEAD, f"{name} {seq}")
        elif seq not in held and seq <= place:
            yield Problem(WAREHOUSE, LACKING, f"{name} {seq}")


def _migrations(warehouse: Warehouse) -> Iterator[Problem]:
    done = {name for (name,) in warehouse.execute("SELECT name FROM migrations").fetchall()}
    ours = {script.name for script in MIGRATIONS.glob("*.sql")}
    for name in sorted(each for each in done ^ ours if each.endswith(".sql")):
        yield Problem(WAREHOUSE, OLD if name in ours else STRAY, name, is_note=True)

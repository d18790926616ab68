"""Examine and keep submissions a batch at a time: read, judged, stored in one transaction, told in the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from data_contracts.findings import ACCEPTED
from pipeline.answer.files import write_answer
from pipeline.inbox import INBOX
from pipeline.judgement import answer_of, judge
from pipeline.outcomes import Examined
from pipeline.receive.archive import path_of
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from pipeline.storage.figures import rules_hash
from pipeline.storage.ledger import EXAMINED, Ledger
from pipeline.storage.submissions import examined_submissions, store_batch, stored_submissions
from pipeline.storage.warehouse import Warehouse, open_warehouse

BATCH = 100
"""Submissions that are examined together: pandera costs by the call, memory by the row."""


def examine_batches(settings: Settings, received: Sequence[dict[str, Any]], *, now: datetime) -> Examined:
    """Examine and store these `received` events of the ledger, oldest first; what is stored already is only told."""
    total = Examined()
    for start in range(0, len(received), BATCH):
        total = _sum(total, _examine_batch(settings, received[start : start + BATCH], now=now))
    return total


def _examine_batch(settings: Settings, received: Sequence[dict[str, Any]], *, now: datetime) -> Examined:
    ledger = Ledger(settings.ledger)
    with open_warehouse(settings.warehouse) as warehouse:
        done = stored_submissions(warehouse)
        new = [each for each in received if each["submission"] not in done]
        if new:
            _store(settings, warehouse, new, now=now)
        examined = examined_submissions(warehouse, [each["submission"] for each in received])
    for each in examined.iter_rows(named=True):
        ledger.append(EXAMINED, at=now, once=True, **each)
    accepted = examined.filter(pl.col("verdict") == ACCEPTED)
    return Examined(
        submissions=examined.height,
        accepted=accepted.height,
        returned=examined.height - accepted.height,
        rows=int(accepted["records"].sum()),
        findings=int(examined["findings"].sum()),
        quarters=tuple(sorted(set(examined["quarter"].drop_nulls()))),
    )


def _store(settings: Settings, warehouse: Warehouse, received: Sequence[dict[str, Any]], *, now: datetime) -> None:
    files = [(each["submission"], path_of(settings.archive, each["sha256"])) for each in received]
    senders = {each["submission"]: each["country"] for each in received}
    deliveries = list(deliver(files, settings=settings))
    times = {each["submission"]: each["at"] for each in received}
    judged = judge(deliveries, times=times, senders=senders)
    # Answers first: a run that is cut off here writes them again, one that has stored would not.
    names = {each["submission"]: each["file_name"] for each in received if each["sender"] == INBOX}
    for delivery in deliveries:
        if delivery.submission in names:
            write_answer(answer_of(judged, delivery), names[delivery.submission], folder=settings.answers)
    at = pl.lit(now.replace(tzinfo=None))
    known = pl.DataFrame(
        [
            (each["submission"], each["seq"], each["at"].replace(tzinfo=None), each["file_name"], each["sender"])
            for each in received
        ],
        schema=["submission", "seq", "received_at", "file_name", "sender"],
        orient="row",
    )
    store_batch(
        warehouse,
        submissions=judged.submissions.join(known, on="submission").with_columns(
            examined_at=at, contracts=pl.lit(rules_hash())
        ),
        parts=judged.parts,
        findings=judged.findings,
        rule_runs=judged.rule_runs.with_columns(examined_at=at),
        letters=judged.letters,
        rows=judged.rows,
    )


def _sum(one: Examined, other: Examined) -> Examined:
    return Examined(
        submissions=one.submissions + other.submissions,
        accepted=one.accepted + other.accepted,
        returned=one.returned + other.returned,
        rows=one.rows + other.rows,
        findings=one.findings + other.findings,
        quarters=tuple(sorted({*one.quarters, *other.quarters})),
    )

"""Examine and keep submissions a batch at a time: read, judged, stored in one transaction, told in the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from data_contracts.findings import ACCEPTED
from data_contracts.fingerprint import rules_hash
from pipeline.answer.files import write_answer
from pipeline.contracts_kept import keep_contracts
from pipeline.history import past_of, turns_of
from pipeline.inbox import INBOX
from pipeline.journal import noting
from pipeline.judgement import Judgement, answer_of, judge
from pipeline.outcomes import Examined
from pipeline.receipt.proof import issue
from pipeline.receive.archive import path_of
from pipeline.receive.delivery import Delivery
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from pipeline.shelving import fill_shelf, put_on_shelf
from pipeline.storage.ledger import EXAMINED, RECEIVED, Ledger
from pipeline.storage.submissions import examined_submissions, store_batch, unstored
from pipeline.storage.warehouse import Warehouse, open_warehouse

BATCH = 100
"""Submissions that are examined together: pandera costs by the call, memory by the row."""


@dataclass(frozen=True)
class Batch:
    """Submissions that are examined together: how each was received, what its file delivered, what is said of it."""

    received: Sequence[dict[str, Any]]
    deliveries: Sequence[Delivery]
    judged: Judgement


def examine_batches(settings: Settings, openers: Sequence[dict[str, Any]], *, now: datetime) -> Examined:
    """Examine and store what these events of the ledger lead to, oldest first; what is stored already is only told."""
    if not openers:
        return Examined()
    keep_contracts(settings, now=now)
    fill_shelf(settings)
    examined = []
    for batch in _batches(openers):
        with noting(settings, "batch", submissions=len(batch)) as facts:
            examined.append(_examine_batch(settings, batch, now=now))
            facts |= {"rows": int(examined[-1]["records"].sum()), "findings": int(examined[-1]["findings"].sum())}
    return _tally(pl.concat(examined))


def look_at(settings: Settings, openers: Sequence[dict[str, Any]]) -> Batch:
    """Judge what these events lead to, one a submission; nothing is kept of it."""
    these = [each["submission"] for each in openers]
    events = {each["submission"]: each for each in Ledger(settings.ledger).events(RECEIVED, submission=these)}
    received = [events[each] for each in these]
    files = [(each["submission"], path_of(settings.archive, each["sha256"])) for each in received]
    deliveries = list(deliver(files, settings=settings))
    return Batch(received, deliveries, judge(turns_of(settings, openers, deliveries), past_of(settings, deliveries)))


def keep(settings: Settings, warehouse: Warehouse, batch: Batch, *, number: int, now: datetime) -> None:
    """Put what was accepted on the shelf, and all that was found into the warehouse, as batch `number`."""
    put_on_shelf(settings, batch.judged)
    at = pl.lit(now.replace(tzinfo=None))
    known = pl.DataFrame(
        [
            (each["submission"], each["seq"], each["at"].replace(tzinfo=None), each["file_name"], each["sender"])
            for each in batch.received
        ],
        schema=["submission", "seq", "received_at", "file_name", "sender"],
        orient="row",
    )
    judged = batch.judged
    store_batch(
        warehouse,
        submissions=judged.submissions.join(known, on="submission", maintain_order="left").with_columns(
            examined_at=at, contracts=pl.lit(rules_hash()), batch=pl.lit(number, pl.Int64)
        ),
        parts=judged.parts,
        findings=judged.findings,
        rule_runs=judged.rule_runs.with_columns(examined_at=at),
        letters=judged.letters,
        rows=judged.rows,
    )


def _batches(openers: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """As many as go together; a submission that is examined again begins a new batch."""
    batch: dict[str, dict[str, Any]] = {}
    for each in openers:
        if len(batch) == BATCH or each["submission"] in batch:
            yield list(batch.values())
            batch = {}
        batch[each["submission"]] = each
    if batch:
        yield list(batch.values())


def _examine_batch(settings: Settings, openers: Sequence[dict[str, Any]], *, now: datetime) -> pl.DataFrame:
    """What `examined_submissions` tells of the batch."""
    ledger = Ledger(settings.ledger)
    with open_warehouse(settings.warehouse) as warehouse:
        if new := unstored(warehouse, openers):
            batch = look_at(settings, new)
            _answer(settings, batch, now=now)
            keep(settings, warehouse, batch, number=new[0]["seq"], now=now)
        examined = examined_submissions(warehouse, [each["submission"] for each in openers])
    ledger.append_all(EXAMINED, examined.iter_rows(named=True), once="turn")
    return examined


def _answer(settings: Settings, batch: Batch, *, now: datetime) -> None:
    """Before anything is stored: a run that is cut off here answers again, one that has stored would not."""
    names = {each["submission"]: each["file_name"] for each in batch.received if each["sender"] == INBOX}
    for delivery in batch.deliveries:
        if delivery.submission in names:
            write_answer(answer_of(batch.judged, delivery), names[delivery.submission], folder=settings.answers)
    issue(settings, [answer_of(batch.judged, each, tidied=False) for each in batch.deliveries], now=now)


def _tally(examined: pl.DataFrame) -> Examined:
    """Each submission counts once, as its last turn came out."""
    examined = examined.unique("submission", keep="last")
    fit = examined.filter(pl.col("verdict") == ACCEPTED)
    return Examined(
        submissions=examined.height,
        accepted=fit.height,
        returned=examined.height - fit.height,
        rows=int(fit["records"].sum()),
        findings=int(examined["findings"].sum()),
        quarters=tuple(sorted(set(examined["quarter"].drop_nulls()))),
    )

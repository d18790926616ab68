"""Examine and keep submissions a batch at a time: read, judged, stored in one transaction, told in the ledger."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from data_contracts.findings import ACCEPTED
from data_contracts.fingerprint import rules_hash
from pipeline.answer.files import write_answer
from pipeline.history import past_of, turns_of
from pipeline.inbox import INBOX
from pipeline.journal import noting
from pipeline.judgement import answer_of, judge
from pipeline.outcomes import Examined
from pipeline.receipt.proof import issue
from pipeline.receive.archive import path_of
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from pipeline.shelving import fill_shelf, put_on_shelf
from pipeline.storage.ledger import EXAMINED, RECEIPT_GIVEN, RECEIVED, WITHDRAWN, Ledger
from pipeline.storage.submissions import (
    accepted_submissions,
    examined_submissions,
    store_batch,
    store_withdrawals,
    stored_turns,
)
from pipeline.storage.warehouse import Warehouse, open_warehouse

BATCH = 100
"""Submissions that are examined together: pandera costs by the call, memory by the row."""


def examine_batches(settings: Settings, openers: Sequence[dict[str, Any]], *, now: datetime) -> Examined:
    """Examine and store what these events of the ledger lead to, oldest first; what is stored already is only told."""
    fill_shelf(settings)
    examined = []
    for batch in _batches(openers):
        with noting(settings, "batch", submissions=len(batch)) as facts:
            examined.append(_examine_batch(settings, batch, now=now))
            facts |= {"rows": int(examined[-1]["records"].sum()), "findings": int(examined[-1]["findings"].sum())}
    _note_withdrawals(settings)
    return _tally(pl.concat(examined)) if examined else Examined()


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
        done, accepted = stored_turns(warehouse), accepted_submissions(warehouse)
        new = [
            each
            for each in openers
            if done.get(each["submission"], -1) < each["seq"] and each["submission"] not in accepted
        ]
        if new:
            _store(settings, warehouse, new, now=now)
        examined = examined_submissions(warehouse, [each["submission"] for each in openers])
    for each in examined.iter_rows(named=True):
        ledger.append(EXAMINED, at=now, once="turn", **each)
    return examined


def _store(settings: Settings, warehouse: Warehouse, openers: Sequence[dict[str, Any]], *, now: datetime) -> None:
    received = {each["submission"]: each for each in Ledger(settings.ledger).events(RECEIVED)}
    mine = [received[each["submission"]] for each in openers]
    files = [(each["submission"], path_of(settings.archive, each["sha256"])) for each in mine]
    deliveries = list(deliver(files, settings=settings))
    judged = judge(turns_of(settings, openers, deliveries), past_of(settings, deliveries))
    # Answers first: a run that is cut off here writes them again, one that has stored would not.
    names = {each["submission"]: each["file_name"] for each in mine if each["sender"] == INBOX}
    for delivery in deliveries:
        if delivery.submission in names:
            write_answer(answer_of(judged, delivery), names[delivery.submission], folder=settings.answers)
    receipted = {each["submission"] for each in Ledger(settings.ledger).events(RECEIPT_GIVEN)}
    for delivery in deliveries:
        if delivery.submission not in receipted:
            issue(settings, answer_of(judged, delivery), now=now)
    put_on_shelf(settings, judged)
    at = pl.lit(now.replace(tzinfo=None))
    known = pl.DataFrame(
        [
            (each["submission"], each["seq"], each["at"].replace(tzinfo=None), each["file_name"], each["sender"])
            for each in mine
        ],
        schema=["submission", "seq", "received_at", "file_name", "sender"],
        orient="row",
    )
    store_batch(
        warehouse,
        submissions=judged.submissions.join(known, on="submission", maintain_order="left").with_columns(
            examined_at=at, contracts=pl.lit(rules_hash())
        ),
        parts=judged.parts,
        findings=judged.findings,
        rule_runs=judged.rule_runs.with_columns(examined_at=at),
        letters=judged.letters,
        rows=judged.rows,
    )


def _note_withdrawals(settings: Settings) -> None:
    """What the ledger knows to be withdrawn counts no longer in the warehouse either."""
    withdrawn = Ledger(settings.ledger).events(WITHDRAWN)
    if not withdrawn:
        return
    gone = [(each["submission"], each["seq"], each["at"].replace(tzinfo=None)) for each in withdrawn]
    with open_warehouse(settings.warehouse) as warehouse:
        store_withdrawals(warehouse, pl.DataFrame(gone, schema=["submission", "seq", "withdrawn_at"], orient="row"))


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

"""The stages of a run as plain functions, each safe to repeat: Dagster and the command call these."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from data_contracts.contract import COLLECTIONS
from data_contracts.duties import open_quarters
from data_contracts.edition import EditionInfo
from data_contracts.fingerprint import rules_hash
from pipeline import compiling
from pipeline.agreeing import agree
from pipeline.batches import examine_batches
from pipeline.compiling import Compiled, Moment, compile_edition
from pipeline.contracts_kept import keep_contracts
from pipeline.inbox import collect_inbox, settle
from pipeline.journal import noted
from pipeline.outcomes import Examined, Protected, RunSummary, facts_of_edition, facts_of_run
from pipeline.publish.catalogue import list_editions
from pipeline.publish.edition import made_at, read_table, write_edition
from pipeline.publish.inspection import inspect
from pipeline.publish.own import sealed_figures
from pipeline.publish.pointer import current_edition, point
from pipeline.receive.archive import path_of
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from pipeline.storage.figures import code_hash
from pipeline.storage.holding import Held, held_rows
from pipeline.storage.ledger import IDENTIFIED, PUBLISHED, RECEIVED, Ledger
from pipeline.storage.submissions import accepted_submissions, note_events, stored_turns
from pipeline.storage.warehouse import Warehouse, open_warehouse
from pipeline.sweeping import sweep as sweep


class EditionRefusedError(Exception):
    """An edition was written and not published, because it does not keep its contract: our own fault."""


def identify_pending(settings: Settings, *, now: datetime) -> dict[str, str | None]:
    """Submission -> the quarter it is for, of all that a run has something to do with; None where it names none."""
    ledger = Ledger(settings.ledger)
    pending = {each["submission"] for each in ledger.pending()}
    known = {each["submission"]: each["quarter"] for each in ledger.events(IDENTIFIED)}
    received = [each for each in ledger.events(RECEIVED) if each["submission"] in pending]
    new = [each for each in received if each["submission"] not in known]
    files = [(each["submission"], path_of(settings.archive, each["sha256"])) for each in new]
    for delivery in deliver(files, settings=settings):
        quarter = delivery.quarter if delivery.quarter in open_quarters(on=now.date()) else None
        ledger.append(
            IDENTIFIED,
            at=now,
            submission=delivery.submission,
            once=True,
            quarter=quarter,
            country=delivery.country,
        )
        known[delivery.submission] = quarter
    return {each["submission"]: known.get(each["submission"]) for each in received}


def pending_key(settings: Settings) -> str:
    """What all that a run has to follow is known by: another when something has happened since."""
    places = "\n".join(f"{each['seq']} {each['submission']}" for each in Ledger(settings.ledger).pending())
    return hashlib.sha256(places.encode()).hexdigest()


@noted("examined", vars)
def examine_pending(settings: Settings, *, now: datetime) -> Examined:
    """Examine and store what was received and the warehouse does not hold, in the order of the ledger.

    Every submission gets a verdict; one bad file never stops the others. A warehouse that has lost something is made
    anew from the archive first.
    """
    renewed = agree(settings, now=now)
    with open_warehouse(settings.warehouse) as warehouse:
        waiting = _waiting(settings, warehouse)
    return replace(examine_batches(settings, waiting, now=now), renewed=renewed)


@noted("calculated", lambda rows: {"rows": rows})
def calculate(settings: Settings, *, quarters: Iterable[str], now: datetime) -> int:
    """Calculate the figures of `quarters` anew into table `indicators`; how many rows it has of them then."""
    with open_warehouse(settings.warehouse) as warehouse:
        return compiling.calculate(warehouse, _moment(settings, warehouse, now=now), quarters=list(quarters))


@noted("protected", vars)
def protect(settings: Settings, *, quarters: Iterable[str], now: datetime) -> Protected:
    """Protect the figures of `quarters` into table `protected_indicators`."""
    with open_warehouse(settings.warehouse) as warehouse:
        return compiling.protect(warehouse, _moment(settings, warehouse, now=now), quarters=list(quarters))


@noted("published", facts_of_edition)
def publish(settings: Settings, *, now: datetime) -> EditionInfo | None:
    """Publish what was examined as the current edition, stale figures calculated first; None while nothing was ever
    accepted."""
    with open_warehouse(settings.warehouse) as warehouse:
        note_events(warehouse, Ledger(settings.ledger))
        moment = _moment(settings, warehouse, now=now)
        former = current_edition(settings.editions)
        compiled = compile_edition(warehouse, moment, before=read_table(former, "vintages") if former else None)
    if compiled is None:
        return None
    keep_contracts(settings, now=now)
    path = write_edition(
        compiled.tables,
        compiled.own,
        editions=settings.editions,
        members=settings.members,
        threshold=settings.threshold,
        synthetic=compiled.synthetic,
        now=now,
        former=former,
    )
    if path != former and (problems := inspect(path)):
        raise EditionRefusedError("; ".join(problems))
    is_new = point(settings.editions, path.name)
    if _tell_published(settings, path, compiled, moment):
        with open_warehouse(settings.warehouse) as warehouse:
            note_events(warehouse, Ledger(settings.ledger))
    return EditionInfo(edition=path.stem, path=str(path), is_new=is_new)


@noted("ran", facts_of_run)
def run(settings: Settings, *, now: datetime) -> RunSummary:
    """Everything that waits, from the inbox to a new edition; quarters in which nothing changed are left alone."""
    sweep(settings)
    settle(settings.inbox)
    received = collect_inbox(settings, now=now)
    examined = examine_pending(settings, now=now)
    stale = stale_quarters(settings, now=now)
    figures = calculate(settings, quarters=stale, now=now) if stale else 0
    hidden = protect(settings, quarters=stale, now=now).hidden if stale else 0
    edition = publish(settings, now=now)
    return RunSummary(len(received), examined, tuple(stale), figures, hidden, edition)


def stale_quarters(settings: Settings, *, now: datetime) -> list[str]:
    """The quarters, from the first that has a version on, whose protected figures no longer match what they rest on."""
    with open_warehouse(settings.warehouse) as warehouse:
        note_events(warehouse, Ledger(settings.ledger))
        return compiling.stale_quarters(warehouse, _moment(settings, warehouse, now=now))


def check_edition(settings: Settings) -> list[str]:
    """What is wrong with the current edition, without figures; empty when it is as promised."""
    path = current_edition(settings.editions)
    return inspect(path) if path else ["there is no edition yet"]


def check_tables(settings: Settings, *, quarters: Iterable[str]) -> dict[str, Held]:
    """Collection -> how many rows are stored, and how many break its contract: ours to mend, for they were accepted."""
    with open_warehouse(settings.warehouse) as warehouse:
        return {each: held_rows(warehouse, each, quarters=sorted(quarters)) for each in COLLECTIONS}


def _waiting(settings: Settings, warehouse: Warehouse) -> list[dict[str, Any]]:
    """The events that a run has to follow, oldest first: their submissions are still to be examined, or to be told."""
    ledger = Ledger(settings.ledger)
    told = {(submission, turn) for submission, turn, _ in ledger.examined()}
    held, accepted = stored_turns(warehouse), accepted_submissions(warehouse)

    def waits(seq: int, submission: str) -> bool:
        turn = held.get(submission, -1)
        return (submission, seq) not in told if turn == seq else turn < seq and submission not in accepted

    return ledger.openers(waits)


def _moment(settings: Settings, warehouse: Warehouse, *, now: datetime) -> Moment:
    """As far as everything was examined: what came since waits for the next edition, whole."""
    newest = Ledger(settings.ledger).newest() or 0
    waiting = _waiting(settings, warehouse)
    return Moment(min([newest, *(each["seq"] - 1 for each in waiting)]), now, settings.threshold)


def _tell_published(settings: Settings, path: Path, compiled: Compiled, moment: Moment) -> bool:
    """Note in the ledger that the edition is the current one, what it rests on, and which submissions began or ceased
    to count with it; then list it. Whether it was news."""
    ledger = Ledger(settings.ledger)
    told, before, edition = ledger.events(PUBLISHED), ledger.counted(), path.stem
    is_news = not told or told[-1]["edition"] != edition
    if is_news:
        ledger.append(
            PUBLISHED,
            at=moment.now,
            edition=edition,
            made_at=made_at(path).isoformat(),
            as_of=moment.place,
            threshold=moment.threshold,
            contracts=rules_hash(),
            code=code_hash(),
            adds=sorted({*compiled.counted} - before),
            drops=sorted(before - {*compiled.counted}),
            **sealed_figures(settings, compiled.own),
        )
    list_editions(settings.editions, [(each["edition"], each["at"]) for each in ledger.events(PUBLISHED)])
    return is_news

"""The stages of a run as plain functions, each safe to repeat: Dagster and the command call these."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

import polars as pl

from data_contracts.cards import load_cards
from data_contracts.contract import COLLECTIONS
from data_contracts.duties import load_calendar, load_members, open_quarters
from data_contracts.edition import FREE, NETWORK, EditionInfo
from pipeline.batches import examine_batches
from pipeline.inbox import collect_inbox, settle
from pipeline.journal import noted
from pipeline.outcomes import Examined, Protected, RunSummary, facts_of_edition, facts_of_run
from pipeline.protect.protection import hierarchy_of_cards
from pipeline.protect.protection import protect as protect_table
from pipeline.publish.edition import write_edition
from pipeline.publish.inspection import inspect
from pipeline.publish.pointer import current_edition, point
from pipeline.publish.suppression import suppression
from pipeline.receive.archive import path_of
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from pipeline.storage import figures as stored
from pipeline.storage.deliveries import deliveries
from pipeline.storage.holding import broken_rows
from pipeline.storage.ledger import EXAMINED, IDENTIFIED, PUBLISHED, RECEIVED, Ledger
from pipeline.storage.submissions import accepted_submissions, stored_turns
from pipeline.storage.warehouse import Warehouse, open_warehouse, table

SYNTHETIC = "synthetic"
"""The sender of example submissions; one of them marks every edition as example data."""


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
def examine_pending(settings: Settings, *, now: datetime, quarters: Iterable[str] | None = None) -> Examined:
    """Examine and store what was received and the warehouse does not hold; of `quarters` only, when given.

    Every submission gets a verdict; one bad file never stops the others. What names no quarter is examined in any
    case. A warehouse that was lost is filled again from the archive.
    """
    ledger = Ledger(settings.ledger)
    with open_warehouse(settings.warehouse) as warehouse:
        held, accepted = stored_turns(warehouse), accepted_submissions(warehouse)
    told = {(each["submission"], each.get("turn")) for each in ledger.events(EXAMINED)}
    waiting = [
        each
        for each in ledger.openers()
        if (held.get(each["submission"], -1) < each["seq"] and each["submission"] not in accepted)
        or (held.get(each["submission"]) == each["seq"] and (each["submission"], each["seq"]) not in told)
    ]
    if quarters is not None:
        wanted, known = {*quarters, None}, identify_pending(settings, now=now)
        waiting = [each for each in waiting if known.get(each["submission"]) in wanted]
    return examine_batches(settings, waiting, now=now)


@noted("calculated", lambda rows: {"rows": rows})
def calculate(settings: Settings, *, quarters: Iterable[str], now: datetime) -> int:
    """Calculate the figures of `quarters` anew into table `indicators`; how many rows it has of them then."""
    with open_warehouse(settings.warehouse) as warehouse:
        basis = stored.basis_of(warehouse, quarters=sorted(quarters), now=now, threshold=settings.threshold)
        if not basis:
            return 0
        rows = stored.calculate_figures(warehouse, quarters=list(basis), now=now)
        stored.replace_figures(warehouse, "indicators", rows.with_columns(conf_status=pl.lit(FREE)), basis=basis)
        return rows.height


@noted("protected", vars)
def protect(settings: Settings, *, quarters: Iterable[str]) -> Protected:
    """Protect the figures of `quarters` into table `protected_indicators`.

    They rest on what the figures were made from, which need not be all that has come since.
    """
    with open_warehouse(settings.warehouse) as warehouse:
        made = stored.made_from(warehouse, "indicators")
        basis = {quarter: made[quarter] for quarter in sorted(quarters) if quarter in made}
        clear = stored.figures_of(warehouse, "indicators", quarters=list(basis))
        safe = protect_table(clear, hierarchy=hierarchy_of_cards(), below=settings.threshold)
        stored.replace_figures(warehouse, "protected_indicators", safe, basis=basis)
        return Protected(rows=safe.height, hidden=safe.filter(pl.col("conf_status") != FREE).height)


@noted("published", facts_of_edition)
def publish(settings: Settings, *, now: datetime) -> EditionInfo | None:
    """Publish what is protected as the current edition; None while nothing was ever accepted."""
    with open_warehouse(settings.warehouse) as warehouse:
        quarters = _quarters(warehouse, now=now)
        if not quarters:
            return None
        secret = [card.id for card in load_cards().values() if not card.published]
        safe = stored.figures_of(warehouse, "protected_indicators", quarters=quarters)
        safe = safe.filter(~pl.col("indicator").is_in(secret))
        clear = stored.figures_of(warehouse, "indicators", quarters=quarters)
        tables = {
            "indicators": pl.concat([safe, suppression(safe)]),
            "deliveries": deliveries(warehouse, quarters=quarters, now=now),
            "versions": table(warehouse, "SELECT * EXCLUDE turn FROM versions_in_force"),
            "rounds": load_calendar().filter(pl.col("quarter").is_in(quarters)),
            "members": load_members(),
        }
        counted = table(warehouse, "SELECT DISTINCT submission FROM current_versions")["submission"].to_list()
        senders = set(table(warehouse, "SELECT DISTINCT sender FROM submissions")["sender"])
    own = {str(country): rows for (country,), rows in clear.group_by("country") if country != NETWORK}
    path = write_edition(
        tables,
        own,
        editions=settings.editions,
        members=settings.members,
        threshold=settings.threshold,
        synthetic=SYNTHETIC in senders,
        now=now,
    )
    if path != current_edition(settings.editions) and (problems := inspect(path)):
        raise EditionRefusedError("; ".join(problems))
    is_new = point(settings.editions, path.name)
    _tell_published(settings, path.stem, counted, now=now)
    return EditionInfo(edition=path.stem, path=str(path), is_new=is_new)


@noted("ran", facts_of_run)
def run(settings: Settings, *, now: datetime) -> RunSummary:
    """Everything that waits, from the inbox to a new edition; quarters in which nothing changed are left alone."""
    settle(settings.inbox)
    received = collect_inbox(settings, now=now)
    examined = examine_pending(settings, now=now)
    stale = stale_quarters(settings, now=now)
    figures = calculate(settings, quarters=stale, now=now) if stale else 0
    hidden = protect(settings, quarters=stale).hidden if stale else 0
    edition = publish(settings, now=now)
    return RunSummary(len(received), examined, tuple(stale), figures, hidden, edition)


def stale_quarters(settings: Settings, *, now: datetime) -> list[str]:
    """The quarters, from the first that has a version on, whose protected figures no longer match what they rest on."""
    with open_warehouse(settings.warehouse) as warehouse:
        quarters = _quarters(warehouse, now=now)
        basis = stored.basis_of(warehouse, quarters=quarters, now=now, threshold=settings.threshold)
        made = stored.made_from(warehouse, "protected_indicators")
        return [quarter for quarter in quarters if made.get(quarter) != basis[quarter]]


def check_edition(settings: Settings) -> list[str]:
    """What is wrong with the current edition, without figures; empty when it is as promised."""
    path = current_edition(settings.editions)
    return inspect(path) if path else ["there is no edition yet"]


def check_table(settings: Settings, *, collection: str, quarters: Iterable[str]) -> int:
    """How many stored rows of `collection` break its contract: ours to mend, for they were accepted."""
    assert collection in COLLECTIONS
    with open_warehouse(settings.warehouse) as warehouse:
        return broken_rows(warehouse, collection, quarters=sorted(quarters))


def _tell_published(settings: Settings, edition: str, counted: Iterable[str], *, now: datetime) -> None:
    """Note in the ledger that `edition` is the current one, and which submissions began or ceased to count with it."""
    ledger = Ledger(settings.ledger)
    told, before = ledger.events(PUBLISHED), ledger.counted()
    if told and told[-1]["edition"] == edition:
        return
    ledger.append(
        PUBLISHED, at=now, edition=edition, adds=sorted({*counted} - before), drops=sorted(before - {*counted})
    )


def _quarters(warehouse: Warehouse, *, now: datetime) -> list[str]:
    """The open quarters from the first for which anything was accepted."""
    ((first,),) = warehouse.execute("SELECT min(quarter) FROM versions").fetchall()
    return [each for each in open_quarters(on=now.date()) if first and each >= first]

"""The stages of a run as plain functions, each safe to repeat: Dagster, the command and the page call these."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from data_contracts.cards import load_cards
from data_contracts.contract import COLLECTIONS
from data_contracts.duties import load_calendar, load_members, open_quarters
from data_contracts.edition import FREE, NETWORK, EditionInfo
from data_contracts.findings import ACCEPTED
from pipeline.intake import receive
from pipeline.judgement import judge
from pipeline.protect.protection import hierarchy_of_cards
from pipeline.protect.protection import protect as protect_table
from pipeline.publish.edition import publish_edition
from pipeline.publish.inspection import inspect
from pipeline.publish.pointer import current_edition
from pipeline.publish.suppression import suppression
from pipeline.receive.archive import path_of
from pipeline.receive.unpacking import deliver
from pipeline.settings import Settings
from pipeline.storage import figures as stored
from pipeline.storage.deliveries import deliveries
from pipeline.storage.ledger import EXAMINED, IDENTIFIED, PUBLISHED, Ledger
from pipeline.storage.submissions import examined_submissions, store_batch, stored_submissions
from pipeline.storage.warehouse import Warehouse, open_warehouse, table

BATCH = 100
"""Submissions that are examined together: pandera costs by the call, memory by the row."""

SYNTHETIC = "synthetic"
"""The sender of example submissions; one of them marks every edition as example data."""


@dataclass(frozen=True)
class Examined:
    """What an examination came to. quarters: those that gained a version or a verdict, in time order."""

    submissions: int = 0
    accepted: int = 0
    returned: int = 0
    rows: int = 0
    findings: int = 0
    quarters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Protected:
    rows: int
    hidden: int


@dataclass(frozen=True)
class RunSummary:
    """A whole run: what was received and examined, which quarters were calculated again, and the edition."""

    received: int
    examined: Examined
    calculated: tuple[str, ...]
    figures: int
    hidden: int
    edition: EditionInfo | None


def collect_inbox(settings: Settings, *, now: datetime) -> list[str]:
    """Receive every file of the inbox: archived and in the ledger, then gone from the inbox. Returns submission ids.

    A folder named by a country takes only that country's files. Hidden and partial files (`.name`, `name.part`) wait.
    """
    found = []
    for path in sorted(path for path in settings.inbox.rglob("*") if path.is_file()):
        if path.name.startswith(".") or path.suffix in (".part", ".tmp"):
            continue
        folder = path.relative_to(settings.inbox).parts[0]
        country = folder if folder in load_members()["country"] else None
        found.append(
            receive(settings, path.read_bytes(), path.name, sender="inbox", country=country, now=now).submission
        )
        path.unlink()
    return found


def identify_pending(settings: Settings) -> dict[str, str | None]:
    """Submission -> the quarter it is for, of all that was received and not yet examined; None where it names none."""
    ledger = Ledger(settings.ledger)
    pending = ledger.pending()
    known = {each["submission"]: each["quarter"] for each in ledger.events(IDENTIFIED)}
    new = [each for each in pending if each["submission"] not in known]
    files = [(each["submission"], path_of(settings.archive, each["sha256"])) for each in new]
    for delivery in deliver(files, settings=settings):
        quarter = delivery.quarter if delivery.quarter in open_quarters(on=datetime.now(UTC).date()) else None
        ledger.append(
            IDENTIFIED,
            at=datetime.now(UTC),
            submission=delivery.submission,
            once=True,
            quarter=quarter,
            country=delivery.country,
        )
        known[delivery.submission] = quarter
    return {each["submission"]: known.get(each["submission"]) for each in pending}


def examine_pending(settings: Settings, *, now: datetime, quarters: Iterable[str] | None = None) -> Examined:
    """Examine and store what was received and not yet examined; of `quarters` only, and of no quarter, when given.

    Every submission gets a verdict; one bad file never stops the others.
    """
    ledger = Ledger(settings.ledger)
    pending = ledger.pending()
    if quarters is not None:
        wanted, known = {*quarters, None}, identify_pending(settings)
        pending = [each for each in pending if known.get(each["submission"]) in wanted]
    total = Examined()
    for start in range(0, len(pending), BATCH):
        total = _add(total, _examine_batch(settings, ledger, pending[start : start + BATCH], now=now))
    return total


def calculate(settings: Settings, *, quarters: Iterable[str], now: datetime) -> int:
    """Calculate the figures of `quarters` anew into table `indicators`; how many rows it has of them then."""
    with open_warehouse(settings.warehouse) as warehouse:
        basis = stored.basis_of(warehouse, quarters=sorted(quarters), now=now)
        if not basis:
            return 0
        rows = stored.calculate_figures(warehouse, quarters=list(basis), now=now)
        stored.replace_figures(warehouse, "indicators", rows.with_columns(conf_status=pl.lit(FREE)), basis=basis)
        return rows.height


def protect(settings: Settings, *, quarters: Iterable[str], now: datetime) -> Protected:
    """Protect the figures of `quarters` into table `protected_indicators`."""
    with open_warehouse(settings.warehouse) as warehouse:
        wanted = sorted(quarters)
        clear = stored.figures_of(warehouse, "indicators", quarters=wanted)
        safe = protect_table(clear, hierarchy=hierarchy_of_cards(), below=settings.threshold)
        basis = stored.basis_of(warehouse, quarters=wanted, now=now)
        stored.replace_figures(warehouse, "protected_indicators", safe, basis=basis)
        return Protected(rows=safe.height, hidden=safe.filter(pl.col("conf_status") != FREE).height)


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
            "versions": table(warehouse, "SELECT * FROM versions"),
            "rounds": load_calendar().filter(pl.col("quarter").is_in(quarters)),
            "members": load_members(),
        }
        senders = set(table(warehouse, "SELECT DISTINCT sender FROM submissions")["sender"])
    own = {str(country): rows for (country,), rows in clear.group_by("country") if country != NETWORK}
    info = publish_edition(
        tables,
        own,
        editions=settings.editions,
        members=settings.members,
        threshold=settings.threshold,
        synthetic=SYNTHETIC in senders,
        now=now,
    )
    if info.is_new:
        Ledger(settings.ledger).append(PUBLISHED, at=now, edition=info.edition)
    return info


def run(settings: Settings, *, now: datetime) -> RunSummary:
    """Everything that waits, from the inbox to a new edition; quarters in which nothing changed are left alone."""
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
        basis = stored.basis_of(warehouse, quarters=_quarters(warehouse, now=now), now=now)
        return sorted(stored.changed(warehouse, "protected_indicators", basis))


def check_edition(settings: Settings) -> list[str]:
    """What is wrong with the current edition, without figures; empty when it is as promised."""
    path = current_edition(settings.editions)
    return inspect(path) if path else ["there is no edition yet"]


def check_table(settings: Settings, *, collection: str, quarters: Iterable[str]) -> int:
    """How many stored rows of `collection` break its contract: ours to mend, for they were accepted."""
    from pipeline.storage.holding import broken_rows

    assert collection in COLLECTIONS
    with open_warehouse(settings.warehouse) as warehouse:
        return broken_rows(warehouse, collection, quarters=sorted(quarters))


def _quarters(warehouse: Warehouse, *, now: datetime) -> list[str]:
    """The open quarters from the first for which anything was accepted."""
    ((first,),) = warehouse.execute("SELECT min(quarter) FROM versions").fetchall()
    return [each for each in open_quarters(on=now.date()) if first and each >= first]


def _examine_batch(settings: Settings, ledger: Ledger, received: list[dict[str, Any]], *, now: datetime) -> Examined:
    """Judge and store one batch, then say so in the ledger; what an interrupted run stored already is only said."""
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


def _store(settings: Settings, warehouse: Warehouse, received: list[dict[str, Any]], *, now: datetime) -> None:
    files = [(each["submission"], path_of(settings.archive, each["sha256"])) for each in received]
    senders = {each["submission"]: each["country"] for each in received}
    judged = judge(list(deliver(files, settings=settings)), now=now, senders=senders)
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
            examined_at=at, contracts=pl.lit(stored.rules_hash())
        ),
        parts=judged.parts,
        findings=judged.findings,
        rule_runs=judged.rule_runs.with_columns(examined_at=at),
        letters=judged.letters,
        rows=judged.rows,
    )


def _add(one: Examined, other: Examined) -> Examined:
    return Examined(
        submissions=one.submissions + other.submissions,
        accepted=one.accepted + other.accepted,
        returned=one.returned + other.returned,
        rows=one.rows + other.rows,
        findings=one.findings + other.findings,
        quarters=tuple(sorted({*one.quarters, *other.quarters})),
    )

"""Before a run: a warehouse that has lost something is set aside and made anew from archive and ledger."""

from datetime import UTC, datetime

from pipeline.journal import WARNING, note
from pipeline.rebuilding import rebuild
from pipeline.settings import Settings
from pipeline.storage.agreement import disagreement
from pipeline.storage.beginning import has_begun
from pipeline.storage.ledger import WAREHOUSE_RENEWED, Ledger
from pipeline.storage.warehouse import held_alone


def agree(settings: Settings, *, now: datetime) -> str | None:
    """Why the warehouse was made anew: gone, unreadable, behind; None where it agrees with the ledger.

    What is set aside is kept, named by the time. Raises LedgerLostError, and WarehouseAheadError where it is the
    ledger that lacks something: nothing is done then.
    """
    if not has_begun(settings):
        return None
    ledger = Ledger(settings.ledger)
    ledger.newest()  # one that lost its end is no measure of anything
    with held_alone(settings.warehouse):
        why = disagreement(settings.warehouse, ledger)
        if why is None:
            return None
        aside = _set_aside(settings, now=now)
    differing = rebuild(settings).differing
    ledger.append(WAREHOUSE_RENEWED, at=now, why=why, aside=aside, differing=list(differing))
    note(settings, "warehouse-renewed", level=WARNING, why=why)
    return why


def _set_aside(settings: Settings, *, now: datetime) -> list[str]:
    """The names under which the file and its log are kept."""
    kept, path = [], settings.warehouse
    for each in (path, path.with_name(f"{path.name}.wal")):
        if each.exists():
            place = each.with_name(f"{each.name}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
            each.rename(place)
            kept.append(place.name)
    return kept

"""What only a fault of ours could bring about, looked for in ledger and editions: counts, never figures."""

from dataclasses import dataclass

import polars as pl

from data_contracts.edition import FREE, HIDDEN, NETWORK, file_name
from pipeline.lives import lives
from pipeline.publish.edition import read_table
from pipeline.publish.pointer import current_edition
from pipeline.publish.totals import unequal_totals as unequal
from pipeline.settings import Settings
from pipeline.storage.ledger import PUBLISHED, WITHDRAWN, Ledger

_HERE = ("delivered", "nil")


@dataclass(frozen=True)
class Contents:
    """What the current edition holds. owed: collections that were due by then, less exemptions. states: how every
    collection that was asked for stands, by quarter."""

    edition: str
    figures: int
    hidden: int
    members: int
    quarters: int
    owed: int
    delivered: int
    states: pl.DataFrame

    @property
    def coverage_pct(self) -> float:
        """The share of what was owed that has come."""
        return round(100 * self.delivered / self.owed, 1) if self.owed else 100.0


def contents(settings: Settings) -> Contents | None:
    """Of the current edition; None before the first."""
    path = current_edition(settings.editions)
    if path is None:
        return None
    figures, sent = read_table(path, "indicators"), read_table(path, "deliveries")
    owed = sent.filter(~pl.col("state").is_in(["exempt", "waiting"]))
    return Contents(
        edition=path.stem,
        figures=figures.filter(pl.col("conf_status") == FREE).height,
        hidden=figures.filter(pl.col("conf_status") == HIDDEN).height,
        members=figures.filter(pl.col("country") != NETWORK)["country"].n_unique(),
        quarters=figures["quarter"].n_unique(),
        owed=owed.height,
        delivered=owed.filter(pl.col("state").is_in(_HERE)).height,
        states=sent.group_by("quarter", "state").len("collections").sort("quarter", "state"),
    )


def broken_chain(settings: Settings) -> int | None:
    """The event of the ledger that does not follow from the one before it; None while the chain holds."""
    ledger = Ledger(settings.ledger)
    return ledger.first_break() if ledger.exists() else None


def unequal_totals(settings: Settings) -> int:
    """How many totals of the current edition are not the sum of their parts."""
    path = current_edition(settings.editions)
    return unequal(read_table(path, "indicators")) if path else 0


def lost_deliveries(settings: Settings) -> int:
    """How many collections the edition before the current one had and this one has not, though nobody withdrew them."""
    ledger = Ledger(settings.ledger)
    published = ledger.events(PUBLISHED) if ledger.exists() else []
    paths = [settings.editions / file_name(each["edition"]) for each in published[-2:]]
    if len(paths) < 2 or not all(path.exists() for path in paths):
        return 0
    place = ["country", "quarter", "collection"]
    before, now = (read_table(path, "deliveries").select(*place, "state") for path in paths)
    # What is no longer asked for at all is a decision about duties, not a loss.
    gone = before.filter(pl.col("state").is_in(_HERE)).join(now.filter(~pl.col("state").is_in(_HERE)), on=place)
    return len({*gone.select(place).iter_rows()} - _withdrawn_since(ledger, published[-2]["as_of"]))


def _withdrawn_since(ledger: Ledger, seq: int) -> set[tuple[str, ...]]:
    """Country, quarter and collection of all that was taken back after that event."""
    told = lives(ledger.events())
    since = [told[each["submission"]] for each in ledger.events(WITHDRAWN) if each["seq"] > seq]
    return {
        (each.country, each.quarter, collection)
        for each in since
        if each.country and each.quarter
        for collection in each.collections
    }

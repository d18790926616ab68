"""Compile an edition as of a place in the ledger: first the figures that no longer match what they rest on, then its
tables. The same ledger, day, contracts, threshold, code and edition before it give the same edition, whenever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import polars as pl

from data_contracts.cards import load_cards
from data_contracts.duties import load_calendar, load_members, open_quarters
from data_contracts.edition import FREE, NETWORK
from pipeline.outcomes import Protected
from pipeline.protect.protection import hierarchy_of_cards
from pipeline.protect.protection import protect as protect_table
from pipeline.publish.edition import hash_of, shaped
from pipeline.publish.revisions import revisions
from pipeline.publish.suppression import suppression
from pipeline.publish.vintages import with_news
from pipeline.storage import figures as stored
from pipeline.storage.deliveries import deliveries
from pipeline.storage.warehouse import Warehouse, table

SYNTHETIC = "synthetic"
"""The sender of example submissions; one of them marks every edition as example data."""


@dataclass(frozen=True)
class Moment:
    """What an edition is a function of, besides contracts and code.

    place: up to which event of the ledger it counts what was received and said. now: decides which rounds have opened
    and what is missing. threshold: counts below are hidden.
    """

    place: int
    now: datetime
    threshold: int

    @classmethod
    def told(cls, published: Mapping[str, Any]) -> Self:
        """The moment of an edition that was published, as the ledger's event tells it."""
        return cls(published["as_of"], datetime.fromisoformat(published["made_at"]), published["threshold"])


@dataclass(frozen=True)
class Compiled:
    """An edition before it is written.

    tables: TABLES less `edition`, in their shape. own: country -> its clear figures. counted: the submissions that
    count in it.
    """

    tables: dict[str, pl.DataFrame]
    own: dict[str, pl.DataFrame]
    counted: list[str]
    synthetic: bool
    threshold: int

    @property
    def edition(self) -> str:
        return hash_of(self.tables, threshold=self.threshold, synthetic=self.synthetic)


def compile_edition(warehouse: Warehouse, moment: Moment, *, before: pl.DataFrame | None) -> Compiled | None:
    """The edition of this moment; None where nothing was accepted by then. before: `vintages` of the edition before."""
    quarters = quarters_of(warehouse, moment)
    if not quarters:
        return None
    refresh(warehouse, moment)
    place = {"place": moment.place}
    secret = [card.id for card in load_cards().values() if not card.published]
    safe = stored.figures_of(warehouse, "protected_indicators", quarters=quarters)
    safe = safe.filter(~pl.col("indicator").is_in(secret))
    clear = stored.figures_of(warehouse, "indicators", quarters=quarters)
    vintages = with_news(before, safe, now=moment.now)
    versions = table(warehouse, "SELECT * EXCLUDE turn FROM versions_at($place)", place)
    counted = table(warehouse, "SELECT DISTINCT submission FROM current_versions_at($place)", place)
    senders = table(warehouse, "SELECT DISTINCT sender FROM submissions WHERE seq <= $place", place)
    tables = {
        "indicators": pl.concat([safe, suppression(safe), revisions(vintages)]),
        "deliveries": deliveries(warehouse, quarters=quarters, now=moment.now, place=moment.place),
        "versions": versions,
        "vintages": vintages,
        "rounds": load_calendar().filter(pl.col("quarter").is_in(quarters)),
        "members": load_members(),
    }
    return Compiled(
        tables={name: shaped(name, rows) for name, rows in tables.items()},
        own={str(country): rows for (country,), rows in clear.group_by("country") if country != NETWORK},
        counted=sorted(counted["submission"]),
        synthetic=SYNTHETIC in set(senders["sender"]),
        threshold=moment.threshold,
    )


def refresh(warehouse: Warehouse, moment: Moment) -> None:
    """Calculate and protect what is stale."""
    if stale := stale_quarters(warehouse, moment):
        calculate(warehouse, moment, quarters=stale)
        protect(warehouse, moment, quarters=stale)


def calculate(warehouse: Warehouse, moment: Moment, *, quarters: Sequence[str]) -> int:
    """Calculate the figures of `quarters` anew into table `indicators`; how many rows it has of them then."""
    basis = basis_of(warehouse, moment, quarters=sorted(quarters))
    if not basis:
        return 0
    rows = stored.calculate_figures(warehouse, quarters=list(basis), now=moment.now, place=moment.place)
    stored.replace_figures(warehouse, "indicators", rows.with_columns(conf_status=pl.lit(FREE)), basis=basis)
    return rows.height


def protect(warehouse: Warehouse, moment: Moment, *, quarters: Sequence[str]) -> Protected:
    """Protect the figures of `quarters` into table `protected_indicators`.

    They rest on what the figures were made from, which need not be all that has come since.
    """
    made = stored.made_from(warehouse, "indicators")
    basis = {quarter: made[quarter] for quarter in sorted(quarters) if quarter in made}
    clear = stored.figures_of(warehouse, "indicators", quarters=list(basis))
    safe = protect_table(clear, hierarchy=hierarchy_of_cards(), below=moment.threshold)
    stored.replace_figures(warehouse, "protected_indicators", safe, basis=basis)
    return Protected(rows=safe.height, hidden=safe.filter(pl.col("conf_status") != FREE).height)


def stale_quarters(warehouse: Warehouse, moment: Moment) -> list[str]:
    """The quarters, from the first that has a version on, whose protected figures no longer match what they rest on."""
    basis = basis_of(warehouse, moment, quarters=quarters_of(warehouse, moment))
    made = stored.made_from(warehouse, "protected_indicators")
    return [quarter for quarter in basis if made.get(quarter) != basis[quarter]]


def quarters_of(warehouse: Warehouse, moment: Moment) -> list[str]:
    """The quarters that were open at the moment, from the first for which anything was accepted."""
    ((first,),) = warehouse.execute(
        "SELECT min(quarter) FROM versions WHERE turn <= $place", {"place": moment.place}
    ).fetchall()
    return [each for each in open_quarters(on=moment.now.date()) if first and each >= first]


def basis_of(warehouse: Warehouse, moment: Moment, *, quarters: list[str]) -> dict[str, str]:
    return stored.basis_of(warehouse, quarters=quarters, now=moment.now, threshold=moment.threshold, place=moment.place)

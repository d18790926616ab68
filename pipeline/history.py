"""What happened to submissions since they came: turns to examine, and the past that they are held against."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.examine.past import WITHDRAWALS, Past
from pipeline.receive.delivery import Delivery
from pipeline.rulings import explanations_of, granted_waivers, overrides_of
from pipeline.settings import Settings
from pipeline.storage.beginning import has_begun
from pipeline.storage.ledger import EXPLAINED, OVERRIDDEN, RECEIVED, WITHDRAWN, Ledger
from pipeline.storage.shelf import Shelf
from pipeline.weighing import Turn


def load_past(settings: Settings, *, countries: Collection[str], quarters: Collection[str]) -> Past:
    """What was accepted of `countries`, in any quarter, and of everyone in `quarters`."""
    if not has_begun(settings):  # nothing was ever received, and asking makes nothing
        return Past()
    shelf = Shelf(settings.shelf)
    ledger = Ledger(settings.ledger)
    gone = [(each["submission"], each["seq"]) for each in ledger.events(WITHDRAWN)]
    withdrawn = pl.DataFrame(gone, schema=WITHDRAWALS, orient="row")
    versions = shelf.versions(countries=countries, quarters=quarters)
    return Past(
        versions=versions.drop("withdrawn").join(withdrawn, on="submission", how="left", maintain_order="left"),
        remembered=shelf.remembered(countries=countries),
        waivers=granted_waivers(settings, ledger),
        withdrawn=withdrawn,
        fetch=shelf.rows,
    )


def past_of(settings: Settings, deliveries: Iterable[Delivery]) -> Past:
    """The past that these deliveries are compared with."""
    known = [each for each in deliveries if each.country and each.quarter]
    return load_past(
        settings,
        countries={each.country for each in known if each.country},
        quarters={each.quarter for each in known if each.quarter},
    )


def turns_of(settings: Settings, openers: Sequence[dict[str, Any]], deliveries: Iterable[Delivery]) -> list[Turn]:
    """The turns that `openers` lead to, one a submission: with all that was said of each until then."""
    ledger = Ledger(settings.ledger)
    these = [each["submission"] for each in openers]
    received = {each["submission"]: each for each in ledger.events(RECEIVED, submission=these)}
    said = {each["submission"] for each in ledger.events(EXPLAINED, OVERRIDDEN, submission=these)}
    files = {each.submission: each for each in deliveries}
    return [
        Turn(
            delivery=files[each["submission"]],
            at=received[each["submission"]]["at"],
            seq=each["seq"],
            sender=received[each["submission"]]["country"],
            **(_said_of(settings, ledger, each) if each["submission"] in said else {}),
        )
        for each in openers
    ]


def _said_of(settings: Settings, ledger: Ledger, opener: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What a turn knows of what was said."""
    whose, until = opener["submission"], opener["seq"]
    return {
        "explanations": explanations_of(settings, ledger, whose, until=until),
        "overrides": overrides_of(settings, ledger, whose, until=until),
    }

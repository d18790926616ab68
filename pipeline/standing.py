"""Findings that stand between accepted submissions: what another country told later can put a figure in question."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from data_contracts.findings import Finding
from pipeline.examine.further import FURTHER, look_further
from pipeline.examine.past import Past
from pipeline.examine.scene import CANDIDATES, Scene
from pipeline.history import load_past
from pipeline.receive.delivery import Delivery
from pipeline.rulings import explanations_of
from pipeline.settings import Settings
from pipeline.storage.ledger import Ledger
from pipeline.weighing import NOW, Turn, weigh

_MUTUAL = tuple(rule for rule in FURTHER if rule.others)
"""The rules that concern both sides: whoever comes second is asked, and whoever came first must hear of it."""


def standing(settings: Settings, *, country: str, quarters: Sequence[str]) -> list[tuple[str, Finding]]:
    """(submission, finding) of `country`, on what is in force in `quarters`: found anew each time it is asked.

    So a finding is gone as soon as either side corrects its figures. An explanation given in the file or later stands
    with it.
    """
    past = load_past(settings, countries=[country], quarters=quarters)
    mine = _in_force(past, country=country, quarters=quarters)
    if mine.is_empty():
        return []
    whose = mine.select("submission", "country", "quarter").unique().with_columns(turn=pl.lit(NOW, pl.Int64))
    full = mine.filter(~pl.col("nil_return"))
    rows = {
        str(name): past.fetch(str(name), part["submission"].to_list()) for (name,), part in full.group_by("collection")
    }
    nil = {
        str(submission): frozenset(part["collection"])
        for (submission,), part in mine.filter("nil_return").group_by("submission")
    }
    scene = Scene(whose.select(list(CANDIDATES)), rows, nil, past.versions, past.fetch)
    found = look_further(scene, _MUTUAL).findings.with_columns(letter=pl.lit(None, pl.String))
    weighed = weigh(found, [_turn(settings, *each) for each in whose.select(list(CANDIDATES)).iter_rows()], Past())
    names = list(Finding.__dataclass_fields__)
    return [
        (row["submission"], Finding(**{name: row[name] for name in names}))
        for row in weighed.sort("submission", maintain_order=True).iter_rows(named=True)
    ]


def _in_force(past: Past, *, country: str, quarters: Sequence[str]) -> pl.DataFrame:
    collections = [rule.collection for rule in _MUTUAL]
    return (
        past.versions.filter(
            pl.col("withdrawn").is_null()
            & (pl.col("country") == country)
            & pl.col("quarter").is_in(list(quarters))
            & pl.col("collection").is_in(collections)
        )
        .sort("turn")
        .unique(["quarter", "collection"], keep="last", maintain_order=True)
    )


def _turn(settings: Settings, submission: str, _turn: int, country: str, quarter: str) -> Turn:
    given = explanations_of(settings, Ledger(settings.ledger), submission, until=NOW)
    whose = Delivery(submission, kind="accepted", country=country, quarter=quarter)
    return Turn(whose, at=datetime.min.replace(tzinfo=UTC), explanations=given)

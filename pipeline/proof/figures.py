"""Prove the figures: calculated anew as of the last edition they come to the same, and so does the edition itself."""

from collections.abc import Iterator, Sequence

import polars as pl

from data_contracts.edition import FREE, file_name
from data_contracts.fingerprint import rules_hash
from pipeline.compiling import Moment, basis_of, compile_edition, quarters_of
from pipeline.proof.ledger import Event
from pipeline.proof.problem import ALTERED, EDITIONS, FIGURES, OTHER, Problem, place_of
from pipeline.protect.protection import hierarchy_of_cards
from pipeline.protect.protection import protect as protect_table
from pipeline.publish.edition import read_table
from pipeline.settings import Settings
from pipeline.storage import figures as stored
from pipeline.storage.ledger import PUBLISHED
from pipeline.storage.warehouse import Warehouse

STALE = "stale"
"""Figures that wait for the next run, or were made by other contracts or code: they cannot be calculated anew here."""

CLEAR, SAFE = "indicators", "protected_indicators"


def prove_figures(settings: Settings, warehouse: Warehouse, events: Sequence[Event]) -> tuple[int, list[Problem]]:
    """How many figures were calculated anew, and which quarters come to others than are stored, or than were shown."""
    told = [each for each in events if each["event"] == PUBLISHED]
    if not told:
        return 0, []
    last = told[-1]
    moment = Moment.told(last)
    if (last["contracts"], last["code"]) != (rules_hash(), stored.code_hash()):
        return 0, [Problem(FIGURES, STALE, CLEAR, is_note=True)]
    quarters = quarters_of(warehouse, moment)
    basis = basis_of(warehouse, moment, quarters=quarters)
    made = {name: stored.made_from(warehouse, name) for name in (CLEAR, SAFE)}
    fresh = [each for each in quarters if made[CLEAR].get(each) == made[SAFE].get(each) == basis[each]]
    problems = [Problem(FIGURES, STALE, each, is_note=True) for each in quarters if each not in fresh]
    clear = stored.calculate_figures(warehouse, quarters=fresh, now=moment.now, place=moment.place)
    clear = clear.with_columns(conf_status=pl.lit(FREE))
    held = {name: stored.figures_of(warehouse, name, quarters=fresh) for name in (CLEAR, SAFE)}
    safe = protect_table(held[CLEAR], hierarchy=hierarchy_of_cards(), below=moment.threshold)
    for name, anew in ((CLEAR, clear), (SAFE, safe)):
        problems += [Problem(FIGURES, ALTERED, f"{name} {quarter}") for quarter in _unlike(anew, held[name])]
    if not problems:
        problems += _edition(settings, warehouse, moment, told)
    return clear.height, problems


def _edition(settings: Settings, warehouse: Warehouse, moment: Moment, told: Sequence[Event]) -> Iterator[Problem]:
    """The last edition follows from the warehouse and the edition before it."""
    before = settings.editions / file_name(told[-2]["edition"]) if len(told) > 1 else None
    try:
        vintages = read_table(before, "vintages") if before else None
    except Exception:  # noqa: BLE001 - it is told of the edition before that it cannot be read
        return
    compiled = compile_edition(warehouse, moment, before=vintages)
    if compiled is None or compiled.edition != told[-1]["edition"]:
        yield Problem(EDITIONS, OTHER, place_of(settings, settings.editions / file_name(told[-1]["edition"])))


def _unlike(anew: pl.DataFrame, held: pl.DataFrame) -> list[str]:
    """The quarters of which the two differ."""
    columns = sorted(anew.columns)
    sides = [frame.select(pl.col(columns).cast(pl.String)) for frame in (anew, held)]
    found = [each.join(other, on=columns, how="anti", nulls_equal=True) for each, other in (sides, sides[::-1])]
    return sorted({*found[0]["quarter"], *found[1]["quarter"]})

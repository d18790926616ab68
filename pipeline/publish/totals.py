"""Totals of an edition equal their parts, wherever every part can be seen."""

from collections.abc import Iterator

import polars as pl

from data_contracts.cards import Card, Term, computed_cards
from data_contracts.edition import FREE, NETWORK, NO_BREAKDOWN

_ROUNDED = 1e-6
"""How far a figure may be from what it was before it was rounded."""


def unequal_totals(indicators: pl.DataFrame) -> int:
    """How many sums in the edition's table `indicators` differ from what they add up: the network from its countries,
    the whole from its breakdowns. What counts a thing once that several parts have is no sum of them."""
    return sum(found.height for found in _unequal(indicators))


def _unequal(indicators: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for side in ("numerator", "denominator"):
        adds_up = [card.id for card in computed_cards() if _adds_up(_term(card, side))]
        over_countries = [card.id for card in computed_cards() if _is_once_a_country(_term(card, side))]
        is_network, is_whole = pl.col("country") == NETWORK, pl.col("dimension") == NO_BREAKDOWN
        countries = indicators.filter(~is_network, pl.col("indicator").is_in(over_countries))
        yield _compare(
            indicators.filter(is_network), countries, side, by=["indicator", "quarter", "dimension", "category"]
        )
        parts = indicators.filter(~is_whole, pl.col("indicator").is_in(adds_up))
        for (_,), split in parts.group_by("dimension"):
            yield _compare(indicators.filter(is_whole), split, side, by=["indicator", "country", "quarter"])


def _compare(totals: pl.DataFrame, parts: pl.DataFrame, side: str, *, by: list[str]) -> pl.DataFrame:
    """The totals that are not the sum of their parts, where all of these can be seen."""
    known = pl.col("numerator").is_not_null()
    summed = parts.group_by(by).agg(
        pl.col(side).filter(known).sum().alias("summed"),
        (pl.col("conf_status") == FREE).all().alias("is_seen"),
        pl.len().alias("parts"),
    )
    off = (pl.col(side) - pl.col("summed")).abs() > _ROUNDED * (pl.col("parts") + 1)
    seen = pl.col("is_seen") & (pl.col("conf_status") == FREE) & pl.col(side).is_not_null()
    return totals.join(summed, on=by).filter(seen & off)


def _term(card: Card, side: str) -> Term | None:
    return card.numerator if side == "numerator" else card.denominator


def _adds_up(term: Term | None) -> bool:
    """Whether every row counts in one category of a breakdown, and as much there as in the whole."""
    return term is not None and (bool(term.sum) or term.rows or term.constant is not None) and not term.median


def _is_once_a_country(term: Term | None) -> bool:
    return term is not None and not term.once and not term.median

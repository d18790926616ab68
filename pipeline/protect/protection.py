"""Protect a table of figures: small counts of persons hidden, and with them whatever would give them away.

The first method, simple and conservative: it hides whole blocks, never single cells. A later method may hide less;
what goes in and what comes out stays.

1. A count of persons from 1 to `below` - 1 is small; so is the difference of two counts of the same measure, or of a
   share's two counts, because whoever sees both sees it.
2. A small count in a country's totals hides every confidential figure of that collection for the country and quarter;
   one in a breakdown hides that whole breakdown, zeros included, so that no remainder is left to subtract.
3. The network's total minus the countries that can be seen is what the hidden ones have together. So further countries
   are hidden until at least three are, and until any one of them, knowing its own figure, still faces at least
   `below` - 1 persons spread over two others; where that cannot be reached, the network's figure is hidden instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from data_contracts.cards import Card, Term, load_cards
from data_contracts.edition import FREE, HIDDEN, NETWORK, NO_BREAKDOWN

FEWEST = 3
"""An aggregate over fewer contributing members is hidden, and no fewer countries are hidden together."""


@dataclass(frozen=True)
class Hierarchy:
    """How the cells of a table hang together.

    blocks: block -> the indicators whose counts of persons are linked and are hidden together.
    counts: (indicator, `numerator` or `denominator`) -> the measures it adds up, for every confidential count.
    Within an indicator and quarter, the categories of a dimension add up to the whole (`_T`), countries to `_T`.
    """

    blocks: Mapping[str, tuple[str, ...]]
    counts: Mapping[tuple[str, str], str]


def hierarchy_of_cards() -> Hierarchy:
    """The hierarchy of the indicator catalogue: a block is the confidential cards of one collection."""
    blocks: dict[str, list[str]] = {}
    counts: dict[tuple[str, str], str] = {}
    for card in load_cards().values():
        if card.confidential and card.needs is None:
            blocks.setdefault(card.collection, []).append(card.id)
            counts |= {(card.id, side): "+".join(term.sum) for side, term in _terms(card).items() if term.confidential}
    return Hierarchy({block: tuple(cards) for block, cards in blocks.items()}, counts)


def protect(table: pl.DataFrame, *, hierarchy: Hierarchy, below: int) -> pl.DataFrame:
    """`table` (the edition's table `indicators`) with conf_status set, and nothing left in a hidden cell.

    The same table always gives the same answer, in the same order of rows.
    """
    hidden = []
    cell = ["indicator", "country", "quarter", "dimension"]
    for indicators in hierarchy.blocks.values():
        found = _hidden(table.filter(pl.col("indicator").is_in(indicators)), hierarchy, below)
        hidden.append(found.join(pl.DataFrame({"indicator": indicators}), how="cross").select(cell))
    secret = pl.concat(hidden).select(cell).unique() if hidden else table.select(cell).clear()
    # What was never reported is missing, not hidden; a share of nothing would tell that there was nothing.
    is_hidden = pl.col("is_hidden").fill_null(False) & pl.col("numerator").is_not_null()
    told = pl.when(is_hidden & (pl.col("obs_status") == "M")).then(pl.lit("A")).otherwise("obs_status")
    return (
        table.join(secret.with_columns(is_hidden=True), on=cell, how="left", maintain_order="left")
        .with_columns(
            pl.when(~is_hidden).then(pl.col("value", "numerator", "denominator")),
            obs_status=told,
            conf_status=pl.when(is_hidden).then(pl.lit(HIDDEN)).otherwise(pl.lit(FREE)),
        )
        .select(table.columns)
    )


def _hidden(block: pl.DataFrame, hierarchy: Hierarchy, below: int) -> pl.DataFrame:
    """country, quarter, dimension: every breakdown of the block that is hidden; the whole hides every breakdown."""
    counts = _counts(block, hierarchy)
    small = _small(counts, below).select("country", "quarter", "dimension").unique()
    found = []
    dimensions = sorted(set(block.get_column("dimension")) - {NO_BREAKDOWN})
    for quarter in sorted(set(block.get_column("quarter"))):
        mine = counts.filter(pl.col("quarter") == quarter)
        here = small.filter(pl.col("quarter") == quarter)
        whole = _closed(mine.filter(pl.col("dimension") == NO_BREAKDOWN), _countries(here, NO_BREAKDOWN), below)
        found += [(country, quarter, dimension) for country in whole for dimension in (NO_BREAKDOWN, *dimensions)]
        for dimension in dimensions:
            start = whole | _countries(here, dimension)
            split = _closed(mine.filter(pl.col("dimension") == dimension), start, below)
            found += [(country, quarter, dimension) for country in split - whole]
    return pl.DataFrame(found, schema=dict.fromkeys(("country", "quarter", "dimension"), pl.String), orient="row")


def _counts(block: pl.DataFrame, hierarchy: Hierarchy) -> pl.DataFrame:
    """One row a confidential count: indicator, side, measure, the cell, count, members_in."""
    cell = ["country", "quarter", "dimension", "category"]
    sides = [
        block.filter(pl.col("indicator") == indicator).select(
            pl.lit(indicator).alias("indicator"),
            pl.lit(side).alias("side"),
            pl.lit(measure).alias("measure"),
            *cell,
            pl.col(side).alias("count"),
            "members_in",
        )
        for (indicator, side), measure in hierarchy.counts.items()
    ]
    return pl.concat(sides).filter(pl.col("count").is_not_null())


def _small(counts: pl.DataFrame, below: int) -> pl.DataFrame:
    """The cells in which a count, or a difference that can be seen, is small; aggregates of too few members too."""
    cell = ["country", "quarter", "dimension", "category"]
    is_small = pl.col("count").is_between(1, below - 1)
    few = (pl.col("country") == NETWORK) & (pl.col("members_in") < FEWEST) & (pl.col("count") > 0)
    alone = counts.filter(is_small | few).select(cell)
    apart = (pl.col("count") - pl.col("count_right")).abs().is_between(1, below - 1)
    same_measure = counts.join(counts, on=[*cell, "measure"]).filter(apart).select(cell)
    shares = counts.join(counts, on=[*cell, "indicator"]).filter(apart).select(cell)
    return pl.concat([alone, same_measure, shares]).unique()


def _closed(counts: pl.DataFrame, start: set[str], below: int) -> set[str]:
    """`start` and the countries, or the network, that must be hidden with it so that nothing follows by subtraction."""
    if NETWORK in start or not start:
        return start
    wide = (
        counts.filter(pl.col("country") != NETWORK)
        .with_columns(at=pl.concat_str("indicator", "side", "category", separator="|"))
        .pivot("at", index="country", values="count", aggregate_function="first", sort_columns=True)
        .fill_null(0.0)
        .with_columns(size=pl.sum_horizontal(pl.exclude("country")))
        .sort("size", "country")
    )
    hidden = set(start)
    for candidate in [*wide.filter(pl.col("size") > 0).get_column("country"), None]:
        together = wide.filter(pl.col("country").is_in(hidden)).drop("country", "size")
        if len(hidden) >= FEWEST and _is_blurred(together, below):
            return hidden
        if candidate:
            hidden.add(candidate)
    return set(start) | {NETWORK}


def _is_blurred(together: pl.DataFrame, below: int) -> bool:
    """Whether each sum over the hidden countries, less the largest of them, still leaves enough room, or is nothing."""
    rest = together.select(pl.all().sum() - pl.all().max()).row(0) if together.width else ()
    whole = together.select(pl.all().sum()).row(0) if together.width else ()
    return all(sum_ == 0 or left >= below - 1 for sum_, left in zip(whole, rest, strict=True))


def _countries(cells: pl.DataFrame, dimension: str) -> set[str]:
    return set(cells.filter(pl.col("dimension") == dimension).get_column("country"))


def _terms(card: Card) -> Mapping[str, Term]:
    return {"numerator": card.numerator} | ({"denominator": card.denominator} if card.denominator else {})

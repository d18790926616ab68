"""From grouped sums to figures: every card, by country and for the network, whole and by each breakdown.

Heavy work is one lazy grouped query a collection, on whatever engine holds the rows; what comes back is as small as the
edition itself and is finished in Polars.
"""

from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw
import polars as pl

from data_contracts.cards import Card, computed_cards
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.edition import NETWORK, NO_BREAKDOWN
from pipeline.calculate.assembly import CELL, assemble, collections_of
from pipeline.calculate.expressions import QUALIFIERS, TOTAL, parts, weighted_median

PARTS = ("numerator", "denominator", "given", "missing", "left", "qualifier", "reason")


def figures(
    rows: Mapping[str, nw.LazyFrame], *, quarters: Sequence[str], deliveries: pl.DataFrame, population: pl.DataFrame
) -> pl.DataFrame:
    """The columns of the edition's table `indicators` less conf_status, for `quarters`, nothing hidden yet.

    rows: collection -> its current rows of these quarters, on any engine that Narwhals speaks; one that has none may
    be left out.
    deliveries: country, quarter, collection, owed (0/1), delivered (0/1), attempted, first_pass, days_late.
    population: country, year, sex, population_12_25 (persons).
    """
    rows = {name: frame.filter(nw.col("counted")) for name, frame in rows.items()}
    rows["deliveries"] = nw.from_native(deliveries.filter(pl.col("owed") == 1).lazy())
    sums = [_long(sum_) for collection, frame in rows.items() for sum_ in _sums(frame, collection, quarters)]
    return assemble(
        pl.concat(sums).join(_splits(), on=["indicator", "dimension"], how="semi"),
        deliveries=deliveries,
        population=population,
    )


def _sums(frame: nw.LazyFrame, collection: str, quarters: Sequence[str]) -> Iterator[pl.DataFrame]:
    """What the rows of one collection add up to for its cards: by country, and without for what counts once."""
    cards = [card for card in computed_cards() if collection in collections_of(card)]
    summed = {card.id: tuple(parts(card, collection, quarters=quarters)) for card in cards if not card.numerator.median}
    known = frame.with_columns(part.of_row.alias(part.name) for mine in summed.values() for part in mine)
    cuts = nw.concat([_cut(known, collection, split) for split in (None, *_dimensions(cards))])
    for network in (False, True):
        by = [*([] if network else ["country"]), "quarter", "dimension", "category"]
        wanted = [card.id for card in cards if card.id in summed and (_counts_once(card) or not network)]
        if wanted:
            found = [expr for each in wanted for part in summed[each] for expr in part.of_group]
            yield _collected(cuts.group_by(*by).agg(*found), network)
        for card in cards:
            if card.numerator.median:
                yield _collected(_median(cuts, card, by), network)


def _cut(frame: nw.LazyFrame, collection: str, dimension: str | None) -> nw.LazyFrame:
    """`frame` with its category; a row that does not split a key falls under unknown in that key's breakdown."""
    if dimension is None:
        return frame.with_columns(dimension=nw.lit(NO_BREAKDOWN), category=nw.lit(NO_BREAKDOWN))
    category = nw.col(dimension)
    if collection in COLLECTIONS and load_contract(collection).column(dimension).has_total:
        category = nw.when(category == TOTAL).then(nw.lit("_U")).otherwise(category)
    return frame.with_columns(dimension=nw.lit(dimension), category=category)


def _median(cuts: nw.LazyFrame, card: Card, by: Sequence[str]) -> nw.LazyFrame:
    found = {"numerator": nw.col("median"), "given": nw.lit(1), "qualifier": nw.lit(QUALIFIERS.index("E"))}
    named = [expr.alias(f"{card.id}__{part}") for part, expr in found.items()]
    return weighted_median(cuts, card.numerator, by=by).select(*by, *named)


def _collected(query: nw.LazyFrame, network: bool) -> pl.DataFrame:
    found = query.collect(backend="polars").to_native()
    return found.with_columns(country=pl.lit(NETWORK)) if network else found


def _splits() -> pl.DataFrame:
    """indicator, dimension: the breakdowns that each card asks for; the whole always."""
    pairs = [(card.id, split) for card in computed_cards() for split in (NO_BREAKDOWN, *card.breakdowns)]
    return pl.DataFrame(pairs, schema=["indicator", "dimension"], orient="row")


def _long(wide: pl.DataFrame) -> pl.DataFrame:
    """One row a card and cell, one column a part, from columns named `<card>__<part>`."""
    index = list(CELL[1:])
    names = [name for name in wide.columns if name not in index]
    schema = dict.fromkeys(CELL, pl.String) | dict.fromkeys(PARTS, pl.Float64)
    if not names or wide.is_empty():
        return pl.DataFrame(schema=schema)
    cards: dict[str, list[str]] = {}
    for name in names:
        cards.setdefault(name.split("__")[0], []).append(name)
    stacked = [
        wide.select(
            pl.lit(card).alias("indicator"),
            *index,
            *(
                pl.col(f"{card}__{part}").cast(pl.Float64).alias(part)
                if f"{card}__{part}" in mine
                else pl.lit(None, pl.Float64).alias(part)
                for part in PARTS
            ),
        )
        for card, mine in cards.items()
    ]
    return pl.concat(stacked).select(list(schema))


def _dimensions(cards: Sequence[Card]) -> list[str]:
    return list(dict.fromkeys(dimension for card in cards for dimension in card.breakdowns))


def _counts_once(card: Card) -> bool:
    """Whether the network counts something once that several members report, so that members do not add up."""
    return any(term is not None and term.once for term in (card.numerator, card.denominator))

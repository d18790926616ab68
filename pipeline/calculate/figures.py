"""From grouped sums to figures: every card, by country and for the network, whole and by each breakdown.

Heavy work is one lazy grouped query a collection and breakdown, on whatever engine holds the rows; what comes back is
as small as the edition itself and is finished here in Polars.
"""

from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw
import polars as pl

from data_contracts.cards import Card, computed_cards
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.edition import NETWORK, NO_BREAKDOWN
from pipeline.calculate.assembly import CELL, assemble, collections_of
from pipeline.calculate.expressions import TOTAL, parts, weighted_median

PARTS = ("numerator", "denominator", "given", "missing", "left", "qualifier", "reason")


def figures(
    rows: Mapping[str, nw.LazyFrame], *, quarters: Sequence[str], deliveries: pl.DataFrame, population: pl.DataFrame
) -> pl.DataFrame:
    """The columns of the edition's table `indicators` less conf_status, for `quarters`, nothing hidden yet.

    rows: collection -> its current rows of these quarters, on any engine that Narwhals speaks.
    deliveries: country, quarter, collection, owed (0/1), delivered (0/1), attempted, first_pass, days_late.
    population: country, year, sex, population_12_25 (persons).
    """
    rows = {name: frame.filter(nw.col("counted")) for name, frame in rows.items()}
    rows["deliveries"] = nw.from_native(deliveries.filter(pl.col("owed") == 1).lazy())
    sums = [_long(query) for query in _queries(rows, quarters)]
    return assemble(pl.concat(sums), deliveries=deliveries, population=population)


def _queries(rows: Mapping[str, nw.LazyFrame], quarters: Sequence[str]) -> Iterator[pl.DataFrame]:
    for collection, frame in rows.items():
        cards = [card for card in computed_cards() if collection in collections_of(card)]
        summed = {
            card.id: tuple(parts(card, collection, quarters=quarters)) for card in cards if not card.numerator.median
        }
        known = frame.with_columns(part.of_row.alias(part.name) for mine in summed.values() for part in mine)
        for dimension in [None, *_dimensions(cards)]:
            mine = [card for card in cards if dimension is None or dimension in card.breakdowns]
            cut = _cut(known, collection, dimension)
            for network in (False, True):
                wanted = [card.id for card in mine if card.id in summed and (_counts_once(card) or not network)]
                if wanted:
                    found = [part.of_group for each in wanted for part in summed[each]]
                    yield _collected(cut.group_by(*_by(network)).agg(*found), dimension, network)
                for card in mine:
                    if card.numerator.median:
                        yield _median(cut, card, dimension, network=network)


def _by(network: bool) -> list[str]:
    return ["quarter", "category"] if network else ["country", "quarter", "category"]


def _cut(frame: nw.LazyFrame, collection: str, dimension: str | None) -> nw.LazyFrame:
    """`frame` with its category; a row that does not split a key falls under unknown in that key's breakdown."""
    if dimension is None:
        return frame.with_columns(category=nw.lit(NO_BREAKDOWN))
    category = nw.col(dimension)
    if collection in COLLECTIONS and load_contract(collection).column(dimension).has_total:
        category = nw.when(category == TOTAL).then(nw.lit("_U")).otherwise(category)
    return frame.with_columns(category=category)


def _median(cut: nw.LazyFrame, card: Card, dimension: str | None, *, network: bool) -> pl.DataFrame:
    by = _by(network)
    found = weighted_median(cut, card.numerator, by=by)
    given, estimated = nw.lit(1).alias(f"{card.id}.given"), nw.lit(2).alias(f"{card.id}.qualifier")
    found = found.select(*by, nw.col("median").alias(f"{card.id}.numerator"), given, estimated)
    return _collected(found, dimension, network)


def _collected(query: nw.LazyFrame, dimension: str | None, network: bool) -> pl.DataFrame:
    found = query.collect(backend="polars").to_native()
    country = pl.lit(NETWORK) if network else pl.col("country")
    return found.with_columns(country=country, dimension=pl.lit(dimension or NO_BREAKDOWN))


def _long(wide: pl.DataFrame) -> pl.DataFrame:
    """One row a card and cell, one column a part, from columns named `<card>.<part>`."""
    index = list(CELL[1:])
    names = [name for name in wide.columns if name not in index]
    schema = dict.fromkeys(CELL, pl.String) | dict.fromkeys(PARTS, pl.Float64)
    if not names or wide.is_empty():
        return pl.DataFrame(schema=schema)
    cards: dict[str, list[str]] = {}
    for name in names:
        cards.setdefault(name.split(".")[0], []).append(name)
    stacked = [
        wide.select(
            pl.lit(card).alias("indicator"),
            *index,
            *(
                pl.col(f"{card}.{part}").cast(pl.Float64).alias(part)
                if f"{card}.{part}" in mine
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

"""Put sums together: zero, missing and not applicable told apart, whole terms, values."""

from collections.abc import Sequence

import polars as pl

from data_contracts.cards import Card, computed_cards
from data_contracts.contract import load_contract
from data_contracts.edition import NETWORK, NO_BREAKDOWN, TABLES
from pipeline.calculate.expressions import MISSING, QUALIFIERS, TOTAL

CELL = ("indicator", "country", "quarter", "dimension", "category")
FIGURE = tuple(column for column in TABLES["indicators"] if column != "conf_status")
PLACES = 6
"""Decimals that are kept: beyond them, sums of euros differ with the order in which an engine adds."""


def assemble(sums: pl.DataFrame, *, deliveries: pl.DataFrame, population: pl.DataFrame) -> pl.DataFrame:
    """Figures (FIGURE, a row a cell) from sums per card and cell.

    sums: CELL and the parts of `expressions.parts`; country `_T` is what the network counts only once.
    deliveries, population: as in `figures.figures`.
    """
    sums = sums.group_by(CELL).agg(
        pl.col("numerator", "denominator", "qualifier", "reason").max(), pl.col("given", "missing", "left").sum()
    )
    own = sums.filter(pl.col("country") != NETWORK)
    cells = _cells(own, _states(deliveries)).join(own, on=CELL, how="left").join(_card_table(), on="indicator")
    countries = _known(_judged(_whole_terms(cells, population)))
    network = _network(countries, sums.filter(pl.col("country") == NETWORK))
    return pl.concat([_values(countries), _values(network)]).sort(CELL)


def _card_table() -> pl.DataFrame:
    """What putting figures together needs to know of each card."""
    return pl.DataFrame(
        [
            {
                "indicator": card.id,
                "scale": card.scale,
                "is_ratio": card.denominator is not None,
                "is_median": card.numerator.median is not None,
                "over_members": bool(card.denominator and card.denominator.members),
                "over_population": bool(card.denominator and card.denominator.population),
                "numerator_once": card.numerator.once,
                "denominator_once": bool(card.denominator and card.denominator.once),
            }
            for card in computed_cards()
        ]
    )


def _states(deliveries: pl.DataFrame) -> pl.DataFrame:
    """indicator, country, quarter, owed, delivered: how the collections stand that the card needs."""
    needs = pl.DataFrame(
        [(card.id, collection) for card in computed_cards() for collection in sorted(collections_of(card))],
        schema=["indicator", "collection"],
        orient="row",
    )
    sent = deliveries.select("country", "quarter", "collection", pl.col("owed", "delivered").cast(pl.Boolean))
    always = deliveries.select(
        "country", "quarter", collection=pl.lit("deliveries"), owed=True, delivered=True
    ).unique()
    states = needs.join(pl.concat([sent, always]), on="collection")
    return states.group_by("indicator", "country", "quarter").agg(pl.col("owed", "delivered").all())


def _cells(own: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """Every cell that a country has: the whole; and where it delivered, each code of a breakdown, each text it used.

    A code that a delivered collection does not list is a real zero; a text exists only where it was used.
    """
    whole = states.with_columns(dimension=pl.lit(NO_BREAKDOWN), category=pl.lit(NO_BREAKDOWN))
    listed = pl.DataFrame(
        [(card.id, dimension, code) for card in computed_cards() for dimension, code in _codes(card)],
        schema=["indicator", "dimension", "category"],
        orient="row",
    )
    delivered = states.filter("delivered")
    used = own.filter(pl.col("dimension") != NO_BREAKDOWN).select(CELL).join(delivered, on=CELL[:1] + CELL[1:3])
    columns = [*CELL, "owed", "delivered"]
    every = [whole, delivered.join(listed, on="indicator"), used]
    return pl.concat([each.select(columns) for each in every]).unique(CELL)


def _codes(card: Card) -> list[tuple[str, str]]:
    """dimension, code for each breakdown by a closed list; of countries only those that are used."""
    found = []
    for dimension in card.breakdowns if card.collection != "deliveries" else ():
        column = load_contract(card.collection).column(dimension)
        asked = card.numerator.where.get(dimension, (*column.codes, *(["_U"] if column.has_total else [])))
        if column.code_list and column.code_list != "country":
            found += [(dimension, code) for code in dict.fromkeys(asked) if code != TOTAL]
    return found


def _whole_terms(cells: pl.DataFrame, population: pl.DataFrame) -> pl.DataFrame:
    """Denominators that are no sums of rows: the member itself, or its population of 12 to 25 (split by sex only)."""
    by_sex = population.select("country", "year", pl.col("sex").alias("group"), "population_12_25")
    group = pl.when(pl.col("dimension") == "sex").then("category").otherwise(pl.lit(TOTAL))
    cells = cells.with_columns(year=pl.col("quarter").str.head(4).cast(pl.Int32), group=group)
    cells = cells.join(by_sex, on=["country", "year", "group"], how="left")
    whole = pl.when("over_members").then(1.0).when("over_population").then("population_12_25").otherwise("denominator")
    return cells.with_columns(denominator=whole)


def _judged(cells: pl.DataFrame) -> pl.DataFrame:
    """obs_status and coverage: a figure is known, exempt, not reported, left out by its statuses, or a real zero."""
    given, missing, left = (pl.col(part).fill_null(0) for part in ("given", "missing", "left"))
    reason = _told("reason", MISSING)
    status = (
        pl.when(~pl.col("delivered"))
        .then(pl.when("owed").then(pl.lit("O")).otherwise(pl.lit("J")))
        .when(given > 0)
        .then(_told("qualifier", QUALIFIERS))
        .when(missing > 0)
        .then(reason)
        .when((left > 0) | pl.col("is_median"))
        .then(pl.lit("M"))
        .otherwise(pl.lit("A"))
    )
    share = pl.when(given + missing > 0).then(given / (given + missing)).otherwise(1.0)
    return cells.with_columns(obs_status=status, coverage=pl.when("delivered").then(share).otherwise(0.0))


def _known(cells: pl.DataFrame) -> pl.DataFrame:
    """Values only where there are any; who is in a total, and who would have to be."""
    known = pl.col("obs_status").is_in(QUALIFIERS)
    owing = (pl.col("owed") | pl.col("delivered")) & ~pl.col("obs_status").is_in(["M", "J"])
    zero = pl.when(pl.col("over_population")).then(None).otherwise(0.0)
    return cells.with_columns(
        numerator=pl.when(known).then(pl.col("numerator").fill_null(0.0)),
        denominator=pl.when(known & pl.col("is_ratio")).then(pl.col("denominator").fill_null(zero)),
        members_in=known.cast(pl.Int32),
        members_owing=owing.cast(pl.Int32),
    )


def _network(countries: pl.DataFrame, once: pl.DataFrame) -> pl.DataFrame:
    """Sums over the members whose figure is known; coverage is their share of the members that owe it."""
    cell = ["indicator", "quarter", "dimension", "category"]
    traits = ["scale", "is_ratio", "is_median"]
    usable = pl.col("members_in") == 1
    both = usable & (pl.col("denominator").is_not_null() | ~pl.col("is_ratio"))
    totals = countries.group_by(cell).agg(
        pl.col("numerator", "denominator").filter(both).sum(),
        pl.col("qualifier").filter(usable).max(),
        pl.col("members_in").sum(),
        pl.col(*traits, "numerator_once", "denominator_once").first(),
    )
    whole = countries.filter(pl.col("dimension") == NO_BREAKDOWN).group_by("indicator", "quarter")
    owing = whole.agg(pl.col("members_owing").sum(), pl.col("members_in").sum().alias("members_in_whole"))
    totals = totals.join(owing, on=["indicator", "quarter"]).join(
        once.select(*cell, once_numerator="numerator", once_denominator="denominator"), on=cell, how="left"
    )
    by_text = ~pl.col("dimension").is_in([NO_BREAKDOWN, *_coded_dimensions()])
    inside = pl.when(by_text).then("members_in_whole").otherwise("members_in")
    replaced = pl.col("numerator_once") | pl.col("is_median")
    none = pl.col("members_in") == 0
    return totals.with_columns(
        country=pl.lit(NETWORK),
        numerator=pl.when(~none).then(pl.when(replaced).then("once_numerator").otherwise("numerator")),
        denominator=pl.when(~none & pl.col("is_ratio")).then(
            pl.when("denominator_once").then("once_denominator").otherwise("denominator")
        ),
        obs_status=pl.when(none).then(pl.lit("O")).otherwise(_told("qualifier", QUALIFIERS)),
        coverage=pl.when(pl.col("members_owing") > 0)
        .then((inside / pl.col("members_owing")).clip(0, 1))
        .otherwise(0.0),
    )


def _coded_dimensions() -> list[str]:
    return sorted({dimension for card in computed_cards() for dimension, _ in _codes(card)})


def _values(cells: pl.DataFrame) -> pl.DataFrame:
    """FIGURE: the value in the card's unit; a ratio over zero cannot exist (M), a median has no numerator."""
    numerator, denominator = pl.col("numerator").round(PLACES), pl.col("denominator").round(PLACES)
    ratio = pl.when(denominator != 0).then(numerator * pl.col("scale") / denominator).round(PLACES)
    cells = cells.with_columns(value=pl.when("is_ratio").then(ratio).otherwise(numerator))
    undefined = pl.col("value").is_null() & pl.col("obs_status").is_in(QUALIFIERS)
    return cells.with_columns(
        numerator=pl.when(~pl.col("is_median")).then(numerator),
        denominator=denominator,
        obs_status=pl.when(undefined).then(pl.lit("M")).otherwise("obs_status"),
        coverage=pl.col("coverage").round(PLACES),
        members_in=pl.col("members_in").cast(pl.Int32),
        members_owing=pl.col("members_owing").cast(pl.Int32),
    ).select(FIGURE)


def _told(column: str, codes: Sequence[str]) -> pl.Expr:
    place = pl.col(column).fill_null(0).cast(pl.Int64)
    return place.replace_strict(dict(enumerate(codes)), return_dtype=pl.String)


def collections_of(card: Card) -> set[str]:
    """The collections that a card's terms count."""
    return {card.numerator.collection} | ({card.denominator.collection} if card.denominator else set())

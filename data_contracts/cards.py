"""Indicator cards: what each indicator counts, over what, in which unit; read from `indicators/*.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from data_contracts import HERE
from data_contracts.contract import COLLECTIONS, load_contract

Unit = Literal["count", "percent", "ratio", "per_100k", "eur", "hours", "days"]

SCALE: Mapping[str, float] = {"percent": 100.0, "per_100k": 100_000.0}
"""What a ratio of the unit is multiplied by; 1 where a unit is not named."""


@dataclass(frozen=True)
class Term:
    """A numerator or denominator: one of the counts below, over the rows that the filters leave.

    sum             add up these measures; `minus` is subtracted from each row first, `weight` multiplies it
    constant        instead of a measure, this number, in the same arithmetic
    rows            count the rows
    distinct        count the different values of this key; with `once`, once in the whole network
    members_with    1 for a member with any row in which this measure is above zero
    members         1 for a member that delivered the collection; never broken down
    population      persons of 12 to 25 in the quarter's calendar year; broken down by sex only
    median          the median of this measure, weighted by `weight`

    Over several quarters, described here and not yet computed: `lag` counts the quarter so many earlier, `ahead`
    this quarter and so many after it, `cumulated` all quarters up to this one.
    """

    collection: str
    sum: tuple[str, ...] = ()
    constant: float | None = None
    minus: str | None = None
    weight: str | None = None
    rows: bool = False
    distinct: str | None = None
    once: bool = False
    members_with: str | None = None
    members: bool = False
    population: bool = False
    median: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where_any: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_least: Mapping[str, float] = field(default_factory=dict)
    positive: str | None = None
    within_a_year: str | None = None
    lag: int = 0
    ahead: int = 0
    cumulated: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure whose value a row must have to count here, in alphabetical order."""
        single = (self.minus, self.weight, self.members_with, self.median, self.positive, self.within_a_year)
        named = {*self.sum, *self.where_any, *self.at_least, *(each for each in single if each)}
        if self.collection in COLLECTIONS:
            keys = {key.name for key in load_contract(self.collection).keys}
            named |= {column for column in self.where if column not in keys}
        return tuple(sorted(named))

    @property
    def is_whole(self) -> bool:
        """Whether a breakdown keeps this term whole instead of splitting it."""
        return self.members or self.population

    @property
    def confidential(self) -> bool:
        """Whether it counts persons in confidential work (domain: sensitive measures of sensitive rows)."""
        if self.collection not in COLLECTIONS:
            return False
        contract = load_contract(self.collection)
        for column in (contract.column(name) for name in self.measures):
            when = column.confidential_when
            if column.confidential and all(set(codes) & set(self.where.get(key, codes)) for key, codes in when.items()):
                return True
        return False


@dataclass(frozen=True)
class Card:
    """One indicator.

    needs: what the card waits for that one quarter of one country does not hold; until then it is only described.
    published: False for a figure that is calculated only so that a published one can be protected.
    """

    id: str
    titles: Mapping[str, str]
    unit: Unit
    better: Literal["up", "down", "none"]
    collection: str
    descriptions: Mapping[str, str]
    numerator: Term
    denominator: Term | None = None
    caveats: Mapping[str, str] = field(default_factory=dict)
    reports: tuple[str, ...] = ()
    needs: str | None = None
    breakdowns: tuple[str, ...] = ()
    published: bool = True

    @property
    def confidential(self) -> bool:
        return self.numerator.confidential or (self.denominator is not None and self.denominator.confidential)

    @property
    def is_planned(self) -> bool:
        """Whether no edition holds it yet: what is told by protection itself is known with every edition."""
        return self.needs not in (None, "protection", "publication")

    @property
    def scale(self) -> float:
        return SCALE.get(self.unit, 1.0)


@cache
def load_cards() -> Mapping[str, Card]:
    """Every card by its id, in the order of the ids' themes; a card with `needs` is described, not yet computed."""
    cards = [_card(tomllib.loads(path.read_text(encoding="utf-8"))) for path in (HERE / "indicators").glob("*.toml")]
    themes = ("NET", "INT", "CAM", "EXI", "POC", "TRN", "TLK", "PAR", "PRJ", "Q")
    return {card.id: card for card in sorted(cards, key=lambda card: (themes.index(card.id.split("_")[0]), card.id))}


def computed_cards() -> tuple[Card, ...]:
    """The cards that are calculated from a quarter's current rows."""
    return tuple(card for card in load_cards().values() if card.needs is None)


def _card(given: dict[str, Any]) -> Card:
    collection = given["collection"]
    numerator = _term(given.pop("numerator"), collection)
    denominator = _term(given.pop("denominator"), collection) if "denominator" in given else None
    breakdowns = given.pop("breakdowns", None)
    if breakdowns is None:
        breakdowns = _breakdowns(collection, numerator, denominator)
    return Card(
        **given | {"reports": tuple(given.get("reports", ())), "breakdowns": tuple(breakdowns)},
        numerator=numerator,
        denominator=denominator,
    )


def _term(given: dict[str, Any], collection: str) -> Term:
    named = {"collection": collection, **given}
    named["sum"] = (named["sum"],) if isinstance(named.get("sum"), str) else tuple(named.get("sum", ()))
    for filters in ("where", "where_any"):
        named[filters] = {key: tuple(codes) for key, codes in named.get(filters, {}).items()}
    return Term(**named)


def _breakdowns(collection: str, numerator: Term, denominator: Term | None) -> list[str]:
    """Every key of the collection, except one that splits numerator and denominator differently."""
    if collection == "deliveries":
        return ["collection"] if numerator.sum else []
    keys = [key.name for key in load_contract(collection).keys] if collection in COLLECTIONS else []
    if denominator is None or denominator.is_whole:
        return keys
    return [key for key in keys if numerator.where.get(key) == denominator.where.get(key)]

"""The indicators that an edition shows, in the order of their themes."""

from dashboard import editions
from dashboard.parts.visit import Visit
from data_contracts.cards import Card, load_cards


def cards(here: Visit) -> list[Card]:
    """The cards that have figures in this run's edition."""
    shown = editions.indicators(here.edition)
    return [card for card in load_cards().values() if card.id in shown]


def theme_of(card: Card) -> str:
    return card.id.split("_")[0]

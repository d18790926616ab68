"""The boxes of each page: which quarter, indicator, country, measure or part it shows."""

from collections.abc import Sequence

import streamlit as st

from dashboard import editions
from dashboard.parts import choices
from dashboard.parts.catalogue import cards, theme_of
from dashboard.parts.markup import tag
from dashboard.parts.visit import Visit
from data_contracts.cards import Card, load_cards

MOST_COUNTRIES = 5
NO_BREAKDOWN = "none"


def indicator(here: Visit) -> tuple[Card, str, str | None, list[str]]:
    """Indicator, quarter, breakdown (None for none) and countries to compare."""
    words = here.words
    first, second, third = st.columns([6, 2, 4])
    with first:
        card = _card(here)
    with second:
        chosen = quarter(here)
    with third:
        breakdown = choices.one(
            "breakdown",
            (NO_BREAKDOWN, *card.breakdowns),
            default=NO_BREAKDOWN,
            label=words("breakdown.choose"),
            show=lambda each: (
                words("breakdown.none") if each == NO_BREAKDOWN else words.dimension(card.collection, each)
            ),
        )
    countries = choices.several(
        "country",
        _by_name(here),
        most=MOST_COUNTRIES,
        label=words("country.compare", count=MOST_COUNTRIES),
        show=words.country,
    )
    return card, chosen, None if breakdown == NO_BREAKDOWN else breakdown, countries


def title(here: Visit, card: Card) -> None:
    """The indicator's title, and in a sentence what it says."""
    st.header(here.words.pick(card.titles), anchor=False)
    st.html(tag("p", here.words.pick(card.descriptions), class_="lead"))


def country(here: Visit) -> tuple[str, str]:
    """Country and quarter, side by side."""
    names, words = _by_name(here), here.words
    with st.container(horizontal=True):
        chosen = choices.one(
            "country", names, default=names[0], label=words("country.one"), show=words.country, width=320
        )
        return chosen, quarter(here)


def quarter(here: Visit) -> str:
    """A quarter of the edition; the latest unless another was chosen."""
    return choices.one(
        "quarter",
        editions.quarters(here.edition),
        default=here.edition.latest_quarter,
        label=here.words("quarter.one"),
        show=here.words.quarter,
        width=190,
    )


def measure(here: Visit, indicators: Sequence[str]) -> Card:
    chosen = choices.one_of_few(
        "measure",
        indicators,
        default=indicators[0],
        label=here.words("quality.measure"),
        show=lambda each: here.words.pick(load_cards()[each].titles),
    )
    return load_cards()[chosen]


def part(here: Visit, parts: Sequence[str]) -> str:
    return choices.one_of_few(
        "part",
        parts,
        default=parts[0],
        label=here.words("methods.part"),
        show=lambda each: here.words(f"methods.{each}.title"),
    )


def _card(here: Visit) -> Card:
    found = {card.id: card for card in cards(here)}
    chosen = choices.one(
        "indicator",
        tuple(found),
        default=next(iter(found)),
        label=here.words("indicator.one"),
        show=lambda each: f"{here.words(f'themes.{theme_of(found[each])}')} › {here.words.pick(found[each].titles)}",
    )
    return found[chosen]


def _by_name(here: Visit) -> list[str]:
    return here.words.by_name(editions.countries(here.edition))

"""Tiles: one figure each, with its change against a year before, its course and its coverage."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import figures
from dashboard.parts import marks
from dashboard.parts.markup import Markup, tag
from dashboard.parts.visit import Visit
from data_contracts.cards import Card, load_cards
from data_contracts.edition import NETWORK
from data_contracts.quarters import shift

_Rows = Sequence[Mapping[str, Any]]


def headlines(here: Visit, found: pl.DataFrame, *, indicators: Sequence[str], quarter: str) -> None:
    """A tile an indicator, from the network's figures of all quarters, as `editions.figures` gives them."""
    courses = _by(found, "indicator")
    cards = [load_cards()[each] for each in indicators]
    tiles = [
        _tile(here, here.words.pick(card.titles), card, courses.get(card.id, []), quarter=quarter) for card in cards
    ]
    st.html(tag("ul", tiles, class_="tiles"))


def compared(here: Visit, card: Card, found: pl.DataFrame, *, countries: Sequence[str], quarter: str) -> None:
    """A tile a country, the network first, of one indicator."""
    courses = _by(found, "country")
    tiles = [
        _tile(here, here.words.country(each), card, courses.get(each, []), quarter=quarter)
        for each in (NETWORK, *countries)
    ]
    st.html(tag("ul", tiles, class_="tiles compared"))


def _tile(here: Visit, name: str, card: Card, rows: _Rows, *, quarter: str) -> Markup:
    row = next((row for row in rows if row["quarter"] == quarter), None)
    against = here.words.quarter(shift(quarter, by=-4))
    country = {"country": row["country"]} if row and row["country"] != NETWORK else {}
    inside = (
        tag("span", name, class_="name"),
        marks.value(here, figures.read(row, card.unit, here.words)),
        _change(here, row, card, against=against),
        marks.course(here, rows, card, quarter=quarter),
        marks.coverage(here, row, against=against),
    )
    return tag("li", tag("a", inside, href=here.link("indicator", indicator=card.id, quarter=quarter, **country)))


def _change(here: Visit, row: Mapping[str, Any] | None, card: Card, *, against: str) -> Markup:
    found = figures.change(row, card.unit, card.better, here.words) if row else None
    if found is None:
        return tag("span", here.words("figures.no_change", quarter=against), class_="change")
    return marks.change(found, text=here.words("figures.change", change=found.text, quarter=against))


def _by(found: pl.DataFrame, column: str) -> Mapping[str, _Rows]:
    return {str(name): list(rows.iter_rows(named=True)) for (name,), rows in found.group_by(column)}

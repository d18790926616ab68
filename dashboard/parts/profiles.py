"""One country: who it is in the network, and its indicators beside the network's."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import polars as pl
import streamlit as st

from dashboard import figures
from dashboard.parts import marks, tables
from dashboard.parts.catalogue import cards, theme_of
from dashboard.parts.markup import tag
from dashboard.parts.tables import Cell, Column, Group, Row
from dashboard.parts.visit import Visit
from data_contracts.cards import Card
from data_contracts.edition import NETWORK
from data_contracts.quarters import shift


def facts(here: Visit, found: pl.DataFrame, *, country: str) -> None:
    """Agency, role and time of membership, from `editions.members`."""
    for row in found.filter(pl.col("country") == country).iter_rows(named=True):
        key = "country.member_until" if row["valid_to"] else "country.member_since"
        since = here.words(
            key,
            since=here.words.quarter(row["valid_from"]),
            until=here.words.quarter(row["valid_to"]) if row["valid_to"] else "",
        )
        role = here.words(f"roles.{row['role']}")
        st.html(tag("p", tag("strong", row["agency"]), " · ", role, " · ", since, class_="facts"))


def indicators(here: Visit, found: pl.DataFrame, *, country: str, quarter: str) -> None:
    """By theme, a row an indicator: the country's figure, its change, its course, and the network's figure.

    found: `editions.figures` of the country and the network, all quarters.
    """
    by_place = {(row["indicator"], row["country"], row["quarter"]): row for row in found.iter_rows(named=True)}
    rows: list[Row] = []
    for theme, those in groupby(cards(here), key=theme_of):
        rows.append(Group(here.words(f"themes.{theme}")))
        rows += [_row(here, card, by_place, country=country, quarter=quarter) for card in those]
    caption = here.words("country.figures.title", quarter=here.words.quarter(quarter))
    tables.show(caption, _columns(here, country=country, quarter=quarter), rows, titled=False)


def _columns(here: Visit, *, country: str, quarter: str) -> list[Column]:
    words = here.words
    return [
        Column(words("indicator.one"), "wide"),
        Column(words.country(country), "number"),
        Column(words("figures.against", quarter=words.quarter(shift(quarter, by=-4))), "number"),
        Column(words("figures.course"), "number"),
        Column(words("network"), "number"),
        Column(words("figures.coverage"), "number"),
    ]


def _row(
    here: Visit, card: Card, by_place: Mapping[tuple[str, str, str], Mapping[str, Any]], *, country: str, quarter: str
) -> list[str | Cell]:
    row = by_place.get((card.id, country, quarter))
    network = by_place.get((card.id, NETWORK, quarter))
    figure = figures.read(row, card.unit, here.words)
    of_all = figures.read(network, card.unit, here.words)
    found = figures.change(row, card.unit, card.better, here.words) if row else None
    history = [each for (id_, of, _), each in by_place.items() if (id_, of) == (card.id, country)]
    link = here.link("indicator", indicator=card.id, quarter=quarter, country=country)
    return [
        Cell(tag("a", here.words.pick(card.titles), href=link)),
        Cell(marks.value(here, figure), look=figure.state),
        Cell(marks.change(found, text=found.text) if found else ""),
        Cell(marks.course(here, history, card, quarter=quarter)),
        Cell(marks.value(here, of_all), look=of_all.state),
        Cell(marks.coverage(here, network)),
    ]

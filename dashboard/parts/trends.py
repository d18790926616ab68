"""One indicator over time: its chart, what the chart says in words, and the table of its figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, figures
from dashboard.parts import page, tables
from dashboard.parts.tables import Cell, Column, Row
from dashboard.parts.visit import Visit
from data_contracts.cards import Card
from data_contracts.edition import NETWORK

_POINT = {"x": pl.String, "series": pl.String, "value": pl.Float64, "text": pl.String, "sign": pl.String}


def chart(here: Visit, card: Card, found: pl.DataFrame, *, countries: Sequence[str]) -> None:
    """The network and the countries, from `editions.figures` of all quarters.

    Where the network is a sum it would flatten its members: it then has a chart of its own beside theirs.
    """
    if card.denominator is None and countries:
        left, right = st.columns([2, 3], gap="medium")
        with left:
            _draw(here, card, found, shown=[NETWORK])
        with right:
            _draw(here, card, found, shown=list(countries))
    else:
        _draw(here, card, found, shown=[NETWORK, *countries])


def table(here: Visit, card: Card, found: pl.DataFrame, *, countries: Sequence[str]) -> None:
    """A row the network and each of the countries, a column a quarter."""
    quarters = found.get_column("quarter").unique().sort().to_list()
    by_place = {(row["country"], row["quarter"]): row for row in found.iter_rows(named=True)}
    rows: list[Row] = [
        [here.words.country(country), *(_cell(here, card, by_place.get((country, quarter))) for quarter in quarters)]
        for country in (NETWORK, *countries)
    ]
    columns = [Column(here.words("country.one")), *(Column(here.words.quarter(each), "number") for each in quarters)]
    tables.show(here.words("trend.table", title=here.words.pick(card.titles)), columns, rows)


def _cell(here: Visit, card: Card, row: Mapping[str, Any] | None) -> Cell:
    figure = figures.read(row, card.unit, here.words)
    return Cell(figure.sign, look=figure.state, title=figure.text)


def _draw(here: Visit, card: Card, found: pl.DataFrame, *, shown: Sequence[str]) -> None:
    words = here.words
    rows = found.filter(pl.col("country").is_in(shown)).sort("quarter")
    if rows.is_empty():
        page.note(here, "figures.none")
        return
    points = pl.DataFrame([_point(here, card, row) for row in rows.iter_rows(named=True)], schema=_POINT)
    chosen = iter(charts.COLOURS)
    drawn = charts.trend(
        points,
        series=[words.country(each) for each in shown],
        colours=[charts.INK if each == NETWORK else next(chosen) for each in shown],
        quarters=[words.quarter(each) for each in found.get_column("quarter").unique().sort()],
        axis=charts.axis_text(decimal=words.decimal, after="\u202f%" if card.unit == "percent" else ""),
    )
    st.altair_chart(drawn, theme=None, alt=_in_words(here, card, points))


def _point(here: Visit, card: Card, row: Mapping[str, Any]) -> dict[str, Any]:
    figure = figures.read(row, card.unit, here.words)
    written = {"value": figure.value, "text": figure.text, "sign": figure.sign}
    return {"x": here.words.quarter(row["quarter"]), "series": here.words.country(row["country"]), **written}


def _in_words(here: Visit, card: Card, points: pl.DataFrame) -> str:
    last = points.group_by("series", maintain_order=True).last()
    ends = "; ".join(f"{each['series']} {each['text']}" for each in last.iter_rows(named=True))
    title, first, final = here.words.pick(card.titles), points["x"][0], points["x"][-1]
    return here.words("trend.alt", title=title, first=first, last=final, ends=ends)

"""One indicator in one quarter: the countries in order, or the parts of a breakdown, as a chart and a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, figures
from dashboard.parts import marks, page, tables
from dashboard.parts.tables import Cell, Column, Row
from dashboard.parts.visit import Visit
from data_contracts.cards import Card
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.edition import FREE, NETWORK

_POINTS = {"x": pl.String, "series": pl.String, "value": pl.Float64, "text": pl.String, "sign": pl.String}


def ranking(here: Visit, card: Card, found: pl.DataFrame, *, quarter: str, countries: Sequence[str]) -> None:
    """All members in `quarter`, highest first, those without a value last; the chosen countries in their colours."""
    mine = found.filter(pl.col("quarter") == quarter, pl.col("country") != NETWORK)
    rows = sorted(mine.iter_rows(named=True), key=lambda row: _highest_first(row, here.words.country(row["country"])))
    if not rows:
        page.note(here, "figures.none")
        return
    of_all = found.filter(pl.col("quarter") == quarter, pl.col("country") == NETWORK)
    network = of_all.row(0, named=True) if of_all.height else None
    chart, table = st.columns([4, 5], gap="medium")
    with chart:
        _bars(here, card, rows, network=network, countries=countries, quarter=quarter)
    with table:
        _table(here, card, rows, network=network, quarter=quarter)


def breakdown(
    here: Visit, card: Card, found: pl.DataFrame, whole: pl.DataFrame, *, dimension: str, countries: Sequence[str]
) -> None:
    """The parts of `dimension` for the network as bars, and with the chosen countries beside it as a table.

    found: `editions.figures` of one quarter and that dimension. whole: those without a breakdown; where a country has
    no figure at all, its parts are missing for the same reason.
    """
    words = here.words
    title, name = words.pick(card.titles), words.dimension(card.collection, dimension)
    order = _order(card, dimension)
    of_network = found.filter(pl.col("country") == NETWORK).iter_rows(named=True)
    parts = sorted(of_network, key=lambda row: (order.get(row["category"], len(order)), row["category"]))
    if not parts:
        page.note(here, "figures.none")
        return
    chart, table = st.columns([4, 5], gap="medium")
    with chart:
        points = _points(here, card, parts, name=lambda row: _part(here, card, row))
        drawn = charts.ranking(points, highlighted={}, reference=None, plain=charts.ACCENT)
        st.altair_chart(drawn, theme=None, alt=words("breakdown.alt", title=title, dimension=name))
    with table:
        by_place = {(row["category"], row["country"]): row for row in found.iter_rows(named=True)}
        of_quarter = whole.filter(pl.col("quarter") == parts[0]["quarter"], pl.col("conf_status") == FREE)
        none = {row["country"]: row for row in of_quarter.filter(pl.col("value").is_null()).iter_rows(named=True)}
        shown = (NETWORK, *countries)

        def cell(category: str, country: str) -> Cell:
            return _cell(here, card, by_place.get((category, country), none.get(country)))

        rows: list[Row] = [
            [_part(here, card, row), *(cell(row["category"], country) for country in shown)] for row in parts
        ]
        columns = [Column(name), *(Column(words.country(each), "number") for each in shown)]
        tables.show(words("breakdown.table", title=title), columns, rows)


def _bars(
    here: Visit,
    card: Card,
    rows: Sequence[Mapping[str, Any]],
    *,
    network: Mapping[str, Any] | None,
    countries: Sequence[str],
    quarter: str,
) -> None:
    words = here.words
    points = _points(here, card, rows, name=lambda row: words.country(row["country"]))
    coloured = {words.country(each): charts.COLOURS[place] for place, each in enumerate(countries)}
    reference = None
    if network and network["value"] is not None and card.denominator is not None:
        text = figures.write(network["value"], card.unit, words)
        reference = (network["value"], f"{words('network')} {text}")
    drawn = charts.ranking(points, highlighted=coloured, reference=reference)
    title = words.pick(card.titles)
    highest = ", ".join(f"{each['x']} {each['text']}" for each in points.head(3).iter_rows(named=True))
    st.altair_chart(
        drawn, theme=None, alt=words("ranking.alt", title=title, quarter=words.quarter(quarter), highest=highest)
    )


def _table(
    here: Visit,
    card: Card,
    rows: Sequence[Mapping[str, Any]],
    *,
    network: Mapping[str, Any] | None,
    quarter: str,
) -> None:
    words = here.words
    parts = ("numerator", "denominator") if card.denominator is not None else ()
    columns = [
        Column(words("country.one")),
        Column(words("figures.value"), "number"),
        *(Column(words(f"figures.{part}"), "number") for part in parts),
        Column(words("figures.coverage"), "number"),
    ]
    shown: list[Row] = [
        [
            words.country(row["country"]),
            _cell(here, card, row),
            *(Cell("" if row[part] is None else words.number(row[part])) for part in parts),
            Cell(marks.coverage(here, row)),
        ]
        for row in ([network] if network else []) + list(rows)
    ]
    title = words("ranking.table", title=words.pick(card.titles), quarter=words.quarter(quarter))
    tables.show(title, columns, shown)


def _cell(here: Visit, card: Card, row: Mapping[str, Any] | None) -> Cell:
    figure = figures.read(row, card.unit, here.words)
    return Cell(figure.text, look=figure.state)


def _points(here: Visit, card: Card, rows: Any, *, name: Any) -> pl.DataFrame:
    found = [(name(row), figures.read(row, card.unit, here.words)) for row in rows]
    return pl.DataFrame(
        [
            {"x": label, "series": label, "value": each.value, "text": each.text, "sign": each.sign}
            for label, each in found
        ],
        schema=_POINTS,
    )


def _part(here: Visit, card: Card, row: Mapping[str, Any]) -> str:
    return here.words.category(card.collection, row["dimension"], row["category"])


def _highest_first(row: Mapping[str, Any], name: str) -> tuple[bool, bool, float, str]:
    value = row["value"]
    return value is None, row["conf_status"] == "F", -(value or 0), name


def _order(card: Card, dimension: str) -> Mapping[str, int]:
    """The place of each category in its code list; empty where there is no list."""
    if card.collection not in COLLECTIONS:
        return {each: place for place, each in enumerate(COLLECTIONS)}
    return {code: place for place, code in enumerate(load_contract(card.collection).column(dimension).codes)}

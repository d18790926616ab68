"""How the figures of one series were revised: what each edition showed of each quarter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard import editions, figures
from dashboard.parts import page, tables
from dashboard.parts.tables import Cell, Column, Row
from dashboard.parts.visit import Visit
from data_contracts.cards import Card

MOST_EDITIONS, MOST_QUARTERS = 8, 12


def show(here: Visit, card: Card, *, country: str) -> None:
    """A row a quarter, a column for each of the last editions in which any of them changed; nothing where none did."""
    by_quarter: dict[str, list[Mapping[str, Any]]] = {}
    for row in editions.vintages(here.edition, indicator=card.id, country=country).iter_rows(named=True):
        by_quarter.setdefault(row["quarter"], []).append(row)
    moments = sorted({row["published_at"] for rows in by_quarter.values() for row in rows})[-MOST_EDITIONS:]
    if len(moments) < 2:
        return
    page.section(here, "revised", country=here.words.country(country))
    lines: list[Row] = [
        [here.words.quarter(quarter), *(_cell(here, card, by_quarter[quarter], at=each) for each in moments)]
        for quarter in sorted(by_quarter, reverse=True)[:MOST_QUARTERS]
    ]
    heads = [Column(here.words("quarter.one")), *(Column(here.words.date(each.date()), "number") for each in moments)]
    tables.show(here.words("revised.table", title=here.words.pick(card.titles)), heads, lines)


def _cell(here: Visit, card: Card, rows: list[Mapping[str, Any]], *, at: datetime) -> Cell:
    """What was shown then; empty before it was shown at all."""
    shown = [row for row in rows if row["published_at"] <= at]
    if not shown:
        return Cell("")
    figure = figures.read(shown[-1], card.unit, here.words)
    return Cell(figure.sign, look=figure.state, title=figure.text)

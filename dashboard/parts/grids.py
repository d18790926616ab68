"""Grids: members by quarters, or by collections; a shade and a sign in every field, and the figure itself."""

from collections.abc import Sequence

import polars as pl

from dashboard import figures
from dashboard.parts import tables
from dashboard.parts.legend import DELIVERY_SIGNS
from dashboard.parts.tables import Cell, Column, Row
from dashboard.parts.visit import Visit
from data_contracts.cards import Card
from data_contracts.contract import COLLECTIONS
from data_contracts.edition import NETWORK

_STEPS = 5


def of_figures(here: Visit, card: Card, found: pl.DataFrame, *, countries: Sequence[str]) -> None:
    """A row a member, a column a quarter, the network first; the better the figure, the darker the field.

    found: `editions.figures` of one indicator and all quarters.
    """
    words = here.words
    quarters = found.get_column("quarter").unique().sort().to_list()
    by_place = {(row["country"], row["quarter"]): row for row in found.iter_rows(named=True)}
    bounds = found.select(pl.col("value").min().alias("least"), pl.col("value").max().alias("most")).row(0)

    def cell(country: str, quarter: str) -> Cell:
        figure = figures.read(by_place.get((country, quarter)), card.unit, words)
        look = figure.state if figure.value is None else f"step-{_step(figure.value, bounds, card.better)}"
        return Cell(figure.sign, look=look, title=figure.text)

    rows: list[Row] = [
        [words.country(country), *(cell(country, quarter) for quarter in quarters)]
        for country in (NETWORK, *words.by_name(countries))
    ]
    columns = [Column(words("country.one")), *(Column(words.quarter(each), "field") for each in quarters)]
    tables.show(words("grid.figures", title=words.pick(card.titles)), columns, rows)


def of_deliveries(here: Visit, found: pl.DataFrame, *, down: str, across: str) -> None:
    """The states of `editions.deliveries`; `down` and `across` are two of country, quarter, collection."""
    words = here.words
    name = {"country": words.country, "quarter": words.quarter, "collection": words.collection}
    by_place = {(row[down], row[across]): row for row in found.iter_rows(named=True)}
    sides, heads = (_in_order(here, found, each) for each in (down, across))

    def cell(side: str, head: str) -> Cell:
        row = by_place.get((side, head))
        if row is None:
            return Cell(figures.SIGNS[figures.INAPPLICABLE], look="inapplicable", title=words("deliveries.unasked"))
        title = words(f"deliveries.{row['state']}")
        if row["days_late"] is not None:
            title = f"{title}, {lateness(here, row['days_late'])}"
        sign = DELIVERY_SIGNS[row["state"]]
        return Cell(sign, look=f"state-{row['state']}", title=title)

    rows: list[Row] = [[name[down](side), *(cell(side, head) for head in heads)] for side in sides]
    columns = [Column(words(f"{down}.one")), *(Column(name[across](each), "field") for each in heads)]
    tables.show(words(f"grid.{down}"), columns, rows)


def lateness(here: Visit, days: int) -> str:
    """How long before or after the due date something came."""
    key = "deliveries.late" if days > 0 else "deliveries.early" if days < 0 else "deliveries.on_time"
    return here.words(key, count=abs(days))


def _in_order(here: Visit, found: pl.DataFrame, column: str) -> list[str]:
    present = found.get_column(column).unique().to_list()
    if column == "country":
        return here.words.by_name(present)
    return [each for each in COLLECTIONS if each in present] if column == "collection" else sorted(present)


def _step(value: float, bounds: tuple[float, float], better: str) -> int:
    """1 (worst) to 5 (best) by where `value` lies between the least and the most."""
    least, most = bounds
    place = (value - least) / (most - least) if most > least else 1.0
    best = place if better == "up" else 1 - place
    return min(int(best * _STEPS), _STEPS - 1) + 1

"""The template of one country and quarter: what it owes, with what it sent last beside it."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from data_contracts.codes import fold, load_spellings
from data_contracts.contract import COLLECTIONS
from data_contracts.duties import load_members, owed
from data_contracts.findings import Finding
from data_contracts.quarters import parse_quarter, shift
from pipeline.examine.admission import admission
from pipeline.history import load_past
from pipeline.settings import Settings
from pipeline.template.order import Order
from pipeline.template.workbook import make_template

LONGEST_AGO = 4
"""Quarters: a year, so that a yearly collection has its former rows."""


class NoTemplateError(Exception):
    """There is nothing to fill in: `finding` says why, in any language."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.says())
        self.finding = finding


def template(
    settings: Settings, *, country: str, quarter: str, language: str, now: datetime, former: bool = False
) -> bytes:
    """An XLSX workbook to fill in. `former`: with what was sent last, which only that country and the operator may see.

    `country` and `quarter` in any spelling that a submission may use. NoTemplateError where the country owes nothing
    for the quarter or its round has not opened.
    """
    order = _order(country, quarter, language, now=now)
    if former:
        order = replace(order, before=_rows_before(settings, order))
    return make_template(order)


def _rows_before(settings: Settings, order: Order) -> dict[str, pl.DataFrame]:
    """Collection -> its rows of the last quarter with any, in the file's order, none left out.

    A nil return has none: the sheet then shows what was sent before it.
    """
    past = load_past(settings, countries=[order.country], quarters=[])
    sent = (
        past.versions.filter(
            pl.col("withdrawn").is_null()
            & (pl.col("quarter") < order.quarter)
            & (pl.col("quarter") >= shift(order.quarter, by=-LONGEST_AGO))
        )
        .sort("turn")
        .unique(["quarter", "collection"], keep="last")
        .filter(~pl.col("nil_return"))
        .sort("quarter")
        .unique("collection", keep="last")
    )
    found = {
        name: past.fetch(name, [submission]) for name, submission in sent.select("collection", "submission").rows()
    }
    return {name: rows.sort("line", maintain_order=True) for name, rows in found.items()}


def _order(country: str, quarter: str, language: str, *, now: datetime) -> Order:
    code, meant = load_spellings("country").get(fold(country)), parse_quarter(quarter)
    if code is None:
        raise NoTemplateError(Finding("country-unknown", column="country", found=country, expected="FI"))
    if meant is None:
        raise NoTemplateError(Finding("quarter-unreadable", column="quarter", found=quarter, expected="2026-Q3"))
    mine = owed([meant]).filter(pl.col("country") == code, pl.col("exempt").is_null())
    asked = tuple(each for each in COLLECTIONS if each in mine["collection"].to_list())
    if refused := next(admission(country=code, quarter=meant, collections=asked, at=now), None):
        raise NoTemplateError(refused)
    agencies = load_members().filter(pl.col("country") == code, pl.col("valid_from") <= meant).sort("valid_from")
    return Order(code, meant, mine["due"][0], agencies["agency"][-1], language, asked)

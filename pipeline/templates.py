"""The template of one country and quarter: what it owes, with what it sent last beside it."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from data_contracts.codes import fold, load_spellings
from data_contracts.contract import COLLECTIONS
from data_contracts.duties import load_members, owed
from data_contracts.findings import Finding
from data_contracts.quarters import parse_quarter
from pipeline.examine.admission import admission
from pipeline.settings import Settings
from pipeline.storage.earlier import rows_before
from pipeline.storage.warehouse import open_warehouse
from pipeline.template.order import Order
from pipeline.template.workbook import make_template

PATIENCE = 10.0  # seconds to wait for a run that is writing


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
    for the quarter or its round has not opened; WarehouseBusyError while a run is writing.
    """
    order = _order(country, quarter, language, now=now)
    if former and settings.warehouse.exists():
        with open_warehouse(settings.warehouse, wait=PATIENCE, read_only=True) as connection:
            order = replace(order, before=rows_before(connection, country=order.country, quarter=order.quarter))
    return make_template(order)


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

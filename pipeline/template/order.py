"""What a template is made for: whose it is, for when, of which collections, and what was sent before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl


@dataclass(frozen=True)
class Order:
    """`before`: collection -> its rows as last accepted, in the columns of the warehouse; at most one quarter each."""

    country: str
    quarter: str
    due: date
    agency: str
    language: str
    collections: tuple[str, ...]
    before: Mapping[str, pl.DataFrame] = field(default_factory=dict)

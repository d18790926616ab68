"""Checks as a pandera schema: compiled from the contract's own, so that no rule is written twice."""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from pipeline.examine import pandera_alone as pa
from pipeline.examine.checks import Check


def compile_schema(checks: Iterable[Check]) -> pa.DataFrameSchema:
    """The schema of a collection's parsed rows that holds `checks`; each carries its rule's id as its error.

    Rules over several columns are checks of the column that they point at: pandera turns every failing row of a
    check on the whole frame into a dict, which costs twenty times as much.
    """
    by_column: dict[str, list[pa.Check]] = {}
    for check in checks:
        by_column.setdefault(check.column, []).append(pa.Check(_function(check), name=check.rule, error=check.rule))
    return pa.DataFrameSchema({name: pa.Column(checks=found, nullable=True) for name, found in by_column.items()})


def _function(check: Check) -> Callable[[Any], pl.LazyFrame]:
    return lambda data: data.lazyframe.select(check.ok.fill_null(True).alias("ok"))

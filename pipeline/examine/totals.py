"""Totals beside their parts: which rows count, whether parts add up, and mixtures that would count twice.

A key such as `sex` may say `_T`, all together. A row is *covered* when the same submission also lists its parts; it is
then checked against them and not counted again.
"""

from collections.abc import Iterator
from itertools import combinations

import polars as pl

from data_contracts.contract import Contract

TOTAL = "_T"


def add_totals(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """`rows` with `counted`, `ok.one-level-of-detail`, and `ok.parts-equal-total.<measure>` for whole-number measures.

    The `ok` columns are null where there is nothing to compare.
    """
    keys = [key.name for key in contract.keys]
    totalled = [key.name for key in contract.keys if key.has_total]
    summed = [m.name for m in contract.measures if m.kind == "integer" and m.maximum is None]
    present = [each for each in _subsets(totalled) if rows.select(_pattern(each, totalled).any()).item()]
    covered, agrees = pl.lit(False), {measure: pl.lit(None, pl.Boolean) for measure in summed}
    for subset in present:
        group = ["submission", *(key for key in keys if key not in subset)]
        has_parts = (~_all_total(subset)).any().over(group)
        covered = covered | (_pattern(subset, totalled) & has_parts)
    rows = rows.with_columns(counted=~covered.fill_null(False))
    for subset in present:
        group = ["submission", *(key for key in keys if key not in subset)]
        here = _pattern(subset, totalled) & ~pl.col("counted")
        for measure in summed:
            part = pl.when("counted").then(pl.col(measure))
            known = (pl.col("counted") & pl.col(measure).is_null()).any().over(group).not_()
            equal = pl.when(here & known).then(pl.col(measure) == part.sum().over(group))
            agrees[measure] = pl.coalesce(agrees[measure], equal)
    others = ["submission", *(key for key in keys if key not in totalled)]
    return rows.with_columns(
        _one_level(totalled, others).alias("ok.one-level-of-detail"),
        *(ok.alias(f"ok.parts-equal-total.{measure}") for measure, ok in agrees.items()),
    )


def _subsets(keys: list[str]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(keys) + 1):
        yield from combinations(keys, size)


def _all_total(keys: tuple[str, ...]) -> pl.Expr:
    return pl.all_horizontal(pl.col(key) == TOTAL for key in keys)


def _pattern(subset: tuple[str, ...], totalled: list[str]) -> pl.Expr:
    """Whether a row says `_T` in exactly these keys."""
    return pl.all_horizontal((pl.col(key) == TOTAL) if key in subset else (pl.col(key) != TOTAL) for key in totalled)


def _one_level(totalled: list[str], group: list[str]) -> pl.Expr:
    """False on a counted row that is total in one key and split in another while a neighbour is the other way round.

    Persons by age (sex together) beside persons by sex (age together) would count everyone twice.
    """
    clashes = [pl.lit(False)]
    for one, other in combinations(totalled, 2):
        this_way = pl.col("counted") & (pl.col(one) == TOTAL) & (pl.col(other) != TOTAL)
        other_way = pl.col("counted") & (pl.col(one) != TOTAL) & (pl.col(other) == TOTAL)
        clashes.append((this_way & other_way.any().over(group)) | (other_way & this_way.any().over(group)))
    return ~pl.any_horizontal(clashes)

"""Rows of several quarters or versions side by side, in the detail that all of them give."""

from collections.abc import Sequence

import polars as pl

from data_contracts.contract import Contract
from pipeline.examine.scene import Scene
from pipeline.examine.totals import TOTAL


def side_by_side(scene: Scene, contract: Contract, *, back: Sequence[int]) -> pl.DataFrame | None:
    """The candidates' rows (`now`) and those in force `back` quarters before, of the candidates that have any there.

    candidate, now, back (null for their own rows), `sure`, stored columns. Only rows that a sum takes, and whose keys
    are known; `sure` is false where a candidate has others, so that a row that seems to lack may be one of them. Where
    one of the quarters gives a total, the others' parts get the total's key, so that they can be added up to it.
    """
    collection, keys = contract.collection, [key.name for key in contract.keys]
    known = scene.parts(collection, back=back)
    candidates = scene.delivers(collection).join(known, on="candidate", how="semi")
    if candidates.is_empty():
        return None
    mine, before = scene.mine(collection), scene.before(collection, back=back)
    found = [each for each in (_marked(mine, now=True), _marked(before, now=False)) if each is not None]
    if not found:
        return None
    told = pl.concat(found, how="diagonal_relaxed").join(candidates.select("candidate"), on="candidate", how="semi")
    is_known = pl.all_horizontal(pl.col(keys).is_not_null())
    told = told.with_columns(sure=(is_known | ~pl.col("now")).all().over("candidate"))
    return _in_common_detail(told.filter(is_known & pl.col("counted")), contract)


def total(column: str, *, where: pl.Expr) -> pl.Expr:
    """The sum over the rows of a group; null where one of them holds no value, 0 where there are none."""
    told = pl.col(column).filter(where)
    return pl.when(~told.is_null().any()).then(told.sum())


def _marked(rows: pl.DataFrame | None, *, now: bool) -> pl.DataFrame | None:
    return None if rows is None else rows.with_columns(now=pl.lit(now))


def _in_common_detail(told: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    totalled = [key.name for key in contract.keys if key.has_total]
    among = ["candidate", *(key.name for key in contract.keys if not key.has_total)]
    given = told.select((pl.col(key) == TOTAL).any() for key in totalled).row(0) if totalled else ()
    return told.with_columns(
        pl.when((pl.col(key) == TOTAL).any().over(among)).then(pl.lit(TOTAL)).otherwise(key).alias(key)
        for key, is_given in zip(totalled, given, strict=True)
        if is_given
    )

"""Rows of several quarters or versions side by side, in the detail that all of them give."""

from collections.abc import Sequence

import polars as pl

from data_contracts.contract import Contract
from pipeline.examine.scene import Scene
from pipeline.examine.totals import TOTAL


def side_by_side(
    scene: Scene, contract: Contract, columns: Sequence[str], *, back: Sequence[int], fewest: int = 1
) -> pl.DataFrame | None:
    """The candidates' rows (`now`) and those in force `back` quarters before, of candidates with `fewest` of these.

    candidate, quarters (how many of these there are), now, back (null for their own rows), keys, line, comment,
    `columns`, sure, changed. Only rows that a sum takes, and whose keys are known; `sure` is false where a candidate
    has others, so that a row that seems to lack may be one of them. Where one of the quarters gives a total, the
    others' parts get the total's key (`changed`), so that they can be added up to it.
    """
    collection, keys = contract.collection, [key.name for key in contract.keys]
    told = scene.parts(collection, back=back).group_by("candidate").agg(quarters=pl.len())
    whose = told.join(scene.delivers(collection), on="candidate", how="semi").filter(pl.col("quarters") >= fewest)
    if whose.is_empty():
        return None
    wanted = ["candidate", "quarters", *keys, "line", "comment", "counted", *columns]
    mine, before = scene.mine(collection), scene.before(collection, back=back, of=whose)
    found = []
    if mine is not None:
        mine = mine.join(whose, on="candidate")
        found.append(mine.select(*wanted, back=pl.lit(None, pl.Int32), now=pl.lit(True)))
    if before is not None:
        found.append(before.select(*wanted, "back", now=pl.lit(False)))
    if not found:
        return None
    is_known = pl.all_horizontal(pl.col(keys).is_not_null())
    unsure = found[0].filter(~is_known & pl.col("now"))["candidate"].unique()
    rows = pl.concat(found, how="vertical_relaxed").with_columns(sure=~pl.col("candidate").is_in(unsure.implode()))
    return _in_common_detail(rows.filter(is_known & pl.col("counted")), contract)


def total(column: str, *, where: pl.Expr) -> pl.Expr:
    """The sum over the rows of a group; null where one of them holds no value, 0 where there are none."""
    told = pl.col(column).filter(where)
    return pl.when(~told.is_null().any()).then(told.sum())


def _in_common_detail(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    totalled = [key.name for key in contract.keys if key.has_total]
    among = ["candidate", *(key.name for key in contract.keys if not key.has_total)]
    given = rows.select((pl.col(key) == TOTAL).any() for key in totalled).row(0) if totalled else ()
    summed = [key for key, is_given in zip(totalled, given, strict=True) if is_given]
    if not summed:
        return rows.with_columns(changed=pl.lit(False))
    levels = rows.group_by(among).agg((pl.col(key) == TOTAL).any().alias(f"{key}.summed") for key in summed)
    parts = [pl.col(f"{key}.summed") & (pl.col(key) != TOTAL) for key in summed]
    return (
        rows.join(levels, on=among, maintain_order="left")
        .with_columns(
            *(pl.when(f"{key}.summed").then(pl.lit(TOTAL)).otherwise(key).alias(key) for key in summed),
            changed=pl.any_horizontal(parts),
        )
        .drop(f"{key}.summed" for key in summed)
    )

"""Stocks go on from quarter to quarter: who is there at the start was there at the end of the one before."""

import polars as pl

from data_contracts.contract import load_contract
from pipeline.examine.detail import side_by_side, total
from pipeline.examine.examination import key_of
from pipeline.examine.scene import Scene


def stock_continuity(scene: Scene) -> pl.DataFrame | None:
    """Exit support: stock_start is the stock_end of the quarter before, row by row, in the detail that both give.

    A row that one of them does not list has nobody. Where that quarter was not delivered, or a status stands on either
    side, nothing is said. What concerns no row, or several that are compared together, stands on the collection.
    """
    contract = load_contract("exit_support")
    told = side_by_side(scene, contract, ["stock_start", "stock_end"], back=[1])
    if told is None:
        return None
    now = pl.col("now")
    stocks = told.group_by("candidate", *(key.name for key in contract.keys), maintain_order=True).agg(
        total("stock_start", where=now).alias("started"),
        total("stock_end", where=~now).alias("ended"),
        pl.col("sure").first(),
        pl.col("line").filter(now),
        pl.col("comment").filter(now).drop_nulls().first(),
    )
    one, none = pl.col("line").list.len() == 1, pl.col("line").list.len() == 0
    return (
        stocks.filter((pl.col("started") != pl.col("ended")) & (pl.col("sure") | ~none))
        .join(scene.sheets("exit_support"), on="candidate", how="left", maintain_order="left")
        .select(
            "candidate",
            "sheet",
            "comment",
            line=pl.when(one).then(pl.col("line").list.first()),
            column=pl.lit("stock_start"),
            found=pl.col("started").cast(pl.String),
            expected=pl.col("ended").cast(pl.String),
            key=key_of(contract),
            value=pl.col("started").cast(pl.Float64),
        )
    )

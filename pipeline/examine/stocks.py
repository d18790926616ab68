"""Stocks go on from quarter to quarter: who is there at the start was there at the end of the one before."""

import polars as pl

from data_contracts.contract import load_contract
from pipeline.examine.examination import key_of
from pipeline.examine.scene import Scene


def stock_continuity(scene: Scene) -> pl.DataFrame | None:
    """Exit support: stock_start is the stock_end of the quarter before, row by row.

    A row that the quarter before did not list had nobody. Where that quarter was not delivered, nothing is said.
    """
    contract = load_contract("exit_support")
    mine, known = scene.mine("exit_support"), scene.parts("exit_support", back=[1])
    if mine is None or known.is_empty():
        return None
    keys = [key.name for key in contract.keys]
    ended = scene.before("exit_support", back=[1])
    mine = mine.filter(pl.col("candidate").is_in(known["candidate"].to_list()))
    if ended is None:
        mine = mine.with_columns(ended=pl.lit(0, pl.Int64), ended_status=pl.lit("A"))
    else:
        last = ended.select("candidate", *keys, ended="stock_end", ended_status="stock_end_status")
        # Only where both quarters tell in the same detail: a total now and parts before are compared by nobody.
        mine = mine.join(last, on=["candidate", *keys], how="left", maintain_order="left").with_columns(
            ended=pl.when(pl.col("ended_status").is_null()).then(pl.lit(0, pl.Int64)).otherwise("ended")
        )
    return mine.filter(pl.col("stock_start") != pl.col("ended")).select(
        "candidate",
        "sheet",
        "line",
        "comment",
        column=pl.lit("stock_start"),
        found=pl.col("stock_start").cast(pl.String),
        expected=pl.col("ended").cast(pl.String),
        key=key_of(contract),
        value=pl.col("stock_start").cast(pl.Float64),
    )

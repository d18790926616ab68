"""The revision triangle of a series: what each edition showed of each quarter."""

import polars as pl

from data_contracts.edition import FREE


def triangle(vintages: pl.DataFrame) -> pl.DataFrame:
    """From the vintages of one series: quarter, then a column of texts for each edition in which any of it changed.

    A column is named by the moment of its edition (`2026-05-01T02:30:00`, UTC). A figure that was not shown is told by
    its status in brackets, `[C]` where it was hidden; before it was first shown the text is empty.
    """
    shown = (pl.col("conf_status") == FREE) & pl.col("value").is_not_null()
    status = pl.when(pl.col("conf_status") == FREE).then("obs_status").otherwise("conf_status")
    told = vintages.select(
        "quarter",
        pl.col("published_at").dt.strftime("%Y-%m-%dT%H:%M:%S"),
        text=pl.when(shown).then(pl.col("value").cast(pl.String)).otherwise(pl.format("[{}]", status)),
        at="published_at",
    ).sort("at")
    quarters = sorted(told["quarter"].unique())
    if not quarters:
        return pl.DataFrame(schema={"quarter": pl.String})
    by_edition = told.pivot("quarter", index=["at", "published_at"], values="text", aggregate_function="last")
    names = by_edition.sort("at").get_column("published_at").to_list()
    filled = by_edition.sort("at").select(pl.col(quarters).forward_fill().fill_null(""))
    columns = {name: list(row) for name, row in zip(names, filled.iter_rows(), strict=True)}
    return pl.DataFrame({"quarter": quarters, **columns})

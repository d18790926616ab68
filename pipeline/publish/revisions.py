"""Q_A6: how much published figures changed after they were first shown."""

import polars as pl

from data_contracts.cards import load_cards
from data_contracts.edition import FREE, NETWORK, NO_BREAKDOWN
from pipeline.publish.vintages import SERIES

_UNIT = "count"


def revisions(vintages: pl.DataFrame) -> pl.DataFrame:
    """Figures of Q_A6 by country (`_T` the network) and quarter, in the edition's columns of `indicators`.

    The mean, over the counts of a country that were published, of the absolute change from the first vintage to the
    latest, relative to the first. It is made of published figures alone, so it tells nothing that they do not.
    """
    card = load_cards()["Q_A6"]
    counts = [each.id for each in load_cards().values() if each.unit == _UNIT]
    shown = vintages.filter(
        pl.col("indicator").is_in(counts), pl.col("country") != NETWORK, pl.col("value").is_not_null()
    ).sort("published_at", maintain_order=True)
    series = shown.group_by(SERIES).agg(first=pl.col("value").first(), latest=pl.col("value").last())
    change = ((pl.col("latest") - pl.col("first")).abs() / pl.col("first")).round(6)
    changes = series.filter(pl.col("first") > 0).with_columns(change=change)
    parts = {"numerator": pl.col("change").sort().sum(), "denominator": pl.len().cast(pl.Float64)}
    by_country = changes.group_by("country", "quarter").agg(**parts, members=pl.lit(1, pl.Int32))
    network = changes.group_by("quarter").agg(**parts, members=pl.col("country").n_unique().cast(pl.Int32))
    return pl.concat([by_country, network.with_columns(country=pl.lit(NETWORK))], how="diagonal").select(
        pl.lit(card.id).alias("indicator"),
        "country",
        "quarter",
        pl.lit(NO_BREAKDOWN).alias("dimension"),
        pl.lit(NO_BREAKDOWN).alias("category"),
        (pl.col("numerator") * card.scale / pl.col("denominator")).round(6).alias("value"),
        "numerator",
        "denominator",
        pl.lit("A").alias("obs_status"),
        pl.lit(FREE).alias("conf_status"),
        pl.lit(1.0).alias("coverage"),
        pl.col("members").alias("members_in"),
        pl.col("members").alias("members_owing"),
    )

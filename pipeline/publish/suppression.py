"""Q_SUP: how much of what is published had to be hidden, so that nobody takes a gap for a zero."""

import polars as pl

from data_contracts.cards import load_cards
from data_contracts.edition import FREE, HIDDEN, NETWORK, NO_BREAKDOWN


def suppression(protected: pl.DataFrame) -> pl.DataFrame:
    """Figures of Q_SUP by country (`_T` the network) and quarter, in the columns of `protected`."""
    card = load_cards()["Q_SUP"]
    is_hidden = pl.col("conf_status") == HIDDEN
    members = pl.when(pl.col("country") == NETWORK).then(pl.col("country").n_unique().over("quarter") - 1).otherwise(1)
    return (
        protected.filter(is_hidden | pl.col("value").is_not_null())
        .group_by("country", "quarter")
        .agg(numerator=is_hidden.sum().cast(pl.Float64), denominator=pl.len().cast(pl.Float64))
        .with_columns(
            indicator=pl.lit(card.id),
            dimension=pl.lit(NO_BREAKDOWN),
            category=pl.lit(NO_BREAKDOWN),
            value=(pl.col("numerator") * card.scale / pl.col("denominator")).round(6),
            obs_status=pl.lit("A"),
            conf_status=pl.lit(FREE),
            coverage=pl.lit(1.0),
            members_in=members.cast(pl.Int32),
            members_owing=members.cast(pl.Int32),
        )
        .select(protected.columns)
    )

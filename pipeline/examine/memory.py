"""The memory of explanations: what was explained once is told again only when the value leaves the range it had."""

import polars as pl

from pipeline.examine.past import REMEMBERED

SHARE = 0.25
"""How far a value may move from the one that was explained, as a share of it."""
LEAST = 5.0
"""How far it may move in any case: small counts vary by chance."""


def remembered(findings: pl.DataFrame, accepted: pl.DataFrame) -> pl.DataFrame:
    """REMEMBERED rows from the explained findings of `accepted` (submission, turn, country, quarter)."""
    reach = pl.max_horizontal(pl.col("value").abs() * SHARE, pl.lit(LEAST))
    return (
        findings.filter(pl.col("explained") & pl.col("value").is_not_null())
        .join(accepted, on="submission", maintain_order="left")
        .with_columns(lowest=pl.col("value") - reach, highest=pl.col("value") + reach)
        .select(pl.col(name).cast(kind) for name, kind in REMEMBERED.items())
    )

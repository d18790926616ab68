"""Vintages: every figure that was ever published of a whole, and since when, so that revisions can be followed."""

from datetime import UTC, datetime, timedelta

import polars as pl

from data_contracts.edition import FREE, NO_BREAKDOWN, TABLES

SERIES = ("indicator", "country", "quarter")
"""What a vintage is of: one figure, published again and again."""
_SAID = ("value", "obs_status", "conf_status")


def with_news(before: pl.DataFrame | None, protected: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """`before`, the vintages of the edition before, with those that `protected` adds: what it shows anew or otherwise.

    What was published stays: anyone may have kept it. A figure that was never shown has no vintage; one that is shown
    no longer has one without a value.
    """
    dated = pl.lit(_after(before, now), pl.Datetime("us"))
    whole = protected.filter(pl.col("dimension") == NO_BREAKDOWN).select(*SERIES, *_SAID, published_at=dated)
    shown = (pl.col("conf_status") == FREE) & pl.col("value").is_not_null()
    if before is None:
        return whole.filter(shown).select(list(TABLES["vintages"]))
    latest = before.sort("published_at", maintain_order=True).unique(list(SERIES), keep="last", maintain_order=True)
    news = whole.join(latest, on=[*SERIES, *_SAID], how="anti", nulls_equal=True)
    is_known = pl.col("known").fill_null(value=False)
    news = news.join(latest.select(*SERIES, known=pl.lit(value=True)), on=list(SERIES), how="left")
    return pl.concat([before, news.filter(is_known | shown).select(before.columns)])


def _after(before: pl.DataFrame | None, now: datetime) -> datetime:
    """Later than all before it, also where the clock was set back: the order of vintages is that of editions."""
    latest: datetime | None = before.get_column("published_at").max() if before is not None else None  # type: ignore[assignment]
    moment = now.astimezone(UTC).replace(tzinfo=None)
    return moment if latest is None or moment > latest else latest + timedelta(microseconds=1)

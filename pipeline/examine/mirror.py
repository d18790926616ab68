"""What one country sent, another received: both tell of the same requests, and should tell nearly the same."""

import polars as pl

from data_contracts.findings import KEY_SIGN
from pipeline.examine.scene import Scene

_COLLECTION = "contact_point_requests"
_OTHER_WAY = {"SNT": "RCV", "RCV": "SNT"}
MOST_ASYMMETRY = 0.5
"""2·|s − r| / (s + r), from 0 (the same) to 2 (one of them counts none)."""
LEAST_DIFFERENCE = 5
"""Requests. A smaller one is chance, or a request that was counted in another quarter."""


def mirror_agrees(scene: Scene) -> pl.DataFrame | None:
    """Requests sent to a country against those that it says it received, and the other way round, in one quarter.

    Only countries whose figures are in force are compared with; a pair that a delivered collection does not list is
    zero, and one with a status instead of a number is compared with nothing. value: own count less the other's.
    """
    delivers = scene.delivers(_COLLECTION)
    known = scene.in_force.filter(~pl.col("own") & (pl.col("collection") == _COLLECTION))
    pairs = delivers.join(known.select("candidate", counterpart="country"), on="candidate")
    if pairs.is_empty():
        return None
    theirs = _seen_from(scene.others(_COLLECTION), delivers)
    pairs = pairs.join(pl.DataFrame({"direction": list(_OTHER_WAY)}), how="cross")
    on = ["candidate", "counterpart", "direction"]
    both = (
        pairs.join(_pairs(scene.mine(_COLLECTION)), on=on, how="left", maintain_order="left")
        .join(theirs, on=on, how="left", maintain_order="left", suffix="_theirs")
        .with_columns(pl.col("unknown", "unknown_theirs").fill_null(False))
        .with_columns(pl.col("requests", "requests_theirs").fill_null(0))
        .filter(~(pl.col("unknown") | pl.col("unknown_theirs")))
    )
    own, other = pl.col("requests"), pl.col("requests_theirs")
    difference = (own - other).abs()
    return both.filter((difference >= LEAST_DIFFERENCE) & (2 * difference > MOST_ASYMMETRY * (own + other))).select(
        "candidate",
        "sheet",
        "line",
        "comment",
        column=pl.lit("requests"),
        found=own.cast(pl.String),
        expected=other.cast(pl.String),
        key=pl.concat_str("counterpart", "direction", separator=KEY_SIGN),
        value=(own - other).cast(pl.Float64),
    )


def _pairs(rows: pl.DataFrame | None) -> pl.DataFrame:
    """candidate, counterpart, direction: requests in all, and where the first of them stands."""
    if rows is None:
        rows = pl.DataFrame(
            schema={
                "candidate": pl.String,
                "counterpart": pl.String,
                "direction": pl.String,
                "requests": pl.Int64,
                "counted": pl.Boolean,
                "sheet": pl.String,
                "line": pl.Int32,
                "comment": pl.String,
            }
        )
    return (
        rows.filter(pl.col("counted"))
        .group_by("candidate", "counterpart", "direction", maintain_order=True)
        .agg(
            pl.col("requests").sum(),
            pl.col("requests").is_null().any().alias("unknown"),
            pl.col("sheet", "line").first(),
            pl.col("comment").drop_nulls().first(),
        )
    )


def _seen_from(rows: pl.DataFrame | None, delivers: pl.DataFrame) -> pl.DataFrame:
    """The others' rows on the candidate as the candidate would write them: who sent has a partner who received."""
    if rows is None:
        return _pairs(None)
    mine = rows.join(delivers.select("candidate", _me="country"), on="candidate").filter(
        pl.col("counterpart") == pl.col("_me")
    )
    turned = mine.with_columns(
        counterpart="country", direction=pl.col("direction").replace_strict(_OTHER_WAY, default=None)
    )
    return _pairs(turned)

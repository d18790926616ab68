"""Jumps: values far from where the last eight quarters say that they should be."""

from collections.abc import Iterator, Sequence

import polars as pl

from data_contracts.contract import Contract, load_contract
from pipeline.examine.detail import side_by_side
from pipeline.examine.examination import key_of
from pipeline.examine.scales import Scale, scales_of
from pipeline.examine.scene import Scene

LAST, FEWEST = 8, 4
"""How many quarters back a series goes, and how many of its values must be known."""
FAR = 5.0
"""How far from the median of its series a value is a jump: in spreads (see `Scale`), of which a normal one has one."""
BEYOND = 2.0
"""And how far beyond all that the series ever was: in what chance alone makes of it."""


def no_jump(scene: Scene, collection: str) -> pl.DataFrame | None:
    """Values that leave their series: a row's measure over the last eight quarters, four of them at least.

    A spread is 1.4826 times the median distance from the median, but never less than what chance makes of such a
    figure. Of counts that vary by chance alone (Poisson), whatever their mean, fewer than 1 in 100 000 is taken for a
    jump; one that is ten times too high is found two times out of three from a mean of 2, nearly always from 5.

    What adds up is zero in a delivered quarter that does not list the row; what does not is nothing there. Campaigns
    and activities have names of their own and come and go: there the collection's sums are the series. What stands in
    no row, or in several that are compared together, stands on the collection. expected: from the smallest to the
    largest value of the series.
    """
    contract = load_contract(collection)
    scales = scales_of(contract)
    measures = [scale.measure for scale in scales]
    told = side_by_side(scene, contract, measures, back=range(1, LAST + 1), fewest=FEWEST)
    if told is None:
        return None
    series = _series(told, contract, scales)
    jumps = [each for scale in scales for each in _jumps(series, scale, contract)]
    if not jumps:
        return None
    return pl.concat(jumps).join(scene.sheets(collection), on="candidate", how="left", maintain_order="left")


def _series(told: pl.DataFrame, contract: Contract, scales: Sequence[Scale]) -> pl.DataFrame:
    """candidate, keys, line, comment, here (is listed now), listed (in how many quarters before); of each measure its
    value now, those before, the least and the most of them, and how many are known."""
    keys, measures = _keys(contract), [scale.measure for scale in scales]
    whose = ["candidate", "quarters", "sure"]
    told = told.with_columns(pl.col(measures).cast(pl.Float64))
    parts, whole = told.filter(pl.col("changed") | (not keys)), told.filter(~pl.col("changed") & bool(keys))
    sums = parts.group_by(*whose, "now", "back", *keys, maintain_order=True).agg(
        *(scale.of_rows() for scale in scales),
        pl.when(pl.len() == 1).then(pl.col("line", "comment").first()),
    )
    quarters = pl.concat([sums, whole.select(sums.columns)])
    before = (
        quarters.filter(~pl.col("now"))
        .group_by(*whose, *keys, maintain_order=True)
        .agg(
            pl.col(measures).name.suffix(".before"),
            pl.col(measures).min().name.suffix(".least"),
            pl.col(measures).max().name.suffix(".most"),
            pl.col(measures).count().name.suffix(".known"),
            listed=pl.len(),
        )
    )
    now = quarters.filter("now").drop("now", "back").with_columns(here=pl.lit(True))
    series = before.join(now, on=[*whose, *keys], how="full", coalesce=True, maintain_order="left_right")
    counts = ["listed", *(f"{measure}.known" for measure in measures)]
    return series.with_columns(pl.col(counts).fill_null(0), pl.col("here").fill_null(False))


def _jumps(series: pl.DataFrame, scale: Scale, contract: Contract) -> Iterator[pl.DataFrame]:
    value, before, least, most = pl.col("value"), pl.col("before"), pl.col("least"), pl.col("most")
    unlisted, nothing = pl.lit(0), pl.lit(None, pl.Float64)
    known, listed = pl.col(f"{scale.measure}.known"), pl.col("listed")
    if scale.zeros:  # where a status says once that the value is not known, what is not listed need not be zero
        unlisted = pl.when(known == listed).then(pl.col("quarters") - listed).otherwise(0)
        nothing = pl.when("sure").then(0.0)
    zero = pl.when(unlisted > 0).then(0.0)
    found = (
        series.select(
            *("candidate", "line", "comment", *_keys(contract)),
            value=pl.when("here").then(scale.measure).otherwise(nothing),
            before=f"{scale.measure}.before",
            unlisted=unlisted,
            least=pl.min_horizontal(f"{scale.measure}.least", zero),
            most=pl.max_horizontal(f"{scale.measure}.most", zero),
            enough=known + unlisted >= FEWEST,
        )
        .filter(value.is_not_null() & pl.col("enough"))
        .filter(pl.max_horizontal(least - value, value - most) >= scale.least)
        .with_columns(before=pl.concat_list(before.fill_null([]).list.drop_nulls(), pl.lit(0.0).repeat_by("unlisted")))
    )
    if found.is_empty():
        return
    on_scale = found.with_columns(
        at=scale.of(value),
        low=scale.of(least),
        high=scale.of(most),
        middle=before.list.eval(scale.of(pl.element())).list.median(),
        spread=before.list.eval((scale.of(pl.element()) - scale.of(pl.element()).median()).abs()).list.median(),
    ).with_columns(chance=scale.chance(pl.col("middle")))
    far = (pl.col("at") - pl.col("middle")).abs() / pl.max_horizontal(1.4826 * pl.col("spread"), "chance")
    beyond = pl.max_horizontal(pl.col("low") - pl.col("at"), pl.col("at") - pl.col("high")) / pl.col("chance")
    jumps = on_scale.filter((far > FAR) & (beyond > BEYOND))
    yield jumps.select(
        "candidate",
        "line",
        "comment",
        "value",
        column=pl.lit(scale.measure),
        found=_text(value),
        expected=pl.when(least == most).then(_text(least)).otherwise(pl.format("{}-{}", _text(least), _text(most))),
        key=key_of(contract) if _keys(contract) else pl.lit(None, pl.String),
    )


def _keys(contract: Contract) -> list[str]:
    """What tells one series from another: nothing where a key is a name of its own."""
    return [] if any(key.kind == "text" for key in contract.keys) else [key.name for key in contract.keys]


def _text(number: pl.Expr) -> pl.Expr:
    return number.round(1).cast(pl.String).str.strip_suffix(".0")

"""On which scale a measure's chance variation is the same for small figures and large, and how large it is there."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from data_contracts.contract import Column, Contract

_FOLLOWS = ("stock_start",)
"""Follows from what the quarter before ended with, and was looked at there."""


@dataclass(frozen=True)
class Scale:
    """How one measure varies.

    counts: things that come one by one (`unit`: how much each adds). Twice the square root of a Poisson count has a
    standard deviation of 1, whatever its mean; large figures vary by a `share` of themselves besides.
    factors: a few large things, or a time: its logarithm varies by `share`. points: as it is, by `share`.

    least: a smaller change is never a jump. adds_up: over rows, so that several are summed up.
    zeros: nothing is a value like any other, so that what is not listed is zero; else it is no value of the series.
    """

    measure: str
    kind: Literal["counts", "factors", "points"]
    share: float
    least: float
    unit: float = 1
    adds_up: bool = True
    zeros: bool = True

    def of(self, value: pl.Expr) -> pl.Expr:
        """A value on this scale."""
        if self.kind == "counts":
            return 2 * (value / self.unit + 0.375).sqrt()
        return value.log1p() if self.kind == "factors" else value

    def chance(self, middle: pl.Expr) -> pl.Expr:
        """The standard deviation that chance alone gives to figures whose median is `middle` on this scale."""
        return (1 + (self.share * middle / 2) ** 2).sqrt() if self.kind == "counts" else pl.lit(self.share)

    def of_rows(self) -> pl.Expr:
        """The measure of several rows; of what adds up null where one of them is not known."""
        value = pl.col(self.measure).cast(pl.Float64)
        told = pl.when(~value.is_null().any()).then(value.sum()) if self.adds_up else value.mean()
        return (told if self.zeros or not self.adds_up else pl.when(told != 0).then(told)).alias(self.measure)


def scales_of(contract: Contract) -> list[Scale]:
    """Every measure of a collection that counts."""
    named = any(key.kind == "text" for key in contract.keys)
    numbers = [each for each in contract.measures if each.kind in ("integer", "number") and each.name not in _FOLLOWS]
    return [_scale(each, named=named) for each in numbers]


def _scale(measure: Column, *, named: bool) -> Scale:
    """named: of single campaigns and activities, a few of which make up the sum, or none."""
    name, is_money = measure.name, measure.name.endswith("_eur")
    if measure.maximum is not None:
        return Scale(name, "points", share=5, least=10, adds_up=False, zeros=False)
    if name.startswith("median_"):
        return Scale(name, "factors", share=0.5, least=24, adds_up=False, zeros=False)
    if named:
        return Scale(name, "factors", share=0.4, least=5000 if is_money else 100, zeros=False)
    if is_money:
        return Scale(name, "counts", share=0.3, least=5000, unit=5000)
    return Scale(name, "counts", share=0.15, least=5)

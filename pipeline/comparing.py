"""Compare a file with what counts now and with the quarter before: rows new, changed, withdrawn, unchanged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from data_contracts.contract import Contract, load_contract
from pipeline.examine.examination import key_of
from pipeline.examine.past import Past
from pipeline.examine.scene import CANDIDATES, Scene
from pipeline.judgement import Judgement
from pipeline.receive.delivery import Delivery
from pipeline.weighing import NOW

LONGEST_AGO = 4
"""How many quarters back the one before is looked for: a year, so that a yearly collection has its own."""

_CELL = ["key", "column"]
_LONG = {"key": pl.String, "column": pl.String, "text": pl.String, "number": pl.Float64}


@dataclass(frozen=True)
class Change:
    """A cell that is not what it was. `before` or `after` is None where the row was not, or is no longer, listed.

    share_pct: how much more (less when negative) it is, in percent of what it was; None where that says nothing.
    """

    key: str
    column: str
    before: str | None
    after: str | None
    share_pct: float | None


@dataclass(frozen=True)
class Comparison:
    """One collection against its version that counts (`version`), or against the last quarter before (`quarter`).

    submission, quarter: what it is compared with. new, changed, withdrawn, unchanged: rows. changes: the cells of the
    rows that are new, changed or withdrawn, in the order of the file, withdrawn ones last.
    """

    collection: str
    against: Literal["version", "quarter"]
    submission: str
    quarter: str
    new: int
    changed: int
    withdrawn: int
    unchanged: int
    changes: tuple[Change, ...]

    def as_dict(self) -> dict[str, Any]:
        """The comparison as JSON-ready values."""
        return {**vars(self), "changes": [vars(each) for each in self.changes]}


def compare(judged: Judgement, delivery: Delivery, past: Past) -> tuple[Comparison, ...]:
    """Every collection of the delivery against both, where there is something to compare it with."""
    if not (delivery.country and delivery.quarter):
        return ()
    whose = pl.DataFrame(
        [(delivery.submission, NOW, delivery.country, delivery.quarter)], schema=CANDIDATES, orient="row"
    )
    others = past.versions.filter(pl.col("submission") != delivery.submission)
    nil = {delivery.submission: delivery.nil}
    scene = Scene(whose, judged.rows, nil, others, past.fetch)
    named = [name for name in judged.rows if name in delivery.parts or name in delivery.nil]
    return tuple(_compared(scene, [*named, *sorted(delivery.nil - set(named))]))


def _compared(scene: Scene, collections: Sequence[str]) -> Iterator[Comparison]:
    for collection in collections:
        counts = scene.parts(collection, back=[0])
        if counts.height:
            yield _comparison(scene, collection, "version", counts.row(0, named=True))
        before = scene.parts(collection, back=range(1, LONGEST_AGO + 1)).sort("back")
        if before.height:
            yield _comparison(scene, collection, "quarter", before.row(0, named=True))


def _comparison(
    scene: Scene, collection: str, against: Literal["version", "quarter"], part: dict[str, Any]
) -> Comparison:
    contract = load_contract(collection)
    was = _long(scene.before(collection, back=[part["back"]]), contract)
    now = _long(scene.mine(collection), contract)
    both = now.join(was, on=_CELL, how="full", suffix="_was", coalesce=True, maintain_order="left_right")
    both = both.with_columns(
        known=pl.col("key").is_in(was["key"].implode()),
        here=pl.col("key").is_in(now["key"].implode()),
        same=pl.col("text").eq_missing(pl.col("text_was")),
    )
    rows = both.group_by("key").agg(pl.col("known", "here").first(), pl.col("same").all())
    known, here, same = pl.col("known"), pl.col("here"), pl.col("same")
    counted = rows.select(
        new=(here & ~known).sum(),
        changed=(here & known & ~same).sum(),
        withdrawn=(known & ~here).sum(),
        unchanged=(here & known & same).sum(),
    ).row(0, named=True)
    return Comparison(
        collection=collection,
        against=against,
        submission=part["submission"],
        quarter=part["quarter"],
        **counted,
        changes=tuple(_changes(both.filter(~pl.col("same")))),
    )


def _changes(cells: pl.DataFrame) -> Iterator[Change]:
    for each in cells.iter_rows(named=True):
        before, after = each["number_was"], each["number"]
        share = round(100 * (after - before) / before, 1) if before and after is not None else None
        yield Change(each["key"], each["column"], each["text_was"], each["text"], share)


def _long(rows: pl.DataFrame | None, contract: Contract) -> pl.DataFrame:
    """key, column, text (the value, or the status that stands instead), number: a measure of a row a row."""
    if rows is None:
        return pl.DataFrame(schema=_LONG)
    rows = (
        rows.with_columns(key=key_of(contract)).filter(pl.col("key").is_not_null()).unique("key", maintain_order=True)
    )
    return (
        pl.concat(
            [
                rows.select(
                    "key",
                    pl.lit(each.name).alias("column"),
                    pl.coalesce(_text(each.name, each.kind), f"{each.name}_status").alias("text"),
                    (
                        pl.col(each.name).cast(pl.Float64)
                        if each.kind in ("integer", "number")
                        else pl.lit(None, pl.Float64)
                    ).alias("number"),
                ).with_row_index("row")
                for each in contract.measures
            ]
        )
        .sort("row", maintain_order=True)
        .drop("row")
    )


def _text(name: str, kind: str) -> pl.Expr:
    """A number as people write it: 12 rather than 12.0."""
    text = pl.col(name).cast(pl.String)
    return text.str.strip_suffix(".0") if kind == "number" else text

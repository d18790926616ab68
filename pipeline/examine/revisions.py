"""Corrections of an accepted version: what changes gives its reason, in the row that changes."""

from collections.abc import Sequence

import polars as pl

from data_contracts.codes import load_obs_status
from data_contracts.contract import Column, Contract, load_contract
from pipeline.examine.detail import side_by_side
from pipeline.examine.examination import key_of
from pipeline.examine.scene import Scene

_WAS = ".was"


def revision_needs_reason(scene: Scene, collection: str) -> pl.DataFrame | None:
    """A row with a measure that is not what was accepted, or that was not listed and is not zero, has a reason.

    A total beside its parts needs none: theirs tell. One finding a row, on the first cell that differs.
    """
    contract = load_contract(collection)
    both = _corrected(scene, contract)
    if both is None:
        return None
    changed = both.filter(pl.col("reason").is_null()).with_columns(_first_change(contract.measures))
    return changed.filter(pl.col("change").is_not_null()).unnest("change").select(*_PLACE, key=key_of(contract))


def method_change_needs_flag(scene: Scene, collection: str) -> pl.DataFrame | None:
    """What changes by a new method (reason METH) is a break in its series: the values that differ have the status B."""
    contract = load_contract(collection)
    both = _corrected(scene, contract)
    if both is None:
        return None
    changed = both.filter(pl.col("reason") == "METH")
    unmarked = [
        changed.filter(_differs(each) & pl.col(each.name).is_not_null() & (pl.col(f"{each.name}_status") != "B"))
        .with_columns(_cell(each))
        .unnest("change")
        .select(*_PLACE, key=key_of(contract))
        for each in contract.measures
    ]
    return pl.concat(unmarked).sort("candidate", "line", maintain_order=True)


def withdrawal_needs_reason(scene: Scene, collection: str) -> pl.DataFrame | None:
    """A row that was accepted with other values than zeros is sent again, if only with zeros, so that it can say why.

    A row whose detail is given otherwise now, as parts or as a total, is still told. Only of collections that count:
    what is not in a list of tools is no zero that a row could hold.
    """
    contract = load_contract(collection)
    told = side_by_side(scene, contract, _cells(contract), back=[0])
    if told is None:
        return None
    keys = [key.name for key in contract.keys]
    here = told.filter("now").select("candidate", *keys)
    gone = told.filter(~pl.col("now") & pl.col("sure")).join(
        here, on=["candidate", *keys], how="anti", maintain_order="left"
    )
    was = gone.with_columns(
        pl.coalesce(
            pl.when(~_like_unlisted(each)).then(pl.struct(column=pl.lit(each.name), expected=_text(each, "")))
            for each in contract.measures
        ).alias("change")
    )
    return (
        was.filter(pl.col("change").is_not_null())
        .unique(["candidate", *keys], keep="first", maintain_order=True)
        .unnest("change")
        .join(scene.sheets(collection), on="candidate", how="left", maintain_order="left")
        .select("candidate", "sheet", "column", "expected", found=pl.lit("0"), key=key_of(contract))
    )


_PLACE = ("candidate", "sheet", "line", "column", "found", "expected", "comment")


def _corrected(scene: Scene, contract: Contract) -> pl.DataFrame | None:
    """The counted rows of the candidates that correct an accepted version, what was accepted beside them (`.was`)."""
    mine = scene.mine(contract.collection)
    corrects = scene.parts(contract.collection, back=[0])
    if mine is None or corrects.is_empty():
        return None
    keys = [key.name for key in contract.keys]
    mine = mine.filter("counted", *(pl.col(key).is_not_null() for key in keys))
    mine = mine.join(corrects.select("candidate"), on="candidate", how="semi", maintain_order="left")
    was = scene.before(contract.collection, back=[0])
    if was is None:  # a nil return, which says zero of everything
        was = mine.clear().with_columns(back=pl.lit(0))
    was = was.select(
        "candidate", *keys, *(pl.col(cell).alias(cell + _WAS) for cell in _cells(contract)), listed=pl.lit(True)
    )
    return mine.join(was, on=["candidate", *keys], how="left", maintain_order="left")


def _cells(contract: Contract) -> list[str]:
    return [name for each in contract.measures for name in (each.name, f"{each.name}_status")]


def _first_change(measures: Sequence[Column]) -> pl.Expr:
    return pl.coalesce(pl.when(_differs(each)).then(_cell(each)) for each in measures).alias("change")


def _cell(measure: Column) -> pl.Expr:
    return pl.struct(
        column=pl.lit(measure.name),
        found=_text(measure, ""),
        expected=pl.when("listed").then(_text(measure, _WAS)).otherwise(pl.lit("0" if _counts(measure) else "–")),
    ).alias("change")


def _differs(measure: Column) -> pl.Expr:
    """Whether a cell that can be read is not what it was; in a row that was not listed, whether it is not zero."""
    value, status = pl.col(measure.name), pl.col(f"{measure.name}_status")
    unequal = value.ne_missing(pl.col(measure.name + _WAS)) | status.ne_missing(pl.col(f"{measure.name}_status{_WAS}"))
    is_new = ~_like_unlisted(measure) if _counts(measure) else pl.lit(True)
    return status.is_not_null() & pl.when(pl.col("listed").is_not_null()).then(unequal).otherwise(is_new)


def _like_unlisted(measure: Column) -> pl.Expr:
    """Whether a row without this cell would say the same: zero, or nothing that could exist."""
    none = [code for code, kind in load_obs_status().items() if kind == "leaves"]
    return pl.coalesce(pl.col(measure.name) == 0, pl.col(f"{measure.name}_status").is_in(none))


def _counts(measure: Column) -> bool:
    return measure.kind in ("integer", "number")


def _text(measure: Column, version: str) -> pl.Expr:
    """The value as people write it, and the status that stands beside it or instead."""
    value = pl.col(measure.name + version).cast(pl.String).str.strip_suffix(".0")
    status = pl.col(f"{measure.name}_status{version}")
    told = pl.when(value.is_null() | (status != "A")).then(status)
    return pl.concat_str([value, told], separator=" ", ignore_nulls=True)

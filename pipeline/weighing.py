"""Weigh findings: how hard each is, what explains or eases it, and so what verdict a submission gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from data_contracts.findings import (
    ACCEPTED,
    NEEDS_EXPLANATION,
    OVERRIDDEN,
    REMEMBERED,
    RETURNED,
    UNREADABLE,
    WAIVED,
    Finding,
)
from data_contracts.rules import BLOCKER, ERROR, WARNING, load_rules
from pipeline.examine.past import Past
from pipeline.receive.delivery import Delivery

NOW = 2**62
"""The turn of a file that is only checked: after everything that was ever sent."""


@dataclass(frozen=True)
class Turn:
    """One examination of one submission: when it came, from whom, and what was said of its findings since.

    seq: the place in the ledger of what led to it. at: when the submission was received. sender: the country that it
    came from, where known. explanations: the id of a finding -> its explanation; overrides: an ERROR's rule -> why a
    coordinator set it aside.
    """

    delivery: Delivery
    at: datetime
    seq: int = NOW
    sender: str | None = None
    explanations: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)

    @property
    def submission(self) -> str:
        return self.delivery.submission

    @property
    def country(self) -> str | None:
        """Whose past it is held against: nobody's when it came from another country than it says, as the answer would
        tell its sender that country's figures and what it said of them."""
        return self.delivery.country if self.sender in (None, self.delivery.country) else None


def weigh(findings: pl.DataFrame, turns: Sequence[Turn], past: Past) -> pl.DataFrame:
    """`findings` with severity, explained, explanation, eased, blocks. They keep their order."""
    severities = {rule.id: rule.severity for rule in load_rules().values()}
    severity = pl.col("rule").replace_strict(severities, return_dtype=pl.String)
    found = findings.with_columns(severity=severity, eased=pl.lit(None, pl.String)).with_row_index("index")
    if found["severity"].is_in([ERROR, WARNING]).any():
        found = _explain(found, turns)
        found = _ease(found, _remembered(found, turns, past), REMEMBERED)
        found = _ease(found, _waived(found, turns, past), WAIVED)
        found = _ease(found, _overridden(found, turns), OVERRIDDEN)
    is_warning = pl.col("severity") == WARNING
    explained = is_warning & pl.col("explanation").is_not_null() & pl.col("eased").is_null()
    stops = pl.col("severity").is_in([BLOCKER, ERROR]) | (is_warning & ~pl.col("explained"))
    return (
        found.sort("index")
        .drop("index")
        .with_columns(explained=explained)
        .with_columns(blocks=stops & pl.col("eased").is_null())
    )


def verdicts(turns: Sequence[Turn], weighed: pl.DataFrame) -> dict[str, str]:
    """Submission -> its verdict."""
    blocking = weighed.filter("blocks")
    hard = set(blocking.filter(pl.col("severity") != WARNING)["submission"])
    soft = set(blocking["submission"])
    return {
        each.submission: UNREADABLE
        if each.delivery.kind is None
        else RETURNED
        if each.submission in hard
        else NEEDS_EXPLANATION
        if each.submission in soft
        else ACCEPTED
        for each in turns
    }


def _whose(turns: Sequence[Turn]) -> pl.DataFrame:
    return pl.DataFrame(
        [(each.submission, each.seq, each.country, each.delivery.quarter) for each in turns],
        schema={"submission": pl.String, "_turn": pl.Int64, "_country": pl.String, "_quarter": pl.String},
        orient="row",
    )


def _explain(found: pl.DataFrame, turns: Sequence[Turn]) -> pl.DataFrame:
    """With what was said after the file was sent; it stands in the place of what its rows say."""
    given = {each.submission: each.explanations for each in turns if each.explanations}
    if not given:
        return found
    names = list(Finding.__dataclass_fields__)
    told = [
        (row["index"], given[row["submission"]].get(Finding(**{name: row[name] for name in names}).id))
        for row in found.filter(pl.col("submission").is_in(list(given))).iter_rows(named=True)
    ]
    later = pl.DataFrame(told, schema={"index": pl.UInt32, "later": pl.String}, orient="row")
    joined = found.join(later, on="index", how="left", maintain_order="left")
    return joined.with_columns(explanation=pl.coalesce("later", "explanation")).drop("later")


def _ease(found: pl.DataFrame, eased: pl.DataFrame | None, why: str) -> pl.DataFrame:
    """`eased`: index, reason. What was eased already, or is explained in the file, stays as it is."""
    if eased is None or eased.is_empty():
        return found
    joined = found.join(eased.unique("index", keep="last"), on="index", how="left", maintain_order="left")
    fits = (
        pl.col("reason").is_not_null()
        & pl.col("eased").is_null()
        & (pl.col("explanation").is_null() | (pl.col("severity") != WARNING))
    )
    return joined.with_columns(
        eased=pl.when(fits).then(pl.lit(why)).otherwise("eased"),
        explanation=pl.when(fits).then("reason").otherwise("explanation"),
    ).drop("reason")


def _remembered(found: pl.DataFrame, turns: Sequence[Turn], past: Past) -> pl.DataFrame | None:
    if past.remembered.is_empty():
        return None
    mine = found.filter((pl.col("severity") == WARNING) & pl.col("value").is_not_null()).join(
        _whose(turns), on="submission"
    )
    same = ["rule", "collection", "key", "column"]
    known = past.remembered.select(
        *same,
        "turn",
        "lowest",
        "highest",
        _said_of="submission",
        _country="country",
        _of="quarter",
        reason="explanation",
    )
    return (
        mine.join(known, on=["_country", *same], nulls_equal=True)
        .join(past.withdrawn.rename({"submission": "_said_of"}), on="_said_of", how="left")
        .filter(
            (pl.col("turn") < pl.col("_turn"))
            & (pl.col("withdrawn").is_null() | (pl.col("withdrawn") > pl.col("_turn")))
            & (pl.col("_of") < pl.col("_quarter"))
            & pl.col("value").is_between("lowest", "highest")
        )
        .sort("turn", maintain_order=True)
        .select("index", "reason")
    )


def _waived(found: pl.DataFrame, turns: Sequence[Turn], past: Past) -> pl.DataFrame | None:
    if past.waivers.is_empty():
        return None
    mine = found.filter(pl.col("severity").is_in([WARNING, ERROR])).join(_whose(turns), on="submission")
    granted = past.waivers.select("rule", "turn", "until", "reason", _country="country", _in="collection")
    return (
        mine.join(granted, on=["_country", "rule"])
        .filter(
            (pl.col("turn") <= pl.col("_turn"))
            & (pl.col("_quarter") <= pl.col("until"))
            & (pl.col("_in").is_null() | (pl.col("_in") == pl.col("collection")))
        )
        .sort("turn", maintain_order=True)
        .select("index", "reason")
    )


def _overridden(found: pl.DataFrame, turns: Sequence[Turn]) -> pl.DataFrame | None:
    given = [(each.submission, rule, why) for each in turns for rule, why in each.overrides.items()]
    if not given:
        return None
    schema = {"submission": pl.String, "rule": pl.String, "reason": pl.String}
    overridden = pl.DataFrame(given, schema=schema, orient="row")
    mine = found.filter(pl.col("severity") == ERROR)
    return mine.join(overridden, on=["submission", "rule"]).select("index", "reason")

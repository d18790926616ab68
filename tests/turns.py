"""Files that come one after the other, for tests of rules that look at what was accepted before."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from data_contracts.findings import ACCEPTED, Finding
from pipeline.examine.past import Past
from pipeline.judgement import Judgement, judge
from pipeline.weighing import Turn
from tests.rows import delivery

AT = datetime(2026, 11, 1, tzinfo=UTC)
Rows = list[dict[str, Any]]


def turn(
    seq: int, quarter: str = "2026-Q3", country: str = "NL", name: str | None = None, **parts: Rows | None
) -> Turn:
    """The file that is examined at `seq`: changes of right rows a collection, or None for a nil return."""
    full = {collection: rows for collection, rows in parts.items() if rows is not None}
    nil = frozenset(set(parts) - set(full))
    return Turn(delivery(name or f"f{seq}", country, quarter, nil, **full), at=AT, seq=seq)


def turns(*files: Mapping[str, Any]) -> list[Turn]:
    """Files in the order in which they come."""
    return [turn(seq, **file) for seq, file in enumerate(files, start=1)]


def found_in_last(rule: str, *files: Mapping[str, Any]) -> list[Finding]:
    """What breaks `rule` in the last of `files`, once those before it are accepted."""
    every = turns(*files)
    judged = judge(every)
    refused = [each for each in judged.submissions.iter_rows(named=True) if each["verdict"] != "accepted"]
    assert {each["submission"] for each in refused} <= {every[-1].submission}, "a file before it was not accepted"
    return found(judged, every[-1].submission, rule)


def found(judged: Judgement, submission: str, rule: str) -> list[Finding]:
    return [each for each in judged.findings_of(submission) if each.rule == rule]


def verdicts_of(judged: Judgement) -> dict[str, str]:
    return dict(judged.submissions.select("submission", "verdict").iter_rows())


def one_by_one(turns: Sequence[Turn]) -> dict[str, str]:
    """The verdicts of turns that are judged singly, each after those before it."""
    found: dict[str, str] = {}
    rows: dict[str, list[pl.DataFrame]] = {}
    past = Past()
    for turn in sorted(turns, key=lambda each: each.seq):
        judged = judge([turn], past)
        found |= verdicts_of(judged)
        if found[turn.submission] == ACCEPTED:
            parts = judged.parts.with_columns(turn=pl.lit(turn.seq, pl.Int64), withdrawn=pl.lit(None, pl.Int64))
            for collection, frame in judged.rows.items():
                rows.setdefault(collection, []).append(frame)
            past = Past(
                versions=pl.concat([past.versions, parts.select(past.versions.columns)]),
                remembered=pl.concat([past.remembered, judged.remembered]),
                fetch=lambda name, these: pl.concat(rows[name]).filter(pl.col("submission").is_in(these)),
            )
    return found

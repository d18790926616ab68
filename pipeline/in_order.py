"""Judge in order: what a submission is compared with is what was accepted before it, of its own batch too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from data_contracts.findings import ACCEPTED
from pipeline.examine.further import Further, look_again, look_further
from pipeline.examine.memory import remembered
from pipeline.examine.past import VERSIONS, Past
from pipeline.examine.scene import CANDIDATES, Scene
from pipeline.weighing import Turn, verdicts, weigh

_CELL = ["submission", "collection", "sheet", "line", "column"]


@dataclass(frozen=True)
class InOrder:
    """findings: weighed. ran: every rule that looked further. remembered: what the accepted ones explained."""

    verdicts: Mapping[str, str]
    findings: pl.DataFrame
    ran: pl.DataFrame
    remembered: pl.DataFrame


def judge_in_order(
    turns: Sequence[Turn],
    near: pl.DataFrame,
    *,
    rows: Mapping[str, pl.DataFrame],
    parts: pl.DataFrame,
    letters: pl.DataFrame,
    past: Past,
) -> InOrder:
    """`near`: what the files themselves show, findings of levels 0 and 1; the other levels are looked at here.

    Who of the batch is accepted is assumed, what follows is looked at, and so on until the assumption holds. Each
    round settles at least the first turn that was assumed wrongly, as nobody depends on a later one: it ends, and it
    ends as if the turns had been judged one by one.
    """
    whose = _whose(turns)
    before = past.remembered.filter(~pl.col("submission").is_in([each.submission for each in turns]))
    seen: tuple[set[str], pl.DataFrame] | None = None
    weighed = weigh(near, turns, past)
    further: Further | None = None
    for _ in range(len(turns) + 2):
        given = verdicts(turns, weighed)
        accepted = {submission for submission, verdict in given.items() if verdict == ACCEPTED}
        mine = remembered(weighed, whose.filter(pl.col("submission").is_in(list(accepted))))
        if further and seen and (len(turns) == 1 or (seen[0] == accepted and seen[1].equals(mine))):
            return InOrder(given, weighed, further.ran, mine)
        seen = accepted, mine
        known = replace(past, remembered=pl.concat([before, mine]))
        scene = _scene(turns, whose, accepted, rows=rows, parts=parts, past=past)
        further = look_again(scene, further) if further else look_further(scene)
        weighed = weigh(_together(near, further.findings, letters), turns, known)
    raise AssertionError("the order of turns does not settle: a rule looks at what comes later")


def _whose(turns: Sequence[Turn]) -> pl.DataFrame:
    """Who is compared. A file for another country than its sender's is not: it would tell that country's figures."""
    known = [
        (each.submission, each.seq, each.country, each.delivery.quarter)
        for each in turns
        if each.delivery.kind and each.country and each.delivery.quarter
    ]
    return pl.DataFrame(known, schema=CANDIDATES, orient="row")


def _scene(
    turns: Sequence[Turn],
    whose: pl.DataFrame,
    accepted: set[str],
    *,
    rows: Mapping[str, pl.DataFrame],
    parts: pl.DataFrame,
    past: Past,
) -> Scene:
    """The scene if those of `accepted` are: their parts stand among the versions, from their own turns on."""
    here = [each.submission for each in turns]
    mine = (
        parts.filter(pl.col("submission").is_in(list(accepted)))
        .select("submission", "collection", "nil_return")
        .join(whose, on="submission")
        .join(past.withdrawn, on="submission", how="left")
        .select(pl.col(name).cast(kind) for name, kind in VERSIONS.items())
    )

    def fetch(collection: str, submissions: Sequence[str]) -> pl.DataFrame:
        own = rows[collection].filter(pl.col("submission").is_in(list(submissions))) if collection in rows else None
        away = [each for each in submissions if each not in here]
        found = [own] if own is not None else []
        return pl.concat([*found, past.fetch(collection, away)], how="diagonal_relaxed") if away else found[0]

    # One that is examined again was accepted already, or not: either way its own turn here is what counts.
    others = past.versions.filter(~pl.col("submission").is_in(here))
    nil = {each.submission: each.delivery.nil for each in turns}
    mine_only = {
        name: frame.filter(pl.col("submission").is_in(whose["submission"].implode())) for name, frame in rows.items()
    }
    return Scene(whose, mine_only, nil, pl.concat([others, mine]), fetch)


def _together(near: pl.DataFrame, further: pl.DataFrame, letters: pl.DataFrame) -> pl.DataFrame:
    """All findings; a cell that is wrong in itself is not told what follows from it. What has no line has no letter."""
    placed = further.join(letters, on=["submission", "collection", "column"], how="left", maintain_order="left")
    placed = placed.with_columns(letter=pl.when(pl.col("line").is_not_null()).then("letter"))
    return pl.concat([near, placed.join(near, on=_CELL, how="anti")], how="diagonal_relaxed")

"""Judge deliveries: all their findings and one verdict a submission, examined together, once per collection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from data_contracts.contract import load_contract
from data_contracts.findings import ACCEPTED, Finding
from data_contracts.tidying import Tidying, gather
from pipeline.examine.admission import admission
from pipeline.examine.examination import FINDING_COLUMNS, Examination, examine
from pipeline.examine.past import Past
from pipeline.examine.understood import tidied_cells
from pipeline.in_order import judge_in_order
from pipeline.receive.delivery import Delivery
from pipeline.weighing import Turn

_PARTS = {
    "submission": pl.String,
    "country": pl.String,
    "quarter": pl.String,
    "collection": pl.String,
    "records": pl.Int64,
    "nil_return": pl.Boolean,
}
_LETTERS = {"submission": pl.String, "collection": pl.String, "column": pl.String, "letter": pl.String}
_OWN_LINES = {
    "submission": pl.String,
    "collection": pl.String,
    "line": pl.Int32,
    "column": pl.String,
    "own": pl.Int32,
}
_RUNS = {"collection": pl.String, "rule": pl.String, "rows": pl.Int64, "broken": pl.Int64}
_FOUND = [
    "submission",
    "rule",
    "severity",
    "blocks",
    "collection",
    "sheet",
    "line",
    "letter",
    "column",
    "found",
    "expected",
    "explained",
    "key",
    "value",
    "explanation",
    "eased",
]


@dataclass(frozen=True)
class Judgement:
    """Tables of the same names as the warehouse's, less what only the ledger knows of a submission."""

    submissions: pl.DataFrame
    parts: pl.DataFrame
    findings: pl.DataFrame
    rule_runs: pl.DataFrame
    letters: pl.DataFrame
    rows: Mapping[str, pl.DataFrame]
    remembered: pl.DataFrame

    def findings_of(self, submission: str) -> tuple[Finding, ...]:
        """The findings of one submission, in the order of its file."""
        mine = self.findings.filter(pl.col("submission") == submission).drop("submission", "severity", "blocks")
        return tuple(Finding(**row) for row in mine.iter_rows(named=True))


@dataclass(frozen=True)
class Answer:
    """What was found in a file. verdict: accepted, needs-explanation (nothing but warnings stands in the
    way), returned, or unreadable (then nothing is known of its contents).

    tidied: what was read as meant rather than as written; it blocks nothing, and is told so that it can be seen.
    """

    submission: str
    kind: str | None
    country: str | None
    quarter: str | None
    verdict: str
    collections: dict[str, int]
    nil: tuple[str, ...]
    findings: tuple[Finding, ...]
    tidied: tuple[Tidying, ...] = ()

    @property
    def is_accepted(self) -> bool:
        return self.verdict == ACCEPTED

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The answer as JSON-ready values, its findings and tidyings with their words in `language`."""
        return {
            **vars(self),
            "nil": list(self.nil),
            "findings": [each.as_dict(language) for each in self.findings],
            "tidied": [each.as_dict(language) for each in self.tidied],
        }


def answer_of(judged: Judgement, delivery: Delivery, *, tidied: bool = True) -> Answer:
    """The answer to one delivery of a batch; without `tidied`, for which every cell is looked at once more, it is for
    nobody to read."""
    return Answer(
        submission=delivery.submission,
        kind=delivery.kind,
        country=delivery.country,
        quarter=delivery.quarter,
        verdict=judged.submissions.filter(pl.col("submission") == delivery.submission)["verdict"].item(),
        collections={name: part.height for name, part in delivery.parts.items() if name not in delivery.nil},
        nil=tuple(sorted(delivery.nil)),
        findings=judged.findings_of(delivery.submission),
        tidied=_tidied(judged, delivery) if tidied else (),
    )


def judge(turns: Sequence[Turn], past: Past | None = None) -> Judgement:
    """Judge a batch, a turn a submission, in the order of their turns whatever order they are given in.

    Nothing but the files, what was accepted before them (`past`) and the contracts decides, so that judging again, one
    by one or together, gives the same.
    """
    turns, past = sorted(turns, key=lambda each: each.seq), past or Past()
    deliveries = [each.delivery for each in turns]
    examined = _examined(deliveries)
    letters = pl.DataFrame(
        [
            (each.submission, collection, column, letter)
            for each in deliveries
            for collection, columns in each.letters.items()
            for column, letter in columns.items()
        ],
        schema=_LETTERS,
        orient="row",
    )
    parts = pl.DataFrame([row for each in deliveries for row in _parts(each)], schema=_PARTS, orient="row")
    of_files = [_file_findings(each.delivery, at=each.at, sender=each.sender) for each in turns]
    found = [each.findings for each in examined.values()]
    in_rows = pl.concat(found) if found else pl.DataFrame(schema=FINDING_COLUMNS)
    in_rows = _placed(in_rows, letters)
    # A column that the file lacks is told once; that each of its cells is blank follows from it.
    in_rows = in_rows.filter(~pl.col("rule").is_in(["blank-cell", "blank-key"]) | pl.col("letter").is_not_null())
    near = pl.concat([*of_files, in_rows], how="diagonal_relaxed")
    rows = {collection: each.rows for collection, each in examined.items()}
    judged = judge_in_order(turns, near, rows=rows, parts=parts, letters=letters, past=past)
    runs = [*(each.ran for each in examined.values()), judged.ran]
    return Judgement(
        submissions=_submissions(turns, judged.verdicts),
        parts=parts,
        findings=_on_own_lines(judged.findings.select(_FOUND), deliveries),
        rule_runs=pl.concat(runs, how="vertical_relaxed"),
        letters=letters,
        rows=rows,
        remembered=judged.remembered,
    )


def _placed(findings: pl.DataFrame, letters: pl.DataFrame) -> pl.DataFrame:
    return findings.join(letters, on=["submission", "collection", "column"], how="left", maintain_order="left")


def _on_own_lines(findings: pl.DataFrame, deliveries: Sequence[Delivery]) -> pl.DataFrame:
    """Each finding on a cell at the line of that cell, where the file gives a row in several lines."""
    lines = [
        (each.submission, collection, line, column, own)
        for each in deliveries
        for collection, cells in each.own_lines.items()
        for (line, column), own in cells.items()
    ]
    if not lines:
        return findings
    known = pl.DataFrame(lines, schema=_OWN_LINES, orient="row")
    found = findings.join(known, on=list(_OWN_LINES)[:4], how="left", maintain_order="left")
    return found.with_columns(line=pl.coalesce("own", "line")).drop("own")


def _tidied(judged: Judgement, delivery: Delivery) -> tuple[Tidying, ...]:
    found = list(delivery.tidied)
    for collection, part in delivery.parts.items():
        if part.height:
            rows = judged.rows[collection].filter(pl.col("submission") == delivery.submission)
            letters, own = delivery.letters[collection], delivery.own_lines.get(collection, {})
            found += tidied_cells(part, rows, load_contract(collection), letters=letters, own_lines=own)
    return gather(found)


def _examined(deliveries: Sequence[Delivery]) -> dict[str, Examination]:
    parts: dict[str, list[pl.DataFrame]] = {}
    for delivery in deliveries:
        for collection, part in delivery.parts.items():
            if part.height:
                parts.setdefault(collection, []).append(part)
    return {collection: examine(pl.concat(mine), load_contract(collection)) for collection, mine in parts.items()}


def _parts(delivery: Delivery) -> list[tuple[object, ...]]:
    whose = (delivery.submission, delivery.country, delivery.quarter)
    full = [(name, part.height, False) for name, part in delivery.parts.items() if name not in delivery.nil]
    return [(*whose, *each) for each in [*full, *((name, 0, True) for name in sorted(delivery.nil))]]


def _file_findings(delivery: Delivery, *, at: datetime, sender: str | None) -> pl.DataFrame:
    admitted = admission(
        country=delivery.country,
        quarter=delivery.quarter,
        collections={*delivery.parts, *delivery.nil},
        at=at,
        sender=sender,
    )
    # A file that could not be read is told that alone: what it lacks follows from it.
    found = delivery.findings if delivery.kind is None else (*delivery.findings, *admitted)
    names = list(Finding.__dataclass_fields__)
    schema = {name: FINDING_COLUMNS.get(name, pl.String()) for name in names}
    rows = [[getattr(each, name) for name in names] for each in found]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(submission=pl.lit(delivery.submission))


def _submissions(turns: Sequence[Turn], verdicts: Mapping[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "submission": each.submission,
                "turn": each.seq,
                "kind": each.delivery.kind,
                "country": each.delivery.country,
                "quarter": each.delivery.quarter,
                "agency": each.delivery.agency,
                "verdict": verdicts[each.submission],
                "records": each.delivery.records,
            }
            for each in turns
        ],
        schema={"submission": pl.String, "turn": pl.Int64}
        | dict.fromkeys(("kind", "country", "quarter", "agency", "verdict"), pl.String)
        | {"records": pl.Int64},
    )

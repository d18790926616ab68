"""What was accepted before, for rules that look further than one file: versions, their rows, what is remembered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

VERSIONS = pl.Schema(
    {
        "submission": pl.String(),
        "turn": pl.Int64(),  # its place in the ledger: when it was accepted
        "country": pl.String(),
        "quarter": pl.String(),
        "collection": pl.String(),
        "nil_return": pl.Boolean(),
        "withdrawn": pl.Int64(),  # the place of its withdrawal, or null
    }
)
"""An accepted part a row."""

REMEMBERED = pl.Schema(
    {
        "submission": pl.String(),
        "turn": pl.Int64(),
        "country": pl.String(),
        "quarter": pl.String(),
        "rule": pl.String(),
        "collection": pl.String(),
        "key": pl.String(),
        "column": pl.String(),
        "lowest": pl.Float64(),
        "highest": pl.Float64(),
        "explanation": pl.String(),
    }
)
"""An explanation that was accepted a row: it holds for later quarters while the value stays within its range."""

WAIVERS = pl.Schema(
    {
        "country": pl.String(),
        "rule": pl.String(),
        "collection": pl.String(),  # null: in all of them
        "turn": pl.Int64(),  # when it was granted
        "until": pl.String(),  # the last quarter that it holds for
        "reason": pl.String(),
    }
)
"""A granted waiver a row."""

WITHDRAWALS = pl.Schema({"submission": pl.String(), "withdrawn": pl.Int64()})
"""A withdrawn submission a row, with the place of its withdrawal in the ledger: it counted until then."""

Fetch = Callable[[str, Sequence[str]], pl.DataFrame]
"""(collection, submissions) -> their accepted rows, in the columns of the warehouse."""


def _nothing(collection: str, submissions: Sequence[str]) -> pl.DataFrame:
    raise AssertionError(f"there are no versions, so none of {collection} can be asked for: {len(submissions)}")


@dataclass(frozen=True)
class Past:
    """All that was accepted, whoever sent it; rows are fetched only where a rule asks for them."""

    versions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VERSIONS))
    remembered: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REMEMBERED))
    waivers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WAIVERS))
    withdrawn: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WITHDRAWALS))
    fetch: Fetch = _nothing

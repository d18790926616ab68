"""What one file delivers: raw rows per collection, every cell's text with its address, and what is wrong already."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from data_contracts.contract import Contract
from data_contracts.findings import Finding
from data_contracts.tidying import Tidying


@dataclass(frozen=True)
class Delivery:
    """One submission's file, read but not yet judged.

    parts: collection -> raw rows with the columns of `raw_columns`, all text as the sender wrote it (null where
    blank); every row that the file holds for a known collection is in exactly one part.
    letters: collection -> column -> the column's letter in the file, for the columns that the file has.
    own_lines: collection -> a row's line and a column -> the line of that cell, where the file gives rows in pieces.
    nil: the collections that the file says have nothing to report.
    tidied: what was read as meant rather than as written, as far as reading goes; cells are told when they are judged.
    records: how many data rows the file held (nil markers not counted), pieces as the rows that they make: the sum of
    the parts' heights plus `refused`.
    """

    submission: str
    kind: str | None = None
    country: str | None = None
    quarter: str | None = None
    agency: str | None = None
    parts: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own_lines: Mapping[str, Mapping[tuple[int, str], int]] = field(default_factory=dict)
    nil: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    tidied: tuple[Tidying, ...] = ()
    records: int = 0
    refused: int = 0


def raw_columns(contract: Contract) -> dict[str, pl.DataType]:
    """The columns of a part, in order: whose row it is, where it stands, then each cell's text.

    A measure `m` is followed by `m_status`, a status beside the value; a column that the file lacks is null.
    """
    text: dict[str, pl.DataType] = {}
    for column in contract.columns:
        text[column.name] = pl.String()
        if column.role == "measure":
            text[f"{column.name}_status"] = pl.String()
    return {
        "submission": pl.String(),
        "country": pl.String(),
        "quarter": pl.String(),
        "sheet": pl.String(),
        "line": pl.Int32(),
        **text,
        "reason": pl.String(),
        "comment": pl.String(),
    }

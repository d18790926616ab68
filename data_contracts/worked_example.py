"""A worked example of a rule: cells that break it, the finding on them, and the cells put right (`examples/`)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from data_contracts import HERE
from data_contracts.codes import load_codes
from data_contracts.contract import COLLECTIONS, load_contract, load_contracts
from data_contracts.findings import Finding

FOLDER = HERE / "examples"
COUNTRY, QUARTER = "NL", "2026-Q3"
"""Where a table is from that does not say it."""

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Cells:
    """A part of a table of `collection`: headers as they are written, and rows."""

    collection: str
    columns: tuple[str, ...]
    rows: Rows
    country: str = COUNTRY
    quarter: str = QUARTER


@dataclass(frozen=True)
class WorkedExample:
    """`before`: what was accepted earlier. bad, good: None where no cells can show the rule.

    whole: the tables have all of their columns; else those that are not named are right. marked: the row of `bad`, from
    1 (0 is the header), and the column that `finding` is on.
    """

    rule: str
    finding: Finding
    before: tuple[Cells, ...] = ()
    bad: Cells | None = None
    good: Cells | None = None
    whole: bool = False
    marked: tuple[int, int] | None = None


@cache
def load_examples() -> Mapping[str, WorkedExample]:
    """Rule id -> its example."""
    given = tomllib.loads((FOLDER / "cells.toml").read_text(encoding="utf-8"))
    return {rule: _example(rule, example) for rule, example in given.items()}


@cache
def load_reasons(language: str) -> Mapping[str, str]:
    """Rule id -> why it is asked; in English where the language has no words for it."""
    return {**_reasons("en"), **_reasons(language)}


def _reasons(language: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _example(rule: str, given: Mapping[str, Any]) -> WorkedExample:
    collection = given.get("collection")
    own = next((each for contract in load_contracts().values() for each in contract.rules if each.id == rule), None)
    row, column = given.get("row", 1), given.get("column", own.column if own else None)
    bad = _cells(given, "bad", collection)
    marked = (row, bad.columns.index(column)) if bad and column in bad.columns else None
    there = bad.rows[row - 1][marked[1]] if bad and marked and row else None
    finding = Finding(
        rule,
        collection,
        column=column if column in _known_columns(collection) else None,
        found=given.get("found", there) or None,
        key=given.get("key"),
        expected=given.get("expected", own.expression if own else None),
    )
    return WorkedExample(
        rule,
        finding,
        before=tuple(_before(each, given) for each in given.get("before", ())),
        bad=bad,
        good=_cells(given, "good", collection),
        whole=given.get("whole", False),
        marked=marked,
    )


def _cells(given: Mapping[str, Any], which: str, collection: str | None) -> Cells | None:
    if which not in given or collection is None:
        return None
    return Cells(collection, tuple(given.get(f"{which}_columns", given["columns"])), _rows(given[which]))


def _before(table: Mapping[str, Any], example: Mapping[str, Any]) -> Cells:
    return Cells(
        table.get("collection", example["collection"]),
        tuple(table.get("columns", example["columns"])),
        _rows(table["rows"]),
        table.get("country", COUNTRY),
        table["quarter"],
    )


def _rows(given: Sequence[Sequence[str]]) -> Rows:
    return tuple(tuple(row) for row in given)


def _known_columns(collection: str | None) -> set[str]:
    own = load_contract(collection).columns if collection in COLLECTIONS else ()
    names = {column.name for column in own} | set(load_codes("envelope"))
    return names | {f"{column.name}_status" for column in own if column.role == "measure"}

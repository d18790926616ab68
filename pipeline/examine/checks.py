"""A contract as checks: one expression a rule and column, true (or unknown) where the row is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import polars as pl

from data_contracts.codes import load_obs_status
from data_contracts.contract import Column, Contract
from pipeline.examine.parsing import AMBIGUOUS, is_score, raw, status_of

LONGEST_KEY, LONGEST_TEXT = 120, 1000
MOST_COUNTED = 10**15
"""Beyond it the whole number that is kept is no longer sure to be the one that was sent."""

_PERSONAL = "|".join(
    (
        r"[\w.+-]+@[\w-]+\.\w+",  # an e-mail address
        r"\b\d{1,3}(?:\.\d{1,3}){3}\b",  # an IPv4 address
        r"\b(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}\b",  # an IPv6 address
        r"(?:^|\s)@\w{3,}",  # a handle
        r"\b(?:Mr|Mrs|Ms|Herr|Frau|Monsieur|Madame|Mme|Pan|Pani|Fru)\.?\s+\p{Lu}\p{Ll}+",  # a person's name
    )
)


@dataclass(frozen=True)
class Check:
    """`ok` over the parsed rows; `expected` is told to the sender."""

    rule: str
    column: str
    ok: pl.Expr
    expected: str = ""


@cache
def checks(contract: Contract) -> tuple[Check, ...]:
    """Every check of a collection's rows: those its columns imply, those on totals, then the contract's own rules."""
    found = [check for column in contract.columns for check in _column(column)]
    found += _envelope(contract)
    found += [Check(rule.id, rule.column, pl.sql_expr(rule.expression), rule.expression) for rule in contract.rules]
    return tuple(found)


def is_personal(text: str) -> bool:
    """Whether `text` tells of a person, as the rule personal-data sees it."""
    return bool(pl.select(pl.lit(text).str.contains(_PERSONAL)).item())


def _column(column: Column) -> Iterator[Check]:
    if column.role == "key":
        yield Check("blank-key", column.name, pl.col(raw(column.name)).is_not_null())
    if column.role == "measure":
        yield from _measure(column)
    elif column.kind == "code":
        yield _known_code(column)
    else:
        yield from _text(column.name, LONGEST_KEY if column.role == "key" else LONGEST_TEXT)


def _measure(column: Column) -> Iterator[Check]:
    name = column.name
    cell, value, status = pl.col(raw(name)), pl.col(name), pl.col(f"{name}_status")
    beside = pl.col(raw(f"{name}_status"))
    kinds = load_obs_status()
    instead = [code for code, kind in kinds.items() if kind != "value"]
    is_error, is_formula = cell.str.starts_with("#"), cell.str.starts_with("=")
    stands_instead = value.is_null() & status.is_in(instead).fill_null(False)
    unreadable = cell.is_not_null() & value.is_null() & ~stands_instead & ~is_error & ~is_formula
    yield Check("blank-cell", name, cell.is_not_null() | stands_instead)
    yield Check("formula-error", name, ~is_error)
    yield Check("formula-without-value", name, ~is_formula)
    yield Check("unknown-status", f"{name}_status", beside.is_null() | status_of(beside).is_not_null())
    yield Check("status-beside-value", f"{name}_status", value.is_null() | ~status.is_in(instead))
    if column.kind == "code":
        yield Check("unknown-code", name, ~unreadable, ", ".join(column.codes))
    elif column.kind == "date":
        yield Check("not-a-date", name, ~unreadable, "2026-09-30")
    else:
        ambiguous = cell.str.contains(AMBIGUOUS)
        if not is_score(column):
            is_percent = cell.str.contains(r"^[^%]*\d\s?%$")
            yield Check("percent-cell", name, ~(unreadable & is_percent))
            unreadable = unreadable & ~is_percent
        yield Check("ambiguous-number", name, ~(unreadable & ambiguous))
        yield Check("not-a-number", name, ~unreadable | ambiguous)
        if column.minimum == 0:
            yield Check("negative-number", name, value >= 0)
        if column.kind == "integer":
            yield Check("not-a-whole-number", name, value.floor() == value)
        most = column.maximum or (MOST_COUNTED if column.kind == "integer" else None)
        if most is not None:
            yield Check("number-out-of-range", name, value <= most, f"0-{most:.0f}")


def _known_code(column: Column) -> Check:
    known = pl.col(raw(column.name)).is_null() | pl.col(column.name).is_not_null()
    return Check("unknown-code", column.name, known, ", ".join(column.codes) if len(column.codes) < 30 else "ISO 3166")


def _text(name: str, longest: int) -> Iterator[Check]:
    yield Check("personal-data", name, ~pl.col(name).str.contains(_PERSONAL))
    yield Check("text-too-long", name, pl.col(name).str.len_chars() <= longest, str(longest))


def _envelope(contract: Contract) -> Iterator[Check]:
    first = contract.keys[0].name
    yield Check("unknown-reason", "reason", pl.col(raw("reason")).is_null() | pl.col("reason").is_not_null())
    yield from _text("comment", LONGEST_TEXT)
    yield Check("key-twice", first, pl.col("ok.key-twice"))
    yield Check("one-level-of-detail", first, pl.col("ok.one-level-of-detail"))
    for measure in contract.measures:
        if measure.kind == "integer" and measure.maximum is None:
            yield Check("parts-equal-total", measure.name, pl.col(f"ok.parts-equal-total.{measure.name}"))

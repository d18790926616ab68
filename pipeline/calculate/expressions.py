"""Cards as Narwhals expressions: one text that runs on DuckDB relations, Polars frames or Spark frames."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add, and_, or_

import narwhals as nw

from data_contracts.cards import Card, Term
from data_contracts.codes import load_obs_status
from data_contracts.contract import COLLECTIONS, load_contract
from data_contracts.quarters import last_day

TOTAL = "_T"
QUALIFIERS = ("A", "P", "E", "D", "B")
"""Statuses beside a value that a derived figure inherits, the weightier later."""
MISSING = ("M", "Q", "L", "O")
"""Statuses instead of a value, the weightier later: what a figure says when no row of it has a value."""


_LACKING, _LEFT = 10, 20
"""A row's state for a card: its qualifier's place when it has all values; its reason's place after _LACKING when one
is missing; _LEFT when it stays out by its status; null when the card is not about it."""


@dataclass(frozen=True)
class Part:
    """One thing that is known of each row, as column `name`, and what a group of rows makes of it."""

    name: str
    of_row: nw.Expr
    of_group: tuple[nw.Expr, ...]


def parts(card: Card, collection: str, *, quarters: Sequence[str]) -> Iterator[Part]:
    """What a grouped query over the rows of `collection` finds out for `card`, in columns named `<card>__<part>`.

    (A dot in a name would be a field to Spark.)

    numerator, denominator: where the term is of this collection and not whole.
    given, missing, left: rows with every needed value, that lack one by a status that lowers coverage, that stay out.
    qualifier, reason: the weightiest places in QUALIFIERS and MISSING that any such row reaches.
    """
    terms = {"numerator": card.numerator} | ({"denominator": card.denominator} if card.denominator else {})
    mine = {side: term for side, term in terms.items() if term.collection == collection and not term.is_whole}
    measures = sorted({measure for term in mine.values() for measure in term.measures})
    splits = sorted({key for term in mine.values() for key in _totalled(term)})
    complete = _all([~nw.col(each).is_null() for each in measures] + [nw.col(key) != TOTAL for key in splits])
    for side, term in mine.items():
        yield _count(f"{card.id}__{side}", term, complete & _filter(term, quarters))
    statuses = [f"{each}_status" for each in measures] if collection in COLLECTIONS else []
    lowers = [code for code, kind in load_obs_status().items() if kind == "lowers"]
    unknown = _any([nw.col(each).is_in(lowers) for each in statuses] + [nw.col(key) == TOTAL for key in splits])
    lacking = nw.when(unknown).then(_weightiest(statuses, MISSING) + _LACKING).otherwise(nw.lit(_LEFT))
    state = nw.when(complete).then(_weightiest(statuses, QUALIFIERS)).otherwise(lacking)
    relevant = _any([_about(term) for term in mine.values()])
    yield _state(card.id, nw.when(relevant).then(state))


def weighted_median(rows: nw.LazyFrame, term: Term, *, by: Sequence[str]) -> nw.LazyFrame:
    """by, median: the smallest value at which half of the weight is reached, of each group of `rows`."""
    assert term.median
    assert term.weight
    value, weight = nw.col(term.median), nw.col(term.weight)
    rows = rows.filter(_filter(term, ()), ~value.is_null(), weight > 0).select(*by, value=value, weight=weight)
    rows = rows.group_by(*by, "value").agg(nw.col("weight").sum().cast(nw.Float64))
    reached = nw.col("weight").cum_sum().over(*by, order_by="value")
    rows = rows.with_columns(reached=reached, whole=nw.col("weight").sum().over(*by))
    return rows.filter(nw.col("reached") * 2 >= nw.col("whole")).group_by(*by).agg(median=nw.col("value").min())


def _count(name: str, term: Term, counts: nw.Expr) -> Part:
    column = nw.col(name)
    if term.distinct:  # a null among the values counts as one of them
        found = nw.when(counts).then(nw.col(term.distinct))
        return Part(name, found, (_real(column.n_unique() - _number(column.is_null()).max(), name),))
    if term.members_with:
        return Part(name, _number(counts & (nw.col(term.members_with) > 0)), (_real(column.max(), name),))
    if term.rows:
        return Part(name, _number(counts), (_real(column.sum(), name),))
    amount = reduce(add, (nw.col(each) for each in term.sum)) if term.sum else nw.lit(float(term.constant or 0))
    if term.minus:
        amount = amount - nw.col(term.minus)
    if term.weight:
        amount = amount * nw.col(term.weight)
    counted = nw.when(counts).then(amount.cast(nw.Float64)).otherwise(nw.lit(0.0))
    return Part(name, counted, (_real(column.sum(), name),))


def _state(card: str, state: nw.Expr) -> Part:
    column = nw.col(f"{card}__state")
    given, lacking = column < _LACKING, (column >= _LACKING) & (column < _LEFT)
    found = {
        "given": _number(given).sum(),
        "missing": _number(lacking).sum(),
        "left": _number(column == _LEFT).sum(),
        "qualifier": nw.when(given).then(column).max(),
        "reason": nw.when(lacking).then(column - _LACKING).max(),
    }
    return Part(f"{card}__state", state, tuple(_real(expr, f"{card}__{part}") for part, expr in found.items()))


def _real(expr: nw.Expr, name: str) -> nw.Expr:
    return expr.cast(nw.Float64).alias(name)


def _filter(term: Term, quarters: Sequence[str]) -> nw.Expr:
    """The rows that a term counts."""
    found = [nw.col(column).is_in(list(codes)) for column, codes in term.where.items()]
    if term.where_any:
        found.append(_any([nw.col(column).is_in(list(codes)) for column, codes in term.where_any.items()]))
    found += [nw.col(column) >= least for column, least in term.at_least.items()]
    if term.positive:
        found.append(nw.col(term.positive) > 0)
    if term.within_a_year:
        reviewed = nw.col(term.within_a_year)
        found.append(_any([(nw.col("quarter") == each) & (reviewed > _year_before(each)) for each in quarters]))
    return _all(found)


def _about(term: Term) -> nw.Expr:
    """The rows that a term is about: those that its keys let it count, or that do not say, by `_T`, whether it would.

    Filters over measures do not narrow them: where a measure is missing it cannot be told.
    """
    splits = _totalled(term)
    return _all(
        [
            nw.col(column).is_in([*codes, TOTAL] if column in splits else list(codes))
            for column, codes in term.where.items()
            if column not in term.measures
        ]
    )


def _totalled(term: Term) -> set[str]:
    if term.collection not in COLLECTIONS:
        return set()
    return {key.name for key in load_contract(term.collection).keys if key.has_total and key.name in term.where}


def _weightiest(columns: Sequence[str], codes: Sequence[str]) -> nw.Expr:
    """The highest place in `codes` that any of a row's `columns` reaches; 0, the first, where none does."""
    found = nw.lit(0)
    for place, code in enumerate(codes):
        if place and columns:
            here = _any([nw.col(column) == code for column in columns])
            found = nw.when(here).then(nw.lit(place)).otherwise(found)
    return found


def _year_before(quarter: str) -> nw.Expr:
    end = last_day(quarter)
    return nw.lit(date(end.year - 1, end.month, 28) + timedelta(days=end.day - 28))


def _number(truth: nw.Expr) -> nw.Expr:
    return nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0))


def _all(found: Sequence[nw.Expr]) -> nw.Expr:
    return reduce(and_, found) if found else nw.lit(True)


def _any(found: Sequence[nw.Expr]) -> nw.Expr:
    return reduce(or_, found) if found else nw.lit(False)

"""Cards as Narwhals expressions: one text that runs on DuckDB relations, Polars frames or Spark frames."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add, and_, or_
from typing import Literal

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


@dataclass(frozen=True)
class Part:
    """One thing that is known of each row and, added up over a group of rows, of the group."""

    name: str
    of_row: nw.Expr
    how: Literal["sum", "max", "distinct"] = "sum"

    @property
    def of_group(self) -> nw.Expr:
        """The group's part, from rows that have the column `name`."""
        column = nw.col(self.name)
        if self.how == "distinct":  # a null among the values counts as one of them
            column = column.n_unique() - _number(column.is_null()).max()
        else:
            column = column.sum() if self.how == "sum" else column.max()
        return column.cast(nw.Float64).alias(self.name)


def parts(card: Card, collection: str, *, quarters: Sequence[str]) -> Iterator[Part]:
    """What a grouped query over the rows of `collection` finds out for `card`, named `<card>.<part>`.

    Parts: numerator, denominator (where the term is of this collection and not whole); rows with every needed value
    (given), rows that lack one by a status that lowers coverage (missing), rows that leave by their status (left);
    qualifier and reason (places in QUALIFIERS and MISSING).
    """
    terms = {"numerator": card.numerator} | ({"denominator": card.denominator} if card.denominator else {})
    mine = {side: term for side, term in terms.items() if term.collection == collection and not term.is_whole}
    measures = sorted({measure for term in mine.values() for measure in term.measures})
    relevant = _any([_filter(term, quarters, wide=True) for term in mine.values()])
    complete = _all([~nw.col(each).is_null() for each in measures] + list(_split(mine.values())))
    for side, term in mine.items():
        yield _part(f"{card.id}.{side}", term, complete & _filter(term, quarters))
    statuses = [f"{each}_status" for each in measures] if collection in COLLECTIONS else []
    lowers = [code for code, kind in load_obs_status().items() if kind == "lowers"]
    unknown = _any([nw.col(each).is_in(lowers) for each in statuses] + [~each for each in _split(mine.values())])
    yield Part(f"{card.id}.given", _number(relevant & complete))
    yield Part(f"{card.id}.missing", _number(relevant & ~complete & unknown))
    yield Part(f"{card.id}.left", _number(relevant & ~complete & ~unknown))
    yield Part(f"{card.id}.qualifier", _heaviest(statuses, QUALIFIERS, relevant & complete), "max")
    yield Part(f"{card.id}.reason", _heaviest(statuses, MISSING, relevant & ~complete), "max")


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


def _part(name: str, term: Term, counts: nw.Expr) -> Part:
    if term.distinct:
        return Part(name, nw.when(counts).then(nw.col(term.distinct)), "distinct")
    if term.members_with:
        return Part(name, _number(counts & (nw.col(term.members_with) > 0)), "max")
    if term.rows:
        return Part(name, _number(counts))
    amount = reduce(add, (nw.col(each) for each in term.sum)) if term.sum else nw.lit(float(term.constant or 0))
    if term.minus:
        amount = amount - nw.col(term.minus)
    if term.weight:
        amount = amount * nw.col(term.weight)
    return Part(name, nw.when(counts).then(amount.cast(nw.Float64)).otherwise(nw.lit(0.0)))


def _filter(term: Term, quarters: Sequence[str], *, wide: bool = False) -> nw.Expr:
    """The rows that a term counts; `wide`: also those that do not say, by `_T`, whether it would count them."""
    splits = _totalled(term)
    found = [
        nw.col(column).is_in([*codes, TOTAL] if wide and column in splits else list(codes))
        for column, codes in term.where.items()
    ]
    if wide:
        return _all(found)
    if term.where_any:
        found.append(_any([nw.col(column).is_in(list(codes)) for column, codes in term.where_any.items()]))
    found += [nw.col(column) >= least for column, least in term.at_least.items()]
    if term.positive:
        found.append(nw.col(term.positive) > 0)
    if term.within_a_year:
        reviewed = nw.col(term.within_a_year)
        found.append(_any([(nw.col("quarter") == each) & (reviewed > _year_before(each)) for each in quarters]))
    return _all(found)


def _split(terms: Iterable[Term]) -> Iterator[nw.Expr]:
    """True where a row is split by every key that a term filters, so that it can be told whether it counts."""
    for key in sorted({key for term in terms for key in _totalled(term)}):
        yield nw.col(key) != TOTAL


def _totalled(term: Term) -> set[str]:
    if term.collection not in COLLECTIONS:
        return set()
    return {key.name for key in load_contract(term.collection).keys if key.has_total and key.name in term.where}


def _heaviest(columns: Sequence[str], codes: Sequence[str], where: nw.Expr) -> nw.Expr:
    """The highest place in `codes` that any of a row's `columns` reaches; 0, the first, where none does."""
    found = nw.lit(0)
    for place, code in enumerate(codes):
        if place and columns:
            here = _any([nw.col(column) == code for column in columns])
            found = nw.when(here & where).then(nw.lit(place)).otherwise(found)
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

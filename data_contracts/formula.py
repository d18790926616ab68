"""An indicator's formula in words, derived from its card's terms."""

from collections.abc import Iterator

from data_contracts.cards import Card, Term

TOLD_BY_TERMS = (None, "quarters")
"""What a card may need so that its terms alone still tell its formula; the others are told by their description."""


def formula(card: Card) -> str | None:
    """`card` as a sentence of Markdown, or None when only its description can tell it."""
    if card.needs not in TOLD_BY_TERMS:
        return None
    numerator = _term(card.numerator, home=card.collection)
    if card.denominator is None:
        return numerator
    return f"[{numerator}] / [{_term(card.denominator, home=card.collection)}]"


def _term(term: Term, *, home: str) -> str:
    """One count, with the rows it is made over; `home` is the card's own collection, which is not repeated."""
    clauses = list(_clauses(term))
    words = _count(term)
    if term.collection != home:
        words += f" of `{term.collection}`"
    if clauses:
        words += f" where {' and '.join(clauses)}"
    return words + _when(term)


def _count(term: Term) -> str:
    if term.population:
        return "persons of 12 to 25"
    if term.members:
        return "members that delivered"
    if term.members_with:
        return f"members with `{term.members_with}` > 0"
    if term.distinct:
        return f"different `{term.distinct}`" + (" in the whole network" if term.once else "")
    if term.median:
        return f"median of `{term.median}`" + _weight(term, ", weighted by ")
    if term.rows:
        return "rows"
    parts = [f"{term.constant:g}"] if term.constant is not None else [f"`{measure}`" for measure in term.sum]
    counted = " + ".join(parts)
    if term.minus:
        counted = f"({counted} − `{term.minus}`)"
    return f"sum of {counted}" + _weight(term, " × ")


def _weight(term: Term, before: str) -> str:
    return f"{before}`{term.weight}`" if term.weight else ""


def _clauses(term: Term) -> Iterator[str]:
    for column, codes in term.where.items():
        yield f"`{column}` is {_either(codes)}"
    if term.where_any:
        yield " or ".join(f"`{column}` is {_either(codes)}" for column, codes in term.where_any.items())
    for column, least in term.at_least.items():
        yield f"`{column}` ≥ {least:g}"
    if term.positive:
        yield f"`{term.positive}` > 0"
    if term.within_a_year:
        yield f"`{term.within_a_year}` lies in the 12 months before the quarter's end"


def _either(codes: tuple[str, ...]) -> str:
    *first, last = codes
    return f"{', '.join(first)} or {last}" if first else last


def _when(term: Term) -> str:
    if term.lag:
        return f", {term.lag} quarters earlier"
    if term.ahead:
        return f", this quarter and the next {term.ahead}"
    return ", all quarters so far" if term.cumulated else ""

"""What an indicator means: its card in words, with its formula read from numerator and denominator."""

from collections.abc import Iterable

import streamlit as st

from dashboard.parts.markup import Markup, tag
from dashboard.parts.visit import Visit
from data_contracts.cards import Card, Term
from data_contracts.contract import COLLECTIONS, load_contract


def show(here: Visit, card: Card) -> None:
    """The whole definition as a list of terms."""
    words = here.words
    entries = [
        (words("definition.means"), words.pick(card.descriptions)),
        (words("definition.formula"), formula(here, card)),
        (words("definition.unit"), words(f"units.name.{card.unit}")),
        (words("definition.better"), words(f"definition.better_{card.better}")),
        (words("definition.source"), words.collection(card.collection)),
    ]
    if card.caveats:
        entries.append((words("definition.caveats"), words.pick(card.caveats)))
    if card.confidential:
        entries.append((words("definition.confidential"), words("definition.confidential_text")))
    if card.reports:
        entries.append((words("definition.reports"), ", ".join(card.reports)))
    st.html(_list([*entries, (words("definition.code"), card.id)]))


def formula(here: Visit, card: Card) -> str:
    """What is counted, and over what."""
    above = _term(here, card.numerator)
    return f"{above} ÷ {_term(here, card.denominator)}" if card.denominator else above


def _term(here: Visit, term: Term) -> str:
    words = here.words
    if term.population:
        return words("formula.population")
    if term.members:
        return words("formula.members")
    if term.members_with:
        counted = words("formula.members_with", measure=_column(here, term, term.members_with))
    elif term.rows:
        counted = words("formula.rows")
    elif term.distinct:
        counted = words("formula.distinct", column=_column(here, term, term.distinct))
    elif term.median:
        counted = words("formula.median", measure=_column(here, term, term.median))
    else:
        parts = [_column(here, term, each) for each in term.sum] or [words.number(term.constant or 0)]
        counted = f"({' + '.join(parts)})" if len(parts) > 1 else parts[0]
        if term.minus:
            counted = f"({counted} − {_column(here, term, term.minus)})"
        if term.weight:
            counted = f"{counted} × {_column(here, term, term.weight)}"
    filters = "; ".join(_filters(here, term))
    return words("formula.where", counted=counted, filters=filters) if filters else counted


def _filters(here: Visit, term: Term) -> Iterable[str]:
    for column, codes in term.where.items():
        yield f"{_column(here, term, column)}: {_codes(here, term, column, codes)}"
    if term.where_any:
        either = [f"{_column(here, term, name)}: {_codes(here, term, name, c)}" for name, c in term.where_any.items()]
        yield here.words("formula.or").join(either)
    for column, least in term.at_least.items():
        yield f"{_column(here, term, column)} ≥ {here.words.number(least)}"
    if term.positive:
        yield f"{_column(here, term, term.positive)} > 0"
    if term.within_a_year:
        yield here.words("formula.within_a_year", column=_column(here, term, term.within_a_year))


def _codes(here: Visit, term: Term, column: str, codes: Iterable[str]) -> str:
    return ", ".join(_code(here, term, column, each) for each in codes)


def _code(here: Visit, term: Term, column: str, code: str) -> str:
    known = term.collection in COLLECTIONS
    return here.words.category(term.collection, column, code) if known else code


def _column(here: Visit, term: Term, name: str) -> str:
    if term.collection in COLLECTIONS:
        return here.words.pick(load_contract(term.collection).column(name).labels)
    return here.words(f"deliveries.measure.{name}")


def _list(entries: Iterable[tuple[str, str]]) -> Markup:
    return tag("dl", (Markup(tag("dt", name) + tag("dd", text)) for name, text in entries), class_="definition")

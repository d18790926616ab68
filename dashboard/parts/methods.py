"""How the figures come about, read from the contracts: indicators, collections, codes, rules, membership, rounds."""

from collections.abc import Mapping
from itertools import groupby

import polars as pl
import streamlit as st

from dashboard.parts import definitions, rule_pages, tables
from dashboard.parts.catalogue import theme_of
from dashboard.parts.markup import tag
from dashboard.parts.tables import Cell, Column, Row
from dashboard.parts.visit import Visit
from data_contracts.cards import load_cards
from data_contracts.codes import load_codes
from data_contracts.contract import load_contracts
from data_contracts.rule_pages import general
from data_contracts.rules import load_rules


def indicators(here: Visit) -> None:
    """A table a theme with every card, those too that are not calculated yet."""
    words = here.words
    columns = [Column(words("definition.code")), Column(words("indicator.one")), Column(words("definition.means"))]
    columns += [Column(words("definition.formula")), Column(words("definition.unit"))]
    published = (card for card in load_cards().values() if card.published)
    for theme, cards in groupby(published, key=theme_of):
        st.subheader(words(f"themes.{theme}"), anchor=False)
        rows: list[Row] = []
        for card in cards:
            later = tag("span", words("definition.later"), class_="badge waiting") if card.is_planned else ""
            title = Cell(tag("span", words.pick(card.titles), " ", later))
            unit = words(f"units.name.{card.unit}")
            formula = "" if card.needs else definitions.formula(here, card)
            rows.append([Cell(tag("code", card.id)), title, words.pick(card.descriptions), formula, unit])
        tables.show(words("methods.indicators.caption", theme=words(f"themes.{theme}")), columns, rows)


def collections(here: Visit) -> None:
    """Each contract: what it is for, its limits, and its columns."""
    words = here.words
    heads = ("column", "label", "role", "kind", "description")
    columns = [Column(words(f"contract.{each}")) for each in heads]
    for contract in load_contracts().values():
        st.subheader(words.pick(contract.labels), anchor=False)
        st.html(tag("p", words.pick(contract.purpose), " ", words.pick(contract.limitations)))
        rows: list[Row] = [
            [
                Cell(tag("code", each.name)),
                words.pick(each.labels),
                words(f"contract.roles.{each.role}"),
                words(f"contract.kinds.{each.kind}"),
                words.pick(each.descriptions),
            ]
            for each in contract.columns
        ]
        tables.show(words("methods.columns", collection=words.pick(contract.labels)), columns, rows)


def codes(here: Visit) -> None:
    """Each code list that a contract uses, under the name of the column that uses it."""
    words = here.words
    columns = [Column(words("methods.code")), Column(words("methods.meaning"))]
    for code_list, name in _lists(here).items():
        with st.expander(name):
            rows: list[Row] = [[Cell(tag("code", code)), words.code(code_list, code)] for code in load_codes(code_list)]
            tables.show(name, columns, rows)


def rules(here: Visit) -> None:
    """Every rule that a submission is examined by, with its sentence and the way out."""
    words = here.words
    heads = ("severity", "rule", "what", "fix")
    columns = [Column(words(f"finding.{each}")) for each in heads]
    rows: list[Row] = [
        [
            Cell(tag("span", words(f"severities.{rule.severity}"), class_=f"badge {rule.severity.lower()}")),
            Cell(rule_pages.link(here, rule.id)),
            general(rule.id, "says", words.language),
            general(rule.id, "fix", words.language),
        ]
        for rule in load_rules().values()
    ]
    tables.show(words("methods.rules.caption"), columns, rows)


def members(here: Visit, found: pl.DataFrame) -> None:
    """A row a membership, as `editions.members` gives it."""
    words = here.words
    columns = [Column(words(f"methods.{each}")) for each in ("member", "agency", "role", "since", "until")]
    by_country = {(row["country"], row["valid_from"]): row for row in found.iter_rows(named=True)}
    order = words.by_name({country for country, _ in by_country})
    rows: list[Row] = [
        [
            words.country(row["country"]),
            row["agency"],
            words(f"roles.{row['role']}"),
            words.quarter(row["valid_from"]),
            words.quarter(row["valid_to"]) if row["valid_to"] else "",
        ]
        for _, row in sorted(by_country.items(), key=lambda each: (order.index(each[0][0]), each[0][1]))
    ]
    tables.show(words("methods.members.caption"), columns, rows)


def rounds(here: Visit, found: pl.DataFrame) -> None:
    """A row a round, as `editions.rounds` gives it."""
    words = here.words
    columns = [Column(words(f"methods.{each}")) for each in ("quarter", "opens", "due", "closes")]
    rows: list[Row] = [
        [words.quarter(row["quarter"]), *(words.date(row[each]) for each in ("opens", "due", "closes"))]
        for row in found.iter_rows(named=True)
    ]
    tables.show(words("methods.rounds"), columns, rows)


def _lists(here: Visit) -> Mapping[str, str]:
    """Code list -> the names of the columns that use it; a country's name is no matter of a list."""
    names: dict[str, list[str]] = {}
    for contract in load_contracts().values():
        for column in contract.columns:
            if column.code_list and column.code_list != "country":
                names.setdefault(column.code_list, []).append(here.words.pick(column.labels))
    joined = {code_list: ", ".join(dict.fromkeys(each)) for code_list, each in names.items()}
    return joined | {"obs_status": here.words("methods.obs_status")}

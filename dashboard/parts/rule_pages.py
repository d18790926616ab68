"""A rule's own page: what it says, why it is asked, how to put it right, and an example."""

import streamlit as st

from dashboard.parts import choices, tables
from dashboard.parts.markup import Markup, tag
from dashboard.parts.tables import Cell, Column
from dashboard.parts.visit import Visit
from data_contracts.rule_pages import Table, rule_page
from data_contracts.rules import load_rules

RULE = "rule"
_NONE = ""


def link(here: Visit, rule: str) -> Markup:
    """The rule's id, leading to its page."""
    return tag("a", tag("code", rule), href=here.link("methods", part="rules", rule=rule), target="_self")


def chosen(here: Visit) -> None:
    """The page of the rule that the address names; nothing where it names none."""
    rule = choices.adopt(RULE, (_NONE, *load_rules()), default=_NONE)
    if rule != _NONE:
        _show(here, rule)


def _show(here: Visit, rule: str) -> None:
    page = rule_page(rule, here.words.language)
    st.subheader(rule, anchor=False)
    facts = (Markup(tag("dt", name) + tag("dd", text)) for name, text in page.facts)
    st.html(tag("p", page.says, class_="lead") + tag("dl", facts, class_="definition"))
    for heading, part in page.parts:
        if isinstance(part, Table):
            _draw(heading, part)
        else:
            st.html(tag("h4", heading) + tag("p", part))


def _draw(caption: str, table: Table) -> None:
    columns = [Column(each) for each in table.columns]
    rows = [
        [Cell(tag("mark", text)) if table.marked == (at, column) else text for column, text in enumerate(row)]
        for at, row in enumerate(table.rows, start=1)
    ]
    tables.show(caption, columns, rows)

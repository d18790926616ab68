"""What was found in a file: a table of the findings by kind, and the answer to take along."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.parts import downloads, rule_pages, tables
from dashboard.parts.markup import tag
from dashboard.parts.tables import Cell, Column
from dashboard.parts.visit import Visit
from data_contracts.groups import Group, group_findings

_MOST = 200  # rows of the table
_HEADINGS = ("severity", "where", "what", "expected", "fix", "rule")


def table(here: Visit, answer: Any) -> None:
    """What was found in a file."""
    if answer.findings:
        listed(here, answer.findings)


def listed(here: Visit, found: Sequence[Any]) -> None:
    """A row a kind of finding, the hardest first: how hard, where, what, what was expected, how to put it right."""
    words = here.words
    groups = group_findings(found)
    columns = [Column(words(f"finding.{each}")) for each in _HEADINGS]
    caption = words("finding.table", count=len(found))
    tables.show(caption, columns, (_row(here, each) for each in groups[:_MOST]), tall=True)
    if len(groups) > _MOST:
        shown = sum(each.count for each in groups[:_MOST])
        st.html(tag("p", words("finding.more", shown=shown, count=len(found)), class_="note"))


def take_along(here: Visit, answer: Any, *, data: bytes, name: str) -> None:
    """The answer as a page, as their own workbook with marks, and its findings as CSV."""
    if not answer.findings:
        return
    from pipeline import door

    words = here.words
    known = (answer, name, words.language)
    if st.session_state.get("marked_for") != known:
        marked = door.marked_workbook(here.settings, data, answer, name=name, language=words.language)
        st.session_state["marked"], st.session_state["marked_for"] = marked, known
    if marked := st.session_state["marked"]:
        downloads.workbook_button(words("finding.marked"), marked, name=f"marked-{answer.submission}.xlsx")
    page = door.answer_html(answer, name, language=words.language)
    downloads.page_button(words("finding.page"), page, name=f"answer-{answer.submission}.html")
    groups = group_findings(answer.findings)
    frame = pl.DataFrame(
        [each.as_dict(words.language) for group in groups for each in group.findings], infer_schema_length=None
    )
    downloads.csv_button(words("finding.download"), frame, name=f"findings-{answer.submission}.csv")


def _row(here: Visit, group: Group) -> list[str | Cell]:
    words, first = here.words, group.first
    how = first.settled or first.severity
    severity = tag("span", words(f"severities.{how}"), class_=f"badge {how.lower()}")
    return [
        Cell(severity),
        group.place(words.language),
        group.says(words.language),
        group.expects(words.language),
        first.fix(words.language),
        Cell(rule_pages.link(here, first.rule)),
    ]

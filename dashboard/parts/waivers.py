"""A rule that does not fit a country: the wish that it be waived, and what became of such wishes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.parts import agency as agencies
from dashboard.parts import notices, page, rule_pages, tables
from dashboard.parts.tables import Cell, Column, Row
from dashboard.parts.visit import Visit
from data_contracts.rules import ERROR, WARNING, load_rules

_MAY_BE_WAIVED = (WARNING, ERROR)


def wish(here: Visit, findings: Iterable[Any], agency: Any, *, submission: str | None = None) -> None:
    """A rule among those of `findings`, the reason, and the button; for an agency only."""
    place = f"waiver {submission or ''}"
    notices.show(place)
    rules = {each.rule: each for each in findings if load_rules()[each.rule].severity in _MAY_BE_WAIVED}
    if agency is None or not rules:
        return
    words = here.words
    with st.expander(words("waiver.title")), st.form(place, border=False):
        page.note(here, "waiver.text")
        st.selectbox(
            words("waiver.rule"),
            list(rules),
            format_func=lambda rule: words("waiver.of", rule=rule, says=rules[rule].says(words.language)),
            key=f"{place} rule",
        )
        st.text_area(words("waiver.reason"), key=f"{place} reason", height=80)
        st.form_submit_button(words("waiver.ask"), on_click=_ask, args=(here, place, submission, agency))


def table(here: Visit, agency: Any) -> None:
    """Every wish of the agency's country, newest first, and what was said to it."""
    from pipeline import door

    if agency is None:
        return
    found = door.waivers(here.settings, now=datetime.now(UTC), country=agency.country)
    if not found:
        return
    words = here.words
    names = ("asked", "rule", "reason", "state", "answer")
    columns = [Column(words(f"waiver.{each}"), "when" if each == "asked" else "text") for each in names]
    tables.show(words("waiver.table"), columns, _rows(here, found))


def _rows(here: Visit, found: Sequence[Any]) -> Iterable[Row]:
    words = here.words
    for each in found:
        until = words.quarter(each.until) if each.until else ""
        yield [
            words.moment(each.asked_at),
            Cell(rule_pages.link(here, each.rule)),
            each.reason,
            words(f"waiver.states.{each.state}", until=until),
            each.answer or "",
        ]


def _ask(here: Visit, place: str, submission: str | None, agency: Any) -> None:
    from pipeline import door

    def ask() -> str:
        asked = door.ask_waiver(
            here.settings,
            st.session_state[f"{place} rule"],
            reason=st.session_state[f"{place} reason"],
            by=agencies.name_of(agency),
            now=datetime.now(UTC),
            country=agency.country,
            submission=submission,
        )
        return here.words("waiver.done", waiver=asked.id)

    notices.attempt(here, place, ask)

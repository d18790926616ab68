"""What is unusual in a submission, explained on the page; then it is answered anew."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.parts import agency as agencies
from dashboard.parts import notices
from dashboard.parts.markup import tag
from dashboard.parts.visit import Visit

_MOST = 20  # fields: what is more is explained by one text, or in the file


def waiting(here: Visit, submission: str, agency: Any) -> list[Any]:
    """The findings that wait for an explanation; none where none can be given."""
    from pipeline import door

    country = agencies.country_of(agency)

    def ask() -> list[Any]:
        try:
            return list(door.open_warnings(here.settings, submission, country=country))
        except door.RefusedError:
            return []

    return notices.kept(here, "waiting", (submission, country), ask)


def form(here: Visit, submission: str, findings: Sequence[Any], agency: Any) -> None:
    """A field for each of `findings`, and one for those that have none of their own."""
    words = here.words
    notices.show(_place(submission))
    if not findings:
        return
    st.subheader(words("explain.title"), anchor=False)
    st.html(tag("p", words("explain.text", count=len(findings)), class_="lead"))
    with st.form(f"explain {submission}"):
        for each in findings[:_MOST]:
            label = words("explain.one", place=each.place(words.language), says=each.says(words.language))
            st.text_area(_plain(label), key=_key(submission, each.id), height=80)
        if len(findings) > 1:
            st.text_area(words("explain.all", count=len(findings)), key=_key(submission, "all"), height=80)
        st.form_submit_button(
            words("explain.send"), type="primary", on_click=_send, args=(here, submission, list(findings), agency)
        )


def _send(here: Visit, submission: str, findings: Sequence[Any], agency: Any) -> None:
    from pipeline import door

    def said(name: str) -> str:
        return str(st.session_state.get(_key(submission, name), "")).strip()

    def explain() -> str:
        given = {each.id: said(each.id) or said("all") for each in findings}
        answer = door.explain(
            here.settings,
            submission,
            {finding: text for finding, text in given.items() if text},
            by=agencies.name_of(agency),
            now=datetime.now(UTC),
            country=agencies.country_of(agency),
        )
        return here.words("explain.done", state=here.words(f"history.states.{answer.verdict}"))

    if not any(said(name) for name in ("all", *(each.id for each in findings))):
        notices.put(_place(submission), here.words("explain.empty"), refused=True)
        return
    notices.attempt(here, _place(submission), explain)


def _plain(text: str) -> str:
    """A label without what Streamlit would take for Markdown."""
    return "".join(f"\\{each}" if each in r"\`*_{}[]()#+-.!|<>~:$" else each for each in text)


def _place(submission: str) -> str:
    return f"explain {submission}"


def _key(submission: str, name: str) -> str:
    return f"explain {submission} {name}"

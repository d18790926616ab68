"""Take a submission back: with a reason, and a second click that says that it is meant."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.parts import agency as agencies
from dashboard.parts import notices, page
from dashboard.parts.visit import Visit

_PLACE = "withdraw"


def offer(here: Visit, submission: str, *, state: str, agency: Any) -> None:
    """The reason, then the question whether it is meant; for the agency of the submission only."""
    notices.show(_PLACE)
    if agency is None or state == "withdrawn":
        return
    words, reason = here.words, f"withdraw {submission} reason"
    with st.expander(words("withdraw.title"), expanded=_is_asked(submission)):
        page.note(here, "withdraw.text")
        st.text_area(words("withdraw.reason"), key=reason, height=80)
        if not _is_asked(submission):
            st.button(words("withdraw.begin"), key="withdraw begin", on_click=_begin, args=(submission,))
            return
        page.note(here, "withdraw.sure", submission=submission)
        left, right = st.columns([1, 3])
        with left:
            st.button(
                words("withdraw.do"),
                key="withdraw do",
                type="primary",
                on_click=_withdraw,
                args=(here, submission, reason, agency),
            )
        with right:
            st.button(words("withdraw.leave"), key="withdraw leave", on_click=_begin, args=(None,))


def _is_asked(submission: str) -> bool:
    return bool(st.session_state.get("withdraw asked") == submission)


def _begin(submission: str | None) -> None:
    st.session_state["withdraw asked"] = submission


def _withdraw(here: Visit, submission: str, reason: str, agency: Any) -> None:
    from pipeline import door

    def withdraw() -> str:
        door.withdraw(
            here.settings,
            submission,
            reason=st.session_state[reason],
            by=agencies.name_of(agency),
            now=datetime.now(UTC),
            country=agency.country,
        )
        return here.words("withdraw.done", submission=submission)

    if notices.attempt(here, _PLACE, withdraw):
        _begin(None)

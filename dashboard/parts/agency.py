"""For which agency the reader speaks: known by its token, which stays in this session and nowhere else."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.parts import notices
from dashboard.parts.markup import tag
from dashboard.parts.visit import Visit

STRANGER = "dashboard"
"""Who sends where nobody knows who it is."""

_TOKEN, _FIELD, _PLACE = "agency token", "agency field", "agency"


def known(here: Visit) -> Any:
    """The token of the reader's agency, None for a stranger, with the field to give one.

    It is asked for anew at every run, so that one that is revoked or expires ends at once, in an open page too.
    """
    found = _find(here, st.session_state.get(_TOKEN, ""))
    if found is None and _TOKEN in st.session_state:
        _leave()
        notices.put(_PLACE, here.words("agency.refused"), refused=True)
    notices.show(_PLACE)
    if found is None:
        _ask(here)
    else:
        _tell(here, found)
    return found


def country_of(agency: Any) -> str | None:
    return agency.country if agency else None


def name_of(agency: Any) -> str:
    """As whom what the reader does is written down."""
    return agency.signature if agency else STRANGER


def _ask(here: Visit) -> None:
    words = here.words
    with st.expander(words("agency.title")), st.form("agency form", border=False):
        st.html(tag("p", words("agency.text"), class_="note"))
        st.text_input(words("agency.token"), type="password", key=_FIELD, autocomplete="off")
        st.form_submit_button(words("agency.take"), on_click=_take, args=(here,))


def _tell(here: Visit, agency: Any) -> None:
    words = here.words
    told = words("agency.known", country=words.country(agency.country), name=agency.name, until=agency.expires.date())
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        st.html(tag("p", told, class_="speaker"))
    with right:
        st.button(words("agency.leave"), on_click=_leave)


def _take(here: Visit) -> None:
    """Keep a valid token; whatever was typed leaves the browser."""
    text = st.session_state.get(_FIELD, "").strip()
    st.session_state[_FIELD] = ""
    if _find(here, text):
        st.session_state[_TOKEN] = text
    elif text:
        notices.put(_PLACE, here.words("agency.refused"), refused=True)


def _leave() -> None:
    """Nothing that the token let the reader see is kept."""
    del st.session_state[_TOKEN]
    notices.forget()


def _find(here: Visit, text: str) -> Any:
    from pipeline import door

    return door.find_token(here.settings, text, now=datetime.now(UTC)) if text else None

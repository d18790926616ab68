"""What the signs mean, shown wherever they are used."""

from collections.abc import Iterable

import streamlit as st

from dashboard.figures import HIDDEN, SIGNS
from dashboard.parts.markup import Markup, tag
from dashboard.parts.visit import Visit

DELIVERY_SIGNS = {
    "complete": "✓",
    "delivered": "✓",
    "partial": "½",
    "nil": "0",
    "returned": "↩",
    "waiting": "…",
    "missing": "○",
    "exempt": "×",
}


def figures(here: Visit) -> None:
    """The signs of figures: zero, hidden, missing and so on, with the threshold of the edition."""
    words = here.words
    entries = [("0", words("legend.zero"), "")]
    for state, sign in SIGNS.items():
        text = words(f"legend.{state}", threshold=here.edition.threshold)
        entries.append((sign, text, "hidden" if state == HIDDEN else ""))
    entries.append(("ᴱ", words("legend.flag"), ""))
    st.html(_list(entries, words("legend.title")))


def deliveries(here: Visit, states: Iterable[str]) -> None:
    """The signs of deliveries."""
    entries = [(DELIVERY_SIGNS[state], here.words(f"deliveries.{state}"), f"state-{state}") for state in states]
    st.html(_list(entries, here.words("legend.title")))


def _list(entries: Iterable[tuple[str, str, str]], label: str) -> Markup:
    shown = (
        tag("li", tag("span", sign, class_=f"sign {look}".strip(), aria_hidden="true"), " ", text)
        for sign, text, look in entries
    )
    return tag("ul", shown, class_="legend", aria_label=label)

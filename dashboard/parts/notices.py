"""What came of what the reader just did, told once; and what is kept of an examination until something happens."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st

from dashboard.parts.markup import tag
from dashboard.parts.visit import Visit

_Found = TypeVar("_Found")
_KEPT = "examined"


def put(place: str, text: str, *, refused: bool = False) -> None:
    """Have `text` told at `place` in this run or the next."""
    st.session_state[f"notice {place}"] = (text, refused)


def show(place: str) -> None:
    """What there is to tell at `place`."""
    if told := st.session_state.pop(f"notice {place}", None):
        text, refused = told
        look, role = ("notice refused", "alert") if refused else ("notice", "status")
        st.html(tag("div", text, class_=look, role=role))


def attempt(here: Visit, place: str, action: Callable[[], str]) -> bool:
    """Do `action` and have told what it says, or why it was refused; whether it was done."""
    from pipeline import door

    try:
        put(place, action())
    except door.RefusedError as refused:
        put(place, refused.says(here.words.language), refused=True)
        return False
    except door.BusyError:
        put(place, here.words("busy.text", seconds=door.AGAIN), refused=True)
        return False
    return True


@contextmanager
def patience(here: Visit, place: str) -> Iterator[None]:
    """What stands below is left out where too much is going on, which is told, with a button to try again."""
    from pipeline import door

    try:
        yield
    except door.BusyError:
        st.html(tag("div", here.words("busy.text", seconds=door.AGAIN), class_="notice refused", role="alert"))
        st.button(here.words("busy.again"), key=f"again {place}")  # any press runs the page anew


def kept(here: Visit, what: str, whose: Hashable, make: Callable[[], _Found]) -> _Found:
    """What `make` returns, made once for `whose` and until something happens in the ledger."""
    from pipeline import door

    everything: dict[str, Any] = st.session_state.setdefault(_KEPT, {})
    known = (whose, door.newest_event(here.settings))
    if what not in everything or everything[what][0] != known:
        everything[what] = (known, make())
    found: _Found = everything[what][1]
    return found


def forget() -> None:
    """Nothing that was examined is kept any longer."""
    st.session_state.pop(_KEPT, None)

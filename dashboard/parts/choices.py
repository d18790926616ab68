"""What the reader chooses, kept as codes: in the address so that a link shows the same, and from page to page."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

LANGUAGE, EDITION = "lang", "edition"


def adopt(name: str, options: Sequence[str], *, default: str) -> str:
    """Settle the choice `name` for this run: a new address first, then the widget, then what was kept, then default."""
    return _settle(name, lambda text: text if (text := text.split(",")[0]) in options else None, default)


def one(
    name: str,
    options: Sequence[str],
    *,
    default: str,
    label: str,
    show: Callable[[str], str],
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """A box to choose one of `options` from, `width` pixels wide."""
    adopt(name, options, default=default)
    return st.selectbox(
        label, options, key=_widget(name), format_func=show, on_change=_remember, args=(name,), width=width
    )


def one_of_few(name: str, options: Sequence[str], *, default: str, label: str, show: Callable[[str], str]) -> str:
    """All options side by side, one of them chosen."""
    adopt(name, options, default=default)
    return st.radio(
        label, options, key=_widget(name), format_func=show, on_change=_remember, args=(name,), horizontal=True
    )


def several(name: str, options: Sequence[str], *, most: int, label: str, show: Callable[[str], str]) -> list[str]:
    """A box to choose up to `most` of `options` from; none to begin with."""

    def valid(text: str) -> str:
        return ",".join([each for each in text.split(",") if each in options][:most])

    chosen = _settle(name, valid, "")
    st.session_state[_widget(name)] = [each for each in chosen.split(",") if each]
    return st.multiselect(
        label,
        options,
        key=_widget(name),
        format_func=show,
        max_selections=most,
        placeholder="",
        on_change=_remember,
        args=(name,),
    )


def make(name: str, option: str) -> None:
    """Choose `option` in the reader's stead, because of what the reader just did."""
    _kept()[name] = option


def keep(*names: str) -> None:
    """Write the choices `names` into the address, all at once, so that one step back undoes them together."""
    wanted = {name: text for name in names if (text := _kept().get(name))}
    st.session_state.update({_seen(name): wanted.get(name) for name in names})
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def _settle(name: str, read: Callable[[str], str | None], default: str) -> str:
    asked, seen = st.query_params.get(name), st.session_state.get(_seen(name))
    if asked != seen and asked is not None:
        text = asked  # a link was followed
    elif asked != seen and st.query_params:
        text = default  # a step back to where this choice was not made yet; a bare address is a change of page
    else:
        text = _kept().get(name, default)
    chosen = read(text)
    if chosen is None:
        chosen = default
    st.session_state[_seen(name)] = asked
    _kept()[name] = chosen
    st.session_state[_widget(name)] = chosen
    return chosen


def _remember(name: str) -> None:
    chosen = st.session_state[_widget(name)]
    _kept()[name] = ",".join(chosen) if isinstance(chosen, list) else chosen


def _kept() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.setdefault("kept", {})
    return kept


def _widget(name: str) -> str:
    return f"choice {name}"


def _seen(name: str) -> str:
    return f"address {name}"

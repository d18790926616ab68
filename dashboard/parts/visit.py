"""One run of a page: the edition it is pinned to, the reader's language, and links that keep both."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import editions
from dashboard.editions import Edition
from dashboard.parts import choices
from dashboard.words import Words, speak
from data_contracts import LANGUAGES


@dataclass(frozen=True)
class Visit:
    words: Words
    settings: Any
    published: Edition | None
    is_former: bool  # whether the reader chose another edition than the current one
    names_language: bool  # whether addresses say the language: it is another than the browser's, or was asked for

    @property
    def edition(self) -> Edition:
        """The edition of this run; only on pages that are not shown without one (`page.opened`)."""
        assert self.published is not None
        return self.published

    def link(self, page: str, **codes: str) -> str:
        """The address of another page, with these choices made, in the same language and edition."""
        asked = codes | ({choices.LANGUAGE: self.words.language} if self.names_language else {})
        asked |= {choices.EDITION: self.edition.id} if self.is_former else {}
        return f"{page}?{urlencode(asked, safe=',')}" if asked else page

    def keep(self, *names: str) -> None:
        """Write these choices, another edition's name, and the language where it needs saying, into the address."""
        choices.keep(*names, choices.EDITION, *([choices.LANGUAGE] if self.names_language else []))


def begin() -> Visit:
    """Pin the edition, the current one unless another was chosen, and the language for this run."""
    from pipeline.door import load_settings  # the door is heavy; pages that are not run need not wait for it

    settings = load_settings()
    language = choices.adopt(choices.LANGUAGE, LANGUAGES, default=_browser_language())
    names_language = choices.LANGUAGE in st.query_params or language != _browser_language()
    chosen = choices.adopt(choices.EDITION, list(editions.former_editions(settings.editions)), default="")
    former = editions.former_edition(settings.editions, chosen) if chosen else None
    shown = former or editions.current_edition(settings.editions)
    here = Visit(speak(language), settings, shown, former is not None, names_language)
    st.session_state["visit"] = here
    return here


def here() -> Visit:
    """This run's visit."""
    found: Visit = st.session_state["visit"]
    return found


def _browser_language() -> str:
    asked = (st.context.locale or "").split("-")[0]
    return asked if asked in LANGUAGES else LANGUAGES[0]

"""The frame of every page: its heading, the choice of language, what edition it shows."""

import json
from pathlib import Path

import streamlit as st

from dashboard import editions
from dashboard.parts import choices, visit
from dashboard.parts.markup import tag
from dashboard.parts.visit import Visit
from dashboard.words import speak
from data_contracts import LANGUAGES

_STYLE = Path(__file__).parent.parent / "style.css"


def dress(here: Visit) -> None:
    """The style sheet, the one word that Streamlit says itself, and the document's language for readers' voices."""
    st.html(f"<style>:root {{ --choose: {json.dumps(here.words('submit.choose'))} }}\n{_STYLE.read_text()}</style>")
    language = json.dumps(here.words.language)
    st.html(f"<script>document.documentElement.lang = {language}</script>", unsafe_allow_javascript=True)


def opened(page: str, *, synthetic: bool = True) -> Visit:
    """This run's visit with the page's head; without an edition, or figures in it, the page says so and ends."""
    here = visit.here()
    if here.published is None or not here.published.latest_quarter:
        head(here, "no_edition", synthetic=False)
        st.stop()  # the address stays as it is: a link shows what it names as soon as there is an edition
    head(here, page, synthetic=synthetic)
    return here


def head(here: Visit, page: str, *, synthetic: bool = True) -> None:
    """Title, lead, choice of language; and, where figures are shown, whether they are an example."""
    title, language = st.columns([5, 1], vertical_alignment="top")
    with title:
        st.title(here.words(f"{page}.title"), anchor=False)
        st.html(tag("p", here.words(f"{page}.lead"), class_="lead"))
    with language:
        _choose_language(here)
    if synthetic and here.published and here.published.synthetic:
        note = (tag("strong", here.words("synthetic.title")), " ", here.words("synthetic.text"))
        st.html(tag("div", note, class_="banner", role="note"))
    if here.is_former:
        text = here.words("former.text", published=here.edition.published_at)
        st.html(tag("div", (tag("strong", here.words("former.title")), " ", text), class_="banner", role="note"))


def section(here: Visit, key: str, **values: object) -> None:
    """A second-level heading, with the sentence `key`.text below it where the language has one."""
    st.header(here.words(f"{key}.title", **values), anchor=False)
    if here.words.has(f"{key}.text"):
        st.html(tag("p", here.words(f"{key}.text", **values), class_="lead"))


def note(here: Visit, key: str, **values: object) -> None:
    st.html(tag("p", here.words(key, **values), class_="note"))


def foot(here: Visit) -> None:
    """Which edition this page shows, and the way to those that were shown before."""
    if here.published:
        latest = here.words.quarter(here.edition.latest_quarter)
        note(here, "edition", edition=here.edition.id[:12], published=here.edition.published_at, quarter=latest)
        _choose_edition(here)


def _choose_edition(here: Visit) -> None:
    former = editions.former_editions(here.settings.editions)
    if former:
        choices.one(
            choices.EDITION,
            ("", *former),
            default="",
            label=here.words("former.choose"),
            show=lambda each: here.words.moment(former[each]) if each else here.words("former.current"),
            width=320,
        )


def _choose_language(here: Visit) -> None:
    choices.one(
        choices.LANGUAGE,
        LANGUAGES,
        default=here.words.language,
        label=here.words("language.choose"),
        show=lambda code: speak(code)("language.name"),
    )

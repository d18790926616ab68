"""The steward's way in: check a file, see what is wrong with it, submit it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.parts import agency as agencies
from dashboard.parts import explanations, history, notices, page, receipts
from dashboard.parts.markup import tag
from dashboard.parts.visit import Visit
from data_contracts.findings import ACCEPTED, NEEDS_EXPLANATION

TYPES = ("xlsx", "ods", "xls", "csv", "tsv", "txt")
"""Endings of names that may be chosen; what a file is, its content tells."""

_MAY_BE_SENT = (ACCEPTED, NEEDS_EXPLANATION)


@dataclass(frozen=True)
class File:
    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def choose_file(here: Visit) -> File | None:
    """The file that the reader picked; checking it stores nothing, and the page says so."""
    limit = here.settings.max_file_mb
    given = st.file_uploader(here.words("submit.file", limit=limit), type=[*TYPES], max_upload_size=limit, key="file")
    return File(given.name, given.getvalue()) if given else None


def check(here: Visit, file: File, agency: Any) -> tuple[Any, tuple[Any, ...]]:
    """The pipeline's answer to the file, and how it differs from what was sent before; asked once for its bytes.

    A stranger's is milder: it is held against nothing that was sent before, as that would tell the country's figures.
    """
    from pipeline import door

    now, country = datetime.now(UTC), agencies.country_of(agency)

    def ask() -> tuple[Any, tuple[Any, ...]]:
        with st.spinner(here.words("submit.checking")):
            if country:
                return door.check_and_compare(here.settings, file.data, now=now, country=country)
            return door.check(here.settings, file.data, file.name, now=now, compared=False), ()

    return notices.kept(here, "checked", (file.sha256, file.name, country), ask)


def verdict(here: Visit, answer: Any, agency: Any) -> None:
    """Accepted or not, how much stands in the way, what was found in the file; a stranger hears what was not asked."""
    words = here.words
    blocking = sum(each.blocks for each in answer.findings)
    place = ", ".join(filter(None, (_country(here, answer.country), _quarter(here, answer.quarter))))
    text = words(f"submit.verdict.{answer.verdict}_text", count=blocking)
    held = [words("submit.rows", collection=words.collection(each), count=n) for each, n in answer.collections.items()]
    held += [words("submit.nil", collection=words.collection(each)) for each in answer.nil]
    inside = (
        tag("strong", words(f"submit.verdict.{answer.verdict}"), class_="title"),
        tag("p", text),
        tag("p", " · ".join(filter(None, (place, *held)))),
    )
    st.html(tag("div", inside, class_=f"verdict {answer.verdict}", role="status"))
    if agency is None:
        page.note(here, "submit.milder")


def tidied(here: Visit, answer: Any) -> None:
    """What was read as meant rather than as written, a line each."""
    if not answer.tidied:
        return
    inside = (
        tag("strong", here.words("tidied.title"), class_="title"),
        tag("p", here.words("tidied.text"), class_="note"),
        tag("ul", (tag("li", each.says(here.words.language)) for each in answer.tidied)),
    )
    st.html(tag("section", inside, class_="tidied"))


def submit(here: Visit, file: File, answer: Any, agency: Any) -> None:
    """The button, open where nothing has to be put right; once it was pressed, the receipt, and what is to explain.

    Without an answer, where the desk is too busy to give one, a file can be sent all the same.
    """
    notices.show("submit")
    if is_received(file):
        receipt = st.session_state["receipt"]
        receipts.show(here, receipt)
        waiting = explanations.waiting(here, receipt.submission, agency)
        if agency is None and answer:  # what a stranger's own answer does not tell is not told here either
            mine = {each.id: each for each in answer.findings}
            if any(each.id not in mine for each in waiting):
                page.note(here, "explain.agency_only")
            waiting = [mine[each.id] for each in waiting if each.id in mine]
        explanations.form(here, receipt.submission, waiting, agency)
        return
    page.note(here, "submit.before_explain" if answer and answer.verdict == NEEDS_EXPLANATION else "submit.before")
    st.button(
        here.words("submit.submit"),
        type="primary",
        disabled=answer is not None and answer.verdict not in _MAY_BE_SENT,
        on_click=_send,
        args=(here, file, agency),
    )


def is_received(file: File | None) -> bool:
    """Whether the reader submitted this file in this session."""
    receipt = st.session_state.get("receipt")
    return file is not None and receipt is not None and receipt.sha256 == file.sha256


def in_hand(file: File | None) -> str | None:
    """The submission that the chosen file has become."""
    return st.session_state["receipt"].submission if is_received(file) else None


def _send(here: Visit, file: File, agency: Any) -> None:
    from pipeline import door

    country = agencies.country_of(agency)
    sender, now = agencies.name_of(agency), datetime.now(UTC)
    try:
        receipt = door.submit(here.settings, file.data, file.name, sender=sender, now=now, country=country)
    except (door.NotTakenError, door.LedgerLostError) as refused:
        notices.put("submit", here.words(f"submit.not_taken_{refused.why}"), refused=True)
        return
    whose = receipt.country or (receipt.answer and receipt.answer.country)
    if country not in (None, whose):
        notices.put("submit", here.words("submit.elsewhere"), refused=True)
        return
    st.session_state["receipt"] = receipt
    history.give(receipt.submission)


def _country(here: Visit, code: str | None) -> str:
    return here.words.country(code) if code else ""


def _quarter(here: Visit, quarter: str | None) -> str:
    return here.words.quarter(quarter) if quarter else ""

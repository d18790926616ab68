"""The steward's way in: check a file, see what is wrong with it, submit it, keep the receipt."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from dashboard.parts import downloads, tables
from dashboard.parts.markup import Markup, tag
from dashboard.parts.tables import Cell, Column
from dashboard.parts.visit import Visit
from data_contracts.findings import ACCEPTED

_MOST = 200  # rows of a table on the page
_SENDER = "dashboard"


TYPES = ("xlsx", "ods", "xls", "csv", "tsv", "txt")
"""Endings of names that may be chosen; what a file is, its content tells."""


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


def check(here: Visit, file: File) -> Any:
    """The pipeline's answer to the file, asked once for its bytes. It tells a stranger no former figures."""
    from pipeline import door

    if st.session_state.get("checked") != (file.sha256, file.name):
        with st.spinner(here.words("submit.checking")):
            st.session_state["answer"] = door.check(
                here.settings, file.data, file.name, now=datetime.now(UTC), compared=False
            )
        st.session_state["checked"] = (file.sha256, file.name)
    return st.session_state["answer"]


def verdict(here: Visit, answer: Any) -> None:
    """Accepted or not, how much stands in the way, and what was found in the file."""
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


def submit(here: Visit, file: File, answer: Any) -> None:
    """The button, open to an accepted file only; once it was pressed, the receipt instead."""
    receipt = st.session_state.get("receipt")
    if receipt is not None and receipt.sha256 == file.sha256:
        _receipt(here, receipt)
        return
    st.html(tag("p", here.words("submit.before"), class_="note"))
    accepted = answer.verdict == ACCEPTED
    st.button(here.words("submit.submit"), type="primary", disabled=not accepted, on_click=_send, args=(here, file))


def history(here: Visit) -> None:
    """What was received, newest first."""
    from pipeline import door

    words = here.words
    received = door.history(here.settings)
    if not received:
        st.html(tag("p", words("history.none"), class_="note"))
        return
    columns = [Column(words("history.received"), "when")]
    columns += [Column(words(f"history.{each}")) for each in ("file", "country", "quarter", "state", "id")]
    rows = [
        [
            words.moment(each["received_at"]),
            each["file_name"],
            _country(here, each["country"]),
            _quarter(here, each["quarter"]),
            _state(here, each),
            Cell(tag("code", each["submission"])),
        ]
        for each in received[:_MOST]
    ]
    tables.show(words("history.title"), columns, rows, tall=True, titled=False)


def _send(here: Visit, file: File) -> None:
    from pipeline import door

    now = datetime.now(UTC)
    st.session_state["receipt"] = door.submit(here.settings, file.data, file.name, sender=_SENDER, now=now)


def _receipt(here: Visit, receipt: Any) -> None:
    from pipeline import door

    words = here.words
    entries = [
        (words("receipt.id"), tag("code", receipt.submission)),
        (words("receipt.sha256"), tag("code", receipt.sha256)),
        (words("receipt.received"), words.moment(receipt.received_at)),
        (words("receipt.file"), receipt.file_name),
        (words("receipt.verdict"), words(f"history.states.{receipt.answer.verdict}")),
    ]
    known = "receipt.again" if receipt.already_received else "receipt.text"
    if receipt.already_received and door.life(here.settings, receipt.submission)["state"] == "withdrawn":
        known = "receipt.withdrawn"
    inside = (
        tag("strong", words("receipt.title"), class_="title"),
        tag("p", words(known)),
        tag("dl", (Markup(tag("dt", name) + tag("dd", text)) for name, text in entries), class_="definition"),
    )
    st.html(tag("div", inside, class_="verdict accepted", role="status"))
    # The proof alone: the answer that was given at receipt would tell a stranger the country's former figures.
    downloads.json_button(words("receipt.download"), receipt.proof, name=f"receipt-{receipt.submission}.json")


def _state(here: Visit, row: Mapping[str, Any]) -> str:
    edition = (row["edition"] or "")[:12]  # as at the foot of every page
    return here.words(f"history.states.{row['state']}", edition=edition, by=", ".join(row["superseded_by"]))


def _country(here: Visit, code: str | None) -> str:
    return here.words.country(code) if code else ""


def _quarter(here: Visit, quarter: str | None) -> str:
    return here.words.quarter(quarter) if quarter else ""

"""The receipt of a submission: what it proves, and the proof to take along."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard.parts import downloads
from dashboard.parts.markup import Markup, tag
from dashboard.parts.visit import Visit


def show(here: Visit, receipt: Any) -> None:
    """Received just now, or before: id, time, verdict, seal; and the proof to take along.

    Only the proof, which may be shown to anyone: the answer that was given at receipt would tell a stranger the
    country's former figures.
    """
    from pipeline import door

    words, proof = here.words, receipt.proof or door.proof_of(here.settings, receipt.submission)
    entries = [
        (words("receipt.id"), tag("code", receipt.submission)),
        (words("receipt.received"), words.moment(receipt.received_at)),
        (words("receipt.file"), receipt.file_name),
        (words("receipt.sha256"), tag("code", receipt.sha256)),
    ]
    if proof:
        entries += [
            (words("receipt.verdict"), words(f"history.states.{proof['verdict']}")),
            (words("receipt.checked"), words.moment(datetime.fromisoformat(proof["checked_at"]))),
            (words("receipt.seal"), tag("code", proof["seal"])),
        ]
    known = "receipt.again" if receipt.already_received else "receipt.text" if proof else "receipt.follows"
    if receipt.already_received and door.life(here.settings, receipt.submission)["state"] == "withdrawn":
        known = "receipt.withdrawn"
    inside = (
        tag("strong", words("receipt.title"), class_="title"),
        tag("p", words(known)),
        tag("dl", (Markup(tag("dt", name) + tag("dd", text)) for name, text in entries), class_="definition"),
    )
    st.html(tag("div", inside, class_="verdict accepted", role="status"))
    if proof:
        take_along(here, proof, key="receipt")


def take_along(here: Visit, proof: Mapping[str, Any], *, key: str) -> None:
    """The proof as JSON, which `cop receipt verify` takes, and as a page to file."""
    from pipeline import door

    words, name = here.words, f"receipt-{proof['submission']}"
    left, right = st.columns(2)
    with left:
        downloads.json_button(words("receipt.download"), proof, name=f"{name}.json", key=f"{key} json")
    with right:
        downloads.pdf_button(
            words("receipt.pdf"),
            lambda: door.receipt_pdf(proof, language=words.language),
            name=f"{name}.pdf",
            key=f"{key} pdf",
        )

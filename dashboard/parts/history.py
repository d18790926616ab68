"""What was received, of the reader's agency or given by the reader's own hand: where each stands, and one of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard.parts import agency as agencies
from dashboard.parts import choices, downloads, explanations, findings, notices, page, receipts, tables, withdrawals
from dashboard.parts import waivers as wishes
from dashboard.parts.markup import tag
from dashboard.parts.tables import Cell, Column
from dashboard.parts.visit import Visit

_MOST = 200  # rows of a table on the page
_QUARTERS = 8  # the newest ones in which standing findings are looked for
_GIVEN, _FIELD, _CHOSEN = "given submissions", "given submission", "submission"

Row = Mapping[str, Any]


def received(here: Visit, agency: Any) -> list[Row]:
    """Newest first: all of the agency's country; for a stranger those that it sent or named in this session."""
    from pipeline import door

    rows = door.history(here.settings, country=agencies.country_of(agency))
    given = _given()
    return [row for row in rows if agency or row["submission"] in given]


def give(submission: str) -> None:
    """The reader knows of `submission`: its state may be told in this session, and is what is looked at."""
    _given().add(submission)
    choices.make(_CHOSEN, submission)


def look_up(here: Visit, agency: Any) -> None:
    """A stranger names the submission that it wants to hear of."""
    if agency:
        return
    words = here.words
    page.note(here, "history.stranger")
    with st.form("look up", border=False):
        st.text_input(words("history.name"), key=_FIELD, max_chars=16, autocomplete="off")
        st.form_submit_button(words("history.look_up"), on_click=_look_up, args=(here,))
    notices.show("look up")


def table(here: Visit, rows: Sequence[Row], agency: Any) -> None:
    """Where each stands, and since when."""
    words = here.words
    if not rows:
        page.note(here, "history.none" if agency else "history.none_given")
        return
    columns = [Column(words("history.received"), "when")]
    columns += [Column(words(f"history.{each}")) for each in ("file", "country", "quarter", "state")]
    columns += [Column(words("history.since"), "when"), Column(words("history.id"))]
    told = [
        [
            words.moment(each["received_at"]),
            each["file_name"],
            words.country(each["country"]) if each["country"] else "",
            words.quarter(each["quarter"]) if each["quarter"] else "",
            _state(here, each),
            words.moment(each["state_at"]),
            Cell(tag("code", each["submission"])),
        ]
        for each in rows[:_MOST]
    ]
    tables.show(words("history.title"), columns, told, tall=True, titled=False)


def choose(here: Visit, rows: Sequence[Row]) -> Row | None:
    """One of `rows`, the newest unless another is chosen; it is not written into the address."""
    if not rows:
        return None
    words, by_id = here.words, {each["submission"]: each for each in rows[:_MOST]}

    def name(submission: str) -> str:
        row = by_id[submission]
        return words("history.one", file=row["file_name"], received=row["received_at"], submission=submission)

    chosen = choices.one(_CHOSEN, [*by_id], default=next(iter(by_id)), label=words("history.choose"), show=name)
    return by_id[chosen]


def desk(here: Visit, row: Row, agency: Any, *, in_hand: str | None) -> None:
    """One submission: its receipt; for its agency also its life, its files, and all that can be said of it.

    in_hand: the submission that is explained further up on the page.
    """
    from pipeline import door

    submission = row["submission"]
    st.subheader(here.words("history.of", file=row["file_name"]), anchor=False)
    st.html(tag("p", _state(here, row), class_="statement"))
    if agency:
        _life(here, submission, agency)
        if submission != in_hand:
            waiting = explanations.waiting(here, submission, agency)
            explanations.form(here, submission, waiting, agency)
    if proof := door.proof_of(here.settings, submission):
        receipts.take_along(here, proof, key="desk")
    if agency:
        _files(here, row, agency)
        answer = _answer(here, submission, agency)
        wishes.wish(here, answer.findings, agency, submission=submission)
    withdrawals.offer(here, submission, state=row["state"], agency=agency)


def standing(here: Visit, rows: Sequence[Row], agency: Any) -> None:
    """Accepted figures of the agency's that another country's later ones put in question."""
    from pipeline import door

    quarters = sorted({each["quarter"] for each in rows if each["quarter"]}, reverse=True)[:_QUARTERS]
    if agency is None or not quarters:
        return
    found = notices.kept(
        here,
        "standing",
        (agency.country, *quarters),
        lambda: [each for _, each in door.standing(here.settings, country=agency.country, quarters=quarters)],
    )
    if found:
        st.subheader(here.words("standing.title"), anchor=False)
        page.note(here, "standing.text")
        findings.listed(here, found)


def _life(here: Visit, submission: str, agency: Any) -> None:
    """All that happened to it, with what was said."""
    from pipeline import door

    words = here.words
    steps = door.life(here.settings, submission, country=agency.country)["steps"]
    columns = [Column(words("history.when"), "when"), Column(words("history.what")), Column(words("history.said"))]
    told = []
    for each in steps:
        what, said = door.step_words(each, words.language)
        told.append([words.moment(datetime.fromisoformat(each["at"])), what, " · ".join(said)])
    tables.show(words("history.life"), columns, told)


def _files(here: Visit, row: Row, agency: Any) -> None:
    """The file as it was sent, and with its findings marked; each is fetched when it is asked for."""
    from pipeline import door

    words, submission = here.words, row["submission"]

    def sent() -> bytes:
        return door.file_of(here.settings, submission, country=agency.country)

    def marked() -> bytes:
        answer = _answer(here, submission, agency)
        name, language = row["file_name"], words.language
        return door.marked_workbook(here.settings, sent(), answer, name=name, language=language) or sent()

    left, right = st.columns(2)
    with left:
        downloads.file_button(words("history.sent"), sent, name=row["file_name"], key="desk sent")
    if row["state"] != "unreadable":
        name = f"marked-{submission}.xlsx"
        with right:
            downloads.workbook_button(words("history.marked"), marked, name=name, key="desk marked")


def _answer(here: Visit, submission: str, agency: Any) -> Any:
    from pipeline import door

    return notices.kept(
        here,
        "answer",
        (submission, agency.country),
        lambda: door.answer_to(here.settings, submission, country=agency.country),
    )


def _state(here: Visit, row: Row) -> str:
    edition = (row["edition"] or "")[:12]  # as at the foot of every page
    return here.words(f"history.states.{row['state']}", edition=edition, by=", ".join(row["superseded_by"]))


def _given() -> set[str]:
    found: set[str] = st.session_state.setdefault(_GIVEN, set())
    return found


def _look_up(here: Visit) -> None:
    from pipeline import door

    asked = st.session_state.get(_FIELD, "").strip()
    if any(each["submission"] == asked for each in door.history(here.settings)):
        give(asked)
    elif asked:
        notices.put("look up", here.words("history.unknown"), refused=True)

"""Sends the letters that are due: each is claimed in the ledger before it goes, so that none goes twice."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.arrivals import arrivals
from pipeline.contacts import load_contacts
from pipeline.journal import noted
from pipeline.letter_text import subject, text
from pipeline.letters import Letter, fates, letters_due
from pipeline.mailing import MailServer, NotSentError, Post, message
from pipeline.settings import Settings
from pipeline.storage.ledger import LETTER_CLAIMED, LETTER_FAILED, LETTER_SENT, Ledger


@dataclass(frozen=True)
class Reminded:
    """How many letters went, and how many did not."""

    sent: int = 0
    failed: int = 0


def letters_of(settings: Settings, *, day: date) -> list[Letter]:
    """The letters that are due on `day` by what is known now."""
    contacts = load_contacts(settings.contacts)
    if not contacts.people:
        return []
    ledger = Ledger(settings.ledger)
    events = ledger.events() if ledger.exists() else []  # asking makes nothing
    return letters_due(day=day, arrivals=arrivals(events), contacts=contacts, before=fates(events))


def unsettled(settings: Settings) -> list[str]:
    """The letters that were begun and of which nobody knows whether they went: the program was cut off meanwhile."""
    ledger = Ledger(settings.ledger)
    if not ledger.exists():
        return []
    known = fates(ledger.events(LETTER_CLAIMED, LETTER_SENT, LETTER_FAILED))
    return [" ".join(key) for key, fate in known.items() if fate.state == LETTER_CLAIMED]


@noted("letters", vars)
def remind(settings: Settings, server: MailServer, *, now: datetime) -> Reminded:
    """Send what is due. Raises MailDownError, before anything is claimed, when the server cannot be used."""
    letters = letters_of(settings, day=now.date())
    if not letters:
        return Reminded()
    ledger, sent, failed = Ledger(settings.ledger), 0, 0
    with Post(server) as post:
        for letter in letters:
            if not ledger.append(LETTER_CLAIMED, at=now, once="letter", **_told(letter)):
                continue  # another program has taken it
            try:
                post.send(_message(letter, server, now=now))
            except NotSentError as error:
                failed += 1
                told = {**_told(letter), "why": error.why, "status": error.status, "again": error.again}
                ledger.append(LETTER_FAILED, at=now, once="letter", **told)
                if error.why != "refused":
                    break  # the connection is gone: the rest is as due as before
            else:
                sent += 1
                ledger.append(LETTER_SENT, at=now, once="letter", **_told(letter))
    return Reminded(sent, failed)


def _told(letter: Letter) -> dict[str, Any]:
    """What the ledger says of a letter: codes, and never an address."""
    return {
        "letter": letter.name,
        "country": letter.country,
        "quarter": letter.quarter,
        "kind": letter.kind,
        "role": letter.role,
    }


def _message(letter: Letter, server: MailServer, *, now: datetime) -> Any:
    return message(
        server,
        to=letter.address,
        subject=subject(letter),
        text=text(letter),
        language=letter.language,
        name=" ".join(letter.key),
        at=now,
    )

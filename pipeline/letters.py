"""Which letter is due to whom on a day: a function of duties, arrivals, contacts and the letters before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl

from data_contracts.duties import load_calendar, load_letters, owed
from data_contracts.findings import ACCEPTED
from pipeline.arrivals import Arrivals
from pipeline.contacts import Contact, Contacts
from pipeline.storage.ledger import LETTER_CLAIMED, LETTER_FAILED, LETTER_SENT

THANKS = "thanks"
"""The kind of letter that goes when nothing is owed any more."""

EVENTS = (LETTER_CLAIMED, LETTER_SENT, LETTER_FAILED)

Key = tuple[str, str, str, str]
"""Country, quarter, kind, role: what makes a letter; there is one of each, whoever holds the role."""


@dataclass(frozen=True)
class Letter:
    """A letter that is due. missing: collection owed -> what became of it so far (`missing`, or a verdict).

    arrived: the collections that were accepted. attempt: how often it was begun, this time included.
    """

    country: str
    quarter: str
    kind: str
    role: str
    language: str
    address: str = field(repr=False)
    due: date
    closes: date
    missing: Mapping[str, str]
    arrived: tuple[str, ...]
    attempt: int = 1

    @property
    def key(self) -> Key:
        return self.country, self.quarter, self.kind, self.role

    @property
    def name(self) -> str:
        """What no second attempt at any letter is called."""
        return " ".join((*self.key, str(self.attempt)))


@dataclass(frozen=True)
class Fate:
    """What became of a letter: how often it was begun, and how it ended last; `claimed` where nobody knows."""

    attempts: int = 0
    state: str = ""
    at: datetime | None = None
    again: bool = False

    def may_go(self, *, contacts_changed: datetime | None) -> bool:
        """One that was sent never goes again; nor one of which nobody knows, because a letter too few is made good by
        the next, and one too many by nothing. One that was refused does when the contacts have changed since."""
        if self.state != LETTER_FAILED:
            return not self.attempts
        return self.again or bool(contacts_changed and self.at and contacts_changed > self.at)


def fates(events: Iterable[Mapping[str, Any]]) -> dict[Key, Fate]:
    """Letter -> its fate. `events`: the ledger's, oldest first."""
    found: dict[Key, Fate] = {}
    for each in events:
        if each["event"] in EVENTS:
            key = (each["country"], each["quarter"], each["kind"], each["role"])
            attempts = found.get(key, Fate()).attempts + (each["event"] == LETTER_CLAIMED)
            found[key] = Fate(attempts, each["event"], each["at"], each.get("again", False))
    return found


def letters_due(
    *,
    day: date,
    arrivals: Arrivals,
    contacts: Contacts,
    before: Mapping[Key, Fate],
    calendar: pl.DataFrame | None = None,
    kinds: pl.DataFrame | None = None,
) -> list[Letter]:
    """The letters that are due on `day`, by quarter, in the order of the contacts.

    Of each open round the kind whose day came last, so that days on which nothing ran cost nobody a letter and bring
    nobody two; none to a country of which something waits to be examined.
    """
    calendar = load_calendar() if calendar is None else calendar
    kinds = load_letters() if kinds is None else kinds
    roles = {kind: to.split(" ") for kind, to in kinds.select("kind", "to").iter_rows()}
    found = []
    for row in calendar.filter(pl.col("opens") <= day, pl.col("closes") >= day).iter_rows(named=True):
        quarter, asked, in_force = row["quarter"], _owed(row["quarter"]), _in_force(kinds, row, day)
        for contact in contacts.people:
            country = contact.country
            missing = {
                each: state
                for each in asked.get(country, ())
                if (state := arrivals.states.get((country, quarter, each), "missing")) != ACCEPTED
            }
            kind = in_force if missing else THANKS
            fate = before.get((country, quarter, kind or "", contact.role), Fate())
            if (
                kind is not None
                and country in asked
                and contact.role in roles[kind]
                and fate.may_go(contacts_changed=contacts.changed_at)
                and not arrivals.are_waiting(country, quarter)
            ):
                arrived = tuple(each for each in asked[country] if each not in missing)
                found.append(_letter(contact, kind, row, missing=missing, arrived=arrived, attempt=fate.attempts + 1))
    return found


def _letter(
    contact: Contact,
    kind: str,
    row: Mapping[str, Any],
    *,
    missing: Mapping[str, str],
    arrived: tuple[str, ...],
    attempt: int,
) -> Letter:
    return Letter(
        country=contact.country,
        quarter=row["quarter"],
        kind=kind,
        role=contact.role,
        language=contact.language,
        address=contact.address,
        due=row["due"],
        closes=row["closes"],
        missing=missing,
        arrived=arrived,
        attempt=attempt,
    )


@cache
def _owed(quarter: str) -> Mapping[str, list[str]]:
    """Country -> the collections that it owes for `quarter`."""
    asked = owed([quarter]).filter(pl.col("exempt").is_null()).group_by("country", maintain_order=True)
    return {str(country): rows["collection"].to_list() for (country,), rows in asked}


def _in_force(kinds: pl.DataFrame, row: Mapping[str, Any], day: date) -> str | None:
    """The kind of letter whose day was the last to come, up to `day`."""
    begun = [
        (begins, kind)
        for kind, origin, days in kinds.select("kind", "counted_from", "days").iter_rows()
        if origin in ("opens", "due") and row["opens"] <= (begins := row[origin] + timedelta(days=days)) <= day
    ]
    return max(begun, key=lambda each: each[0])[1] if begun else None

"""Waivers: a country says that a rule is wrong for it, a coordinator grants that until a quarter, or does not."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from data_contracts.contract import COLLECTIONS
from data_contracts.duties import open_quarters
from data_contracts.quarters import parse_quarter
from data_contracts.rules import ERROR, WARNING, load_rules
from pipeline.answering import answer_anew, answer_to
from pipeline.refusals import RefusedError, life_of, not_withdrawn, sound, still_open
from pipeline.rulings import document, record
from pipeline.settings import Settings
from pipeline.storage.beginning import has_begun
from pipeline.storage.ledger import WAIVER_ASKED, WAIVER_GRANTED, WAIVER_REFUSED, Ledger

ASKED, GRANTED, REFUSED, ENDED = "asked", "granted", "refused", "ended"


@dataclass(frozen=True)
class Waiver:
    """`collection` is None where it is asked for in all. `submission`: the one that it was asked about, if any.

    state: asked, granted (it eases up to the quarter `until`), ended (that quarter is over), refused. `answer`: what
    the coordinator `decided_by` said to it.
    """

    id: str
    country: str
    rule: str
    collection: str | None
    submission: str | None
    reason: str
    asked_at: datetime
    asked_by: str
    state: str = ASKED
    until: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    answer: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        at = {"asked_at": self.asked_at.isoformat(), "decided_at": self.decided_at and self.decided_at.isoformat()}
        return asdict(self) | at


def waivers(settings: Settings, *, now: datetime, country: str | None = None) -> list[Waiver]:
    """Every waiver that was asked for, the newest first; of `country` only, where given."""
    if not has_begun(settings):
        return []
    ledger = Ledger(settings.ledger)
    decided = {each["waiver"]: each for each in ledger.events(WAIVER_GRANTED, WAIVER_REFUSED)}
    current = max(open_quarters(on=now.date()), default="")
    found = []
    for wish in reversed(ledger.events(WAIVER_ASKED)):
        told: dict[str, Any] = {}
        if decision := decided.get(wish["waiver"]):
            until = decision.get("until")
            told = {
                "state": REFUSED if until is None else ENDED if until < current else GRANTED,
                "until": until,
                "decided_at": decision["at"],
                "decided_by": decision["by"],
                "answer": document(settings, decision["document"]).get("reason"),
            }
        names = ("country", "rule", "collection", "submission")
        whose = {name: wish[name] for name in names}
        reason = document(settings, wish["document"])["reason"]
        found.append(Waiver(wish["waiver"], **whose, reason=reason, asked_at=wish["at"], asked_by=wish["by"], **told))
    return [each for each in found if country in (None, each.country)]


def ask_waiver(
    settings: Settings,
    rule: str,
    *,
    reason: str,
    by: str,
    now: datetime,
    country: str | None = None,
    collection: str | None = None,
    submission: str | None = None,
) -> Waiver:
    """Ask that `rule` be waived, about a submission of which it is a finding, or for a country. Raises RefusedError.

    With both, the submission has to be the country's own.
    """
    if load_rules().get(rule) is None:
        raise RefusedError("rule-unknown", rule=rule)
    if load_rules()[rule].severity not in (WARNING, ERROR):
        raise RefusedError("not-to-be-waived", rule=rule)
    if collection is not None and collection not in COLLECTIONS:
        raise RefusedError("collection-unknown", collection=collection, collections=", ".join(COLLECTIONS))
    if submission is not None:
        life, _ = life_of(settings, submission, country=country)
        not_withdrawn(life)
        country = life.owner
        if not any(each.rule == rule for each in answer_to(settings, submission).findings):
            raise RefusedError("rule-holds", submission=submission, rule=rule)
    if country is None:
        raise RefusedError("no-country", submission=submission)
    said = {"reason": sound(reason)}
    before = waivers(settings, now=now)
    for each in before:
        if (each.country, each.rule, each.collection) == (country, rule, collection) and each.state in (ASKED, GRANTED):
            raise RefusedError("waiver-there", waiver=each.id, country=country, rule=rule)
    waiver = hashlib.sha256(f"{len(before)} {country} {rule} {collection} {now}".encode()).hexdigest()[:8]
    record(
        settings,
        WAIVER_ASKED,
        at=now,
        submission=submission,
        by=by,
        said=said,
        waiver=waiver,
        country=country,
        rule=rule,
        collection=collection,
    )
    return _find(settings, waiver, now=now)


def grant_waiver(
    settings: Settings, waiver: str, *, until: str, by: str, now: datetime, reason: str | None = None
) -> Waiver:
    """Grant a waiver for quarters up to `until`; the submission that it was asked about is examined again, if it still
    may be accepted. Raises RefusedError."""
    wish = _undecided(settings, waiver, now=now)
    last = parse_quarter(until)
    if last is None:
        raise RefusedError("not-a-quarter", text=until)
    if last < max(open_quarters(on=now.date()), default=""):
        raise RefusedError("quarter-over", quarter=last)
    said = {"reason": sound(reason)} if reason else {}
    about = _still_open(settings, wish.submission)
    record(settings, WAIVER_GRANTED, at=now, submission=about, by=by, said=said, waiver=waiver, until=last)
    if about:
        answer_anew(settings, about, now=now)
    return _find(settings, waiver, now=now)


def refuse_waiver(settings: Settings, waiver: str, *, reason: str, by: str, now: datetime) -> Waiver:
    """Refuse a waiver: the rule holds for the country as for the others. Raises RefusedError."""
    wish = _undecided(settings, waiver, now=now)
    said = {"reason": sound(reason)}
    record(settings, WAIVER_REFUSED, at=now, submission=wish.submission, by=by, said=said, waiver=waiver)
    return _find(settings, waiver, now=now)


def _find(settings: Settings, waiver: str, *, now: datetime) -> Waiver:
    found = next((each for each in waivers(settings, now=now) if each.id == waiver), None)
    if found is None:
        raise RefusedError("waiver-unknown", waiver=waiver)
    return found


def _undecided(settings: Settings, waiver: str, *, now: datetime) -> Waiver:
    found = _find(settings, waiver, now=now)
    if found.decided_at:
        raise RefusedError("waiver-decided", waiver=waiver, by=found.decided_by, day=found.decided_at.date())
    return found


def _still_open(settings: Settings, submission: str | None) -> str | None:
    try:
        return still_open(settings, submission, country=None).submission if submission else None
    except RefusedError:
        return None

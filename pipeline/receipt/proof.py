"""The proof in a receipt: what was received and found, sealed, and tied to the receipt before it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from data_contracts.contract import load_contract
from data_contracts.duties import load_members
from data_contracts.fingerprint import rules_hash
from pipeline.judgement import Answer
from pipeline.settings import Settings
from pipeline.storage.beginning import has_begun
from pipeline.storage.ledger import RECEIPT_GIVEN, RECEIVED, Ledger
from pipeline.storage.seals import seal_of

FORMAT = 1
"""The version of the proof's form; a reader that does not know it says so."""


def issue(settings: Settings, answers: Sequence[Answer], *, now: datetime) -> None:
    """Seal the first answers to received files in the ledger, together; a second time changes nothing.

    The events hold counts, codes and hashes only, so that a receipt can be shown to anyone.
    """
    ledger, these = Ledger(settings.ledger), [each.submission for each in answers]
    given = {each["submission"] for each in ledger.events(RECEIPT_GIVEN, submission=these)}
    received = {each["submission"]: each for each in ledger.events(RECEIVED, submission=these)}
    new, rules = [each for each in answers if each.submission not in given], rules_hash()
    entries = [_sealable(each, received[each.submission], rules=rules, now=now) for each in new]
    if entries:
        ledger.append_all(RECEIPT_GIVEN, entries, once=True, sealed=True)


def _sealable(answer: Answer, received: Mapping[str, Any], *, rules: str, now: datetime) -> dict[str, Any]:
    named = sorted({*answer.collections, *answer.nil})
    return {
        "at": now,
        "submission": answer.submission,
        "format": FORMAT,
        "sha256": received["sha256"],
        "size": received["size"],
        "file_name": received["file_name"],
        "sender": received["sender"],
        "received_at": received["at"].isoformat(),
        "checked_at": now.isoformat(),
        "country": answer.country,
        "quarter": answer.quarter,
        "agency": _agency(answer.country, answer.quarter),
        "verdict": answer.verdict,
        "collections": dict(sorted(answer.collections.items())),
        "nil": list(answer.nil),
        "contracts": {each: load_contract(each).version for each in named},
        "rules": rules,
        "findings": len(answer.findings),
        "blocking": sum(each.blocks for each in answer.findings),
        "findings_sha256": _hash_of_findings(answer),
    }


def proof_of(settings: Settings, submission: str) -> dict[str, Any] | None:
    """The proof that was given for a submission, as JSON-ready values; None while it was not examined."""
    if not has_begun(settings):
        return None
    events = Ledger(settings.ledger).events(RECEIPT_GIVEN, submission=submission)
    sealed = [each for each in events if "seal" in each]
    if not sealed:
        return None
    return {name: value for name, value in sealed[0].items() if name not in ("seq", "at", "event")}


def is_sealed(proof: Mapping[str, Any]) -> bool:
    """Whether the seal is that of what the proof says: nothing of it was altered."""
    said = {name: value for name, value in proof.items() if name not in ("seal", "submission")}
    return bool(proof.get("seal") == seal_of(said) and str(proof.get("sha256", ""))[:16] == proof.get("submission"))


def _agency(country: str | None, quarter: str | None) -> str | None:
    """The agency that answers for the country's submissions, as the list of members has it."""
    if not (country and quarter):
        return None
    mine = [
        each
        for each in load_members().iter_rows(named=True)
        if each["country"] == country and each["valid_from"] <= quarter <= (each["valid_to"] or quarter)
    ]
    return str(mine[-1]["agency"]) if mine else None


def _hash_of_findings(answer: Answer) -> str:
    found = [vars(each) for each in answer.findings]
    return hashlib.sha256(json.dumps(found, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

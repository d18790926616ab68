"""What coordinators and operators decide of a submission: set an error aside, or have it examined again."""

from datetime import datetime

from data_contracts.rules import ERROR, load_rules
from pipeline.answering import answer_anew, answer_to
from pipeline.judgement import Answer
from pipeline.refusals import RefusedError, sound, still_open
from pipeline.rulings import overrides_of, record
from pipeline.settings import Settings
from pipeline.storage.ledger import OVERRIDDEN, REOPENED, Ledger

OUR_FAULT = ("rule-could-not-run", "file-reader-stopped")
"""Findings that the sender can do nothing about: once the cause is mended, the same file is examined again."""


def override(settings: Settings, submission: str, rule: str, *, reason: str, by: str, now: datetime) -> Answer:
    """Set the findings of an ERROR aside in this submission alone; the answer then. Raises RefusedError."""
    still_open(settings, submission, country=None)
    if rule not in load_rules():
        raise RefusedError("rule-unknown", rule=rule)
    if load_rules()[rule].severity != ERROR:
        raise RefusedError("not-an-error", rule=rule)
    why, ledger = sound(reason), Ledger(settings.ledger)
    if overrides_of(settings, ledger, submission, until=ledger.newest() or 0).get(rule) != why:  # else said already
        if not any(each.rule == rule and each.blocks for each in answer_to(settings, submission).findings):
            raise RefusedError("rule-holds", submission=submission, rule=rule)
        said = {"overrides": {rule: why}}
        record(settings, OVERRIDDEN, at=now, submission=submission, by=by, said=said, rule=rule)
    return answer_anew(settings, submission, now=now)


def reopen(settings: Settings, submission: str, *, by: str, now: datetime) -> Answer:
    """Have a submission examined again that was held up by a fault of ours; the answer now. Raises RefusedError."""
    life = still_open(settings, submission, country=None)
    if not set(life.rules) & set(OUR_FAULT):
        raise RefusedError("nothing-of-ours", submission=submission)
    Ledger(settings.ledger).append(REOPENED, at=now, submission=submission, by=by)
    return answer_anew(settings, submission, now=now)

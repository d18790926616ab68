"""What a submission is answered now: with all that was said of its findings, and what was accepted before it."""

from datetime import datetime
from typing import Any

from data_contracts.findings import ACCEPTED
from pipeline.history import past_of, turns_of
from pipeline.journal import noting
from pipeline.judgement import Answer, answer_of, judge
from pipeline.queueing import at_desk
from pipeline.receive.archive import path_of
from pipeline.receive.unpacking import deliver
from pipeline.refusals import life_of
from pipeline.settings import Settings
from pipeline.storage.ledger import CHECKED, EXAMINED, OPENERS, RECEIVED, Ledger


def answer_to(settings: Settings, submission: str, *, country: str | None = None) -> Answer:
    """The answer to a submission, of `country` where given, at its last turn. Raises RefusedError where there is none.

    What was accepted is answered as when it was: no turn follows.
    """
    life_of(settings, submission, country=country)
    return _answer(settings, submission, _opener(settings, submission))


def answer_anew(settings: Settings, submission: str, *, now: datetime) -> Answer:
    """The answer after something has happened, noted in the ledger: the next run comes to the same."""
    opener = _opener(settings, submission)
    with noting(settings, "answered", submission=submission) as facts:
        answer = _answer(settings, submission, opener)
        facts |= {"country": answer.country, "quarter": answer.quarter, "verdict": answer.verdict}
        facts |= {"findings": len(answer.findings), "blocking": sum(each.blocks for each in answer.findings)}
    Ledger(settings.ledger).append(
        CHECKED,
        at=now,
        submission=submission,
        once="turn",
        turn=opener["seq"],
        verdict=answer.verdict,
        country=answer.country,
        quarter=answer.quarter,
        collections=sorted({*answer.collections, *answer.nil}),
        findings=len(answer.findings),
    )
    return answer


def _opener(settings: Settings, submission: str) -> dict[str, Any]:
    ledger = Ledger(settings.ledger)
    accepted = [
        each.get("turn") for each in ledger.events(EXAMINED, submission=submission) if each["verdict"] == ACCEPTED
    ]
    turns = ledger.events(*OPENERS, submission=submission)
    return next((each for each in turns if each["seq"] in accepted), turns[-1])


def _answer(settings: Settings, submission: str, opener: dict[str, Any]) -> Answer:
    (received,) = Ledger(settings.ledger).events(RECEIVED, submission=submission)
    with at_desk(settings):
        (delivery,) = deliver([(submission, path_of(settings.archive, received["sha256"]))], settings=settings)
        (turn,) = turns_of(settings, [opener], [delivery])
        return answer_of(judge([turn], past_of(settings, [delivery])), delivery)

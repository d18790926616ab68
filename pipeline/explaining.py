"""Explain what is unusual in a submission: whoever sent it says why, and the next run accepts it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from data_contracts.findings import Finding
from data_contracts.rules import BLOCKER, WARNING
from pipeline.answering import answer_anew, answer_to
from pipeline.judgement import Answer
from pipeline.lives import Life
from pipeline.refusals import RefusedError, life_of, not_withdrawn, sound, still_open
from pipeline.rulings import record
from pipeline.settings import Settings
from pipeline.standing import standing
from pipeline.storage.ledger import EXPLAINED


def open_warnings(settings: Settings, submission: str, *, country: str | None = None) -> list[Finding]:
    """The findings that wait for an explanation. Raises RefusedError where none can be given any more."""
    return [each for each in _warnings(settings, _life(settings, submission, country=country)) if each.blocks]


def explain(
    settings: Settings,
    submission: str,
    texts: Mapping[str, str],
    *,
    by: str,
    now: datetime,
    country: str | None = None,
) -> Answer:
    """Keep the explanations, `texts` by the ids of findings, and answer anew at once; the next run comes to the same.

    What is explained may be explained better until it is accepted; the last words count. Of an accepted submission
    only what another country put in question since can be explained. Raises RefusedError.
    """
    life = _life(settings, submission, country=country)
    warnings = _warnings(settings, life)
    known = {each.id: each.explanation if each.explained else None for each in warnings}
    if not texts:
        raise RefusedError("nothing-to-explain", submission=submission)
    for each in texts:
        if each not in known:
            raise RefusedError("no-finding", submission=submission, finding=each)
    said = {each: sound(text) for each, text in texts.items()}
    if any(known[each] != text for each, text in said.items()):
        told = {"explanations": said}
        record(settings, EXPLAINED, at=now, submission=submission, by=by, said=told, findings=len(said))
    if life.is_accepted:
        return _with(answer_to(settings, submission), _warnings(settings, life))
    return answer_anew(settings, submission, now=now)


def _life(settings: Settings, submission: str, *, country: str | None) -> Life:
    life, _ = life_of(settings, submission, country=country)
    not_withdrawn(life)
    if life.is_accepted and _standing(settings, life):
        return life
    return still_open(settings, submission, country=country)


def _warnings(settings: Settings, life: Life) -> list[Finding]:
    """The warnings of which something can be said, explained ones too."""
    if life.is_accepted:
        return _standing(settings, life)
    findings = answer_to(settings, life.submission).findings
    if any(each.severity == BLOCKER and each.blocks for each in findings):
        raise RefusedError("mend-first", submission=life.submission)
    return [each for each in findings if each.severity == WARNING and not each.eased]


def _standing(settings: Settings, life: Life) -> list[Finding]:
    """What stands against an accepted submission that counts: another country told of it later."""
    if not (life.country and life.quarter):
        return []
    found = standing(settings, country=life.country, quarters=[life.quarter])
    return [each for submission, each in found if submission == life.submission and not each.eased]


def _with(answer: Answer, findings: Sequence[Finding]) -> Answer:
    known = {each.id for each in findings}
    return replace(answer, findings=(*(each for each in answer.findings if each.id not in known), *findings))

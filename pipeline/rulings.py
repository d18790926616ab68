"""What people said of findings: explanations, overrides, waivers. The archive has the words, the ledger when."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from pipeline.examine.past import WAIVERS
from pipeline.receive.archive import load, store
from pipeline.settings import Settings
from pipeline.storage.beginning import begin
from pipeline.storage.ledger import EXPLAINED, OVERRIDDEN, WAIVER_ASKED, WAIVER_GRANTED, Ledger


def keep_document(settings: Settings, content: Mapping[str, Any]) -> str:
    """Keep what was said for good; its SHA-256, by which the ledger's event names it."""
    return store(settings.archive, json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def document(settings: Settings, sha256: str) -> dict[str, Any]:
    """What was said, by the SHA-256 under which an event names it."""
    content: dict[str, Any] = json.loads(load(settings.archive, sha256))
    return content


def record(
    settings: Settings,
    event: str,
    *,
    at: datetime,
    submission: str | None,
    by: str,
    said: Mapping[str, Any],
    once: bool = False,
    **detail: Any,
) -> bool:
    """Write what was said, then that it was said: `by` is who said it, and `said` is kept in the archive.

    Returns whether it was news; with `once` it is not where the submission has that event already.
    """
    begin(settings)
    kept = keep_document(settings, {"submission": submission, **said})
    return Ledger(settings.ledger).append(
        event, at=at, submission=submission, once=once, by=by, document=kept, **detail
    )


def explanations_of(settings: Settings, ledger: Ledger, submission: str, *, until: int) -> dict[str, str]:
    """The id of a finding -> its explanation, as given until the turn `until`; the last one counts."""
    return _said(settings, ledger.events(EXPLAINED, submission=submission), "explanations", until=until)


def overrides_of(settings: Settings, ledger: Ledger, submission: str, *, until: int) -> dict[str, str]:
    """Rule -> why a coordinator set its findings aside, as given until the turn `until`."""
    return _said(settings, ledger.events(OVERRIDDEN, submission=submission), "overrides", until=until)


def _said(settings: Settings, events: Iterable[Mapping[str, Any]], what: str, *, until: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for event in events:
        if event["seq"] <= until:
            found |= document(settings, event["document"])[what]
    return found


def granted_waivers(settings: Settings, ledger: Ledger) -> pl.DataFrame:
    """WAIVERS that a coordinator granted, oldest first."""
    asked = {each["waiver"]: each for each in ledger.events(WAIVER_ASKED)}
    rows = []
    for granted in ledger.events(WAIVER_GRANTED):
        wish = asked[granted["waiver"]]
        row = {name: wish.get(name) for name in ("country", "rule", "collection")}
        rows.append(
            row
            | {
                "turn": granted["seq"],
                "until": granted["until"],
                "reason": document(settings, wish["document"])["reason"],
            }
        )
    return pl.DataFrame(rows, schema=WAIVERS)

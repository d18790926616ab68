"""The commands of looking back: what became of submissions; and of taking one back."""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pipeline.commands.options import REFUSED, Add, country_of, settings_of


def add_to(add: Add) -> None:
    history = add("history", _history, "what became of submissions, newest first; of one, its whole life")
    history.add_argument(
        "whose", nargs="?", metavar="COUNTRY|SUBMISSION", help="only this country's; or one submission"
    )
    history.add_argument("--json", action="store_true", help="print it as JSON, a line a submission")
    withdraw = add("withdraw", _withdraw, "take a submission back: the one before counts again from the next run")
    withdraw.add_argument("submission", metavar="SUBMISSION", help="as its receipt names it")
    withdraw.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept")
    withdraw.add_argument("--by", required=True, metavar="NAME", help="who takes it back")


def _history(options: argparse.Namespace) -> int:
    from pipeline.door import history
    from pipeline.words import say

    if re.fullmatch("[0-9a-f]{16}", options.whose or ""):
        return _one(options)
    country = country_of(options.whose, options) if options.whose else None
    if options.whose and country is None:
        return REFUSED
    rows = history(settings_of(options), country=country)
    for row in rows:
        print(_as_json(row) if options.json else _line(row, options.lang))
    if not rows and not options.json:
        print(say("history-none", options.lang), file=sys.stderr)
    return 0


def _one(options: argparse.Namespace) -> int:
    from pipeline.door import RefusedError, life

    try:
        found = life(settings_of(options), options.whose)
    except RefusedError as refused:
        print(refused.says(options.lang), file=sys.stderr)
        return REFUSED
    if options.json:
        print(_as_json(found))
        return 0
    print(_line(found, options.lang))
    for step in found["steps"]:
        print("\n".join(_step(step, options.lang)))
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    from pipeline.door import RefusedError, withdraw
    from pipeline.words import say

    now = datetime.now(UTC)
    try:
        withdraw(settings_of(options), options.submission, reason=options.reason, by=options.by, now=now)
    except RefusedError as refused:
        print(refused.says(options.lang), file=sys.stderr)
        return REFUSED
    print(say("withdrawn", options.lang, submission=options.submission))
    return 0


def _as_json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=lambda moment: moment.isoformat())


def _line(row: Mapping[str, Any], language: str) -> str:
    from pipeline.words import say

    state = say(f"state-{row['state']}", language, edition=row["edition"], by=", ".join(row["superseded_by"]))
    whose = " ".join(filter(None, (row["country"], row["quarter"]))) or "–"
    reasons = f" ({', '.join(row['rules'])})" if row["rules"] and row["state"] in ("returned", "unreadable") else ""
    return f"{_moment(row['received_at'])}  {row['submission']}  {whose}  {row['file_name']}  {state}{reasons}"


def _step(step: Mapping[str, Any], language: str) -> list[str]:
    """What happened in a line, and beneath it what was said."""
    from pipeline.words import step_words

    told, said = step_words(step, language)
    at = datetime.fromisoformat(step["at"])
    return [f"  {_moment(at)}  {told}", *(f"    {each}" for each in said)]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")

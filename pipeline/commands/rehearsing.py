"""The command for coordinators who change a contract: who would have been stopped?"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.options import BLOCKED, CLEAN, Add, settings_of

if TYPE_CHECKING:
    from pipeline.rehearsal import Rehearsal


def add_to(add: Add) -> None:
    rehearse = add("rehearse", _rehearse, "hold all history against changed contracts; nothing is stored")
    rehearse.add_argument(
        "--contracts", type=Path, required=True, metavar="FOLDER", help="the changed files, as in data_contracts"
    )
    rehearse.add_argument("--json", action="store_true", help="print every submission that would differ, as JSON")


def _rehearse(options: argparse.Namespace) -> int:
    import json

    from pipeline.rehearsal import RehearsalError, rehearse
    from pipeline.words import say

    try:
        done = rehearse(settings_of(options), contracts=options.contracts)
    except RehearsalError as error:
        print(say(error.problem, options.lang, what=error.what), file=sys.stderr)
        return BLOCKED
    print(json.dumps(done.as_dict(), ensure_ascii=False) if options.json else _told(done, options.lang))
    return CLEAN


def _told(done: "Rehearsal", language: str) -> str:
    """How many would have been stopped and let through, then by rule, country and quarter, then each submission."""
    from pipeline.words import say

    stopped = sum(each.is_stopped for each in done.differences)
    passed = sum(each.after == "accepted" for each in done.differences)
    lines = [say("rehearse-done", language, count=done.submissions, stopped=stopped, passed=passed)]
    for (rule, country, quarter), count in done.stopped().items():
        place = f"{rule}, {country or '–'}, {quarter or '–'}"
        lines.append(say("rehearse-stopped", language, place=place, count=count))
    for each in done.differences:
        states = {name: say(f"state-{getattr(each, name)}", language) for name in ("before", "after")}
        place = f"{each.submission} ({each.country or '–'}, {each.quarter or '–'})"
        lines.append(say("rehearse-difference", language, place=place, rules=", ".join(each.rules), **states))
    return "\n".join(lines)

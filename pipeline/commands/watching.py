"""Commands of those who keep an installation running: is it well, and how do things stand."""

import argparse
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from textwrap import fill
from typing import TYPE_CHECKING, Any

from pipeline.commands.options import REFUSED, Add, settings_of

if TYPE_CHECKING:
    from pipeline.health import Part

_BENEATH: dict[str, Any] = {"initial_indent": "    ", "subsequent_indent": "    "}
_BESIDE = 48
"""Letters that have their place in a line of 80, behind a name and a state."""


def add_to(add: Add) -> None:
    health = add("health", _health, "use every part of the installation and say how it fares (0 well, 1 not)")
    health.add_argument("--json", action="store_true", help="print it as JSON")
    status = add("status", _status, "how things stand: what came, waits and failed, the edition, who still owes")
    status.add_argument("--json", action="store_true", help="print it as JSON")


def _status(options: argparse.Namespace) -> int:
    from pipeline.status import UNREADABLE, survey
    from pipeline.status_words import tell_status

    now = datetime.now(UTC)
    parts = survey(settings_of(options), now=now)
    print(_as_json({"at": now, **parts}) if options.json else tell_status(parts, now=now, language=options.lang))
    return REFUSED if any(UNREADABLE in part for part in parts.values()) else 0


def _health(options: argparse.Namespace) -> int:
    from pipeline.health import examine_health, is_well

    parts = examine_health(settings_of(options), now=datetime.now(UTC))
    well = is_well(parts)
    if options.json:
        told = {name: {"state": part.state, **part.facts} for name, part in parts.items()}
        print(_as_json({"status": "ok" if well else "failing", "parts": told}))
    else:
        print("\n".join(_part(name, part, options.lang) for name, part in parts.items()))
    return 0 if well else REFUSED


def _part(name: str, part: "Part", language: str) -> str:
    """Its name, its state, and where there is more to say, that."""
    from pipeline.words import say, says

    key = f"health-{name}-{part.state}"
    at = part.facts.get("at")
    facts = {**part.facts, "at": f"{at:%Y-%m-%d %H:%M UTC}" if at else "–"}
    more = say(key, language, **facts) if says(key) else ""
    line = f"{say(f'part-{name}', language):<14}  {say(f'health-{part.state}', language):<12}"
    return f"{line}  {more}".rstrip() if len(more) <= _BESIDE else f"{line.rstrip()}\n{fill(more, 80, **_BENEATH)}"


def _as_json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, default=lambda moment: moment.isoformat())

"""The words for how things stand: a part after another, within 80 columns, readable at a glance."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from textwrap import wrap
from typing import Any

from pipeline.status import UNREADABLE, Place
from pipeline.words import say

_WIDTH, _LABEL = 80, 16
_STATES = ("waiting", "needs-explanation", "returned", "partial", "missing")


def tell_status(parts: Mapping[str, Mapping[str, Any]], *, now: datetime, language: str = "en") -> str:
    """What `status.survey` found, in plain words."""
    speaker = _Speaker(now, language)
    told = [speaker.say("title", at=_moment(now))]
    for name, part in parts.items():
        says = [speaker.say("unreadable", what=part[UNREADABLE])] if UNREADABLE in part else _WORDS[name](speaker, part)
        told += _set(speaker.say(f"{name}-label"), says)
    return "\n".join(told)


class _Speaker:
    """Says things in one language, at one moment."""

    def __init__(self, now: datetime, language: str) -> None:
        self._now, self._language = now, language

    def say(self, key: str, /, **values: Any) -> str:
        return say(f"status-{key}", self._language, **values)

    def ago(self, at: datetime) -> str:
        minutes = max(0, int((self._now - at).total_seconds() // 60))
        for unit, length in (("days", 2880), ("hours", 120)):  # up to two of a unit, the smaller one says more
            if minutes >= length:
                return self.say(f"ago-{unit}", count=minutes // (length // 2))
        return self.say("ago-minutes", count=minutes) if minutes else self.say("ago-now")

    def due(self, day: date) -> str:
        left = (day - self._now.date()).days
        return self.say("due-past", count=-left) if left < 0 else self.say("due-left", count=left)


def _came(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    if not part["count"]:
        return [speaker.say("came-none")]
    return [speaker.say("came", count=part["count"], places=_places(part["places"]))]


def _waits(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    said = [speaker.say(f"waits-{kind}", count=part[kind]) for kind in ("new", "said", "withdrawn") if part[kind]]
    if part["oldest"]:
        said.append(speaker.say("waits-oldest", ago=speaker.ago(part["oldest"]), places=_places(part["places"])))
    if part["inbox"]:
        said.append(speaker.say("waits-inbox", count=part["inbox"], ago=speaker.ago(part["inbox_oldest"])))
    return said or [speaker.say("waits-none")]


def _failed(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    said = []
    if part["stuck"]:
        said.append(speaker.say("failed-stuck", count=len(part["stuck"]), submissions=", ".join(part["stuck"])))
    if part["set_aside"]:
        said.append(speaker.say("failed-aside", count=part["set_aside"]))
    if part["errors"]:
        newest = part["newest"]
        steps = newest["steps"] or []
        what = " ".join(filter(None, (newest["event"], *steps, newest["error"], newest["errno"])))
        said.append(speaker.say("failed-errors", count=part["errors"], ago=speaker.ago(newest["at"]), what=what))
    return said or [speaker.say("failed-none")]


def _edition(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    if part["edition"] is None:
        return [speaker.say("edition-none")]
    ago = speaker.ago(part["at"]) if part["at"] else "–"
    said = [speaker.say("edition", edition=part["edition"], at=_moment(part["at"]), ago=ago)]
    if part["lacks"]:
        said.append(speaker.say("edition-lacks", places=_places(part["lacks"])))
    return said


def _rounds(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    said = []
    for each in part["open"]:
        of, due = each["complete"] + each["owing"], f"{each['due']} ({speaker.due(each['due'])})"
        said.append(speaker.say("round", quarter=each["quarter"], due=due, complete=each["complete"], of=of))
        said.append(speaker.say("round-received", count=each["received"]))
        said += [
            speaker.say(f"round-{state}", count=len(each[state]), countries=" ".join(each[state]))
            for state in _STATES
            if each[state]
        ]
    return said or [speaker.say("rounds-none")]


def _run(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    return [speaker.say("run", at=_moment(part["at"]), ago=speaker.ago(part["at"]))] if part["at"] else ["–"]


def _letters(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    said = [speaker.say(f"letters-{kind}", count=part[kind]) for kind in ("sent", "failed", "unsettled") if part[kind]]
    return said or [speaker.say("letters-none")]


def _backup(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    if not part["is_set"]:
        return [speaker.say("backup-unset")]
    return [speaker.say("run", at=_moment(part["at"]), ago=speaker.ago(part["at"]))] if part["at"] else ["–"]


def _disk(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    return [speaker.say("disk-low" if part["free_mb"] < part["floor_mb"] else "disk", **part)]


def _service(speaker: _Speaker, part: Mapping[str, Any]) -> list[str]:
    if part["since"] is None:
        return [speaker.say("service-none")]
    if not part["pipeline"]:
        return [speaker.say("service-alone", at=_moment(part["since"]))]
    looked = speaker.ago(part["looked_at"]) if part["looked_at"] else "–"
    return [speaker.say("service", at=_moment(part["since"]), ago=looked)]


_WORDS: dict[str, Callable[[_Speaker, Mapping[str, Any]], list[str]]] = {
    "came": _came,
    "waits": _waits,
    "failed": _failed,
    "edition": _edition,
    "rounds": _rounds,
    "run": _run,
    "letters": _letters,
    "backup": _backup,
    "disk": _disk,
    "service": _service,
}


def _set(label: str, says: Iterable[str]) -> list[str]:
    """The label once, and what is said of it beside it."""
    lines = [line for each in says for line in wrap(each, _WIDTH - _LABEL, break_on_hyphens=False)]
    return [f"{label if at == 0 else '':<{_LABEL}}{line}" for at, line in enumerate(lines)]


def _places(places: Iterable[Place]) -> str:
    """2026-Q3 NL PL(2), 2026-Q2 SE; what is not known is a question mark."""
    by_quarter: dict[str, list[str]] = {}
    for each in places:
        many = f"({each['count']})" if each["count"] > 1 else ""
        by_quarter.setdefault(each["quarter"] or "?", []).append(f"{each['country'] or '?'}{many}")
    return ", ".join(f"{quarter} {' '.join(theirs)}" for quarter, theirs in sorted(by_quarter.items(), reverse=True))


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "–"

"""Which snapshots stay: all of the last days, one a week for some weeks, one a month for some months."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.backup.place import Place
from pipeline.backup.snapshots import Snapshot, read_snapshots, remove


@dataclass(frozen=True)
class Keep:
    """days: everything that young stays; weeks, months: of each, the last snapshot stays that long."""

    days: int = 7
    weeks: int = 8
    months: int = 24

    @classmethod
    def read(cls, text: str) -> "Keep":
        """From DAYS/WEEKS/MONTHS; raises ValueError."""
        found = re.fullmatch(r"(\d{1,4})/(\d{1,4})/(\d{1,4})", text)
        if found is None:
            raise ValueError(text)
        return cls(*map(int, found.groups()))


def staying(snapshots: Iterable[Snapshot], keep: Keep, *, now: datetime) -> set[str]:
    """The names of those that stay; the newest always does."""
    newest_first = sorted(snapshots, key=lambda each: each.name, reverse=True)
    kept = {each.name for each in newest_first if now - each.at < timedelta(days=keep.days)}
    weeks = _last_of(newest_first, lambda at: at.isocalendar()[:2])
    months = _last_of(newest_first, lambda at: (at.year, at.month))
    kept |= {each.name for each in weeks if now - each.at < timedelta(weeks=keep.weeks)}
    kept |= {each.name for each in months if _months(now) - _months(each.at) < keep.months}
    return kept | {each.name for each in newest_first[:1]}


def let_go(place: Place, keep: Keep, *, newest: str, now: datetime) -> tuple[int, int]:
    """Remove the snapshots that need not stay, then the objects that none names: how many of each.

    Nothing is removed while a snapshot cannot be read: nobody knows what it rests on. `newest` stays in any case.
    """
    snapshots, damaged = read_snapshots(place.root)
    if damaged:
        return 0, 0
    kept = staying(snapshots, keep, now=now) | {newest}
    going = [each for each in snapshots if each.name not in kept]
    remove(place.root, going)
    named = frozenset(name for each in snapshots if each.name in kept for name in each.objects)
    return len(going), place.keep_only(named)


def _last_of(newest_first: Iterable[Snapshot], span: Callable[[datetime], object]) -> list[Snapshot]:
    """The last snapshot of each span of time."""
    found: dict[object, Snapshot] = {}
    for each in newest_first:
        found.setdefault(span(each.at), each)
    return list(found.values())


def _months(at: datetime) -> int:
    return at.year * 12 + at.month

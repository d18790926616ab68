"""The lives of submissions, told from the ledger alone: what happened to each, when, by whom, and where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data_contracts.findings import ACCEPTED
from pipeline.storage.ledger import (
    CHECKED,
    EXAMINED,
    EXPLAINED,
    OVERRIDDEN,
    PUBLISHED,
    RECEIVED,
    REOPENED,
    WAIVER_ASKED,
    WAIVER_GRANTED,
    WAIVER_REFUSED,
    WITHDRAWN,
)

SUPERSEDED, RESTORED = "superseded", "restored"
"""What happens to a submission by what happens to another: a newer one counts in its place, or does so no longer."""
SAID = (EXPLAINED, OVERRIDDEN, WAIVER_ASKED, WAIVER_GRANTED, WAIVER_REFUSED, REOPENED)
"""What is said of a submission; it leads to another examination, and only that changes where it stands."""

Event = Mapping[str, Any]
_Place = tuple[str | None, str | None, str]


@dataclass(frozen=True)
class Step:
    """Something that happened. by: who did it, None where the program did. detail: what else is known, JSON-ready."""

    what: str
    at: datetime
    by: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"what": self.what, "at": self.at.isoformat(), "by": self.by, **self.detail}


@dataclass
class Life:
    """What became of one submission.

    country: what its file says, else where it came from; origin: where it came from, where known. state: received,
    checked (answered, and not examined by a run yet), accepted, needs-explanation, returned, unreadable, published,
    superseded, withdrawn. seq: its place in the ledger. rules: what blocked it when it was examined last.
    """

    received: Event
    country: str | None
    quarter: str | None = None
    collections: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    state: str = RECEIVED
    turn: int = -1
    steps: list[Step] = field(default_factory=list)

    @property
    def submission(self) -> str:
        return str(self.received["submission"])

    @property
    def seq(self) -> int:
        return int(self.received["seq"])

    @property
    def owner(self) -> str | None:
        """Whose it is: the country that sent it, else the one that its file names."""
        return self.received["country"] or self.country

    @property
    def is_withdrawn(self) -> bool:
        return self.state == WITHDRAWN

    @property
    def is_accepted(self) -> bool:
        return any(each.what == ACCEPTED for each in self.steps)

    def last(self, what: str) -> Step | None:
        """When that happened last."""
        return next((each for each in reversed(self.steps) if each.what == what), None)

    def as_row(self) -> dict[str, Any]:
        """What the history tells of it in one row."""
        published, superseded = self.last(PUBLISHED), self.last(SUPERSEDED)
        names = ("submission", "sha256", "file_name", "size", "sender")
        return {name: self.received[name] for name in names} | {
            "received_at": self.received["at"],
            "country": self.country,
            "quarter": self.quarter,
            "state": self.state,
            "state_at": self.steps[-1].at,
            "rules": list(self.rules),
            "edition": published.detail["edition"] if published else None,
            "superseded_by": list(superseded.detail["submissions"]) if superseded and self.state == SUPERSEDED else [],
        }


def lives(events: Iterable[Event]) -> dict[str, Life]:
    """Submission -> its life, in the order in which they were received. `events`: the ledger's, oldest first."""
    telling = _Telling()
    for event in events:
        telling.hear(event)
    return telling.lives


def newer_than(life: Life, all_lives: Mapping[str, Life]) -> Life | None:
    """A submission that was received after this one, is accepted, and covers a collection of it; None where none is."""
    return next(
        (
            each
            for each in all_lives.values()
            if each.seq > life.seq
            and each.is_accepted
            and not each.is_withdrawn
            and (each.country, each.quarter) == (life.country, life.quarter)
            and set(each.collections) & set(life.collections)
        ),
        None,
    )


class _Telling:
    """Hears the events one after another and keeps what follows from each."""

    def __init__(self) -> None:
        self.lives: dict[str, Life] = {}
        self._versions: dict[_Place, list[str]] = {}
        self._editions = 0

    def hear(self, event: Event) -> None:
        name, submission = event["event"], event["submission"]
        if name == PUBLISHED:
            self._published(event)
        elif name == RECEIVED:
            life = self.lives[submission] = Life(event, country=event["country"])
            life.steps.append(Step(RECEIVED, event["at"], by=event["sender"]))
        elif submission in self.lives:
            life = self.lives[submission]
            if name == CHECKED:
                self._checked(life, event)
            elif name == EXAMINED:
                self._examined(life, event)
            elif name in SAID:
                told = {each: event[each] for each in ("document", "waiver", "until") if each in event}
                life.steps.append(Step(name, event["at"], by=event.get("by"), detail=told))
            elif name == WITHDRAWN:
                life.steps.append(Step(name, event["at"], by=event.get("by"), detail={"document": event["document"]}))
                life.state = WITHDRAWN
                self._settle(life, at=event["at"])

    def _checked(self, life: Life, event: Event) -> None:
        life.steps.append(Step(CHECKED, event["at"], detail={"verdict": event["verdict"]}))
        if event.get("turn", life.seq) > life.turn and not life.is_withdrawn:
            life.state = CHECKED
            self._whose(life, event)

    def _examined(self, life: Life, event: Event) -> None:
        self._whose(life, event)
        life.turn, life.rules = event.get("turn", life.seq), tuple(event.get("rules", ()))
        is_news = not life.is_accepted
        life.steps.append(Step(event["verdict"], event["at"], detail={"rules": list(life.rules)}))
        if life.is_withdrawn:
            return
        life.state = event["verdict"]
        if is_news and life.is_accepted:
            for place in _places(life):
                self._versions.setdefault(place, []).append(life.submission)
            self._settle(life, at=event["at"])

    def _published(self, event: Event) -> None:
        self._editions += 1
        detail = {"edition": event["edition"], "number": self._editions}
        for submission in event.get("adds", ()):
            if life := self.lives.get(submission):
                life.steps.append(Step(PUBLISHED, event["at"], detail=detail))
                if life.state == ACCEPTED:
                    life.state = PUBLISHED

    def _settle(self, changed: Life, *, at: datetime) -> None:
        """Who counts now where `changed` has come or gone, and who does so no longer."""
        touched = {each for place in _places(changed) for each in self._versions.get(place, ())}
        for life in (self.lives[each] for each in touched - {changed.submission}):
            if life.is_withdrawn:
                continue
            holders = [self._holder(place) for place in _places(life)]
            counts = life.submission in holders
            if not counts and life.state != SUPERSEDED:
                successors = list(dict.fromkeys(each for each in holders if each))
                life.steps.append(Step(SUPERSEDED, at, detail={"submissions": successors}))
                life.state = SUPERSEDED
            elif counts and life.state == SUPERSEDED:
                life.steps.append(Step(RESTORED, at, detail={"submissions": [changed.submission]}))
                life.state = ACCEPTED

    def _holder(self, place: _Place) -> str | None:
        mine: Sequence[str] = self._versions.get(place, ())
        return next((each for each in reversed(mine) if not self.lives[each].is_withdrawn), None)

    @staticmethod
    def _whose(life: Life, event: Event) -> None:
        life.country, life.quarter = event["country"] or life.country, event["quarter"]
        life.collections = tuple(event.get("collections", life.collections))


def _places(life: Life) -> list[_Place]:
    return [(life.country, life.quarter, each) for each in life.collections]

"""What has arrived of every collection, told from the ledger alone, and so also while a run is on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data_contracts.findings import ACCEPTED
from pipeline.lives import Life, lives
from pipeline.storage.ledger import CHECKED, IDENTIFIED, RECEIVED

_WAITS = (RECEIVED, CHECKED)

Place = tuple[str, str, str]
"""Country, quarter, collection."""


@dataclass(frozen=True)
class Arrivals:
    """states: the best that became of what was sent for a place (accepted, or the verdict that it was given).

    waiting: country and quarter (None while it is not known) of what was received and not examined yet.
    """

    states: Mapping[Place, str]
    waiting: frozenset[tuple[str, str | None]]

    def are_waiting(self, country: str, quarter: str) -> bool:
        return (country, quarter) in self.waiting or (country, None) in self.waiting


def arrivals(events: Iterable[Mapping[str, Any]]) -> Arrivals:
    """`events`: the ledger's, oldest first."""
    events = list(events)
    known = {each["submission"]: each for each in events if each["event"] == IDENTIFIED}
    states: dict[Place, str] = {}
    waiting = set[tuple[str, str | None]]()
    for life in lives(events).values():
        if life.is_withdrawn:
            continue
        if life.state in _WAITS:
            told = known.get(life.submission, {})
            country = life.country or told.get("country")
            if country:
                waiting.add((country, life.quarter or told.get("quarter")))
        for place in _places(life):
            if states.get(place) != ACCEPTED:
                states[place] = ACCEPTED if life.is_accepted else life.state
    return Arrivals(states, frozenset(waiting))


def _places(life: Life) -> list[Place]:
    if not (life.country and life.quarter) or life.state in _WAITS:
        return []
    return [(life.country, life.quarter, each) for each in life.collections]
